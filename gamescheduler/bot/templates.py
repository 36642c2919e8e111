"""The slash commands ``/template list``, ``create``, ``edit``, ``delete``, ``default`` and ``move``."""

# Without `from __future__ import annotations`: disnake reads the annotations of commands.

from collections.abc import Awaitable, Callable
from functools import partial

import disnake
from disnake.ext import commands

from gamescheduler.app import App
from gamescheduler.bot import people, replies
from gamescheduler.bot.people import Command
from gamescheduler.bot.replies import Reply
from gamescheduler.bot.settings import templates
from gamescheduler.bot.settings.targets import Target
from gamescheduler.bot.suggestions import Suggestions, filled
from gamescheduler.models import GuildId
from gamescheduler.services.work import Work

_WHICH = commands.Param(description="Which template")


class TemplateCommands(commands.Cog):
    """Shown to those with Manage Server; a server's admins can show it to others too."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._suggestions = Suggestions(app)

    @commands.slash_command(
        install_types=disnake.ApplicationInstallTypes(guild=True),
        default_member_permissions=disnake.Permissions(manage_guild=True),
    )
    async def template(self, inter: Command) -> None:
        """Kinds of games that you plan again and again."""

    @template.sub_command(name="list", description="Every template of this server.")
    async def list_(self, inter: Command) -> None:
        look = partial(templates.overview, target=_server(inter), here=people.channel_id(inter))
        await replies.answer(inter, self._app, look)

    @template.sub_command(description="Make a template. You get a form.")
    async def create(self, inter: Command) -> None:
        await replies.answer_with_form(inter, self._app, lambda work: templates.form(work, _server(inter)))

    @template.sub_command(description="Change a template: its words, channel, settings and locks.")
    async def edit(self, inter: Command, template: str = _WHICH) -> None:
        await self._answer(inter, template, templates.show)

    @template.sub_command(description="Delete a template. Games posted with it stay.")
    async def delete(self, inter: Command, template: str = _WHICH) -> None:
        await self._answer(inter, template, templates.ask_to_delete)

    @template.sub_command(description="Choose what /game create begins with.")
    async def default(
        self,
        inter: Command,
        template: str = commands.Param("", description="Which template; none, if you pick none"),
    ) -> None:
        if template:
            await self._answer(inter, template, templates.make_default)
        else:
            await replies.answer(inter, self._app, lambda work: templates.make_default(work, _server(inter)))

    @template.sub_command(description="Give a template another place in the list.")
    async def move(
        self,
        inter: Command,
        template: str = _WHICH,
        to: int = commands.Param(ge=1, le=1000, description="Its new number; 1 is the first"),
    ) -> None:
        await self._answer(inter, template, lambda work, target: templates.move(work, target, to))

    @edit.autocomplete("template")
    @delete.autocomplete("template")
    @default.autocomplete("template")
    @move.autocomplete("template")
    async def _templates(self, inter: Command, text: str) -> dict[str, str]:
        return await self._suggestions.templates(people.actor(inter), filled(inter), text)

    async def _answer(
        self, inter: Command, typed: str, act: Callable[[Work, Target], Awaitable[Reply]]
    ) -> None:
        """For the template that was named."""

        async def about(work: Work) -> Reply:
            server = _server(inter)
            await server.look(work)  # first of all: whoever may not change any learns nothing of their names
            return await act(work, await templates.named(work, server, typed))

        await replies.answer(inter, self._app, about)


def _server(inter: Command) -> Target:
    return Target(GuildId(inter.guild_id))
