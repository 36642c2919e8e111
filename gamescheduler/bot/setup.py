"""The slash commands ``/gamescheduler setup``, ``status`` and ``help``."""

# Without `from __future__ import annotations`: disnake reads the annotations of commands.

from functools import partial

import disnake
from disnake.ext import commands

from gamescheduler.app import App
from gamescheduler.bot import replies
from gamescheduler.bot.people import Command
from gamescheduler.bot.settings import setup
from gamescheduler.bot.settings.rights import Rights
from gamescheduler.bot.settings.targets import Target
from gamescheduler.models import GuildId


class SetupCommands(commands.Cog):
    """Offered to everybody, for the sake of ``help``."""

    def __init__(self, app: App) -> None:
        self._app = app

    @commands.slash_command(install_types=disnake.ApplicationInstallTypes(guild=True))
    async def gamescheduler(self, inter: Command) -> None:
        """Set the bot up, see how it is doing, learn how it works."""

    @gamescheduler.sub_command(
        name="setup", description="Three questions, and games can be planned. For managers."
    )
    async def setup_(self, inter: Command) -> None:
        await replies.answer(
            inter, self._app, partial(setup.start, target=_server(inter), rights=Rights(inter.guild))
        )

    @gamescheduler.sub_command(description="Where games go, what is wrong, what comes next. For managers.")
    async def status(self, inter: Command) -> None:
        await replies.answer(
            inter, self._app, partial(setup.status, target=_server(inter), rights=Rights(inter.guild))
        )

    @gamescheduler.sub_command(name="help", description="How games are planned and joined here.")
    async def help_(self, inter: Command) -> None:
        await replies.answer(inter, self._app, lambda work: setup.help_(work, _server(inter)))


def _server(inter: Command) -> Target:
    return Target(GuildId(inter.guild_id))
