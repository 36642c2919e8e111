"""The time zone a person types in, kept in memory: suggestions are asked for at every keystroke."""

from __future__ import annotations

import asyncio
from typing import TypeAlias

from gamescheduler.app import App
from gamescheduler.bot import posting
from gamescheduler.bot.drafts import Draft
from gamescheduler.domain.actor import Actor
from gamescheduler.domain.settings import Settings
from gamescheduler.errors import NotFound, Unreachable
from gamescheduler.models import ChannelId, GuildId, UserId

_KEPT = 20.0
"""Seconds: while one command is typed. Whoever sets their zone finds it in the next one."""

_WITHIN = 1.0
_MOST = 10_000

_Key: TypeAlias = tuple[UserId | None, GuildId, ChannelId, ChannelId | None, str | None]


class Zones:
    """Asks the database at the first keystroke, and hardly ever after."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._known: dict[_Key, tuple[str, float]] = {}

    async def of(self, actor: Actor, draft: Draft) -> str:
        """As for posting that game. Never raises; the product's own while nothing better can be learned."""
        now = asyncio.get_running_loop().time()
        key = (actor.user_id, draft.guild_id, draft.channel_id, draft.chosen_channel_id, draft.typed.template)
        zone, until = self._known.get(key, ("", 0.0))
        if now < until:
            return zone
        try:
            async with asyncio.timeout(_WITHIN), self._app.work(actor) as work:
                zone = await posting.zone(work, draft)
        except (NotFound, Unreachable, TimeoutError):
            return zone or Settings().time_zone
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[key] = zone, now + _KEPT
        return zone
