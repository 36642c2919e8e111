"""Which games are found: those one is in charge of, and those that go on at the same time."""

from __future__ import annotations

from datetime import timedelta

from gamescheduler.app import App
from gamescheduler.domain.actor import Actor
from gamescheduler.models import GameId, Status
from gamescheduler.services import queries
from tests.builders import HOST, IVO, MANAGER, NOON, SAM, TAVERN, actor, join, post, run_sql, sheet_of


async def test_a_host_finds_a_game_of_theirs_behind_any_number_of_others(app: App) -> None:
    """And nobody else's; a manager finds all, soonest first."""
    theirs = [await post(app, MANAGER, host_id=IVO, starts_at=NOON + timedelta(hours=n)) for n in (1, 2)]
    hers = await post(app)

    async def found(by: Actor) -> list[GameId]:
        async with app.work(by) as work:
            sheets, _ = await queries.governed(work, TAVERN, queries.upcoming(TAVERN), limit=2)
        return [sheet.game.id for sheet in sheets]

    assert await found(HOST) == [hers]
    assert await found(MANAGER) == theirs
    assert await found(actor(SAM)) == []


async def test_a_game_that_runs_already_overlaps_too(app: App) -> None:
    running = await post(app, starts_at=NOON + timedelta(minutes=1), duration=180)
    over = await post(app, starts_at=NOON + timedelta(minutes=2), duration=180)
    later = await post(app, starts_at=NOON + timedelta(hours=2))
    for game in (running, over, later):
        await join(app, game, SAM)
    status = "UPDATE game SET status = :status WHERE id = :id"
    await run_sql(app, status, status=Status.IN_PROGRESS, id=running)
    await run_sql(app, status, status=Status.COMPLETED, id=over)
    sheet = await sheet_of(app, later)
    async with app.work(actor(SAM)) as work:
        assert [other.game_id for other in await queries.overlapping(work, sheet.game, SAM)] == [running]
