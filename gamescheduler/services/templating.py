"""What a manager does about templates: make them, change them, put them in order, choose the default."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from gamescheduler.domain.drafts import UNSET, TemplateChanges, check
from gamescheduler.domain.place import Place
from gamescheduler.domain.refusals import why_not_configure
from gamescheduler.errors import Invalid, NotFound, Problem
from gamescheduler.models import GuildId, Template, TemplateId
from gamescheduler.services import configuring, places
from gamescheduler.services.work import Work


async def create(work: Work, guild_id: GuildId, changes: TemplateChanges) -> Place:
    """Make a template; the first of a server is its default. Raises `NotFound`, `Refused`, `Invalid`."""
    place = await _server(work, guild_id)
    others = await places.templates(work, guild_id)
    row = Template(
        guild_id=guild_id,
        name="",
        position=max((t.position for t in others), default=0) + 1,
        is_default=not others,
    )
    await _fill(work, row, {"name": "", **changes.given()})
    work.session.add(row)
    await work.session.flush()
    work.note("create_template", guild_id, after=_said(row))
    here = Place(place.instance, place.guild, None, row)
    return await _settings(work, here, changes)


async def edit(work: Work, guild_id: GuildId, template_id: TemplateId, changes: TemplateChanges) -> Place:
    """Change a template; games posted with it stay as they are. Raises as `create`."""
    place, row = await _template(work, guild_id, template_id)
    before = _said(row)
    await _fill(work, row, changes.given())
    await work.session.flush()
    if _said(row) != before:
        work.note("edit_template", guild_id, before=before, after=_said(row))
    return await _settings(work, place, changes)


async def delete(work: Work, guild_id: GuildId, template_id: TemplateId) -> Template:
    """Remove a template; games posted with it stay. Raises `NotFound` or `Refused`."""
    _, row = await _template(work, guild_id, template_id)
    await work.session.delete(row)
    await work.session.flush()
    work.note("delete_template", guild_id, before=_said(row))
    return row


async def move(work: Work, guild_id: GuildId, template_id: TemplateId, to: int) -> list[Template]:
    """Give a template another place in the list, 1 is the first; the new list. Raises as `create`."""
    _, row = await _template(work, guild_id, template_id)
    before = [*await places.templates(work, guild_id)]
    if not 1 <= to <= len(before):
        raise Invalid([Problem("place", "out_of_range", {"least": 1, "most": len(before), "got": to})])
    after = [template for template in before if template is not row]
    after.insert(to - 1, row)
    for position, template in enumerate(after, start=1):
        template.position = position
    if after != before:
        names = [[template.name for template in order] for order in (before, after)]
        work.note("move_template", guild_id, before={"order": names[0]}, after={"order": names[1]})
    return after


async def make_default(work: Work, guild_id: GuildId, template_id: TemplateId | None) -> Template | None:
    """Choose the template that `/game create` begins with; None: none. Raises `NotFound` or `Refused`."""
    await _server(work, guild_id)
    row = None if template_id is None else (await _template(work, guild_id, template_id))[1]
    old = next((t for t in await places.templates(work, guild_id) if t.is_default), None)
    if old is row:
        return row
    if old is not None:
        old.is_default = False
        await work.session.flush()  # before, not together: the database allows one default at every moment
    if row is not None:
        row.is_default = True
    names = [template and template.name for template in (old, row)]
    work.note("default_template", guild_id, before={"name": names[0]}, after={"name": names[1]})
    return row


async def _server(work: Work, guild_id: GuildId) -> Place:
    """Locked: two new templates get two places, and one of them is the default."""
    place = await places.place(work, guild_id)
    await work.session.refresh(place.row, with_for_update=True)
    place = Place(place.instance, place.guild)
    work.require(why_not_configure(work.actor, place.settings))
    return place


async def _template(work: Work, guild_id: GuildId, template_id: TemplateId) -> tuple[Place, Template]:
    """As it is once its server is locked: whoever held it may have changed any template."""
    place = await _server(work, guild_id)
    row = await work.session.get(Template, template_id, populate_existing=True)
    if row is None or row.guild_id != guild_id:
        raise NotFound("template", template_id)
    return Place(place.instance, place.guild, None, row), row


async def _fill(work: Work, row: Template, given: dict[str, Any]) -> None:
    words = {name: given[name] for name in ("name", "title", "description") if name in given}
    # A template without a title is no mistake: its games have their own.
    checked = check({n: v for n, v in words.items() if n != "title" or v.strip()}, now=work.now)
    for name in words:
        setattr(row, name, checked.get(name, ""))
    if "channel_id" in given:
        if given["channel_id"] is not None:
            await places.place(work, row.guild_id, given["channel_id"])
        row.channel_id = given["channel_id"]
    await _refuse_namesake(work, row)


async def _refuse_namesake(work: Work, row: Template) -> None:
    """The database would refuse it too, but less kindly."""
    found = select(col(Template.id)).where(
        col(Template.guild_id) == row.guild_id,
        func.lower(col(Template.name)) == func.lower(row.name),
        col(Template.id).is_distinct_from(row.id),
    )
    with work.session.no_autoflush:
        taken = (await work.session.scalars(found)).first()
    if taken is not None:
        raise Invalid([Problem("name", "taken", {"text": row.name})])


async def _settings(work: Work, place: Place, changes: TemplateChanges) -> Place:
    """Its settings by the same verbs as those of a server or channel."""
    if changes.values:
        place = await configuring.configure(work, place, **changes.values)
    if changes.unset:
        place = await configuring.reset(work, place, changes.unset)
    if changes.locked is not UNSET:
        locked, wanted = set(place.row.locked), set(changes.locked)
        place = await configuring.unlock(work, place, locked - wanted)
        place = await configuring.lock(work, place, wanted - locked)
    return place


def _said(row: Template) -> dict[str, Any]:
    """For the audit log."""
    channel = row.channel_id and str(row.channel_id)
    return {"name": row.name, "title": row.title, "description": row.description, "channel_id": channel}
