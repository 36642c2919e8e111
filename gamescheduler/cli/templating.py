"""``template list``, ``show``, ``create``, ``edit``, ``delete``, ``default`` and ``move``."""

from __future__ import annotations

import typer

from gamescheduler.cards.tongues import Plain
from gamescheduler.cli import presets, tables
from gamescheduler.cli.local import in_database, plain
from gamescheduler.cli.outcomes import Exit, Failed, worded
from gamescheduler.cli.places import find_guild, find_template
from gamescheduler.cli.presets import TemplateWish
from gamescheduler.cli.terminal import Terminal
from gamescheduler.domain.place import Place
from gamescheduler.models import Template, TemplateId
from gamescheduler.services import places, templating
from gamescheduler.services.work import Work


def list_templates(terminal: Terminal, guild: str | None) -> None:
    """A server's templates in their order."""

    async def look(work: Work) -> None:
        here = await find_guild(work, guild)
        say = await plain(work, here, "UTC")
        found = await places.templates(work, here.id)
        if terminal.json:
            terminal.show_json([presets.as_json(template, say) for template in found])
            return
        tables.listed(terminal, presets.HEADINGS, [presets.row(template, say) for template in found])
        if not found:
            terminal.say("No templates yet. Make one: gamescheduler template create --name NAME")

    in_database(look)


def show(terminal: Terminal, guild: str | None, name: str) -> None:
    """One template, all it says."""

    async def look(work: Work) -> None:
        here = await find_guild(work, guild)
        _tell(terminal, await find_template(work, here, name), await plain(work, here, "UTC"))

    in_database(look)


def create(terminal: Terminal, guild: str | None, wish: TemplateWish) -> None:
    """Make one."""

    async def make(work: Work) -> None:
        here = await find_guild(work, guild)
        say = await plain(work, here, "UTC")
        with worded(say):
            changes = await wish.changes(work, await places.place(work, here.id), here)
            template = _template(await templating.create(work, here.id, changes))
        _tell(terminal, template, say, f"Created template {template.name}.")

    in_database(make)


def edit(terminal: Terminal, guild: str | None, name: str, wish: TemplateWish) -> None:
    """Change what was mentioned."""
    if wish == TemplateWish(None, None, None, None):
        raise Failed(Exit.USAGE, "missing", "Say what to change, like --title or --set. Nothing was changed.")

    async def change(work: Work) -> None:
        here = await find_guild(work, guild)
        which = _id(await find_template(work, here, name))
        say = await plain(work, here, "UTC")
        with worded(say):
            changes = await wish.changes(work, await places.place(work, here.id, None, which), here)
            template = _template(await templating.edit(work, here.id, which, changes))
        _tell(terminal, template, say, f"Saved template {template.name}.")

    in_database(change)


def delete(terminal: Terminal, guild: str | None, name: str, *, sure: bool) -> None:
    """Remove one, after its name was typed where somebody is there to type it."""
    if not sure:
        _ask(terminal, guild, name)

    async def remove(work: Work) -> None:
        here = await find_guild(work, guild)
        template = await templating.delete(work, here.id, _id(await find_template(work, here, name)))
        if terminal.json:
            terminal.show_json({"id": str(template.id), "name": template.name})
            return
        terminal.done(f"Deleted template {template.name}. Games posted with it stay.")

    in_database(remove)


def make_default(terminal: Terminal, guild: str | None, name: str) -> None:
    """Choose the one that Discord's form begins with, or none."""

    async def choose(work: Work) -> None:
        here = await find_guild(work, guild)
        which = None if name == "none" else _id(await find_template(work, here, name))
        template = await templating.make_default(work, here.id, which)
        if terminal.json:
            terminal.show_json({"default": template and template.name})
            return
        begins = "no template" if template is None else f"template {template.name}"
        terminal.done(f"/game create in {here.name} begins with {begins}.")

    in_database(choose)


def move(terminal: Terminal, guild: str | None, name: str, to: int) -> None:
    """Give one another place in the list."""

    async def place(work: Work) -> None:
        here = await find_guild(work, guild)
        say = await plain(work, here, "UTC")
        with worded(say):
            found = await templating.move(work, here.id, _id(await find_template(work, here, name)), to)
        if terminal.json:
            terminal.show_json([presets.as_json(template, say) for template in found])
            return
        terminal.done(f"The order is: {', '.join(template.name for template in found)}.")

    in_database(place)


def _ask(terminal: Terminal, guild: str | None, name: str) -> None:
    if not terminal.can_ask:
        raise Failed(
            Exit.USAGE, "needs_yes", "Deleting can't be taken back. Add --yes to do it without a question."
        )

    async def named(work: Work) -> str:
        return (await find_template(work, await find_guild(work, guild), name)).name

    wanted = in_database(named)
    if typer.prompt(f"Type {wanted} to delete that template", err=True) != wanted:
        raise typer.Abort


def _tell(terminal: Terminal, template: Template, say: Plain, sentence: str | None = None) -> None:
    if terminal.json:
        terminal.show_json(presets.as_json(template, say))
        return
    if sentence is not None:
        terminal.done(sentence)
    for line in presets.facts(template, say):
        terminal.show(line)


def _template(place: Place) -> Template:
    if place.template is None:
        raise LookupError("a template that was made is there")
    return place.template


def _id(template: Template) -> TemplateId:
    if template.id is None:
        raise LookupError("a template that was read has an id")
    return TemplateId(template.id)
