"""One listener for every button there is or ever was; nothing is kept in memory about any of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from gamescheduler.app import App
from gamescheduler.bot import custom_ids, modals, panels, people, replies
from gamescheduler.bot.custom_ids import Press
from gamescheduler.bot.people import Click
from gamescheduler.bot.replies import Form, Reply
from gamescheduler.cards import apologies, sentences
from gamescheduler.cards.card import EDIT
from gamescheduler.cards.tongues import Discord
from gamescheduler.models import GameId
from gamescheduler.services import hosting, seating
from gamescheduler.services.work import Work

_SAY = Discord()


async def pressed(app: App, inter: Click) -> None:
    """Route a click by its custom id."""
    press = custom_ids.read(inter.data.custom_id)
    if press is not None and press.verb == EDIT.verb:
        await replies.answer_with_form(inter, app, partial(_edit_form, game_id=press.game_id))
    elif press is not None and press.verb in _ACTIONS:
        await replies.answer(inter, app, partial(_at_home, press=press))
    else:
        await replies.say(inter, Reply(apologies.STALE_BUTTON))


async def _at_home(work: Work, press: Press) -> Reply:
    return await _ACTIONS[press.verb](await people.at_home(work, press.game_id), press.game_id)


async def _edit_form(work: Work, game_id: GameId) -> Form:
    return await modals.edit_form(await people.at_home(work, game_id), game_id)


async def _join(work: Work, game_id: GameId) -> Reply:
    change = await seating.join(work, game_id)
    return Reply(sentences.joined(change, people.user_id(work), _SAY))


async def _leave(work: Work, game_id: GameId) -> Reply:
    change = await seating.leave(work, game_id)
    return Reply(sentences.left(change, people.user_id(work), _SAY))


async def _cancel(work: Work, game_id: GameId) -> Reply:
    return Reply(sentences.cancelled(await hosting.cancel(work, game_id), _SAY))


_ACTIONS: dict[str, Callable[[Work, GameId], Awaitable[Reply]]] = {
    "join": _join,
    "leave": _leave,
    "more": panels.more,
    "show": panels.show,
    "cancel": panels.really_cancel,
    "reallycancel": _cancel,
}
