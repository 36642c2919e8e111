"""One setting by itself: its value, what can be done about it, and what that changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gamescheduler.bot.announcement import Row
from gamescheduler.bot.replies import Form, Reply
from gamescheduler.bot.settings import drawing, editors
from gamescheduler.bot.settings.drawing import Here
from gamescheduler.bot.settings.targets import VALUE, Target
from gamescheduler.cards import clocks, managing, settings
from gamescheduler.cards.clocks import Question
from gamescheduler.domain.place import Place
from gamescheduler.domain.settings import below
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import NotFound
from gamescheduler.services import configuring, places
from gamescheduler.services.work import Work


@dataclass(frozen=True, slots=True)
class News:
    """What the panel says besides: what was just done, and which games have another value."""

    text: str = ""
    lagging: Sequence[Sheet] = field(default_factory=tuple)
    question: Question | None = None


async def show(work: Work, target: Target, values: Sequence[str]) -> Reply:
    """The setting that was chosen. Raises `NotFound` or `Refused`."""
    target = target if target.name else target.about(values[0])
    return await _panel(work, target, await target.look(work), News())


async def why(work: Work, target: Target, values: Sequence[str]) -> Reply:
    place = await target.look(work)
    explained = place.explained[target.name]
    return await _panel(
        work, target, place, News(settings.chain(target.name, explained, Here(target.guild_id)))
    )


async def choose(work: Work, target: Target, values: Sequence[str]) -> Reply:
    """A value that was chosen, or typed into the form. Raises `Invalid`, `NotFound` or `Refused`."""
    text = target.word or values[0]
    return await _set(work, target, settings.read(target.name, text))


async def roles(work: Work, target: Target, values: Sequence[str]) -> Reply:
    everyone = [target.guild_id] if target.word == "everyone" else []
    return await _set(work, target, [int(role) for role in values] or everyone)


async def zone(work: Work, target: Target, values: Sequence[str]) -> Reply:
    """One answer to the question about the clock; there may be another question."""
    place = await target.look(work)
    answer = clocks.answer(values[0], work.now, place.settings.time_zone)
    if isinstance(answer, Question):
        return await _panel(work, target, place, News(question=answer))
    return await _set(work, target, answer)


async def reset(work: Work, target: Target, values: Sequence[str]) -> Reply:
    place = await configuring.reset(work, await target.look(work), [target.name])
    return await _changed(work, target, place, managing.saved(target.name, place, Here(target.guild_id)))


async def lock(work: Work, target: Target, values: Sequence[str]) -> Reply:
    place = await configuring.lock(work, await target.look(work), [target.name])
    text = managing.was_locked(target.name, place, Here(target.guild_id))
    return await _changed(work, target, place, text)


async def unlock(work: Work, target: Target, values: Sequence[str]) -> Reply:
    place = await configuring.unlock(work, await target.look(work), [target.name])
    return await _changed(work, target, place, managing.was_unlocked(target.name, place))


async def apply(work: Work, target: Target, values: Sequence[str]) -> Reply:
    """Games that were posted with another value get the one that holds now."""
    place = await target.look(work)
    changed = await configuring.apply(work, place, [target.name])
    return await _panel(work, target, place, News(managing.applied(changed)))


async def form(work: Work, target: Target) -> Form:
    """One field, filled in with what holds. Raises `NotFound` or `Refused`."""
    place = await target.look(work)
    value = settings.written(target.name, place.explained[target.name].value)
    label = managing.label(target.name, place.level)
    most, long = editors.LENGTHS[target.name]
    box = drawing.field(VALUE, label, managing.hint(target.name, place.level), value, most, long=long)
    return Form(target.custom_id("setting"), label, [box])


async def _set(work: Work, target: Target, value: object) -> Reply:
    place = await configuring.configure(work, await target.look(work), **{target.name: value})
    return await _changed(work, target, place, managing.saved(target.name, place, Here(target.guild_id)))


async def _changed(work: Work, target: Target, place: Place, text: str) -> Reply:
    lagging = await configuring.lagging(work, place, [target.name])
    return await _panel(work, target, place, News(text, lagging))


async def _panel(work: Work, target: Target, place: Place, news: News) -> Reply:
    name, say = target.name, Here(target.guild_id)
    if name not in managing.names(place.level):
        raise NotFound("setting", name)
    kept = managing.kept(name, news.lagging, say) if news.lagging else ""
    blocks = [
        f"### {managing.setting_heading(name, place, say)}\n{managing.setting(name, place, say)}\n"
        f"-# {managing.hint(name, place.level)}",
        f"{news.text} {kept}".strip(),
    ]
    if place.explained[name].locked_above(place.level):
        blocks.append(managing.locked_above(name, place))
        return drawing.panel(blocks, _leave(target))
    known_roles = (await places.role_names(work, target.guild_id)).keys()
    question = news.question or clocks.ask(work.now, place.settings.time_zone)
    editor = editors.rows(target, place, known_roles, question)
    apply = drawing.buttons(drawing.primary(managing.APPLY, target.custom_id("apply"))) if kept else []
    return drawing.panel(blocks, [*apply, *editor, *_handle(target, place)])


def _handle(target: Target, place: Place) -> list[Row]:
    """What can be done with any setting."""
    pressable = []
    if target.name in place.row.settings:
        pressable.append(drawing.button(managing.RESET, target.custom_id("reset")))
    if target.name in place.row.locked:
        pressable.append(drawing.button(managing.UNLOCK, target.custom_id("unlock")))
    elif below(place.level, target.name):
        pressable.append(drawing.button(managing.LOCK, target.custom_id("lock")))
    return drawing.buttons(*pressable, *_way_out(target))


def _leave(target: Target) -> list[Row]:
    return drawing.buttons(*_way_out(target))


def _way_out(target: Target) -> list[drawing.Button]:
    all_settings = target.about("").custom_id("template" if target.template_id else "settings")
    return [
        drawing.button(managing.WHY, target.custom_id("why")),
        drawing.button(managing.ALL_SETTINGS, all_settings),
    ]
