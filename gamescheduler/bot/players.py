"""What a host does about people: in the panel, which is drawn anew after it, and by command."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from functools import partial
from typing import TypeAlias

import disnake

from gamescheduler.app import App
from gamescheduler.bot import people, replies
from gamescheduler.bot.custom_ids import Press
from gamescheduler.bot.people import Click, Picked, Submission
from gamescheduler.bot.replies import Form, Reply
from gamescheduler.bot.seats import NAME, Spot, guest_form, panel
from gamescheduler.cards import seats
from gamescheduler.cards.card import PLAYERS
from gamescheduler.cards.tongues import Discord
from gamescheduler.domain.refusals import why_not_seat
from gamescheduler.domain.sheet import Change, Sheet
from gamescheduler.errors import Conflict, NotFound
from gamescheduler.models import GameId, Participant, UserId
from gamescheduler.services import accounts, queries, rostering
from gamescheduler.services.work import Work

Doing: TypeAlias = Callable[[Work, GameId, Spot, "UserId | str"], Awaitable[tuple[str, int]]]
"""Takes what was chosen or typed, empty for a button; says what was done, and who stays picked (or 0)."""

_SAY = Discord()


def adding(game_id: GameId, member: Picked | None, guest: str) -> Callable[[Work], Awaitable[Reply]]:
    """Puts in a member, a guest, or both. Raises `NotFound`, `Refused` or `Invalid`.

    Repeated, when nobody knows whether it was committed, it adds no second guest: guests may be in twice.
    """
    known: frozenset[int | None] | None = None

    async def add(work: Work) -> Reply:
        nonlocal known
        if member is not None and (refused := _why_not(member)):
            return Reply(refused)
        members = [] if member is None else [await _remembered(work, member)]
        who: list[UserId | str] = [*members, *([guest] if guest.strip() else [])]
        if not who:
            return Reply(seats.NOBODY_GIVEN)
        sheet = await _sheet(work, game_id)
        known = frozenset(p.id for p in sheet.participants) if known is None else known
        came = [p.id for p in sheet.participants if p.id not in known and p.guest_name == guest.strip()]
        change = Change(sheet, sheet) if came else await rostering.add(work, game_id, who)
        return _told(change, seats.placed(change, [*_new(change, who), *came], _SAY))

    return add


async def remove(work: Work, game_id: GameId, meant: str) -> Reply:
    """Raises `NotFound` or `Refused`."""
    who = _find(await _sheet(work, game_id), meant)
    change = await rostering.remove(work, game_id, _id(who))
    return _told(change, seats.removed(change, who, _SAY))


async def move(work: Work, game_id: GameId, meant: str, to: int) -> Reply:
    """Raises `NotFound`, `Refused` or `Invalid`."""
    who = _find(await _sheet(work, game_id), meant)
    change = await rostering.move(work, game_id, _id(who), to)
    return _told(change, seats.placed(change, [who.id], _SAY))


async def give(work: Work, game_id: GameId, guest: str, member: Picked) -> Reply:
    """A guest's place to a member. Raises `NotFound`, `Refused` or `Invalid`."""
    if refused := _why_not(member):
        return Reply(refused)
    who = _find(await _sheet(work, game_id), guest)
    user_id = await _remembered(work, member)
    change = await rostering.replace(work, game_id, _id(who), user_id)
    return _told(change, seats.placed(change, _new(change, [user_id]), _SAY))


async def suggest(
    work: Work, game_id: GameId, text: str, *, guests_only: bool = False, most: int
) -> dict[str, str]:
    """Who signed up and fits the text: label -> what `remove`, `move` and `give` take for it."""
    sheet = await _sheet(work, game_id)
    numbered = enumerate(seats.everybody(sheet), start=1)
    labelled = {
        seats.suggestion(sheet, number, who): _value(who)
        for number, who in numbered
        if who.user_id is None or not guests_only
    }
    fitting = [label for label in labelled if text.casefold() in label.casefold()]
    return {label: labelled[label] for label in fitting[:most]}


async def _pick(work: Work, game_id: GameId, spot: Spot, chosen: UserId | str) -> tuple[str, int]:
    return "", int(chosen or spot.picked)


async def _move(work: Work, game_id: GameId, spot: Spot, _: UserId | str) -> tuple[str, int]:
    change = await rostering.move(work, game_id, spot.picked, spot.place, version=spot.version)
    return seats.placed(change, [spot.picked], _SAY), spot.picked


async def _remove(work: Work, game_id: GameId, spot: Spot, _: UserId | str) -> tuple[str, int]:
    change = await rostering.remove(work, game_id, spot.picked, version=spot.version)
    (who,) = (p for p in change.before.participants if p.id == spot.picked)
    return seats.removed(change, who, _SAY), 0


async def _add(work: Work, game_id: GameId, spot: Spot, chosen: UserId | str) -> tuple[str, int]:
    change = await rostering.add(work, game_id, [chosen], version=spot.version)
    return seats.placed(change, _new(change, [chosen]), _SAY), 0


async def _give(work: Work, game_id: GameId, spot: Spot, chosen: UserId | str) -> tuple[str, int]:
    user_id = UserId(int(chosen))
    change = await rostering.replace(work, game_id, spot.picked, user_id, version=spot.version)
    return seats.placed(change, _new(change, [user_id]), _SAY), 0


_DOINGS: dict[str, Doing] = {
    **dict.fromkeys([PLAYERS.verb, "pick", "earlier", "later"], _pick),
    **dict.fromkeys(["up", "down", "far", "seat"], _move),
    "out": _remove,
    "member": _add,
    "guest": _add,
    "give": _give,
}


async def _pressed(app: App, inter: Click, press: Press) -> None:
    (chosen,) = inter.resolved_values or [""]
    await replies.redraw(inter, app, partial(_do, press=press, chosen=chosen))


async def _submitted(app: App, inter: Submission, press: Press) -> None:
    await replies.redraw(inter, app, partial(_do, press=press, chosen=inter.text_values[NAME]))


async def _asked_for_form(app: App, inter: Click, press: Press) -> None:
    await replies.answer_with_form(inter, app, partial(_guest_form, press=press))


PRESSES = {**dict.fromkeys(_DOINGS.keys() - {"guest"}, _pressed), seats.ADD_A_GUEST.verb: _asked_for_form}
FORMS = {"guest": _submitted}


async def _do(work: Work, press: Press, chosen: object) -> Reply:
    """The panel is shown anew, also when it had grown old: then nothing else happened."""
    work, spot = await people.at_home(work, press.game_id), Spot.read(press.rest)
    who: UserId | str = str(chosen)
    if isinstance(chosen, disnake.User | disnake.Member):
        if refused := _why_not(chosen):
            return Reply(refused)
        who = await _remembered(work, chosen)
    try:
        note, picked = await _DOINGS[press.verb](work, press.game_id, spot, who)
    except Conflict:
        note, picked = seats.CHANGED_MEANWHILE, spot.picked
    return await panel(work, press.game_id, replace(spot, picked=picked), note)


async def _guest_form(work: Work, press: Press) -> Form:
    work = await people.at_home(work, press.game_id)
    await _sheet(work, press.game_id)
    return guest_form(press.game_id, Spot.read(press.rest))


def _why_not(member: Picked) -> str | None:
    """Why somebody picked from a menu can't play; Discord offers everybody there is."""
    if member.bot:
        return seats.NO_BOTS
    return None if isinstance(member, disnake.Member) else seats.not_here(member.display_name, _SAY)


async def _remembered(work: Work, member: Picked) -> UserId:
    """People must be known before they can be in a game."""
    seen = people.shown(member, work.actor.guild_id)
    await accounts.remember(work, seen)
    return seen.user_id


async def _sheet(work: Work, game_id: GameId) -> Sheet:
    """Raises `NotFound` or `Refused`."""
    sheet = await queries.sheet(work, game_id)
    work.require(why_not_seat(sheet, work.actor))
    return sheet


def _find(sheet: Sheet, meant: str) -> Participant:
    """As suggested, by mention, or by a name that only one of them has. Raises `NotFound`."""
    text, everybody = meant.strip().casefold(), seats.everybody(sheet)
    exact = [p for p in everybody if text in (_value(p), f"<@{p.user_id}>")]
    found = exact or [p for p in everybody if seats.name(sheet, p).casefold() == text]
    if len(found) != 1:
        raise NotFound("participant", meant)
    return found[0]


def _value(who: Participant) -> str:
    """What nobody types by hand, and no guest is called."""
    return f"participant:{who.id}"


def _id(who: Participant) -> int:
    if who.id is None:
        raise LookupError("a participant that was read has an id")
    return who.id


def _new(change: Change, people_: Collection[UserId | str]) -> list[int | None]:
    """The participants a change brought in, and those among the people who were in already."""
    before = {p.id for p in change.before.participants}
    return [p.id for p in change.after.participants if p.id not in before or p.user_id in people_]


def _told(change: Change, note: str) -> Reply:
    return Reply(seats.about(change.after, note, _SAY))
