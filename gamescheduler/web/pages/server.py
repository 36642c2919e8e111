"""A server's dashboard: what is planned there, day by day, as far as its reader may know."""

from __future__ import annotations

import re
from itertools import groupby
from zoneinfo import ZoneInfo

from starlette.responses import Response

from gamescheduler.cards import lists, pages
from gamescheduler.services import places, queries
from gamescheduler.web.tongue import Web
from gamescheduler.web.visit import Visit

A_PAGE = 50
_NUMBER = re.compile("[1-9][0-9]{0,2}")


async def show(visit: Visit) -> Response:
    """``?mine=1``: only games one is in or hosts. ``?page=``: from 1. Raises `NotFound`."""
    guild_id, mine = visit.guild_id, visit.request.query_params.get("mine") == "1"
    number = _number(visit)
    async with visit.app.work(visit.member) as work:
        guild = await places.guild(work, guild_id)
        zone = await places.zone(work, guild_id, visit.me)
        wanted = [queries.upcoming(guild_id), *([queries.concerning(visit.me)] if mine else [])]
        found, total = await queries.listed(work, guild_id, *wanted, limit=number * A_PAGE)
        say = Web(zone, work.now)
        shown = found[(number - 1) * A_PAGE :]
        clock = ZoneInfo(zone)
        today = work.now.astimezone(clock).date()
        days = [
            (pages.day(day, today), [pages.row(sheet, visit.me, say) for sheet in those])
            for day, those in groupby(shown, key=lambda sheet: sheet.game.starts_at.astimezone(clock).date())
        ]
    return visit.page(
        "server.html",
        guild=guild,
        zone=zone,
        mine=mine,
        days=days,
        empty=lists.NONE["mine" if mine else "all"],
        footer=lists.footer(len(shown), total),
        number=number,
        more=total > number * A_PAGE,
    )


def _number(visit: Visit) -> int:
    typed = visit.request.query_params.get("page", "1")
    return int(typed) if _NUMBER.fullmatch(typed) else 1
