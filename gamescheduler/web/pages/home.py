"""The front page: what this is; for whoever is logged in, their next games and their servers."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import Response

from gamescheduler.cards import pages
from gamescheduler.models import GuildId
from gamescheduler.services import accounts, places, queries
from gamescheduler.web.memberships import person
from gamescheduler.web.tongue import Web
from gamescheduler.web.visit import Visit

_NEXT = 5
_WEEK = timedelta(days=7)


async def show(visit: Visit) -> Response:
    """Raises `SignedOut` or `Unreachable`."""
    if visit.session is None:
        return visit.page("welcome.html")
    mine = await visit.login.memberships.guilds(visit.session)
    async with visit.app.work(person(visit.me)) as work:
        here = await places.guilds_among(work, mine)
        ids = [GuildId(guild.id) for guild in here]
        zone = (await accounts.person(work, visit.me)).zone
        coming = await queries.coming(work, visit.me, ids, limit=_NEXT)
        planned = await queries.planned(work, visit.me, ids, until=work.now + _WEEK)
    return visit.page(
        "home.html",
        coming=[
            pages.row(sheet, visit.me, Web(zone or sheet.settings.time_zone, work.now)) for sheet in coming
        ],
        servers=[(guild, pages.this_week(planned.get(guild.id, 0))) for guild in here],
        without_bot=pages.without_bot(len(mine) - len(here)) if len(mine) > len(here) else None,
        no_games=pages.NO_GAMES,
        no_server=pages.NO_SERVER,
    )
