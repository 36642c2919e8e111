"""What a person is shown in private about games: the card, the More… panel, the list."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from gamescheduler.bot import people
from gamescheduler.bot.announcement import buttons, layout
from gamescheduler.bot.replies import Reply
from gamescheduler.cards import sentences
from gamescheduler.cards.card import CANCEL, EDIT, PLAYERS, REALLY_CANCEL, SHOW, build
from gamescheduler.cards.tongues import Discord
from gamescheduler.domain.refusals import why_not_cancel, why_not_edit, why_not_seat, why_not_see
from gamescheduler.domain.when.localtime import end_of_day
from gamescheduler.models import GameId, GuildId
from gamescheduler.services import places, queries
from gamescheduler.services.work import Work

LISTED = 10

Range: TypeAlias = Literal["today", "week", "mine", "all"]
"""Which games a list is of."""

_SAY = Discord()


async def show(work: Work, game_id: GameId) -> Reply:
    """The card of a game as it stands, with its buttons."""
    return Reply(None, layout(build(await queries.look(work, game_id), _SAY)))


async def more(work: Work, game_id: GameId) -> Reply:
    """Where the reader stands, and what else they may do."""
    sheet = await queries.sheet(work, game_id)
    # They are looking at its card: that there is no such game would be a strange thing to say.
    work.require(why_not_see(sheet, work.actor))
    text = f"{sentences.standing(sheet, work.actor.user_id, _SAY)}\n{sentences.when_line(sheet, _SAY)}"
    actions = [SHOW]
    if why_not_edit(sheet, work.actor) is None:
        actions.append(EDIT)
        if why_not_seat(sheet, work.actor) is None:
            actions.append(PLAYERS)
        if why_not_cancel(sheet, work.actor) is None:
            actions.append(CANCEL)
    return Reply(text, [buttons(game_id, actions)])


async def really_cancel(work: Work, game_id: GameId) -> Reply:
    """What cancelling would do, and the button that does it."""
    sheet = await queries.sheet(work, game_id)
    work.require(why_not_cancel(sheet, work.actor))
    return Reply(sentences.really_cancel(sheet, _SAY), [buttons(game_id, [REALLY_CANCEL])])


async def games(work: Work, guild_id: GuildId, range_: Range = "all") -> Reply:
    """The soonest games of a server that the reader may see."""
    wanted = [queries.upcoming(guild_id, until=await _end(work, guild_id, range_))]
    if range_ == "mine":
        wanted.append(queries.concerning(people.user_id(work)))
    found, total = await queries.listed(work, guild_id, *wanted, limit=LISTED)
    if not found:
        return Reply(sentences.NO_GAMES[range_])
    lines = [sentences.game_line(sheet, work.actor.user_id, _SAY) for sheet in found]
    listed = "\n".join(f"{n}. {line}" for n, line in enumerate(lines, start=1))
    heading = sentences.games_heading(found[0].guild.name, range_, _SAY)
    return Reply(f"### {heading}\n{listed}\n-# {sentences.games_footer(len(found), total)}")


async def _end(work: Work, guild_id: GuildId, range_: Range) -> datetime | None:
    """Today is the reader's own, in the zone they type times in."""
    match range_:
        case "today":
            return end_of_day(work.now, await places.zone(work, guild_id, people.user_id(work)))
        case "week":
            return work.now + timedelta(days=7)
    return None
