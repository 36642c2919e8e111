"""Says hello in a server the bot has just been added to: once, however often it starts or connects."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

import disnake
from disnake.ext import commands

from gamescheduler.app import App
from gamescheduler.bot.announcement import payload
from gamescheduler.bot.mirror import missing
from gamescheduler.bot.rest import TROUBLE, Rest, lasting
from gamescheduler.bot.settings import drawing
from gamescheduler.bot.settings.targets import Target
from gamescheduler.cards import setup as words
from gamescheduler.cards.tongues import Discord
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.errors import NotFound, Unreachable
from gamescheduler.models import ChannelId, GuildId, UserId
from gamescheduler.services import accounts, places

log = logging.getLogger(__name__)

NEW = timedelta(days=7)
"""A bot is often invited before it first runs; a server it has been in for longer needs no hello."""

_PAUSE, _PAUSE_MAX = 0.5, 60.0
_ATTEMPTS = 8
_SAY = Discord()


class Welcomer:
    """The row that says a server was greeted is written first: better no hello than two."""

    def __init__(self, app: App, bot: commands.AutoShardedInteractionBot) -> None:
        self._app = app
        self._bot = bot
        self._new: asyncio.Queue[int] = asyncio.Queue()
        for event in ("available", "join"):
            bot.add_listener(self._noticed, f"on_guild_{event}")

    async def run(self, rest: Rest) -> None:
        """Until cancelled."""
        while True:
            guild_id = await self._new.get()
            try:
                await self._greet(guild_id, rest)
            except Exception:
                log.exception("server %d could not be greeted", guild_id)

    async def _noticed(self, guild: disnake.Guild) -> None:
        """At every start for every server, and whenever it joins one."""
        joined = guild.me.joined_at
        if joined is not None and joined > self._app.clock.now() - NEW:
            self._new.put_nowait(guild.id)

    async def _greet(self, guild_id: int, rest: Rest) -> None:
        mine = await self._claim(GuildId(guild_id))
        guild = self._bot.get_guild(guild_id)
        if not mine or guild is None:
            return
        channel = guild.system_channel
        if channel is not None and not missing(channel) and await self._say_hello(guild, channel.id, rest):
            log.info("said hello in server %d", guild_id)
        elif guild.owner_id is not None and await self._write_to(guild, UserId(guild.owner_id), rest):
            log.info("said hello to the owner of server %d", guild_id)

    async def _claim(self, guild_id: GuildId) -> bool:
        """Once the server is known; it is copied at the same time as we hear of it."""
        for _ in range(_ATTEMPTS):
            try:
                async with self._app.work(SCHEDULER) as work:
                    await places.guild(work, guild_id)
                    return await accounts.claim_welcome(work, guild_id)
            except (NotFound, Unreachable):
                await asyncio.sleep(_PAUSE)
        return False

    async def _say_hello(self, guild: disnake.Guild, channel_id: int, rest: Rest) -> bool:
        button = drawing.primary(words.SET_UP, Target(GuildId(guild.id)).custom_id("setup"))

        async def post() -> None:
            await rest.post(
                ChannelId(channel_id),
                words.WELCOME,
                nonce=f"hello-{guild.id}",
                components=payload(drawing.buttons(button)),
            )

        return await _persist(post, f"<#{channel_id}>")

    async def _write_to(self, guild: disnake.Guild, owner_id: UserId, rest: Rest) -> bool:
        async def post() -> None:
            text = words.welcome_owner(guild.name, _SAY)
            await rest.post(await rest.open_dm(owner_id), text, nonce=f"hello-{guild.id}")

        return await _persist(post, f"user {owner_id}")


async def _persist(post: Callable[[], Awaitable[None]], where: str) -> bool:
    """Whether it was sent in the end. Sent twice, with the same nonce, it is one message."""
    pause = _PAUSE
    for _ in range(_ATTEMPTS):
        try:
            await post()
            return True
        except TROUBLE as trouble:
            reason = lasting(trouble, channel=where)
            log.warning("no hello to %s: %s", where, reason or repr(trouble))
            if reason is not None:
                return False
        await asyncio.sleep(pause)
        pause = min(pause * 2, _PAUSE_MAX)
    return False
