"""What somebody typed, kept while they mend it: nobody types anything twice."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias, TypeVar

from gamescheduler.app import App
from gamescheduler.bot.custom_ids import Press
from gamescheduler.bot.forms import Typed
from gamescheduler.bot.people import Interaction
from gamescheduler.cards import settings
from gamescheduler.errors import Unreachable
from gamescheduler.models import ChannelId, GameId, GuildId, TemplateId, UserId

log = logging.getLogger(__name__)

KEPT = 15 * 60.0
"""Seconds; as long as Discord lets an answer be changed."""

NONE = "none"
"""Typed or carried: not one, as opposed to nothing said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A new game. The id is drawn first, so that posting twice makes one game."""

    game_id: GameId
    guild_id: GuildId
    channel_id: ChannelId
    """Where it was asked for."""
    chosen_channel_id: ChannelId | None = None
    host_id: UserId | None = None
    typed: Typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What somebody wants otherwise about a game: the text of every field they touched.

    ``version`` and ``marks`` tell what they saw when they did: the game's version, and a digest of each
    field's text.
    """

    game_id: GameId
    version: int
    marks: Mapping[str, str]
    typed: Typed


Kept: TypeAlias = Draft | Changes
K = TypeVar("K", Draft, Changes)


async def keep(app: App, inter: Interaction, draft: Kept) -> bool:
    """Whether it could be kept. Instead of whatever the same person typed about that game before."""
    return await put(app, inter, draft.game_id, asdict(draft))


async def find(app: App, inter: Interaction, game_id: GameId, kind: type[K]) -> K | None:
    """None when it was not kept, or is no more. Raises `Unreachable`."""
    kept = await get(app, inter, game_id)
    if kept is None or kept.keys() != kind.__dataclass_fields__.keys():
        return None
    return kind(**{**kept, "typed": Typed(**kept["typed"])})


async def drop(app: App, inter: Interaction, game_id: GameId) -> None:
    """It would be gone soon anyway, so the database being away is no harm."""
    try:
        await app.cache.drop(_key(inter, game_id))
    except Unreachable:
        log.warning("interaction %d: what was kept could not be dropped: the database is away", inter.id)


async def put(app: App, inter: Interaction, name: str, value: Any) -> bool:
    """Whether it could be kept, under a name of its own, for whoever typed it."""
    try:
        await app.cache.put(_key(inter, name), value, seconds=KEPT)
    except Unreachable:
        log.warning("interaction %d: what was typed could not be kept: the database is away", inter.id)
        return False
    log.info("interaction %d: what was typed is kept as %s", inter.id, name)
    return True


async def get(app: App, inter: Interaction, name: str) -> Any | None:
    """None when it was not kept, or is no more. Raises `Unreachable`."""
    return await app.cache.get(_key(inter, name))


def pack(draft: Draft, template_id: TemplateId | None, values: Mapping[str, Any]) -> str:
    """What a form about a new game has no field for, to travel in its custom id; at most 78 characters.

    An empty part was not given.
    """
    leads = values.get("reminders")
    parts = [
        NONE if template_id is None else f"{template_id:x}",
        f"{draft.chosen_channel_id:x}" if draft.chosen_channel_id else "",
        f"{draft.host_id:x}" if draft.host_id else "",
        _number(values, "max_players"),
        _number(values, "duration"),
        str(values.get("signup", "")),
        "" if leads is None else ",".join(f"{lead:x}" for lead in leads) or NONE,
    ]
    return ":".join(parts)


def unpack(press: Press, guild_id: GuildId, channel_id: ChannelId) -> Draft:
    """What `pack` packed. Raises ValueError for anything else."""
    template, channel, host, seats, duration, signup, leads = press.rest.split(":")
    reminders = [] if leads == NONE else [int(lead, 16) for lead in leads.split(",") if lead]
    return Draft(
        game_id=press.game_id,
        guild_id=guild_id,
        channel_id=channel_id,
        chosen_channel_id=ChannelId(int(channel, 16)) if channel else None,
        host_id=UserId(int(host, 16)) if host else None,
        typed=Typed(
            template=NONE if template == NONE else str(int(template, 16)),
            players=_written("max_players", seats),
            duration=_written("duration", duration),
            signup=signup or None,
            reminders=settings.written("reminders", reminders) if leads else None,
        ),
    )


def _key(inter: Interaction, name: str) -> str:
    """Nobody gets at what somebody else typed."""
    return f"draft:{inter.author.id}:{name}"


def _number(values: Mapping[str, Any], name: str) -> str:
    if name not in values:
        return ""
    return NONE if values[name] is None else f"{values[name]:x}"


def _written(name: str, packed: str) -> str | None:
    if not packed:
        return None
    return settings.written(name, None if packed == NONE else int(packed, 16))
