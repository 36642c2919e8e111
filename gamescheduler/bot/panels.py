"""What a person is shown in private about games: the card, the More… panel, the list."""

from __future__ import annotations

from gamescheduler.bot.announcement import buttons, layout
from gamescheduler.bot.replies import Reply
from gamescheduler.cards import sentences
from gamescheduler.cards.card import CANCEL, EDIT, REALLY_CANCEL, SHOW, build
from gamescheduler.cards.tongues import Discord
from gamescheduler.domain.refusals import why_not_cancel, why_not_edit
from gamescheduler.models import GameId, GuildId
from gamescheduler.services import queries
from gamescheduler.services.work import Work

LISTED = 10

_SAY = Discord()


async def show(work: Work, game_id: GameId) -> Reply:
    """The card of a game as it stands, with its buttons."""
    return Reply(None, layout(build(await queries.sheet(work, game_id), _SAY)))


async def more(work: Work, game_id: GameId) -> Reply:
    """Where the reader stands, and what else they may do."""
    sheet = await queries.sheet(work, game_id)
    text = f"{sentences.standing(sheet, work.actor.user_id, _SAY)}\n{sentences.when_line(sheet, _SAY)}"
    actions = [SHOW]
    if why_not_edit(sheet, work.actor) is None:
        actions.append(EDIT)
        if why_not_cancel(sheet, work.actor) is None:
            actions.append(CANCEL)
    return Reply(text, [buttons(game_id, actions)])


async def really_cancel(work: Work, game_id: GameId) -> Reply:
    """What cancelling would do, and the button that does it."""
    sheet = await queries.sheet(work, game_id)
    work.require(why_not_cancel(sheet, work.actor))
    return Reply(sentences.really_cancel(sheet, _SAY), [buttons(game_id, [REALLY_CANCEL])])


async def games(work: Work, guild_id: GuildId) -> Reply:
    """The soonest games of a server."""
    upcoming = queries.upcoming(guild_id)
    found = await queries.sheets(work, upcoming, limit=LISTED)
    if not found:
        return Reply(sentences.NO_GAMES)
    total = await queries.count(work, upcoming)
    lines = [sentences.game_line(sheet, work.actor.user_id, _SAY) for sheet in found]
    listed = "\n".join(f"{n}. {line}" for n, line in enumerate(lines, start=1))
    heading = sentences.games_heading(found[0].guild.name, _SAY)
    return Reply(f"### {heading}\n{listed}\n-# {sentences.games_footer(len(found), total)}")
