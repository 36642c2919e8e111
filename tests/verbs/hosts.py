"""What a host, and once in a while a player, does in a test; and what became of it."""

from __future__ import annotations

from typing import Any

from gamescheduler.app import App
from gamescheduler.domain.actor import Actor
from gamescheduler.domain.drafts import GameChanges
from gamescheduler.domain.sheet import Change
from gamescheduler.events import RosterChanged
from gamescheduler.models import GameId, UserId
from gamescheduler.services import hosting, rostering, seating
from tests.builders import HOST, actor, facts, sheet_of


async def host(app: App, verb: Any, game: GameId, *what: Any, by: Actor = HOST, **version: Any) -> Change:
    async with app.work(by) as work:
        change: Change = await verb(work, game, *what, **version)
    return change


async def edit(app: App, game: GameId, **changes: Any) -> Change:
    async with app.work(HOST) as work:
        return await hosting.edit(work, game, GameChanges(**changes))


async def add(app: App, game: GameId, *people: UserId | str) -> Change:
    return await host(app, rostering.add, game, people)


async def remove(app: App, game: GameId, who: UserId | str) -> Change:
    return await host(app, rostering.remove, game, await number(app, game, who))


async def move(app: App, game: GameId, who: UserId | str, to: int) -> Change:
    return await host(app, rostering.move, game, await number(app, game, who), to)


async def replace(app: App, game: GameId, guest: str, user: UserId) -> Change:
    return await host(app, rostering.replace, game, await number(app, game, guest), user)


async def number(app: App, game: GameId, who: UserId | str) -> int:
    """The id of a participant."""
    people = (await sheet_of(app, game)).participants
    found = next(p for p in people if who in (p.user_id, p.guest_name))
    assert found.id is not None
    return found.id


async def maybe(app: App, game: GameId, user: UserId) -> Change:
    async with app.work(actor(user)) as work:
        return await seating.maybe(work, game)


async def names(app: App, game: GameId) -> tuple[list[Any], list[Any]]:
    """Players and waitlist, guests by name."""
    roster = (await sheet_of(app, game)).roster
    return [p.user_id or p.guest_name for p in roster.players], [
        p.user_id or p.guest_name for p in roster.waitlist
    ]


async def last(app: App) -> RosterChanged:
    event = (await facts(app, RosterChanged))[-1]
    assert isinstance(event, RosterChanged)
    return event
