"""What machines are told about our health."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.services import health
from tests.builders import run_sql
from tests.web.hall import Hall

PARTS = ("bot", "notify", "status")


async def ready(hall: Hall) -> tuple[int, dict[str, Any]]:
    answer = await (await hall.visitor("Noor")).sees("/readyz")
    return answer.status_code, answer.json()


async def beat(hall: Hall, *components: str, instance: str = "here:1") -> None:
    async with hall.app.work(SCHEDULER) as work:
        for component in components:
            await health.beat(work, component, instance)


async def test_alive_asks_nothing_of_anybody(hall: Hall) -> None:
    await run_sql(hall.app, "DROP TABLE cache")
    answer = await (await hall.visitor("Noor")).sees("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_ready_when_everything_was_seen_lately(hall: Hall) -> None:
    await beat(hall, *PARTS)
    status, told = await ready(hall)
    assert (status, told["status"]) == (200, "ready")
    assert told["checks"].keys() == {"database", "schema", "cache", "bus", *PARTS}
    assert told["checks"]["schema"] == {"status": "ok", "version": "0007"}


async def test_degraded_while_another_part_is_away(hall: Hall) -> None:
    """Whoever balances load must not take the pages away because the bot restarts."""
    await beat(hall, *PARTS)
    hall.clock.jump(timedelta(seconds=91))
    await beat(hall, "notify", "status")
    status, told = await ready(hall)
    assert (status, told["status"]) == (200, "degraded")
    assert told["checks"]["bot"] == {"status": "degraded", "reason": "last seen 91 s ago", "seconds_ago": 91}
    assert told["checks"]["notify"] == {"status": "ok", "seconds_ago": 0}


async def test_part_counts_as_seen_by_its_liveliest_copy(hall: Hall) -> None:
    await beat(hall, "bot", instance="old:1")
    hall.clock.jump(timedelta(days=2))
    await beat(hall, "bot", instance="new:1")
    _, told = await ready(hall)
    assert told["checks"]["bot"] == {"status": "ok", "seconds_ago": 0}
    assert told["checks"]["notify"] == {"status": "degraded", "reason": "not seen within a day"}


async def test_degraded_when_nobody_takes_the_events(hall: Hall) -> None:
    await beat(hall, *PARTS)
    await hall.posts()
    await run_sql(
        hall.app,
        "INSERT INTO outbox (queue, event, due_at, created_at, attempts) VALUES ('bot', '{}', :due, :due, 0)",
        due=hall.clock.now() - timedelta(seconds=61),
    )
    status, told = await ready(hall)
    assert (status, told["checks"]["bus"]["reason"]) == (200, "an event has been waiting for 61 s")


async def test_unready_with_a_schema_of_another_version(hall: Hall) -> None:
    for version, reason in (
        ("0006", "at 0006, needs 0007: run gamescheduler migrate"),
        ("9999", "The database schema is at 9999, which this version"),
    ):
        await run_sql(hall.app, "UPDATE alembic_version SET version_num = :version", version=version)
        status, told = await ready(hall)
        assert (status, told["status"]) == (503, "unready")
        assert told["checks"]["schema"]["reason"].startswith(reason)
    await run_sql(hall.app, "UPDATE alembic_version SET version_num = '0007'")
