"""The bot's connection to Discord, and everything that runs while it stands."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Coroutine
from typing import Any

import disnake
from disnake.asset import Asset
from disnake.ext import commands
from disnake.http import Route

from gamescheduler.app import App
from gamescheduler.bot import replies, routes
from gamescheduler.bot.announcer import Announcer
from gamescheduler.bot.commands import GameCommands
from gamescheduler.bot.courier import Courier
from gamescheduler.bot.mirror import Mirror
from gamescheduler.bot.people import Interaction
from gamescheduler.bot.replies import Reply
from gamescheduler.bot.rest import TROUBLE, Rest
from gamescheduler.bot.settings.commands import SettingsCommands
from gamescheduler.bot.setup import SetupCommands
from gamescheduler.bot.templates import TemplateCommands
from gamescheduler.bot.welcome import Welcomer
from gamescheduler.cards import apologies
from gamescheduler.config import Config
from gamescheduler.errors import Misconfigured

log = logging.getLogger(__name__)

_LAST_GUILD = 0.2
"""Seconds without another server after which disnake is ready; one that comes later still counts."""

_GOODBYE = 3.0
"""Seconds for closing the gateway politely; a Discord that does not answer would take 30."""

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_LOST = (*TROUBLE, disnake.ClientException, disnake.GatewayNotFound)
_AUTHENTICATION_FAILED = 4004


async def run(app: App, stop: asyncio.Event, *, ready: asyncio.Event | None = None) -> None:
    """Be the bot until ``stop`` is set; ``ready`` is set while it takes interactions and events.

    While Discord is away it keeps trying. Raises `Misconfigured` without a token or with a wrong one.
    """
    token = _token(app.config)
    Route.BASE = app.config.discord_api_url
    Asset.BASE = app.config.discord_cdn_url
    loop = asyncio.get_running_loop()
    pause = _FIRST_PAUSE
    while not stop.is_set():
        began = loop.time()
        try:
            await _until(stop, _live(app, token, ready or asyncio.Event()))
        except _LOST as lost:
            _refuse_wrong_token(lost)
            pause = _FIRST_PAUSE if loop.time() - began > _LONGEST_PAUSE else pause
            log.warning("Discord is away, trying again in about %.0f s: %r", pause, lost)
            await _until(stop, asyncio.sleep(pause * random.uniform(0.5, 1.0)))
            pause = min(pause * 2, _LONGEST_PAUSE)


def make_bot(app: App) -> commands.AutoShardedInteractionBot:
    """A client that hears of servers and interactions, and asks for no privileged intent."""
    # disnake would warn at every start that it can't talk in voice channels.
    disnake.VoiceClient.warn_nacl = disnake.VoiceClient.warn_dave = False
    bot = commands.AutoShardedInteractionBot(
        intents=disnake.Intents(guilds=True),
        chunk_guilds_at_startup=False,
        member_cache_flags=disnake.MemberCacheFlags.none(),
        max_messages=None,
        guild_ready_timeout=_LAST_GUILD,
        allowed_mentions=disnake.AllowedMentions.none(),
    )
    bot.add_cog(GameCommands(app))
    bot.add_cog(SettingsCommands(app))
    bot.add_cog(TemplateCommands(app))
    bot.add_cog(SetupCommands(app))
    bot.add_listener(_listener(routes.pressed, app), "on_button_click")
    bot.add_listener(_listener(routes.pressed, app), "on_dropdown")
    bot.add_listener(_listener(routes.submitted, app), "on_modal_submit")
    bot.add_listener(_command_failed, "on_slash_command_error")
    return bot


def _listener(handle: Any, app: App) -> Any:
    """disnake accepts only what asyncio calls a coroutine function, and that excludes `partial`."""

    async def listen(inter: Any) -> None:
        await handle(app, inter)

    return listen


async def _command_failed(inter: Interaction, error: Exception) -> None:
    """Only what failed before a command's own code ran arrives here: an option disnake could not convert."""
    log.error("interaction %d: the command could not be called", inter.id, exc_info=error)
    await replies.say(inter, Reply(apologies.unexpected(f"{inter.id & 0xFFFFFFFF:08x}")))


async def _live(app: App, token: str, ready: asyncio.Event) -> None:
    """One life of a client, until it is cancelled or its connection can't be mended; then it raises."""
    bot = make_bot(app)
    mirror, welcomer = Mirror(app, bot), Welcomer(app, bot)
    try:
        await bot.login(token)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_stay_connected(bot))
            tasks.create_task(mirror.run())
            await bot.wait_until_ready()
            log.info("logged in as %s, in %d servers", bot.user, len(bot.guilds))
            rest = Rest(bot.http, bot.user.id)
            tasks.create_task(Announcer(app, rest).run())
            tasks.create_task(Courier(app, rest).run())
            tasks.create_task(welcomer.run(rest))
            ready.set()
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from None
    finally:
        ready.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GOODBYE):
                await bot.close()
        # disnake prepares the commands in a task that waits for the first connection, also in vain.
        for task in asyncio.all_tasks():
            if task.get_name() == "disnake: app_command_preparation":
                task.cancel()


async def _stay_connected(bot: disnake.Client) -> None:
    await bot.connect()
    raise ConnectionAbortedError("the gateway connection was closed for good")


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Let it run until it ends, or until ``stop`` is set and it is cancelled. Raises what it raises."""
    running, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


def _token(config: Config) -> str:
    token = config.discord_token.get_secret_value().strip() if config.discord_token else ""
    if not token:
        raise Misconfigured(
            "No Discord token configured. Set GAMESCHEDULER_DISCORD_TOKEN, or name a file that holds it in "
            "GAMESCHEDULER_DISCORD_TOKEN_FILE. The token is in the Discord developer portal: "
            "your application → Bot → Reset Token."
        )
    return token


def _refuse_wrong_token(lost: Exception) -> None:
    """Raises `Misconfigured` when it is the token that Discord does not accept."""
    closed = isinstance(lost, disnake.ConnectionClosed) and lost.code == _AUTHENTICATION_FAILED
    if closed or isinstance(lost, disnake.LoginFailure):
        raise Misconfigured(
            "Discord does not accept the token in GAMESCHEDULER_DISCORD_TOKEN. Copy it again, or make a new "
            "one: Discord developer portal → your application → Bot → Reset Token."
        ) from None
