"""What stories about planning need: templates, and people whose names are easily mixed up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.domain.drafts import TemplateChanges
from gamescheduler.models import Game, GameId, Participant, TemplateId
from gamescheduler.services import queries, templating
from tests.tavern import Tavern, until

SEARCH = {"method": "GET", "path": "/guilds/{guild_id}/members/search"}
MEMBER = {"method": "GET", "path": "/guilds/{guild_id}/members/{user_id}"}


async def make_template(tavern: Tavern, name: str, *, default: bool = False, **changes: Any) -> TemplateId:
    """The first one of a server would be its default by itself."""
    async with tavern.app.work(SCHEDULER) as work:
        place = await templating.create(work, tavern.guild_id, TemplateChanges(name=name, **changes))
        assert place.template is not None
        assert place.template.id is not None
        found = TemplateId(place.template.id)
        await templating.make_default(work, tavern.guild_id, found if default else None)
        return found


def to_winter(tavern: Tavern) -> None:
    """Noon of the next 15 January in UTC: what clocks show does not depend on the day the tests run."""
    now = tavern.clock.now()
    tavern.jump(seconds=(datetime(now.year + 1, 1, 15, 12, tzinfo=UTC) - now).total_seconds())


def add_member(tavern: Tavern, username: str, shown: str, *, nick: str | None = None) -> str:
    """Somebody new in Friday Crew; their id."""
    world = tavern.world
    user = world.add_user(username, shown)
    world.add_member(world.guild(tavern.crew.guild_id), user, nick=nick)
    return str(user["id"])


async def only_game(tavern: Tavern) -> GameId:
    """The one that can be seen, as soon as it can."""
    (game,) = await until(lambda: dict(tavern.cards()))
    return GameId(game)


async def seated(tavern: Tavern, game: GameId) -> list[str]:
    """Who is in, in order: members by the cast's name or by id, guests by name."""
    return [_name(tavern, each) for each in (await participants(tavern, game))]


async def participants(tavern: Tavern, game: GameId) -> list[Participant]:
    async with tavern.app.work(SCHEDULER) as work:
        return list((await queries.sheet(work, game)).roster.order)


async def nothing_happened(tavern: Tavern) -> bool:
    """No game was stored, and nothing was said where others can read it."""
    async with tavern.app.work(SCHEDULER) as work:
        stored = await work.session.scalar(select(func.count()).select_from(Game))
    return not stored and tavern.messages() == []


def _name(tavern: Tavern, participant: Participant) -> str:
    return participant.guest_name or tavern.names.get(str(participant.user_id), str(participant.user_id))
