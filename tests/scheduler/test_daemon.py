"""The loop, with a clock that is stepped and a bell that is rung by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from gamescheduler.adapters.bus import PostgresBus
from gamescheduler.adapters.database import Bell
from gamescheduler.app import App
from gamescheduler.events import Envelope, GameCompleted, GameStarted, ReminderDue
from gamescheduler.models import GameId, Status
from gamescheduler.scheduler import daemon
from gamescheduler.scheduler.sources import OUTBOX, REMINDERS, TRANSITIONS, Source
from gamescheduler.services.due import ATTEMPTS, LEASE, LONGEST_PAUSE
from gamescheduler.services.timing import Fired
from tests.builders import NOON, FrozenClock, facts, open_tavern, post, rows, run_sql, sheet_of, until

START = NOON + timedelta(days=1)
HOUR_BEFORE = START - timedelta(hours=1)


@asynccontextmanager
async def running(source: Source, app: App, bell: Bell | None = None) -> AsyncIterator[Bell]:
    """A daemon that has looked once and sleeps; it must stop when told to, and without an error."""
    bell, stop = bell or Bell(), asyncio.Event()
    task = asyncio.create_task(daemon.run(source, app, bell, stop))
    await asyncio.sleep(0.1)
    yield bell
    stop.set()
    bell.ring()
    await asyncio.wait_for(task, 5)


async def given(app: App, count: int) -> None:
    """Wait until so many reminders have been given."""

    async def enough() -> bool:
        return len(await facts(app, ReminderDue)) >= count

    await until(enough)
    assert len(await facts(app, ReminderDue)) == count


async def test_a_reminder_is_given_when_its_moment_comes(app: App, clock: FrozenClock) -> None:
    game = await post(app, reminders=(60,))
    async with running(REMINDERS, app) as bell:
        clock.at = HOUR_BEFORE - timedelta(seconds=1)
        bell.ring()
        await asyncio.sleep(0.2)
        assert await facts(app, ReminderDue) == []
        clock.step(seconds=1)
        bell.ring()
        await given(app, 1)
    assert await facts(app, ReminderDue) == [ReminderDue(game_id=game, lead=60, starts_at=START)]


async def test_what_was_due_while_the_daemon_was_down_is_done_at_once(app: App, clock: FrozenClock) -> None:
    """B-119"""
    await post(app, reminders=(60,))
    clock.at = HOUR_BEFORE + timedelta(minutes=5)
    async with running(REMINDERS, app):
        await given(app, 1)


@pytest.mark.parametrize(("ahead", "nap"), [(timedelta(seconds=7), 7.0), (timedelta(hours=1), daemon.NAP)])
async def test_the_nap_lasts_until_the_next_row_but_is_capped(
    app: App, clock: FrozenClock, ahead: timedelta, nap: float
) -> None:
    await post(app, reminders=(60,))
    clock.at = HOUR_BEFORE - ahead
    assert await daemon._pass(REMINDERS, app) == pytest.approx(nap)


async def test_an_empty_table_naps_as_long_as_allowed(app: App) -> None:
    assert await daemon._pass(TRANSITIONS, app) == daemon.NAP


async def test_a_ring_while_looking_means_looking_once_more(app: App) -> None:
    bell, looks = Bell(), []

    async def fire(_app: App, _only: int | None) -> Fired:
        await asyncio.sleep(0)
        looks.append(bell)
        if len(looks) == 1:
            bell.ring()
        return Fired(0, None)

    async with running(replace(REMINDERS, fire=fire), app, bell):
        assert len(looks) == 2


async def test_a_lost_bell_makes_a_row_late_but_not_lost(
    app: App, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daemon, "NAP", 0.2)
    async with running(REMINDERS, app):
        await post(app, reminders=(60,))
        clock.at = HOUR_BEFORE
        await given(app, 1)


async def test_a_row_moved_nearer_by_hand_wakes_at_once(database_url: str, clock: FrozenClock) -> None:
    """B-64: the nap would last a minute."""
    async with open_tavern(database_url, clock, listen=True) as app:
        await post(app, reminders=(60,))
        async with running(REMINDERS, app, app.listener.bell(REMINDERS.channel)):
            await asyncio.sleep(0.3)
            await run_sql(app, "UPDATE notification_schedule SET due_at = :now", now=clock.at)
            async with asyncio.timeout(5):
                await given(app, 1)


async def test_a_row_that_was_deleted_rings_nobody(app: App, clock: FrozenClock) -> None:
    """B-64"""
    await post(app, reminders=(60,))
    async with running(REMINDERS, app) as bell:
        await run_sql(app, "DELETE FROM notification_schedule")
        clock.at = HOUR_BEFORE
        bell.ring()
        await asyncio.sleep(0.2)
        assert await facts(app, ReminderDue) == []


async def test_two_daemons_share_the_rows(app: App, clock: FrozenClock) -> None:
    """B-67"""
    games = [await post(app, reminders=(60, 15)) for _ in range(10)]
    async with running(REMINDERS, app) as one, running(REMINDERS, app) as other:
        clock.at = START - timedelta(minutes=1)
        one.ring()
        other.ring()
        await given(app, 20)
    told = sorted((event.game_id, event.lead) for event in await facts(app, ReminderDue))
    assert told == sorted((game, lead) for game in games for lead in (60, 15))


async def test_a_game_that_was_to_start_and_end_meanwhile_does_both_in_order(
    app: App, clock: FrozenClock
) -> None:
    """B-73"""
    game = await post(app)
    clock.at = START + timedelta(days=2)

    async def completed() -> bool:
        return (await sheet_of(app, game)).game.status == Status.COMPLETED

    async with running(TRANSITIONS, app):
        await until(completed)
    assert await facts(app, GameStarted, GameCompleted) == [
        GameStarted(game_id=game),
        GameCompleted(game_id=game),
    ]


async def poison(app: App, game: GameId) -> None:
    """From now on the database refuses what the daemons tell of that game."""
    await run_sql(
        app, "CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'poisoned'; END $$"
    )
    condition = f"NEW.event ->> 'game_id' = '{game}' AND NEW.event ->> 'type' <> 'game_posted'"
    await run_sql(
        app,
        "CREATE TRIGGER poison BEFORE INSERT ON outbox FOR EACH ROW "
        f"WHEN ({condition}) EXECUTE FUNCTION poison()",
    )


async def test_a_row_that_fails_does_not_hold_up_the_others(app: App, clock: FrozenClock) -> None:
    """B-68"""
    bad = await post(app, reminders=(61,))
    await poison(app, bad)
    good = [await post(app, reminders=(60,)) for _ in range(3)]
    clock.at = HOUR_BEFORE
    async with running(REMINDERS, app):
        await given(app, 3)
    assert sorted(event.game_id for event in await facts(app, ReminderDue)) == sorted(good)
    query = "SELECT attempts, due_at, parked_at, last_error FROM notification_schedule WHERE done_at IS NULL"
    [(attempts, due_at, parked_at, error)] = await rows(app, query)
    assert (attempts, due_at, parked_at) == (1, clock.at + timedelta(seconds=1), None)
    assert "poisoned" in error


@pytest.mark.parametrize(
    ("source", "table"), [(REMINDERS, "notification_schedule"), (TRANSITIONS, "game_status_schedule")]
)
async def test_a_row_that_keeps_failing_is_parked(
    app: App, clock: FrozenClock, source: Source, table: str
) -> None:
    """B-68: each time it is tried twice as late."""
    await poison(app, await post(app, reminders=(60,)))
    await run_sql(app, "DELETE FROM game_status_schedule WHERE target = 'completed'")
    clock.at = HOUR_BEFORE if source is REMINDERS else START
    pauses = []
    for _ in range(ATTEMPTS):
        before = clock.at
        assert await daemon._pass(source, app) == 0.0
        [(clock.at,)] = await rows(app, f"SELECT due_at FROM {table}")
        pauses.append((clock.at - before).total_seconds())
    assert pauses[:-1] == [min(2.0**n, LONGEST_PAUSE) for n in range(ATTEMPTS - 1)]
    assert await rows(app, f"SELECT attempts, parked_at IS NULL FROM {table}") == [(ATTEMPTS, False)]
    clock.step(days=1)
    assert await daemon._pass(source, app) == daemon.NAP


async def test_no_transaction_is_open_while_the_daemon_sleeps(app: App, database_url: str) -> None:
    await post(app, reminders=(60,))
    watcher = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    query = (
        "SELECT DISTINCT state FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    async with running(REMINDERS, app), running(TRANSITIONS, app):
        assert [tuple(row) for row in await watcher.fetch(query)] == [("idle",)]
    await watcher.close()


class Recorder(PostgresBus):
    """A bus that, like a broker, is handed its events."""

    relayed = True

    def __init__(self) -> None:
        self.published: list[Envelope] = []

    async def publish(self, events: object) -> None:
        self.published += events  # type: ignore[operator]


async def test_the_relay_publishes_again_what_nobody_finished(app: App, clock: FrozenClock) -> None:
    """B-65, B-119"""
    bus = Recorder()
    relaying = replace(app, bus=bus)
    game = await post(app)
    for _ in range(2):
        await daemon._pass(OUTBOX, relaying)
    clock.step(seconds=LEASE)
    await daemon._pass(OUTBOX, relaying)
    assert [envelope.body["game_id"] for envelope in bus.published] == [game, game]
    await run_sql(app, "DELETE FROM outbox")
    clock.step(seconds=LEASE)
    await daemon._pass(OUTBOX, relaying)
    assert len(bus.published) == 2
