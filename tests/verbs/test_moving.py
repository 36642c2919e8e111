"""The order of people: the host's hand, and what the sign-up methods make of it."""

from __future__ import annotations

import pytest

from gamescheduler.app import App
from gamescheduler.errors import Invalid, Problem, Refused
from gamescheduler.events import RosterChanged
from gamescheduler.models import Signup
from gamescheduler.services import rostering, seating
from tests.builders import ADA, HOSTS, MANAGER, MIRA, NOOR, SAM, actor, everybody, facts, join, post, sheet_of
from tests.verbs.hosts import add, host, last, maybe, move, number


async def test_moving_somebody_tells_who_crossed_the_line(app: App) -> None:
    game = await post(app)
    await join(app, game, NOOR, SAM, ADA)
    await move(app, game, ADA, 1)
    assert await everybody(app, game) == ([ADA, NOOR], [SAM])
    assert await last(app) == RosterChanged(
        game_id=game, version=5, promoted=(ADA,), demoted=(SAM,), cause="host", by=MIRA
    )
    told = await facts(app)
    await move(app, game, ADA, 2)
    assert await everybody(app, game) == ([NOOR, ADA], [SAM])
    assert await facts(app) == told


async def test_a_manager_moves_people_as_the_host_does(app: App) -> None:
    game = await post(app)
    await join(app, game, NOOR, SAM, ADA)
    await host(app, rostering.move, game, await number(app, game, NOOR), 3, by=MANAGER)
    assert await everybody(app, game) == ([SAM, ADA], [NOOR])
    assert (await last(app)).cause == "host"


async def test_moving_somebody_who_said_maybe_gives_them_a_place(app: App) -> None:
    game = await post(app)
    await join(app, game, NOOR)
    await maybe(app, game, SAM)
    await move(app, game, SAM, 2)
    assert await everybody(app, game) == ([NOOR, SAM], [])
    assert (await last(app)).added == (SAM,)


@pytest.mark.parametrize("to", [0, 4, -1])
async def test_moving_behind_the_last_place_moves_nobody(app: App, to: int) -> None:
    game = await post(app)
    await join(app, game, NOOR, SAM, ADA)
    with pytest.raises(Invalid) as refused:
        await move(app, game, NOOR, to)
    assert refused.value.problems == (Problem("place", "out_of_range", {"least": 1, "most": 3, "got": to}),)
    assert (await sheet_of(app, game)).game.version == 4


async def test_where_people_ask_the_host_lets_them_in_and_out_again(app: App) -> None:
    """B-40"""
    game = await post(app, signup=Signup.ASK)
    await join(app, game, NOOR, SAM)
    assert await everybody(app, game) == ([], [NOOR, SAM])
    await move(app, game, SAM, 1)
    assert await everybody(app, game) == ([SAM], [NOOR])
    assert (await last(app)).promoted == (SAM,)
    await move(app, game, SAM, 2)
    assert await everybody(app, game) == ([], [NOOR, SAM])
    assert (await last(app)).demoted == (SAM,)
    await move(app, game, NOOR, 1)
    await move(app, game, SAM, 2)
    await move(app, game, SAM, 3)
    assert await everybody(app, game) == ([NOOR], [SAM])


async def test_where_the_host_picks_only_the_host_adds(app: App) -> None:
    """B-40"""
    game = await post(app, signup=Signup.HOST)
    with pytest.raises(Refused, match="host_picks"):
        await join(app, game, NOOR)
    await add(app, game, NOOR)
    assert await everybody(app, game) == ([NOOR], [])
    assert not (await join(app, game, NOOR)).made


async def test_a_priority_role_goes_first_but_behind_those_the_host_placed(app: App) -> None:
    """B-41"""
    game = await post(app, signup=Signup.ROLE, priority_roles=(HOSTS,))
    await join(app, game, NOOR, SAM)
    async with app.work(actor(ADA, role_ids=frozenset({HOSTS}))) as work:
        change = await seating.join(work, game)
    assert await everybody(app, game) == ([ADA, NOOR], [SAM])
    assert change.after.roster.seat_of(ADA) == 1
    assert await last(app) == RosterChanged(game_id=game, version=4, demoted=(SAM,), cause="role")
    await move(app, game, SAM, 1)
    assert await everybody(app, game) == ([SAM, ADA], [NOOR])
