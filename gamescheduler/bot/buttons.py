"""The buttons of a game: under its announcement, in the More… panel, in messages about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from disnake import ui

from gamescheduler.app import App
from gamescheduler.bot import changing, panels, people, replies
from gamescheduler.bot.announcement import Button, button, buttons
from gamescheduler.bot.custom_ids import Press
from gamescheduler.bot.people import Click
from gamescheduler.bot.replies import Form, Reply
from gamescheduler.cards import sentences
from gamescheduler.cards.card import EDIT, LEAVE_THAT, UNDO_JOIN, UNDO_LEAVE, UNDO_MAYBE, join_action
from gamescheduler.cards.tongues import Discord
from gamescheduler.domain.sheet import Sheet
from gamescheduler.models import GameId, Signup
from gamescheduler.services import hosting, queries, seating
from gamescheduler.services.work import Work

Doing: TypeAlias = Callable[[Work, GameId, str], Awaitable[Reply]]

_HAD_SEAT = "seat"
"""What the Undo of a leave carries along, when a seat was given up and not a place in a line."""

_SAY = Discord()


async def _act(app: App, inter: Click, press: Press) -> None:
    await replies.answer(inter, app, partial(_at_home, press=press))


async def _edit(app: App, inter: Click, press: Press) -> None:
    await replies.answer_with_form(inter, app, partial(_edit_form, game_id=press.game_id))


async def _at_home(work: Work, press: Press) -> Reply:
    return await _ACTIONS[press.verb](await people.at_home(work, press.game_id), press.game_id, press.rest)


async def _edit_form(work: Work, game_id: GameId) -> Form:
    return await changing.form(await people.at_home(work, game_id), game_id)


async def _join(work: Work, game_id: GameId, _: str) -> Reply:
    change = await seating.join(work, game_id)
    me, sheet = people.user_id(work), change.after
    text = sentences.joined(change, me, _SAY)
    if not change.made:
        return Reply(text)
    # Back to where they stood; whoever said maybe before has not said that they don't come.
    undo = UNDO_MAYBE if change.before.roster.undecided(me) else UNDO_JOIN
    pressable = [button(game_id, undo)]
    if others := await queries.overlapping(work, sheet.game, me):
        text = f"{text} {sentences.overlap(others, _SAY)}"
        # A click here says nothing about rights in another server.
        pressable += [button(o.game_id, LEAVE_THAT) for o in others[:1] if o.guild_id == sheet.guild.id]
    return _with_instructions(text, sheet, pressable)


async def _maybe(work: Work, game_id: GameId, _: str) -> Reply:
    change = await seating.maybe(work, game_id)
    text = sentences.may_come(change, people.user_id(work), _SAY)
    if change.after.game.signup == Signup.HOST:
        return Reply(text)
    return Reply(text, [buttons(game_id, [join_action(change.after, "Join instead")])])


async def _leave(work: Work, game_id: GameId, _: str) -> Reply:
    change = await seating.leave(work, game_id)
    me = people.user_id(work)
    text = sentences.left(change, me, _SAY)
    if not change.made:
        return Reply(text)
    rest = _HAD_SEAT if change.before.roster.seat_of(me) else ""
    return Reply(text, [buttons(game_id, [replace(UNDO_LEAVE, rest=rest)])])


async def _come_back(work: Work, game_id: GameId, rest: str) -> Reply:
    change = await seating.come_back(work, game_id)
    me = people.user_id(work)
    return Reply(sentences.came_back(change, me, _SAY, had_seat=rest == _HAD_SEAT))


async def _cancel(work: Work, game_id: GameId, _: str) -> Reply:
    return Reply(sentences.cancelled(await hosting.cancel(work, game_id), _SAY))


async def _again(work: Work, game_id: GameId, _: str) -> Reply:
    return Reply(sentences.announced_again(await hosting.announce_again(work, game_id), _SAY))


def _with_instructions(text: str, sheet: Sheet, pressable: Sequence[Button]) -> Reply:
    """What the host wants to be known stands below a line; a card, because only that has lines."""
    row = ui.ActionRow(*pressable)
    told = sentences.instructions(sheet, _SAY)
    if not told:
        return Reply(text, [row])
    return Reply(None, [ui.TextDisplay(text), ui.Separator(), ui.TextDisplay(told), row])


def _panel(shown: Callable[[Work, GameId], Awaitable[Reply]]) -> Doing:
    async def show(work: Work, game_id: GameId, _: str) -> Reply:
        return await shown(work, game_id)

    return show


_ACTIONS: dict[str, Doing] = {
    "join": _join,
    "maybe": _maybe,
    "leave": _leave,
    "undo": _come_back,
    "more": _panel(panels.more),
    "show": _panel(panels.show),
    "again": _again,
    "cancel": _panel(panels.really_cancel),
    "reallycancel": _cancel,
}

PRESSES = {**dict.fromkeys(_ACTIONS, _act), EDIT.verb: _edit}
