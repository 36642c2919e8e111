"""Joining and leaving: who sits, who waits, who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gamescheduler.app import App
from gamescheduler.errors import NotFound, Refusal, Refused
from gamescheduler.events import RosterChanged
from gamescheduler.models import GameId, Status
from gamescheduler.services import hosting, seating
from tests.builders import (
    ADA,
    MIRA,
    NOOR,
    OTHER_SERVER,
    SAM,
    ZOE,
    FrozenClock,
    actor,
    everybody,
    facts,
    join,
    leave,
    post,
    rows,
    run_sql,
    sheet_of,
)


async def test_joining_fills_the_seats_and_then_the_waitlist(app: App) -> None:
    game = await post(app)
    await join(app, game, NOOR, SAM, ADA)
    assert await everybody(app, game) == ([NOOR, SAM], [ADA])


async def test_joining_twice_changes_nothing(app: App) -> None:
    """B-32"""
    game = await post(app)
    first = await join(app, game, NOOR)
    version, told = (await sheet_of(app, game)).game.version, await facts(app)
    again = await join(app, game, NOOR)
    assert (first.made, again.made) == (True, False)
    assert (await sheet_of(app, game)).game.version == version
    assert await facts(app) == told


async def test_joining_the_last_seat_says_that_the_game_is_full_once(app: App) -> None:
    game = await post(app)
    await join(app, game, NOOR, SAM, ADA)
    assert await facts(app, RosterChanged) == [RosterChanged(game_id=game, version=3, filled=True)]


async def test_leaving_moves_the_first_in_line_up(app: App) -> None:
    """B-25"""
    game = await post(app)
    await join(app, game, NOOR, SAM, ADA)
    await leave(app, game, NOOR)
    assert await everybody(app, game) == ([SAM, ADA], [])
    assert (await facts(app, RosterChanged))[-1] == RosterChanged(
        game_id=game, version=5, left=NOOR, promoted=(ADA,)
    )


async def test_leaving_the_waitlist_concerns_nobody_else(app: App) -> None:
    """B-28"""
    game = await post(app)
    await join(app, game, NOOR, SAM, ADA)
    told = await facts(app)
    await leave(app, game, ADA)
    assert await everybody(app, game) == ([NOOR, SAM], [])
    assert await facts(app) == told


async def test_leaving_without_having_joined_changes_nothing(app: App) -> None:
    game = await post(app)
    before = await facts(app)
    assert not (await leave(app, game, NOOR)).made
    assert await facts(app) == before


async def test_coming_back_means_the_end_of_the_line(app: App, clock: FrozenClock) -> None:
    game = await post(app)
    await join(app, game, NOOR, SAM, ADA)
    await leave(app, game, NOOR)
    clock.step(seconds=1)
    await join(app, game, NOOR)
    assert await everybody(app, game) == ([SAM, ADA], [NOOR])


@pytest.mark.parametrize("status", [Status.IN_PROGRESS, Status.COMPLETED, Status.CANCELLED])
async def test_joining_is_refused_once_the_game_began(app: App, status: Status) -> None:
    """B-34"""
    game = await post(app)
    await run_sql(app, "UPDATE game SET status = :status", status=status)
    with pytest.raises(Refused):
        await join(app, game, NOOR)
    assert await everybody(app, game) == ([], [])


async def test_leaving_is_possible_until_the_game_is_over(app: App) -> None:
    """B-35"""
    game = await post(app)
    await join(app, game, NOOR, SAM)
    await run_sql(app, "UPDATE game SET status = 'in_progress'")
    await leave(app, game, NOOR)
    await run_sql(app, "UPDATE game SET status = 'completed'")
    with pytest.raises(Refused, match="finished"):
        await leave(app, game, SAM)
    assert await everybody(app, game) == ([SAM], [])


async def test_the_host_cannot_join_their_own_game(app: App) -> None:
    game = await post(app)
    with pytest.raises(Refused, match="host_plays_not"):
        await join(app, game, MIRA)


async def test_joining_an_unknown_game_finds_nothing(app: App) -> None:
    with pytest.raises(NotFound, match="unknown game: nosuchgame"):
        await join(app, GameId("nosuchgame"), NOOR)


@pytest.mark.parametrize("verb", [seating.join, seating.leave, hosting.cancel])
async def test_a_game_is_not_found_from_another_server(app: App, verb: object) -> None:
    """B-89: whatever somebody may do in their own server."""
    game = await post(app)
    with pytest.raises(NotFound):
        async with app.work(actor(ZOE, guild_id=OTHER_SERVER, owns_guild=True)) as work:
            await verb(work, game)  # type: ignore[operator]


async def test_a_place_is_written_to_the_audit_log(app: App) -> None:
    game = await post(app)
    await join(app, game, NOOR)
    await leave(app, game, NOOR)
    logged = "SELECT actor, verb, after FROM audit WHERE game_id = :game AND verb <> 'post' ORDER BY id"
    assert await rows(app, logged, game=game) == [
        ("user:2", "join", {"players": ["2"], "waitlist": [], "maybe": []}),
        ("user:2", "leave", {"players": [], "waitlist": [], "maybe": []}),
    ]


async def test_a_work_that_fails_leaves_neither_place_nor_event(app: App) -> None:
    game = await post(app)
    before = await facts(app)
    with pytest.raises(Refused, match="host_plays_not"):
        await _join_and_fail(app, game)
    assert await everybody(app, game) == ([], [])
    assert await facts(app) == before


async def _join_and_fail(app: App, game: GameId) -> None:
    async with app.work(actor(NOOR)) as work:
        await seating.join(work, game)
        await work.session.flush()
        work.require(Refusal("host_plays_not"))


async def test_two_verbs_compose_in_one_work(app: App) -> None:
    game = await post(app)
    async with app.work(actor(NOOR)) as work:
        await seating.join(work, game)
        change = await seating.leave(work, game)
    assert change.made
    assert await everybody(app, game) == ([], [])


async def test_a_place_taken_later_is_a_later_place_even_if_the_click_came_first(
    app: App, clock: FrozenClock
) -> None:
    """Whoever was told "seat 1" keeps it: the order is that of the game's lock, not of the clicks."""
    game = await post(app, max_players=1)
    async with app.work(actor(SAM)) as slow:
        clock.step(seconds=1)
        told_noor = await join(app, game, NOOR)
        told_sam = await seating.join(slow, game)
    assert told_noor.after.roster.seat_of(NOOR) == 1
    assert told_sam.after.roster.wait_of(SAM) == 1
    assert await everybody(app, game) == ([NOOR], [SAM])


async def test_joining_moves_the_version_the_announcement_wants(app: App) -> None:
    game = await post(app)
    await join(app, game, NOOR)
    assert await rows(app, "SELECT wanted, shown FROM announcement") == [(2, 0)]


async def test_late_leavers_are_named_to_the_host_only_if_they_played(app: App, clock: FrozenClock) -> None:
    """B-28, an hour before the start."""
    game = await post(app)
    await join(app, game, NOOR, SAM, ADA)
    clock.at += timedelta(hours=23)
    await leave(app, game, ADA)
    await leave(app, game, NOOR)
    assert [event.left for event in await facts(app, RosterChanged)] == [None, NOOR]
