"""Changing a game by the form: what was touched is saved, unless somebody else changed the same meanwhile."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from gamescheduler.app import App
from gamescheduler.bot import custom_ids, drafts, forms, modals, people, replies
from gamescheduler.bot.announcement import buttons
from gamescheduler.bot.custom_ids import Press
from gamescheduler.bot.drafts import Changes
from gamescheduler.bot.forms import Typed
from gamescheduler.bot.people import Click, Interaction, Submission
from gamescheduler.bot.replies import Form, Reply
from gamescheduler.cards import apologies, labels, planning, sentences
from gamescheduler.cards.tongues import Discord
from gamescheduler.domain.drafts import GameChanges
from gamescheduler.domain.refusals import why_not_edit
from gamescheduler.domain.sheet import Change
from gamescheduler.errors import Conflict, Invalid
from gamescheduler.models import Game, GameId
from gamescheduler.services import hosting, queries
from gamescheduler.services.work import Work

_CARRIED = re.compile(r"(\d+):" + r"([\w-]{4})" * len(modals.CHANGED), re.ASCII)
"""The version and the marks: of four characters, which two texts share once in sixteen million times."""

_SAY = Discord()


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody else got there first; ``marks`` are those of the game as it stands now."""

    conflict: Conflict
    marks: Mapping[str, str]


async def form(work: Work, game_id: GameId, kept: Changes | None = None) -> Form:
    """The form with the game as it stands, or as somebody wanted it. Raises `NotFound` or `Refused`.

    It carries along what its reader saw: the version, and marks of the texts.
    """
    sheet = await queries.sheet(work, game_id)
    work.require(why_not_edit(sheet, work.actor))
    typed, version = forms.written(sheet.game), sheet.game.version
    marks, verb = _marks(sheet.game), "change"
    if kept is not None:
        typed, version = replace(typed, **kept.typed.given()), kept.version
        marks, verb = marks | {name: kept.marks[name] for name in kept.typed.given()}, "rechange"
    rest = f"{version}:{''.join(marks[name] for name in modals.CHANGED)}"
    fields = modals.fields(modals.CHANGED, typed, sheet.game.zone)
    return Form(custom_ids.write(verb, game_id, rest), labels.EDIT_GAME, fields)


async def _submitted(app: App, inter: Submission, press: Press) -> None:
    carried = _CARRIED.fullmatch(press.rest)
    if carried is None:
        await replies.say(inter, Reply(apologies.STALE_BUTTON))
        return
    marks = dict(zip(modals.CHANGED, carried.groups()[1:], strict=True))
    filled = modals.filled(inter, modals.CHANGED)
    touched = {name: text for name, text in filled.items() if _mark(text) != marks[name]}
    changes = Changes(game_id=press.game_id, version=int(carried[1]), marks=marks, typed=Typed(**touched))
    here = press.verb == "rechange"  # else the message that was pressed is a panel, and stays one
    await replies.respond(inter, partial(_save, app, inter, changes), here=here)


async def _save(app: App, inter: Interaction, changes: Changes, ref: str) -> Reply:
    try:
        outcome = await replies.act(inter, app, partial(_edit, changes=changes), ref)
    except Invalid as invalid:
        text = f"{planning.named(invalid.problems, _SAY)}\n{planning.NOT_SAVED}"
        kept = await drafts.keep(app, inter, changes)
        actions = [planning.FIX_CHANGES, planning.DISCARD]
        return Reply(text, [buttons(changes.game_id, actions)] if kept else ())
    if isinstance(outcome, Clash):
        return await _both(app, inter, changes, outcome)
    await drafts.drop(app, inter, changes.game_id)
    return _told(outcome, moved=changes.typed.when is not None)


async def _edit(work: Work, changes: Changes) -> Change | Clash:
    """Raises `NotFound`, `Refused` or `Invalid`.

    A field that was left as it stood is not read again: the start of a running game lies in the past, and a
    written time has no seconds. One that nobody else touched can't clash, whatever else they changed.
    """
    work = await people.at_home(work, changes.game_id)
    game = (await queries.sheet(work, changes.game_id, lock=True)).game
    marks = _marks(game)
    clashes = any(marks[name] != changes.marks[name] for name in changes.typed.given())
    values = forms.read(changes.typed, now=work.now, zone=game.zone)
    version = changes.version if clashes else game.version
    try:
        return await hosting.edit(work, game.id, GameChanges(**values, version=version))
    except Conflict as conflict:
        return Clash(conflict, marks)


async def _both(app: App, inter: Interaction, changes: Changes, clash: Clash) -> Reply:
    """What stands and what was wanted. From here on, this is what the editor has seen."""
    text = apologies.conflict(clash.conflict, _SAY)
    seen = replace(changes, version=clash.conflict.version, marks=clash.marks)
    if not await drafts.keep(app, inter, seen):
        return Reply(text)
    return Reply(text, [buttons(changes.game_id, [planning.KEEP_MINE, planning.USE_THEIRS])])


async def _keep_mine(app: App, inter: Click, press: Press) -> None:
    async def think(ref: str) -> Reply:
        kept = await _found(app, inter, press.game_id)
        return Reply(planning.EXPIRED_CHANGES) if kept is None else await _save(app, inter, kept, ref)

    await replies.respond(inter, think, here=True)


async def _use_theirs(app: App, inter: Click, press: Press) -> None:
    async def think(ref: str) -> Reply:
        await drafts.drop(app, inter, press.game_id)
        return Reply(planning.THEIRS)

    await replies.respond(inter, think, here=True)


async def _fix(app: App, inter: Click, press: Press) -> None:
    async def think(ref: str, until: float) -> Form | Reply:
        kept = await _found(app, inter, press.game_id, until)
        if kept is None:
            return Reply(planning.EXPIRED_CHANGES, here=True)
        await drafts.keep(app, inter, kept)  # the 15 minutes begin anew
        return await replies.act(inter, app, partial(_form, kept=kept), ref, until)

    await replies.open_form(inter, think)


PRESSES = {"fixchanges": _fix, "keepmine": _keep_mine, "usetheirs": _use_theirs}
FORMS = {"change": _submitted, "rechange": _submitted}


async def _found(app: App, inter: Interaction, game_id: GameId, until: float | None = None) -> Changes | None:
    return await replies.insist(lambda: drafts.find(app, inter, game_id, Changes), until)


async def _form(work: Work, kept: Changes) -> Form:
    return await form(await people.at_home(work, kept.game_id), kept.game_id, kept)


def _told(change: Change, *, moved: bool) -> Reply:
    game, text = change.after.game, sentences.edited(change, _SAY)
    return Reply(f"{text}\n{planning.read_as(game.starts_at, game.zone)}" if moved else text)


def _marks(game: Game) -> dict[str, str]:
    typed = forms.written(game)
    return {name: _mark(getattr(typed, name) or "") for name in modals.CHANGED}


def _mark(text: str) -> str:
    """The same for what reads the same: Discord trims what comes back, and has line ends of its own."""
    same = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return base64.urlsafe_b64encode(hashlib.blake2b(same.encode(), digest_size=3).digest()).decode()
