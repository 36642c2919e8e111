"""The panels and the form of templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import disnake

from gamescheduler.bot.announcement import Row
from gamescheduler.bot.replies import Form, Reply
from gamescheduler.bot.settings import drawing, listing
from gamescheduler.bot.settings.drawing import Here
from gamescheduler.bot.settings.targets import Target
from gamescheduler.cards import templates as words
from gamescheduler.domain.drafts import DESCRIPTION_MAX, TEMPLATE_NAME_MAX, TITLE_MAX, TemplateChanges
from gamescheduler.domain.place import Place
from gamescheduler.domain.refusals import manages, why_not_see_templates
from gamescheduler.errors import NotFound
from gamescheduler.models import ChannelId, Template, TemplateId
from gamescheduler.services import places, templating
from gamescheduler.services.work import Work

FIELDS = ("name", "title", "description")


async def overview(
    work: Work,
    target: Target,
    values: Sequence[str] = (),
    news: str = "",
    here: ChannelId | None = None,
) -> Reply:
    """All templates of a server, for those who plan games in it, or here. Raises `NotFound` or `Refused`."""
    place = await places.around(work, target.guild_id, here)
    work.require(why_not_see_templates(work.actor, place.settings))
    found = await places.templates(work, target.guild_id)
    say = Here(target.guild_id)
    listed = words.listed(found, say) if found else words.NONE_YET
    menu = [_menu(target, found)] if found and manages(work.actor, place.settings) else []
    heading = "" if place.guild is None else f"### {words.list_heading(place.guild, say)}"
    return drawing.panel([f"{heading}\n{listed}", news], menu)


async def show(work: Work, target: Target, values: Sequence[str] = ()) -> Reply:
    """One template, for a manager. Raises `NotFound` or `Refused`."""
    target = replace(target, template_id=TemplateId(int(values[0]))) if values else target
    return _panel(target, await target.look(work))


async def channel(work: Work, target: Target, values: Sequence[str]) -> Reply:
    """Where its games go; anywhere, when nothing was chosen."""
    chosen = ChannelId(int(values[0])) if values else None
    return await _edit(work, target, TemplateChanges(channel_id=chosen))


async def make_default(work: Work, target: Target, values: Sequence[str] = ()) -> Reply:
    row = await templating.make_default(work, target.guild_id, target.template_id)
    news = words.is_default(row, Here(target.guild_id))
    if target.template_id is None:
        return await overview(work, target, news=news)
    return _panel(target, await target.look(work), news)


async def move(work: Work, target: Target, to: int) -> Reply:
    """Another place in the list, 1 is the first. Raises `Invalid`, `NotFound` or `Refused`."""
    place = await target.look(work)
    await templating.move(work, target.guild_id, _row(place).id or TemplateId(0), to)
    return await overview(work, target, news=words.moved(_row(place), to, Here(target.guild_id)))


async def ask_to_delete(work: Work, target: Target, values: Sequence[str] = ()) -> Reply:
    place = await target.look(work)
    text = words.really_delete(_row(place), Here(target.guild_id))
    yes = drawing.danger(words.REALLY_DELETE, target.custom_id("reallydeletetemplate"))
    no = drawing.button(words.KEEP, target.custom_id("template"))
    return drawing.panel([text], drawing.buttons(yes, no))


async def delete(work: Work, target: Target, values: Sequence[str] = ()) -> Reply:
    row = await templating.delete(work, target.guild_id, target.template_id or TemplateId(0))
    server = Target(target.guild_id)
    return await overview(work, server, news=words.deleted(row, Here(target.guild_id)))


async def form(work: Work, target: Target, kept: Mapping[str, str] | None = None) -> Form:
    """Name and words of a template, or of a new one; with what was typed before, if that was kept."""
    place = await target.look(work)
    row = place.template
    said = kept or {name: "" if row is None else getattr(row, name) for name in FIELDS}
    fields = [
        drawing.field("name", words.NAME, words.NAME_HINT, said["name"], TEMPLATE_NAME_MAX),
        drawing.field("title", words.TITLE, words.TITLE_HINT, said["title"], TITLE_MAX, required=False),
        drawing.field(
            "description",
            words.DESCRIPTION,
            words.DESCRIPTION_HINT,
            said["description"],
            DESCRIPTION_MAX,
            required=False,
            long=True,
        ),
    ]
    return Form(target.custom_id("templatewords"), words.NEW if row is None else words.EDIT_WORDS, fields)


async def save(work: Work, target: Target, typed: Mapping[str, Any]) -> Reply:
    """What came back in the form. Raises `Invalid`, `NotFound` or `Refused`."""
    changes = TemplateChanges(**typed)
    if target.template_id is not None:
        return await _edit(work, target, changes)
    place = await templating.create(work, target.guild_id, changes)
    target = replace(target, template_id=_row(place).id)
    return _panel(target, place, words.made(_row(place), Here(target.guild_id)))


async def named(work: Work, target: Target, text: str) -> Target:
    """The template that was picked while typing, or whose name was typed. Raises `NotFound`."""
    wanted = text.strip().casefold()
    for row in await places.templates(work, target.guild_id):
        if wanted in (str(row.id), row.name.casefold()):
            return replace(target, template_id=row.id)
    raise NotFound("template", text)


async def _edit(work: Work, target: Target, changes: TemplateChanges) -> Reply:
    place = await templating.edit(work, target.guild_id, target.template_id or TemplateId(0), changes)
    return _panel(target, place, words.saved(_row(place), Here(target.guild_id)))


def _panel(target: Target, place: Place, news: str = "") -> Reply:
    row, say = _row(place), Here(target.guild_id)
    pressable = [drawing.button(words.WORDS, target.custom_id("templatewords"))]
    if row.channel_id is not None:
        pressable.append(drawing.button(words.ANY_CHANNEL, target.custom_id("templatechannel")))
    if not row.is_default:
        pressable.append(drawing.button(words.MAKE_DEFAULT, target.custom_id("defaulttemplate")))
    pressable += [
        drawing.button(words.DELETE, target.custom_id("deletetemplate")),
        drawing.button(words.ALL_TEMPLATES, Target(target.guild_id).custom_id("templates")),
    ]
    rows = [
        listing.menu(target, place),
        drawing.channel_menu(target.custom_id("templatechannel", "chosen"), words.CHANNEL),
        *drawing.buttons(*pressable),
    ]
    text = f"### {words.heading(row, say)}\n{words.words(row, say)}"
    return drawing.panel([text, listing.lines(place, say), news], rows)


def _menu(target: Target, found: Sequence[Template]) -> Row:
    options = [disnake.SelectOption(label=t.name, value=str(t.id)) for t in found[: words.LISTED]]
    return drawing.menu(Target(target.guild_id).custom_id("template"), words.CHANGE_ONE, options)


def _row(place: Place) -> Template:
    if place.template is None:
        raise NotFound("template", "")
    return place.template
