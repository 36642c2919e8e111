"""Anybody does anything, in any order: what must hold after every step, whatever came before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

import pytest

from gamescheduler.app import App
from gamescheduler.domain.actor import Actor
from gamescheduler.domain.drafts import GameChanges
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import Invalid, Refused
from gamescheduler.events import RosterChanged
from gamescheduler.models import GameId, Signup, UserId
from gamescheduler.services import hosting, rostering, seating
from gamescheduler.services.work import Work
from tests.builders import ADA, HOST, IVO, NOOR, PLAYERS, SAM, FrozenClock, actor, facts, post, sheet_of

CROWD = (NOOR, SAM, ADA, IVO)
STEPS = 40

Step = Callable[[Work], Awaitable[Any]]


def standing(sheet: Sheet) -> dict[UserId, str]:
    """Member -> plays, waits or maybe."""
    roster = sheet.roster
    parts = {"plays": roster.players, "waits": roster.waitlist, "maybe": roster.maybe}
    return {p.user_id: name for name, people in parts.items() for p in people if p.user_id is not None}


def a_step(random: Random, game: GameId, sheet: Sheet) -> tuple[Actor, Step]:
    """Somebody in the crowd does something, or the host does something about them."""
    who = random.choice(CROWD)
    whom = random.choice([p.id for p in sheet.participants] or [0])
    members: list[Step] = [
        lambda work: seating.join(work, game),
        lambda work: seating.join(work, game),
        lambda work: seating.maybe(work, game),
        lambda work: seating.leave(work, game),
        lambda work: seating.come_back(work, game),
    ]
    place, guest = random.randint(1, 5), random.choice(["Carl", "Dora"])
    seats, signup = random.choice([None, 1, 2, 3]), random.choice([*Signup])
    hosts: list[Step] = [
        lambda work: rostering.add(work, game, [who]),
        lambda work: rostering.add(work, game, [guest, who]),
        lambda work: rostering.remove(work, game, whom or 0),
        lambda work: rostering.move(work, game, whom or 0, place),
        lambda work: rostering.replace(work, game, whom or 0, who),
        lambda work: hosting.edit(work, game, GameChanges(max_players=seats)),
        lambda work: hosting.edit(work, game, GameChanges(signup=signup)),
    ]
    if random.random() < 0.6 or not sheet.participants:
        roles = frozenset({PLAYERS} if who in (ADA, IVO) else ())
        return actor(who, role_ids=roles), random.choice(members)
    return HOST, random.choice(hosts)


@pytest.mark.parametrize("seed", range(4))
async def test_nobody_is_moved_without_being_told(app: App, clock: FrozenClock, seed: int) -> None:
    """B-25, B-26, B-28, B-29, B-37"""
    random = Random(seed)
    game = await post(app, max_players=2, priority_roles=(PLAYERS,))
    for _ in range(STEPS):
        clock.step(seconds=random.choice([0, 0, 20, 50]))
        before, said = await sheet_of(app, game), len(await facts(app, RosterChanged))
        by, step = a_step(random, game, before)
        try:
            async with app.work(by) as work:
                await step(work)
        except (Refused, Invalid):
            assert await sheet_of(app, game) == before
            assert len(await facts(app, RosterChanged)) == said
            continue
        after, told = await sheet_of(app, game), (await facts(app, RosterChanged))[said:]
        assert len(told) <= 1
        event = told[0] if told else RosterChanged(game_id=game, version=0)
        assert isinstance(event, RosterChanged)
        check_people(after)
        check_told(before, after, by, event)
        check_order(before, after, by)


def check_people(sheet: Sheet) -> None:
    """Never overbooked, nobody in twice."""
    roster, seats = sheet.roster, sheet.game.max_players
    assert seats is None or len(roster.players) <= seats
    users = [p.user_id for p in sheet.participants if p.user_id is not None]
    assert len(users) == len(set(users))
    assert len(roster.order) + len(roster.maybe) == len(sheet.participants)
    if sheet.game.signup == Signup.ASK:
        assert all(p.position is not None for p in roster.players)
    elif roster.waitlist:
        assert roster.full


def check_told(before: Sheet, after: Sheet, by: Actor, event: RosterChanged) -> None:
    """Everybody whose standing changed, but whoever did it, is named, and for the right reason."""
    was, now = standing(before), standing(after)
    changed = {user for user in was.keys() | now.keys() if was.get(user) != now.get(user)} - {by.user_id}
    coming = ("plays", "waits")
    assert set(event.promoted) == {u for u in changed if (was.get(u), now.get(u)) == ("waits", "plays")}
    assert set(event.demoted) == {u for u in changed if (was.get(u), now.get(u)) == ("plays", "waits")}
    assert set(event.added) == {u for u in changed if was.get(u) not in coming and now.get(u) in coming}
    assert set(event.removed) == {u for u in changed if u not in now}
    assert by is HOST or event.cause != "host"
    assert event.by == (by.user_id if event.added or event.removed or event.cause == "host" else None)
    gave_up = was.get(by.user_id) == "plays" and by.user_id not in now  # type: ignore[arg-type]
    assert event.left == (by.user_id if gave_up else None)


def check_order(before: Sheet, after: Sheet, by: Actor) -> None:
    """Those who did nothing, and were not what it was about, stand as they stood."""
    if before.game.signup != after.game.signup:
        return
    touched = {p.id for p in after.participants} ^ {p.id for p in before.participants}
    places = {p.id: (p.position, p.joined_at, p.maybe) for p in before.participants}
    touched |= {p.id for p in after.participants if places.get(p.id) != (p.position, p.joined_at, p.maybe)}
    one = [p.id for p in before.roster.order if p.id not in touched]
    other = [p.id for p in after.roster.order if p.id not in touched]
    assert one == other
