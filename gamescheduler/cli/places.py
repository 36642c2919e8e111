"""Servers, channels, templates, roles and people by the names that are typed for them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from gamescheduler.cli.outcomes import Exit, Failed
from gamescheduler.models import Channel, Guild, RoleId, Template, UserId
from gamescheduler.services import places, queries
from gamescheduler.services.work import Work

T = TypeVar("T")

NOTHING = {"", "none"}
"""What is typed for no roles."""


async def find_guild(work: Work, wanted: str | None) -> Guild:
    """The server of that name or id; the only one when none is named."""
    guilds = await places.guilds(work)
    if wanted is not None:
        return pick("server", wanted, guilds, lambda guild: (str(guild.id), guild.name))
    if len(guilds) == 1:
        return guilds[0]
    if not guilds:
        raise Failed(
            Exit.NOT_FOUND,
            "no_server",
            "The bot has not been in a server yet. Invite it and start it once: gamescheduler bot",
        )
    raise Failed(
        Exit.USAGE,
        "server_needed",
        f"Name the server with --guild: {', '.join(guild.name for guild in guilds)}.",
        {"suggestions": suggested((str(guild.id), guild.name) for guild in guilds)},
    )


async def find_channel(work: Work, guild: Guild, wanted: str | None) -> Channel:
    """The channel of that name or id; the first that is open for games when none is named."""
    channels = await places.channels(work, guild.id)
    if wanted is not None:
        return pick("channel", wanted.removeprefix("#"), channels, lambda each: (str(each.id), each.name))
    for channel in channels:
        if (await places.place(work, guild.id, channel.id)).settings.active:
            return channel
    raise Failed(
        Exit.USAGE,
        "channel_needed",
        f"No channel of {guild.name} is open for games yet, so name one with --channel, "
        "or open one: gamescheduler channel enable NAME",
        {"suggestions": suggested((str(channel.id), channel.name) for channel in channels)},
    )


async def find_template(work: Work, guild: Guild, wanted: str) -> Template:
    """The template of that name or id."""
    templates = await places.templates(work, guild.id)
    return pick("template", wanted, templates, lambda each: (str(each.id), each.name))


async def find_host(work: Work, guild: Guild, wanted: str | None) -> UserId:
    """The person of that nickname, name or id; the server's owner when nobody is named."""
    people = await queries.people(work, guild.id)
    if wanted is None:
        wanted = str(guild.owner_id)
        if guild.owner_id not in {person.id for person in people}:
            raise Failed(
                Exit.USAGE, "host_needed", f"I have not met the owner of {guild.name} yet, so name a --host."
            )
    return pick(
        "member",
        wanted.removeprefix("@"),
        people,
        lambda person: (str(person.id), person.name, person.username),
    ).id


async def find_roles(work: Work, guild: Guild, wanted: Iterable[str]) -> tuple[RoleId, ...]:
    """Roles by name or id, several in one text with commas between them; "none" alone is no role.

    ``@everyone`` is a role too; Discord gives it the server's id.
    """
    texts = [name for text in wanted for each in text.split(",") if (name := each.strip())]
    if {text.casefold() for text in texts} <= NOTHING:
        return ()
    names = {**await places.role_names(work, guild.id), RoleId(guild.id): "everyone"}
    roles = [(str(role_id), name.removeprefix("@")) for role_id, name in names.items()]
    return tuple(RoleId(int(pick("role", _bare(text), roles, tuple)[0])) for text in texts)


def _bare(role: str) -> str:
    """Without what a mention has around it."""
    return role[3:-1] if role.startswith("<@&") else role.removeprefix("@")


def pick(what: str, wanted: str, among: Sequence[T], names: Callable[[T], Sequence[str]]) -> T:
    """The one of that name, whatever its capitals; ``names`` begins with the id, which wins over a name."""
    found: list[T] = []
    for matches in (lambda name: name == wanted, lambda name: name.casefold() == wanted.casefold()):
        found = [each for each in among if any(map(matches, names(each)))]
        if len(found) == 1:
            return found[0]
    if found:
        ids = ", ".join(names(each)[0] for each in found)
        raise Failed(
            Exit.INVALID,
            "ambiguous",
            f"There are {len(found)} {what}s called “{wanted}”. Use an id: {ids}.",
            {"field": what, "suggestions": suggested(names(each) for each in found)},
        )
    close = nearest(wanted, [names(each) for each in among])
    raise Failed(
        Exit.NOT_FOUND,
        f"{what}_not_found",
        f"There is no {what} “{wanted}” that I know of.{did_you_mean(name for _, name in close)}",
        {"field": what, "suggestions": suggested(close)},
    )


def nearest(wanted: str, among: Iterable[Sequence[str]]) -> list[tuple[str, str]]:
    """Id and name of up to three that are spelled nearly so."""
    known: dict[str, tuple[str, str]] = {}
    for named in among:
        for name in named[1:]:
            known.setdefault(name.casefold(), (named[0], name))
    close = difflib.get_close_matches(wanted.casefold(), known, n=3, cutoff=0.5)
    return list(dict(known[name] for name in close).items())


def did_you_mean(names: Iterable[str]) -> str:
    """A hint to end a sentence with; nothing when nothing is near."""
    close = list(names)
    return f" Did you mean {' or '.join(close)}?" if close else ""


def suggested(named: Iterable[Sequence[str]]) -> list[dict[str, Any]]:
    """For programs: each with the id that settles the question."""
    return [{"id": names[0], "name": names[1]} for names in named]
