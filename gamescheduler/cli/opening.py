"""``guild list``, and ``channel list``, ``enable`` and ``disable``."""

from __future__ import annotations

from typing import Any

from sqlmodel import col

from gamescheduler.cards import settings
from gamescheduler.cli import tables
from gamescheduler.cli.local import in_database, plain
from gamescheduler.cli.places import find_channel, find_guild
from gamescheduler.cli.terminal import Terminal, mark
from gamescheduler.domain.place import Place
from gamescheduler.models import Channel, Game, Guild
from gamescheduler.services import configuring, places, queries
from gamescheduler.services.work import Work

ALLOW = "In Discord: Edit channel → Permissions → this bot."


def list_guilds(terminal: Terminal) -> None:
    """Every server the bot is in."""

    async def look(work: Work) -> None:
        found = [await _guild_json(work, guild) for guild in await places.guilds(work)]
        if terminal.json:
            terminal.show_json(found)
            return
        rows = [(each["name"], " ".join(each["open"]), str(each["games"]), each["id"]) for each in found]
        tables.listed(terminal, ("SERVER", "OPEN CHANNELS", "GAMES", "ID"), rows)

    in_database(look)


async def _guild_json(work: Work, guild: Guild) -> dict[str, Any]:
    channels = await places.channels(work, guild.id)
    return {
        "id": str(guild.id),
        "name": guild.name,
        "open": [f"#{each.name}" for each in channels if (await _place(work, each)).settings.active],
        "games": await queries.count(work, queries.upcoming(guild.id)),
    }


def list_channels(terminal: Terminal, guild: str | None) -> None:
    """A server's channels in Discord's order."""

    async def look(work: Work) -> None:
        here = await find_guild(work, guild)
        found = [(each, await _place(work, each)) for each in await places.channels(work, here.id)]
        if terminal.json:
            terminal.show_json([_json(channel, place) for channel, place in found])
            return
        say = await plain(work, here, "UTC")
        rows = [
            (
                f"#{each.name}",
                settings.value("active", place.settings.active, say),
                bot_may(each),
                str(each.id),
            )
            for each, place in found
        ]
        tables.listed(terminal, ("CHANNEL", "GAMES", "BOT", "ID"), rows)

    in_database(look)


def switch(terminal: Terminal, guild: str | None, typed: str, *, active: bool) -> None:
    """Open a channel for games, or close it for new ones."""

    async def change(work: Work) -> None:
        here = await find_guild(work, guild)
        channel = await find_channel(work, here, typed)
        place = await configuring.configure(work, await _place(work, channel), active=active)
        staying = await queries.count(work, queries.upcoming(here.id) & (col(Game.channel_id) == channel.id))
        if terminal.json:
            terminal.show_json(_json(channel, place) | {"games": staying})
            return
        terminal.done(_opened(channel) if active else _closed(channel, staying))
        if active and not channel.bot_can_post:
            terminal.say(f"{mark('!')} The bot {bot_may(channel)} in #{channel.name} yet. {ALLOW}")

    in_database(change)


def _opened(channel: Channel) -> str:
    return f"#{channel.name} is open for games."


def _closed(channel: Channel, staying: int) -> str:
    games = (
        "" if not staying else f" {staying} planned {'game stays' if staying == 1 else 'games stay'} there."
    )
    return f"#{channel.name} is closed for new games.{games}"


def bot_may(channel: Channel) -> str:
    """What the bot can do in a channel, and the permissions it lacks there by Discord's names."""
    can = "can post" if channel.bot_can_post else "can't post"
    return f"{can}, lacks {', '.join(channel.missing)}" if channel.missing else can


async def _place(work: Work, channel: Channel) -> Place:
    return await places.place(work, channel.guild_id, channel.id)


def _json(channel: Channel, place: Place) -> dict[str, Any]:
    """``active`` null: games are announced there only when somebody picks it."""
    return {
        "id": str(channel.id),
        "name": channel.name,
        "active": place.settings.active,
        "bot_can_post": channel.bot_can_post,
        "missing": list(channel.missing),
    }
