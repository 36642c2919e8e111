"""What Discord offers while somebody types: times in their own zone, games by name."""

from __future__ import annotations

import asyncio
import logging

from gamescheduler.app import App
from gamescheduler.bot.zones import Zones
from gamescheduler.cards.tongues import Plain
from gamescheduler.domain import when
from gamescheduler.domain.actor import Actor
from gamescheduler.domain.refusals import why_not_edit
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import Unreachable
from gamescheduler.models import GuildId, UserId
from gamescheduler.services import queries

log = logging.getLogger(__name__)

CHOICES_MAX = 25
NAME_MAX = 100
_WITHIN = 2.0


class Suggestions:
    """Name -> value, at most 25. Never raises: whoever gets none can still type."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._zones = Zones(app)

    async def times(self, guild_id: GuildId, user_id: UserId, text: str) -> dict[str, str]:
        """The value is the instant itself, so that what was picked is never read twice."""
        zone = await self._zones.of(guild_id, user_id)
        now = self._app.clock.now()
        return {
            when.describe(reading, now=now, zone=zone): str(int(reading.start.timestamp()))
            for reading in when.suggest(text, now=now, zone=zone, limit=CHOICES_MAX)
        }

    async def games(self, actor: Actor, text: str, *, may_edit: bool) -> dict[str, str]:
        """Upcoming games that the text fits; with ``may_edit`` those the person is in charge of."""
        if actor.guild_id is None or actor.user_id is None:
            return {}
        conditions = [queries.upcoming(actor.guild_id), *([queries.titled(text)] if text else [])]
        try:
            async with asyncio.timeout(_WITHIN), self._app.work(actor) as work:
                sheets = await queries.sheets(work, *conditions)
        except (Unreachable, TimeoutError):
            log.warning("no games suggested: the database is away")
            return {}
        say = Plain(await self._zones.of(actor.guild_id, actor.user_id), self._app.clock.now())
        mine = [sheet for sheet in sheets if not may_edit or why_not_edit(sheet, actor) is None]
        return {_named(sheet, say): sheet.game.id for sheet in mine[:CHOICES_MAX]}


def _named(sheet: Sheet, say: Plain) -> str:
    """Two games may have the same title and start; the id tells them apart."""
    facts = f" · {say.moment(sheet.game.starts_at, 'f')} · {sheet.game.id}"
    return sheet.game.title[: NAME_MAX - len(facts)] + facts
