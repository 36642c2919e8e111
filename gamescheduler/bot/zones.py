"""The time zone a person types in, kept in memory: suggestions are asked for at every keystroke."""

from __future__ import annotations

import asyncio

from gamescheduler.app import App
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.domain.settings import Settings
from gamescheduler.errors import NotFound, Unreachable
from gamescheduler.models import GuildId, UserId
from gamescheduler.services import places

_KEPT = 20.0
"""Seconds: while one command is typed. Whoever sets their zone finds it in the next one."""

_WITHIN = 1.0
_MOST = 10_000


class Zones:
    """Asks the database at the first keystroke, and hardly ever after."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._known: dict[tuple[GuildId, UserId], tuple[str, float]] = {}

    async def of(self, guild_id: GuildId, user_id: UserId) -> str:
        """Never raises; the instance's zone while nothing better can be learned."""
        now = asyncio.get_running_loop().time()
        zone, until = self._known.get((guild_id, user_id), ("", 0.0))
        if now < until:
            return zone
        try:
            async with asyncio.timeout(_WITHIN), self._app.work(SCHEDULER) as work:
                zone = await places.zone(work, guild_id, user_id)
        except (NotFound, Unreachable, TimeoutError):
            return zone or Settings().time_zone
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[guild_id, user_id] = zone, now + _KEPT
        return zone
