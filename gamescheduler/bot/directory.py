"""Who is in a server, asked through the connection that the bot has anyway."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

import disnake
from disnake.http import HTTPClient, Route
from disnake.interactions import Interaction

from gamescheduler.adapters.directory import AWAY, NOBODY, PATIENCE, candidate
from gamescheduler.bot.rest import TROUBLE
from gamescheduler.domain.mentions import Candidate
from gamescheduler.errors import NotFound, Unreachable
from gamescheduler.models import GuildId, UserId

log = logging.getLogger(__name__)


class BotDirectory:
    """A `Directory` behind disnake's HTTP client, which owns the rate limits of this process.

    ``patience``: wall seconds one question may take in all; disnake alone would try for half a minute.
    """

    def __init__(self, http: HTTPClient, *, patience: float = PATIENCE) -> None:
        self._http = http
        self._patience = patience

    async def member(self, guild_id: GuildId, user_id: UserId) -> Candidate | None:
        path = "/guilds/{guild_id}/members/{user_id}"
        found = await self._ask(guild_id, Route("GET", path, guild_id=guild_id, user_id=user_id))
        return None if found is None else candidate(found)

    async def search(self, guild_id: GuildId, text: str, *, limit: int) -> Sequence[Candidate]:
        route = Route("GET", "/guilds/{guild_id}/members/search", guild_id=guild_id)
        found = await self._ask(guild_id, route, params={"query": text, "limit": limit})
        return [candidate(member) for member in found or ()]

    async def _ask(self, guild_id: GuildId, route: Route, **query: Any) -> Any:
        """The answer; None when it is that there is nobody."""
        asking = asyncio.ensure_future(self._http.request(route, **query))
        asking.add_done_callback(_read)
        # Waited for, never cancelled: a request that is cancelled while it sits out a global limit leaves
        # disnake's gate for all other requests shut for good.
        await asyncio.wait({asking}, timeout=self._patience)
        if not asking.done():
            log.warning("Discord did not answer %s within %.0f s", route.url, self._patience)
            raise Unreachable(AWAY)
        try:
            return asking.result()
        except TROUBLE as trouble:
            if isinstance(trouble, disnake.NotFound) and trouble.code in NOBODY:
                return None
            if isinstance(trouble, disnake.NotFound | disnake.Forbidden):
                raise NotFound("server", guild_id) from trouble
            log.warning("Discord did not answer %s: %r", route.url, trouble)
            raise Unreachable(AWAY) from trouble


def of(inter: Interaction[Any], *, patience: float = PATIENCE) -> BotDirectory:
    """The directory of the bot that was asked."""
    return BotDirectory(inter.bot.http, patience=patience)


def _read(asked: asyncio.Future[Any]) -> None:
    """Nobody may be waiting any more; asyncio would then complain that an error was not looked at."""
    if not asked.cancelled():
        asked.exception()
