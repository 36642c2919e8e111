"""What Discord offers while somebody types: times in their own zone, games by name."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from gamescheduler.app import App
from gamescheduler.bot import people, players, posting
from gamescheduler.bot.drafts import NONE, Draft
from gamescheduler.bot.forms import Typed
from gamescheduler.bot.people import Command
from gamescheduler.bot.zones import Zones
from gamescheduler.cards import planning
from gamescheduler.cards.tongues import Plain
from gamescheduler.domain import when
from gamescheduler.domain.actor import Actor
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import NotFound, Refused, Unreachable
from gamescheduler.models import ChannelId, GameId, GuildId, Template
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

    async def times(self, actor: Actor, draft: Draft, text: str) -> dict[str, str]:
        """The value is the instant itself, so that what was picked is never read twice."""
        zone = await self._zones.of(actor, draft)
        now = self._app.clock.now()
        return {
            when.describe(reading, now=now, zone=zone): str(int(reading.start.timestamp()))
            for reading in when.suggest(text, now=now, zone=zone, limit=CHOICES_MAX)
        }

    async def games(self, actor: Actor, draft: Draft, text: str, *, may_edit: bool) -> dict[str, str]:
        """Upcoming games they may see and the text fits; with ``may_edit`` those they are in charge of."""
        conditions = [queries.upcoming(draft.guild_id), *([queries.titled(text)] if text else [])]
        find = queries.governed if may_edit else queries.listed
        try:
            async with asyncio.timeout(_WITHIN), self._app.work(actor) as work:
                sheets, _ = await find(work, draft.guild_id, *conditions, limit=CHOICES_MAX)
        except NotFound:
            return {}
        except (Unreachable, TimeoutError):
            log.warning("no games suggested: the database is away")
            return {}
        say = Plain(await self._zones.of(actor, draft), self._app.clock.now())
        return {_named(sheet, say): sheet.game.id for sheet in sheets}

    async def templates(
        self, actor: Actor, draft: Draft, text: str, *, or_none: bool = False
    ) -> dict[str, str]:
        """Those the person may use and the text fits; with ``or_none`` the default first, and none at all."""
        try:
            async with asyncio.timeout(_WITHIN), self._app.work(actor) as work:
                found = await posting.templates(work, draft)
        except (NotFound, Unreachable, TimeoutError) as lost:
            log.info("no templates suggested: %r", lost)
            return {}
        named = _or_none(found) if or_none else {row.name: str(row.id) for row in found}
        fitting = [name for name in named if text.casefold() in name.casefold()]
        return {name: named[name] for name in fitting[:CHOICES_MAX]}

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


def filled(inter: Command) -> Draft:
    """The game that would be planned with what stands in the command so far: where it would go."""
    options = inter.filled_options
    channel = options.get("channel")  # while typing, Discord sends only its id
    return Draft(
        game_id=GameId(""),
        guild_id=GuildId(inter.guild_id),
        channel_id=people.channel_id(inter),
        chosen_channel_id=None if channel is None else ChannelId(int(getattr(channel, "id", channel))),
        typed=Typed(template=options.get("template")),
    )


def _or_none(found: Sequence[Template]) -> dict[str, str]:
    usual = {planning.default_template(row.name): str(row.id) for row in found if row.is_default}
    others = {row.name: str(row.id) for row in found if not row.is_default}
    return {**usual, **others, **({planning.NO_TEMPLATE: NONE} if usual else {})}


def _named(sheet: Sheet, say: Plain) -> str:
    """Two games may have the same title and start; the id tells them apart."""
    facts = f" · {say.moment(sheet.game.starts_at, 'f')} · {sheet.game.id}"
    return sheet.game.title[: NAME_MAX - len(facts)] + facts
