"""What a person is shown in private about a game: the card, the More… panel."""

from __future__ import annotations

from gamescheduler.bot.announcement import buttons, layout
from gamescheduler.bot.replies import Reply
from gamescheduler.cards import planning, sentences
from gamescheduler.cards.card import CANCEL, EDIT, PLAYERS, REALLY_CANCEL, SHOW, build
from gamescheduler.cards.told import told_summary
from gamescheduler.cards.tongues import Discord
from gamescheduler.domain.refusals import manages, why_not_cancel, why_not_edit, why_not_seat, why_not_see
from gamescheduler.models import GameId
from gamescheduler.services import delivering, queries
from gamescheduler.services.work import Work

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
    if work.actor.user_id == sheet.game.host_id or manages(work.actor, sheet.settings):
        actions.append(planning.COPY)
        told = await delivering.of_game(work, game_id)
        missed = await delivering.missed_leads(work, game_id)
        text += f"\nTold: {told_summary(told, missed)}." if told or missed else ""
    return Reply(text, [buttons(game_id, actions)])


async def really_cancel(work: Work, game_id: GameId) -> Reply:
    """What cancelling would do, and the button that does it."""
    sheet = await queries.sheet(work, game_id)
    work.require(why_not_cancel(sheet, work.actor))
    return Reply(sentences.really_cancel(sheet, _SAY), [buttons(game_id, [REALLY_CANCEL])])
