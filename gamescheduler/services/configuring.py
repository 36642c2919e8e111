"""What a manager does: settings of a server, a channel or a template, and of the whole installation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlmodel import col

from gamescheduler.domain.drafts import check
from gamescheduler.domain.place import Place
from gamescheduler.domain.refusals import why_not_configure, why_not_configure_instance, why_not_shut_out
from gamescheduler.domain.settings import LEVELS, Explained, Level, below
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import Invalid, Problem
from gamescheduler.models import ChannelId, Game, GuildId, Status, TemplateId
from gamescheduler.services import places, queries, settling
from gamescheduler.services.work import Work

_ALL = 10_000
"""More games than one server, or one installation, has planned at a time."""


async def look(
    work: Work,
    guild_id: GuildId | None = None,
    channel_id: ChannelId | None = None,
    template_id: TemplateId | None = None,
) -> Place:
    """The settings that hold at a place, for somebody who may change them. Raises `NotFound` or `Refused`."""
    place = await places.place(work, guild_id, channel_id, template_id)
    _require(work, place)
    return place


async def configure(work: Work, place: Place, **values: Any) -> Place:
    """Set values at the innermost level of the place. Raises `Refused`, or `Invalid` with every problem."""
    place = await _hold(work, place)
    problems = [*_misplaced(place, values), *place.why_locked(values, place.level)]
    problems += await places.strange_roles(work, place.guild, values)
    try:
        new = check(values, now=work.now)
    except Invalid as invalid:
        problems += invalid.problems
    if problems:
        raise Invalid(problems)
    return await _set(work, place, "configure", {**place.row.settings, **new})


async def reset(work: Work, place: Place, names: Collection[str]) -> Place:
    """Forget what was set at this level, so that it inherits again. Raises as `configure`."""
    place = await _hold(work, place)
    if problems := _misplaced(place, names):
        raise Invalid(problems)
    kept = {name: value for name, value in place.row.settings.items() if name not in names}
    return await _set(work, place, "reset", kept)


async def lock(work: Work, place: Place, names: Collection[str]) -> Place:
    """What holds here then holds for every level below. Raises as `configure`."""
    place = await _hold(work, place)
    problems = [*_misplaced(place, names), *place.why_locked(names, place.level)]
    known = [name for name in names if name in LEVELS and place.level in LEVELS[name]]
    problems += [Problem(name, "nothing_to_lock") for name in known if not below(place.level, name)]
    if problems:
        raise Invalid(problems)
    return await _set_locks(work, place, "lock", sorted({*place.row.locked, *names}))


async def unlock(work: Work, place: Place, names: Collection[str]) -> Place:
    """Levels below may have a say again; what was set there counts again. Raises as `configure`."""
    place = await _hold(work, place)
    if problems := _misplaced(place, names):
        raise Invalid(problems)
    return await _set_locks(work, place, "unlock", sorted(set(place.row.locked) - set(names)))


async def lagging(work: Work, place: Place, names: Collection[str]) -> list[Sheet]:
    """Upcoming games below this place that were posted with another value than now holds for them.

    Not those whose own value somebody chose for just that game. Raises `Refused`.
    """
    _require(work, place)
    return [sheet for sheet in await _below(work, place) if await _behind(work, sheet.game, names)]


async def apply(work: Work, place: Place, names: Collection[str]) -> list[Sheet]:
    """Give the `lagging` games the values that hold now; the games that changed. Raises `Refused`."""
    changed = []
    for candidate in await lagging(work, place, names):
        sheet = await queries.sheet(work, candidate.game.id, lock=True)
        if new := await _behind(work, sheet.game, names):
            values = {name: explained.stored for name, explained in new.items()}
            origins = {name: explained.origin for name, explained in new.items()}
            changed.append((await settling.revise(work, "apply", sheet, values, origins)).after)
    return changed


def _require(work: Work, place: Place) -> None:
    if place.guild is None:
        work.require(why_not_configure_instance(work.actor))
    else:
        work.require(why_not_configure(work.actor, place.settings))


async def _hold(work: Work, place: Place) -> Place:
    """The place as it stands now, its row locked: two who change different fields both get their way."""
    await work.session.refresh(place.row, with_for_update=True)
    here = Place(place.instance, place.guild, place.channel, place.template)
    _require(work, here)
    return here


def _misplaced(place: Place, names: Collection[str]) -> list[Problem]:
    problems = []
    for name in names:
        if name not in LEVELS:
            problems.append(Problem(name, "unknown_setting"))
        elif place.level not in LEVELS[name]:
            levels = [level for level in Level if level in LEVELS[name]]
            problems.append(Problem(name, "wrong_level", {"level": place.level, "levels": levels}))
    return problems


async def _set(work: Work, place: Place, verb: str, new: dict[str, Any]) -> Place:
    """Other settings at this level."""
    old, place.row.settings = place.row.settings, new
    after = await _note(work, place, verb, old, new)
    if after.guild is not None:
        work.require(why_not_shut_out(work.actor, after.settings))
    return after


async def _set_locks(work: Work, place: Place, verb: str, new: list[str]) -> Place:
    old, place.row.locked = place.row.locked, new
    return await _note(work, place, verb, {"locked": old}, {"locked": new})


async def _note(work: Work, place: Place, verb: str, old: dict[str, Any], new: dict[str, Any]) -> Place:
    """Write down what differs, if anything does; the place as it is now."""
    if old == new:
        return place
    await work.session.flush()
    guild_id = None if place.guild is None else place.guild.id
    where = {"level": place.level, "id": str(place.row.id)}
    gone = {name: value for name, value in old.items() if name not in new or new[name] != value}
    come = {name: value for name, value in new.items() if name not in old or old[name] != value}
    work.note(verb, guild_id, before=where | gone, after=where | come)
    return Place(place.instance, place.guild, place.channel, place.template)


async def _below(work: Work, place: Place) -> list[Sheet]:
    conditions = [col(Game.status) == Status.SCHEDULED]
    if place.guild is not None:
        conditions.append(col(Game.guild_id) == place.guild.id)
    if place.channel is not None:
        conditions.append(col(Game.channel_id) == place.channel.id)
    if place.template is not None:
        conditions.append(col(Game.template_id) == place.template.id)
    return await queries.sheets(work, *conditions, limit=_ALL)


async def _behind(work: Work, game: Game, names: Collection[str]) -> Mapping[str, Explained]:
    """Field -> what now holds for a game that has another value, and did not choose it itself.

    What is not known to be inherited counts as chosen.
    """
    if game.status != Status.SCHEDULED:
        return {}
    here = await places.place(work, game.guild_id, game.channel_id, game.template_id)
    inherited = [name for name in names if game.origins.get(name, Level.GAME) != Level.GAME]
    now = {name: here.explained[name] for name in inherited}
    return {name: explained for name, explained in now.items() if getattr(game, name) != explained.stored}
