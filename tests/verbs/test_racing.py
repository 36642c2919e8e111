"""Many at once: never overbooked, the order is the one people were told, and everybody gets an answer."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from gamescheduler.app import App
from gamescheduler.domain.sheet import Change
from gamescheduler.errors import Conflict, Unreachable
from gamescheduler.events import RosterChanged
from gamescheduler.models import GameId, UserId
from gamescheduler.services import accounts, rostering, seating
from gamescheduler.services.accounts import Seen
from tests.builders import HOST, MANAGER, NOOR, SAM, TAVERN, actor, everybody, facts, join, leave, post
from tests.verbs.hosts import host, number


async def test_two_who_wait_for_each_other_are_told_to_try_again(app: App) -> None:
    """Mira plans with Noor in it while Noor plans with Mira, and both were renamed: doors repeat it then."""

    async def names(first: UserId, second: UserId, mine: asyncio.Event, yours: asyncio.Event) -> None:
        async with app.work(MANAGER) as work:
            await work.session.execute(text("SET LOCAL deadlock_timeout = '10ms'"))
            await accounts.remember(work, Seen(first, "renamed", None))
            mine.set()
            await yours.wait()
            await accounts.remember(work, Seen(second, "renamed", None))

    hers, his = asyncio.Event(), asyncio.Event()
    ends = await asyncio.gather(
        names(NOOR, SAM, hers, his), names(SAM, NOOR, his, hers), return_exceptions=True
    )
    assert sorted(map(type, ends), key=str) == [type(None), Unreachable]


CROWD = [UserId(number) for number in range(1000, 1050)]


@pytest.fixture(autouse=True)
async def crowd(app: App) -> None:
    async with app.work(MANAGER) as work:
        await accounts.remember(work, *(Seen(user, f"player{user}", None, TAVERN) for user in CROWD))


async def at_once(app: App, game: GameId, *users: UserId) -> dict[UserId, Change]:
    """They press Join at the same moment; what each is told."""
    changes = await asyncio.gather(*(join(app, game, user) for user in users))
    return dict(zip(users, changes, strict=True))


def told_places(
    told: dict[UserId, Change], players: list[UserId | None], waitlist: list[UserId | None]
) -> None:
    """What each one was told is how it ended."""
    rosters = {user: change.after.roster for user, change in told.items()}
    seats = {user: n for n, user in enumerate(players, start=1) if user in told}
    waits = {user: n for n, user in enumerate(waitlist, start=1) if user in told}
    assert {user: roster.seat_of(user) for user, roster in rosters.items() if user in seats} == seats
    assert {user: roster.wait_of(user) for user, roster in rosters.items() if user in waits} == waits
    assert seats.keys() | waits.keys() == told.keys()


async def test_a_double_click_takes_one_place(app: App) -> None:
    """B-32"""
    game = await post(app)
    changes = await asyncio.gather(*(join(app, game, NOOR) for _ in range(8)))
    assert [change.made for change in changes].count(True) == 1
    assert await everybody(app, game) == ([NOOR], [])


@pytest.mark.parametrize("round_", range(4))
async def test_fifty_want_the_last_seat(app: App, round_: int) -> None:
    """B-31: one gets it, and all the others know their number."""
    game = await post(app, max_players=3)
    await join(app, game, NOOR, SAM)
    told = await at_once(app, game, *CROWD)
    players, waitlist = await everybody(app, game)
    assert players[:2] == [NOOR, SAM]
    assert (len(players), len(waitlist)) == (3, 49)
    told_places(told, players, waitlist)
    assert await facts(app, RosterChanged) == [RosterChanged(game_id=game, version=4, filled=True)]
    assert (await everybody(app, game)) == (players, waitlist)


async def test_fifty_joins_at_once_fill_the_seats_exactly(app: App) -> None:
    """B-31"""
    game = await post(app, max_players=7)
    told = await at_once(app, game, *CROWD)
    players, waitlist = await everybody(app, game)
    assert sorted(filter(None, players + waitlist)) == CROWD
    assert len(players) == 7
    told_places(told, players, waitlist)
    assert await facts(app, RosterChanged) == [RosterChanged(game_id=game, version=8, filled=True)]


async def test_the_last_seat_given_up_and_wanted_at_once_is_nobodys_twice(app: App) -> None:
    """One leaves, takes it back, and twenty want it: whoever is told a seat keeps it."""
    game = await post(app, max_players=1)
    await join(app, game, NOOR)

    async def waver() -> None:
        await leave(app, game, NOOR)
        async with app.work(actor(NOOR)) as work:
            await seating.come_back(work, game)

    _, told = await asyncio.gather(waver(), at_once(app, game, *CROWD[:20]))
    players, waitlist = await everybody(app, game)
    assert len(players) == 1
    assert sorted(filter(None, players + waitlist)) == [NOOR, *CROWD[:20]]
    assert [event.demoted for event in await facts(app, RosterChanged) if event.demoted] == []
    seated = [user for user, change in told.items() if change.after.roster.seat_of(user)]
    assert seated in ([], players)


async def test_many_leaving_at_once_promote_each_seat_once(app: App) -> None:
    crowd = CROWD[:12]
    game = await post(app, max_players=4)
    await join(app, game, *crowd)
    await asyncio.gather(*(leave(app, game, user) for user in crowd[:4]))
    promoted = [user for event in await facts(app, RosterChanged) for user in event.promoted]
    assert promoted == crowd[4:8]
    assert await everybody(app, game) == (crowd[4:8], crowd[8:])


async def test_two_hosts_at_once_do_not_overwrite_each_other(app: App) -> None:
    """Both saw the same list: one gets their way, the other is told to look again."""
    game = await post(app, max_players=1, players=("Carl", "Dora"))
    carl, dora = await number(app, game, "Carl"), await number(app, game, "Dora")
    outcomes = await asyncio.gather(
        host(app, rostering.remove, game, carl, by=HOST, version=1),
        host(app, rostering.remove, game, dora, by=MANAGER, version=1),
        return_exceptions=True,
    )
    assert sorted(type(outcome) for outcome in outcomes if isinstance(outcome, Exception)) == [Conflict]
    players, waitlist = await everybody(app, game)
    assert len(players + waitlist) == 1
