"""``/games``: what is planned, day by day, with a menu to join one and buttons for the other lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Literal, TypeAlias, cast

import disnake

from gamescheduler.app import App
from gamescheduler.bot import buttons, custom_ids, people, replies
from gamescheduler.bot.announcement import Row
from gamescheduler.bot.custom_ids import Press
from gamescheduler.bot.people import Click
from gamescheduler.bot.replies import Reply
from gamescheduler.bot.settings import drawing
from gamescheduler.bot.settings.drawing import Button, Here
from gamescheduler.cards import apologies, lists
from gamescheduler.cards.tongues import Plain
from gamescheduler.domain.refusals import why_not_host, why_not_join
from gamescheduler.domain.sheet import Sheet
from gamescheduler.domain.when.localtime import end_of_day
from gamescheduler.models import ChannelId, GameId, GuildId
from gamescheduler.services import accounts, places, queries
from gamescheduler.services.work import Work

A_PAGE = 10

Range: TypeAlias = Literal["today", "week", "mine", "all"]
"""Which games a list is of."""


async def games(
    work: Work, guild_id: GuildId, range_: Range = "all", page: int = 0, here: ChannelId | None = None
) -> Reply:
    """The games of a server that the reader may see, soonest first. ``here`` is where they look at it."""
    me, say = people.user_id(work), Here(guild_id)
    zone = await places.zone(work, guild_id, me, here)
    wanted = [queries.upcoming(guild_id, until=_end(work, range_, zone))]
    if range_ == "mine":
        wanted.append(queries.concerning(me))
    found, total = await queries.listed(work, guild_id, *wanted, limit=(page + 1) * A_PAGE)
    page = min(page, max(0, -(-total // A_PAGE) - 1))
    shown = found[page * A_PAGE : (page + 1) * A_PAGE]
    others = [_button(name, lists.RANGES[name], 0) for name in lists.RANGES if name != range_]
    if not shown:
        return await _nothing(work, guild_id, range_, here, others)
    # Each reader's Discord shows its own clock: beside a day of another zone the date has to stand too.
    exact = (await accounts.person(work, me)).zone is not None
    text = lists.days(shown, page * A_PAGE, me, say, now=work.now, zone=zone, exact=exact)
    heading = lists.heading(shown[0].guild.name, range_, say)
    footer = lists.footer(len(shown), total)
    rows = [*_menu(work, shown, zone), *drawing.buttons(*others, *_pages(range_, page, total))]
    return drawing.panel([f"### {heading}\n{text}\n-# {footer}"], rows)


async def _nothing(
    work: Work, guild_id: GuildId, range_: Range, here: ChannelId | None, others: Sequence[Button]
) -> Reply:
    place = await places.around(work, guild_id, here)
    may_plan = why_not_host(work.actor, place) is None
    plan = [drawing.primary(lists.PLAN_ONE, custom_ids.write("plan"))] if may_plan else []
    hosts = "" if may_plan else lists.hosts(place.settings.host_roles, Here(guild_id))
    return drawing.panel([f"{lists.NONE[range_]}{hosts}"], drawing.buttons(*plan, *others))


def _menu(work: Work, shown: Sequence[Sheet], zone: str) -> list[Row]:
    """Those that the reader can join, and is not in yet."""
    say = Plain(zone, work.now)
    options = [
        disnake.SelectOption(label=s.game.title, value=s.game.id, description=lists.facts(s, say))
        for s in shown
        if s.participant(work.actor.user_id) is None and why_not_join(s, work.actor) is None
    ]
    return [drawing.menu(custom_ids.write("joinone"), lists.PICK, options)] if options else []


def _pages(range_: Range, page: int, total: int) -> Iterable[Button]:
    if page > 0:
        yield _button(range_, lists.EARLIER, page - 1)
    if total > (page + 1) * A_PAGE:
        yield _button(range_, lists.LATER, page + 1)


def _button(range_: str, label: str, page: int) -> Button:
    return drawing.button(label, custom_ids.write("games", rest=f"{range_}:{page}"))


def _end(work: Work, range_: Range, zone: str) -> datetime | None:
    """Today is the reader's own, in the zone they type times in."""
    match range_:
        case "today":
            return end_of_day(work.now, zone)
        case "week":
            return work.now + timedelta(days=7)
    return None


async def _turn(app: App, inter: Click, press: Press) -> None:
    """Another page, or another list."""
    range_, _, page = press.rest.partition(":")
    if inter.guild_id is None or range_ not in lists.NONE or not page.isdecimal():
        await replies.say(inter, Reply(apologies.STALE_BUTTON))
        return
    show = partial(games, guild_id=GuildId(inter.guild_id), range_=cast(Range, range_), page=int(page))
    await replies.redraw(inter, app, partial(show, here=people.channel_id(inter)))


async def _join(app: App, inter: Click, press: Press) -> None:
    """As on its announcement."""
    (chosen,) = inter.values or [""]
    await buttons.PRESSES["join"](app, inter, replace(press, verb="join", game_id=GameId(chosen)))


PRESSES = {"games": _turn, "joinone": _join}
