"""The slash commands ``/settings me``, ``server`` and ``channel``."""

# Without `from __future__ import annotations`: disnake reads the annotations of commands.

import disnake
from disnake.ext import commands

from gamescheduler.app import App
from gamescheduler.bot import people, replies
from gamescheduler.bot.people import Command
from gamescheduler.bot.settings import listing, mine
from gamescheduler.bot.settings.targets import Act, Target
from gamescheduler.models import ChannelId, GuildId

_CHANNEL = commands.Param(
    None,
    channel_types=[disnake.ChannelType.text, disnake.ChannelType.news],
    description="Which one; this one, if you pick none",
)


class SettingsCommands(commands.Cog):
    """Offered to everybody: Discord can't hide one subcommand and show another."""

    def __init__(self, app: App) -> None:
        self._app = app

    @commands.slash_command(install_types=disnake.ApplicationInstallTypes(guild=True))
    async def settings(self, inter: Command) -> None:
        """Your time zone and reminders; what holds for games in this server."""

    @settings.sub_command(description="Your time zone, and how reminders reach you.")
    async def me(self, inter: Command) -> None:
        await self._show(inter, mine.show, Target(GuildId(inter.guild_id)))

    @settings.sub_command(description="What holds for games in this server. For managers.")
    async def server(self, inter: Command) -> None:
        await self._show(inter, listing.show, Target(GuildId(inter.guild_id)))

    @settings.sub_command(description="What holds for games in one channel. For managers.")
    async def channel(self, inter: Command, channel: disnake.abc.GuildChannel | None = _CHANNEL) -> None:
        chosen = ChannelId(channel.id) if channel is not None else people.channel_id(inter)
        await self._show(inter, listing.show, Target(GuildId(inter.guild_id), chosen))

    async def _show(self, inter: Command, panel: Act, target: Target) -> None:
        await replies.answer(inter, self._app, lambda work: panel(work, target, ()))
