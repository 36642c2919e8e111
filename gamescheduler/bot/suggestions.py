"""What Discord offers while somebody types: times in their own zone, games by name."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from gamescheduler.app import App
from gamescheduler.bot import players, posting
from gamescheduler.bot.zones import Zones
from gamescheduler.cards.tongues import Plain
from gamescheduler.domain import when
from gamescheduler.domain.actor import Actor
from gamescheduler.domain.refusals import why_not_edit
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import NotFound, Refused, Unreachable
from gamescheduler.models import GameId, GuildId, UserId
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
        """Upcoming games they may see and the text fits; with ``may_edit`` those they are in charge of."""
        if actor.guild_id is None or actor.user_id is None:
            return {}
        conditions = [queries.upcoming(actor.guild_id), *([queries.titled(text)] if text else [])]
        try:
            async with asyncio.timeout(_WITHIN), self._app.work(actor) as work:
                sheets, _ = await queries.listed(work, actor.guild_id, *conditions)
        except NotFound:
            return {}
        except (Unreachable, TimeoutError):
            log.warning("no games suggested: the database is away")
            return {}
        say = Plain(await self._zones.of(actor.guild_id, actor.user_id), self._app.clock.now())
        mine = [sheet for sheet in sheets if not may_edit or why_not_edit(sheet, actor) is None]
        return {_named(sheet, say): sheet.game.id for sheet in mine[:CHOICES_MAX]}

    async def templates(self, actor: Actor, text: str) -> dict[str, str]:
        """Those the person may use and the text fits, the default first."""
        if actor.guild_id is None:
            return {}
        try:
            async with asyncio.timeout(_WITHIN), self._app.work(actor) as work:
                found = await posting.templates(work, actor.guild_id, text)
        except (NotFound, Unreachable, TimeoutError) as lost:
            log.info("no templates suggested: %r", lost)
            return {}
        return dict(list(found.items())[:CHOICES_MAX])

    async def people(
        self, actor: Actor, game_id: GameId, text: str, *, guests_only: bool = False
    ) -> dict[str, str]:
        """Who signed up for a game that the person is in charge of, and fits the text."""
        suggest = partial(players.suggest, guests_only=guests_only, most=CHOICES_MAX)
        try:
            async with asyncio.timeout(_WITHIN), self._app.work(actor) as work:
                return await suggest(work, game_id, text)
        except (NotFound, Refused, Unreachable, TimeoutError) as lost:
            log.info("nobody suggested: %r", lost)
            return {}


def _named(sheet: Sheet, say: Plain) -> str:
    """Two games may have the same title and start; the id tells them apart."""
    facts = f" · {say.moment(sheet.game.starts_at, 'f')} · {sheet.game.id}"
    return sheet.game.title[: NAME_MAX - len(facts)] + facts
