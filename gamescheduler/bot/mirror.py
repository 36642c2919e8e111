"""Keeps our picture of Discord's servers, channels and roles up to date."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import disnake
from disnake.ext import commands

from gamescheduler.app import App
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.errors import Unreachable
from gamescheduler.models import ChannelId, GuildId, RoleId, UserId
from gamescheduler.services import accounts, places
from gamescheduler.services.accounts import GuildSeen

log = logging.getLogger(__name__)

_PAUSE = 1.0
_ANNOUNCEABLE = (disnake.ChannelType.text, disnake.ChannelType.news)


class Mirror:
    """A server that changed is copied whole, once, however many events say so.

    Incremental copies drifted apart from Discord wherever an event was missed; a whole server is three
    statements, and what did not change costs no write.
    """

    def __init__(self, app: App, bot: commands.AutoShardedInteractionBot) -> None:
        self._app = app
        self._bot = bot
        self._changed: set[int] = set()
        self._any = asyncio.Event()
        self._unsure = False
        for event in ("ready", "shard_resumed"):
            bot.add_listener(self._everything, f"on_{event}")
        for event in ("available", "join", "remove", "role_create", "role_update", "role_delete"):
            bot.add_listener(self._noticed, f"on_guild_{event}")
        for event in ("channel_create", "channel_update", "channel_delete", "update"):
            bot.add_listener(self._noticed, f"on_guild_{event}")
        bot.add_listener(self._noticed_member, "on_member_update")

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._any.wait()
            self._any.clear()
            while self._changed or self._unsure:
                try:
                    await self._catch_up()
                except Unreachable:
                    log.warning("mirror: the database is away, waiting")
                    await asyncio.sleep(_PAUSE)

    async def _catch_up(self) -> None:
        if self._unsure:
            await self._miss_the_lost()
            self._unsure = False
        while self._changed:
            guild_id = next(iter(self._changed))
            await self._copy(guild_id)
            self._changed.discard(guild_id)

    async def _miss_the_lost(self) -> None:
        """Servers the bot was removed from while it was not connected: no event tells of them."""
        shards, count = self._bot.shard_ids or [0], self._bot.shard_count or 1
        async with self._app.work(SCHEDULER) as work:
            known = [guild.id for guild in await places.guilds(work)]
        self._changed.update(
            guild_id
            for guild_id in known
            if (guild_id >> 22) % count in shards and self._bot.get_guild(guild_id) is None
        )

    async def _copy(self, guild_id: int) -> None:
        guild = self._bot.get_guild(guild_id)
        async with self._app.work(SCHEDULER) as work:
            if guild is None:
                await accounts.leave_guild(work, GuildId(guild_id))
            else:
                await accounts.mirror_guild(work, _seen(guild))

    async def _everything(self, *_: Any) -> None:
        self._changed.update(guild.id for guild in self._bot.guilds if not guild.unavailable)
        self._unsure = True
        self._any.set()

    async def _noticed(self, *about: Any) -> None:
        """The last argument is the server, or something in it as it is now."""
        found = about[-1]
        self._changed.add(found.id if isinstance(found, disnake.Guild) else found.guild.id)
        self._any.set()

    async def _noticed_member(self, _before: disnake.Member, after: disnake.Member) -> None:
        """Only the bot's own roles decide where it can post; without the intent no others arrive anyway."""
        if after.id == after.guild.me.id:
            await self._noticed(after)


def _seen(guild: disnake.Guild) -> GuildSeen:
    return GuildSeen(
        id=GuildId(guild.id),
        name=guild.name,
        owner_id=UserId(guild.owner_id or 0),
        channels=[
            (ChannelId(channel.id), channel.name, channel.position, missing(channel))
            for channel in guild.channels
            if channel.type in _ANNOUNCEABLE
        ],
        roles=[(RoleId(role.id), role.name, role.position, role.permissions.value) for role in guild.roles],
    )


def missing(channel: disnake.abc.GuildChannel) -> list[str]:
    """What the bot lacks to announce there, in the words of Discord's own settings."""
    held = channel.permissions_for(channel.guild.me)
    needed = {"View Channel": held.view_channel, "Send Messages": held.send_messages}
    return [name for name, allowed in needed.items() if not allowed]
