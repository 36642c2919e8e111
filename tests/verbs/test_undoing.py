"""Maybe, and taking a leave back: the same seat if it is free."""

from __future__ import annotations

import pytest

from gamescheduler.app import App
from gamescheduler.domain.sheet import Change
from gamescheduler.errors import Refused
from gamescheduler.events import RosterChanged
from gamescheduler.models import GameId, RoleId, Signup, UserId
from gamescheduler.services import seating
from tests.builders import (
    ADA,
    HOSTS,
    IVO,
    NOOR,
    PLAYERS,
    SAM,
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
from tests.verbs.hosts import last, maybe


async def come_back(app: App, game: GameId, user: UserId, *roles: RoleId) -> Change:
    async with app.work(actor(user, role_ids=frozenset(roles))) as work:
        return await seating.come_back(work, game)


async def undecided(app: App, game: GameId) -> list[UserId | None]:
    return [p.user_id for p in (await sheet_of(app, game)).roster.maybe]


async def test_a_leave_taken_back_gives_the_same_seat(app: App, clock: FrozenClock) -> None:
    game = await post(app, max_players=3)
    await join(app, game, NOOR, SAM)
    await leave(app, game, NOOR)
    clock.step(seconds=60)
    change = await come_back(app, game, NOOR)
    assert change.after.roster.seat_of(NOOR) == 1
    assert await everybody(app, game) == ([NOOR, SAM], [])


async def test_a_leave_is_taken_back_within_a_minute_only(app: App, clock: FrozenClock) -> None:
    game = await post(app)
    await join(app, game, NOOR)
    await leave(app, game, NOOR)
    clock.step(seconds=60, microseconds=1)
    with pytest.raises(Refused, match="undo_too_late"):
        await come_back(app, game, NOOR)
    assert await everybody(app, game) == ([], [])
    await join(app, game, NOOR)
    assert await everybody(app, game) == ([NOOR], [])


async def test_a_seat_that_was_given_on_is_not_taken_back(app: App, clock: FrozenClock) -> None:
    """Whoever was told that they play, plays."""
    game = await post(app)
    await join(app, game, NOOR, SAM, ADA)
    await leave(app, game, NOOR)
    clock.step(seconds=5)
    change = await come_back(app, game, NOOR)
    assert change.after.roster.wait_of(NOOR) == 1
    assert await everybody(app, game) == ([SAM, ADA], [NOOR])
    assert [event.demoted for event in await facts(app, RosterChanged)] == [(), ()]


async def test_a_seat_taken_meanwhile_is_not_taken_back(app: App, clock: FrozenClock) -> None:
    game = await post(app, max_players=1)
    await join(app, game, NOOR)
    await leave(app, game, NOOR)
    await join(app, game, SAM)
    await come_back(app, game, NOOR)
    assert await everybody(app, game) == ([SAM], [NOOR])


async def test_a_place_in_line_is_taken_back_too(app: App) -> None:
    game = await post(app, max_players=1)
    await join(app, game, NOOR, SAM, ADA)
    await leave(app, game, SAM)
    await come_back(app, game, SAM)
    assert await everybody(app, game) == ([NOOR], [SAM, ADA])


async def test_a_place_the_host_gave_is_taken_back(app: App) -> None:
    game = await post(app, signup=Signup.HOST, players=(NOOR, SAM))
    await leave(app, game, NOOR)
    await run_sql(app, "UPDATE game SET status = 'in_progress'")
    await come_back(app, game, NOOR)
    assert await everybody(app, game) == ([NOOR, SAM], [])


async def test_taking_back_what_one_did_not_do_changes_nothing(app: App) -> None:
    game = await post(app)
    with pytest.raises(Refused, match="undo_too_late"):
        await come_back(app, game, NOOR)
    await join(app, game, NOOR)
    assert not (await come_back(app, game, NOOR)).made


async def test_a_role_lost_meanwhile_is_no_way_back(app: App) -> None:
    """B-94"""
    game = await post(app, player_roles=(PLAYERS,))
    async with app.work(actor(NOOR, role_ids=frozenset({PLAYERS}))) as work:
        await seating.join(work, game)
    await leave(app, game, NOOR)
    with pytest.raises(Refused, match="players_only"):
        await come_back(app, game, NOOR)
    await come_back(app, game, NOOR, PLAYERS)
    assert await everybody(app, game) == ([NOOR], [])


async def test_a_join_taken_back_leaves_no_trace_among_the_people(app: App) -> None:
    """To undo a join is to leave, at any time."""
    game = await post(app)
    await join(app, game, NOOR, SAM)
    await leave(app, game, SAM)
    assert await everybody(app, game) == ([NOOR], [])
    assert [p.user_id for p in (await sheet_of(app, game)).participants] == [NOOR]
    assert (await last(app)).left == SAM


async def test_maybe_holds_no_seat(app: App) -> None:
    game = await post(app, max_players=1)
    await maybe(app, game, NOOR)
    await join(app, game, SAM)
    assert await everybody(app, game) == ([SAM], [])
    assert await undecided(app, game) == [NOOR]


async def test_saying_maybe_gives_the_seat_to_the_next_and_tells_them(app: App) -> None:
    game = await post(app, max_players=1)
    await join(app, game, NOOR, SAM)
    await maybe(app, game, NOOR)
    assert await everybody(app, game) == ([SAM], [])
    assert await last(app) == RosterChanged(game_id=game, version=4, promoted=(SAM,))
    told = await facts(app)
    assert not (await maybe(app, game, NOOR)).made
    assert await facts(app) == told


async def test_whoever_said_maybe_joins_at_the_end_of_the_line(app: App, clock: FrozenClock) -> None:
    game = await post(app)
    await maybe(app, game, NOOR)
    clock.step(seconds=1)
    await join(app, game, SAM, NOOR)
    assert await everybody(app, game) == ([SAM, NOOR], [])
    assert await undecided(app, game) == []


async def test_a_maybe_that_was_taken_back_comes_back_as_maybe(app: App) -> None:
    game = await post(app, max_players=1)
    await maybe(app, game, NOOR)
    await join(app, game, SAM)
    await leave(app, game, NOOR)
    await come_back(app, game, NOOR)
    assert await everybody(app, game) == ([SAM], [])
    assert await undecided(app, game) == [NOOR]


async def test_priority_is_captured_when_signing_up(app: App) -> None:
    """B-41: a role that comes or goes later moves nobody, and sign-up may become by role later."""
    game = await post(app, priority_roles=(HOSTS, PLAYERS))
    for user, roles in [(NOOR, ()), (SAM, (PLAYERS,)), (ADA, (PLAYERS, HOSTS)), (IVO, ())]:
        async with app.work(actor(user, role_ids=frozenset(roles))) as work:
            await seating.join(work, game)
    assert await rows(app, "SELECT priority FROM participant ORDER BY id") == [(None,), (1,), (0,), (None,)]
    assert await everybody(app, game) == ([NOOR, SAM], [ADA, IVO])
    await run_sql(app, "UPDATE game SET signup = 'role'")
    assert await everybody(app, game) == ([ADA, SAM], [NOOR, IVO])
