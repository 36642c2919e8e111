"""Servers, channels and people by the names that are typed for them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from typing import TypeVar

from gamescheduler.cli.outcomes import Exit, Failed
from gamescheduler.domain.settings import resolve
from gamescheduler.models import Channel, Guild, UserId
from gamescheduler.services import queries
from gamescheduler.services.work import Work

T = TypeVar("T")


async def find_guild(work: Work, wanted: str | None) -> Guild:
    """The server of that name or id; the only one when none is named."""
    guilds = await queries.guilds(work)
    if wanted is not None:
        return _pick("server", wanted, guilds, lambda guild: (str(guild.id), guild.name))
    if len(guilds) == 1:
        return guilds[0]
    if not guilds:
        raise Failed(
            Exit.NOT_FOUND,
            "no_server",
            "The bot has not been in a server yet. Invite it and start it once: gamescheduler bot",
        )
    names = [guild.name for guild in guilds]
    raise Failed(
        Exit.USAGE,
        "server_needed",
        f"Name the server with --guild: {', '.join(names)}.",
        {"suggestions": names},
    )


async def find_channel(work: Work, guild: Guild, wanted: str | None) -> Channel:
    """The channel of that name or id; the first that is open for games when none is named."""
    channels = await queries.channels(work, guild.id)
    if wanted is not None:
        return _pick(
            "channel", wanted.removeprefix("#"), channels, lambda channel: (str(channel.id), channel.name)
        )
    for channel in channels:
        if resolve(guild.settings, channel.settings).active:
            return channel
    raise Failed(
        Exit.USAGE,
        "channel_needed",
        f"No channel of {guild.name} is open for games yet, so name one with --channel.",
        {"suggestions": [channel.name for channel in channels]},
    )


async def find_host(work: Work, guild: Guild, wanted: str | None) -> UserId:
    """The person of that nickname, name or id; the server's owner when nobody is named."""
    people = await queries.people(work, guild.id)
    if wanted is None:
        wanted = str(guild.owner_id)
        if guild.owner_id not in {person.id for person in people}:
            raise Failed(
                Exit.USAGE, "host_needed", f"I have not met the owner of {guild.name} yet, so name a --host."
            )
    return _pick(
        "member",
        wanted.removeprefix("@"),
        people,
        lambda person: (str(person.id), person.name, person.username),
    ).id


def _pick(what: str, wanted: str, among: Sequence[T], names: Callable[[T], Sequence[str]]) -> T:
    """The one of that name, whatever its capitals. An id always wins over a name."""
    for matches in (lambda name: name == wanted, lambda name: name.casefold() == wanted.casefold()):
        found = [each for each in among if any(map(matches, names(each)))]
        if len(found) == 1:
            return found[0]
    if found:
        ids = [names(each)[0] for each in found]
        raise Failed(
            Exit.INVALID,
            "ambiguous",
            f"There are {len(found)} {what}s called “{wanted}”. Use an id: {', '.join(ids)}.",
            {"field": what, "suggestions": ids},
        )
    known = {name.casefold(): name for each in among for name in names(each)[1:]}
    close = [known[name] for name in difflib.get_close_matches(wanted.casefold(), known, n=3, cutoff=0.5)]
    hint = f" Did you mean {' or '.join(close)}?" if close else ""
    raise Failed(
        Exit.NOT_FOUND,
        f"{what}_not_found",
        f"There is no {what} “{wanted}” that I know of.{hint}",
        {"field": what, "suggestions": close},
    )
