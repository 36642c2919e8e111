"""``settings show``, ``set``, ``unset``, ``lock`` and ``unlock``."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from gamescheduler.cards import managing, settings
from gamescheduler.cards.tongues import Plain
from gamescheduler.cli import keys, tables
from gamescheduler.cli.local import in_database, plain
from gamescheduler.cli.outcomes import worded
from gamescheduler.cli.places import find_channel, find_guild, find_template
from gamescheduler.cli.terminal import Terminal, mark
from gamescheduler.domain.place import Place
from gamescheduler.domain.settings import LEVELS, Explained
from gamescheduler.services import configuring
from gamescheduler.services.work import Work

Doing = Callable[[Work, Place], Awaitable[Place]]
Told = Callable[[str, Explained, Place, Plain], str]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose settings, by the names that were typed."""

    guild: str | None
    channel: str | None
    template: str | None
    instance: bool


def show(terminal: Terminal, scope: Scope, *, origin: bool) -> None:
    """Every setting that has a say there."""

    async def look(work: Work) -> None:
        place = await _place(work, scope, beneath_channel=True)
        here = {layer.level for layer in place.layers}
        names = [name for name in settings.LABELS if LEVELS[name] & here]
        say = await plain(work, place.guild, place.settings.time_zone)
        if terminal.json:
            terminal.show_json([keys.as_json(name, place, say) for name in names])
            return
        headings = ("KEY", "VALUE", "FROM", "CHAIN") if origin else ("KEY", "VALUE")
        rows = [keys.row(name, place, say)[: len(headings)] for name in names]
        tables.listed(terminal, headings, rows)

    in_database(look)


def set_value(terminal: Terminal, scope: Scope, typed_key: str, typed: str, *, also_games: bool) -> None:
    """Give one setting a value."""
    name = keys.key(typed_key)

    async def configure(work: Work, place: Place) -> Place:
        return await configuring.configure(work, place, **{name: await keys.read(work, place, name, typed)})

    _change(terminal, scope, [name], configure, _now, also_games=also_games)


def unset(terminal: Terminal, scope: Scope, typed: Sequence[str], *, also_games: bool) -> None:
    """Let settings be inherited again."""
    names = [keys.key(each) for each in typed]

    async def reset(work: Work, place: Place) -> Place:
        return await configuring.reset(work, place, names)

    _change(terminal, scope, names, reset, _inherited, also_games=also_games)


def lock(terminal: Terminal, scope: Scope, typed: Sequence[str], *, also_games: bool) -> None:
    """Keep the levels below from having a say."""
    names = [keys.key(each) for each in typed]

    async def close(work: Work, place: Place) -> Place:
        return await configuring.lock(work, place, names)

    _change(terminal, scope, names, close, _locked, also_games=also_games)


def unlock(terminal: Terminal, scope: Scope, typed: Sequence[str], *, also_games: bool) -> None:
    """Let the levels below have a say again."""
    names = [keys.key(each) for each in typed]

    async def open_(work: Work, place: Place) -> Place:
        return await configuring.unlock(work, place, names)

    _change(terminal, scope, names, open_, _open, also_games=also_games)


def _change(
    terminal: Terminal, scope: Scope, names: Sequence[str], doing: Doing, told: Told, *, also_games: bool
) -> None:
    """Change the settings, and with ``also_games`` the games that still have what held before."""

    async def change(work: Work) -> None:
        before = await _place(work, scope)
        was = before.explained  # while the row says what it said
        say = await plain(work, before.guild, before.settings.time_zone)
        with worded(say):
            after = await doing(work, before)
        changed = await configuring.apply(work, after, names) if also_games else []
        lagging = {name: await configuring.lagging(work, after, [name]) for name in names}
        if terminal.json:
            found = [keys.as_json(name, after, say) for name in names]
            keeping = {sheet.game.id for sheets in lagging.values() for sheet in sheets}
            terminal.show_json({"settings": found, "applied": len(changed), "keeping": len(keeping)})
            return
        for name in names:
            terminal.done(told(name, was[name], after, say))
            if lagging[name]:
                terminal.show(f"  {managing.kept(name, lagging[name], say)}")
        if also_games:
            terminal.show(f"  {managing.applied(changed)}")
        elif any(lagging.values()):
            terminal.say(f"{mark('→')} {_with_apply()}")

    in_database(change)


def _with_apply() -> str:
    """The same command, for the games that keep their value."""
    return shlex.join(["gamescheduler", *sys.argv[1:], "--apply"])


async def _place(work: Work, scope: Scope, *, beneath_channel: bool = False) -> Place:
    """``beneath_channel``: a template with a channel is looked at as games are posted there with it."""
    if scope.instance:
        return await configuring.look(work)
    guild = await find_guild(work, scope.guild)
    if scope.template is not None:
        template = await find_template(work, guild, scope.template)
        channel_id = template.channel_id if beneath_channel else None
        return await configuring.look(work, guild.id, channel_id, template.id)
    channel = None if scope.channel is None else await find_channel(work, guild, scope.channel)
    return await configuring.look(work, guild.id, None if channel is None else channel.id)


def _where(place: Place) -> str:
    if place.template is not None:
        return f"Template {place.template.name}"
    if place.channel is not None:
        return f"#{place.channel.name}"
    return "Installation" if place.guild is None else place.guild.name


def _now(name: str, was: Explained, after: Place, say: Plain) -> str:
    new = after.explained[name]
    value, before = settings.value(name, new.value, say), settings.value(name, was.value, say)
    if was.origin == new.origin and was.value == new.value:
        return f"{_what(name, after)}: {value} already. Nothing changed."
    return f"{_what(name, after)}: {value} (before: {before}, {settings.origin(was, after.level)})."


def _inherited(name: str, was: Explained, after: Place, say: Plain) -> str:
    new = after.explained[name]
    return (
        f"{_what(name, after)}: {settings.value(name, new.value, say)}, {settings.origin(new, after.level)}."
    )


def _locked(name: str, was: Explained, after: Place, say: Plain) -> str:
    value = settings.value(name, after.explained[name].value, say)
    return f"{_what(name, after)}: {value}, locked for every level below."


def _open(name: str, was: Explained, after: Place, say: Plain) -> str:
    return f"{_what(name, after)}: not locked. Levels below have a say."


def _what(name: str, place: Place) -> str:
    return f"{_where(place)} · {managing.label(name, place.level)}"
