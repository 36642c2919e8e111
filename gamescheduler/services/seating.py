"""What a player does: take a place, say maybe, give it up, take that back."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import col

from gamescheduler.domain.refusals import why_not_come_back, why_not_join, why_not_leave
from gamescheduler.domain.roster import part
from gamescheduler.domain.sheet import Change, Sheet
from gamescheduler.models import GameId, Participant, Signup
from gamescheduler.services import queries, settling
from gamescheduler.services.work import Work

UNDO_WITHIN = 60.0
"""Wall seconds in which leaving can be taken back."""


async def join(work: Work, game_id: GameId) -> Change:
    """Take a seat, or a place on the waitlist when it is full. Joining twice changes nothing.

    Raises `NotFound` or `Refused`.
    """
    return await _sign_up(work, "join", game_id, maybe=False)


async def maybe(work: Work, game_id: GameId) -> Change:
    """Say that one may come; a place held so far is given up. Twice changes nothing. Raises as `join`."""
    return await _sign_up(work, "maybe", game_id, maybe=True)


async def leave(work: Work, game_id: GameId) -> Change:
    """Give up a place; whoever waited longest moves up. Leaving twice changes nothing.

    Raises `NotFound` or `Refused`.
    """
    before = await queries.sheet(work, game_id, lock=True)
    work.require(why_not_leave(before, work.actor))
    participant = before.participant(work.actor.user_id)
    if participant is None:
        return Change(before, before)
    participant.left_at = work.clock.now()
    return await settling.settle(work, "leave", before)


async def come_back(work: Work, game_id: GameId) -> Change:
    """Take a leave back within `UNDO_WITHIN` seconds: the same seat if it is still free, else a new place.

    Raises `NotFound` or `Refused`, also when it is too late for that.
    """
    before = await queries.sheet(work, game_id, lock=True)
    if before.participant(work.actor.user_id):
        return Change(before, before)
    row = await _row(work, game_id) or _new(work, game_id)
    since = work.clock.later(-UNDO_WITHIN)
    work.require(why_not_come_back(before, work.actor, row.left_at, since=since))
    if _displaces(before, row):
        _begin(work, before, row, maybe=row.maybe)
    row.left_at = None
    return await settling.settle(work, "come_back", before)


async def _sign_up(work: Work, verb: str, game_id: GameId, *, maybe: bool) -> Change:
    before = await queries.sheet(work, game_id, lock=True)
    work.require(why_not_join(before, work.actor))
    standing = before.participant(work.actor.user_id)
    if standing is not None and standing.maybe == maybe:
        return Change(before, before)
    row = standing or await _row(work, game_id) or _new(work, game_id)
    _begin(work, before, row, maybe=maybe)
    return await settling.settle(work, verb, before)


async def _row(work: Work, game_id: GameId) -> Participant | None:
    """Also that of somebody who has left."""
    found = select(Participant).where(
        col(Participant.game_id) == game_id, col(Participant.user_id) == work.actor.user_id
    )
    found = found.execution_options(populate_existing=True)
    return (await work.session.scalars(found)).one_or_none()


def _new(work: Work, game_id: GameId) -> Participant:
    return Participant(game_id=game_id, user_id=work.actor.user_id, joined_at=work.now)


def _begin(work: Work, sheet: Sheet, row: Participant, *, maybe: bool) -> None:
    """At the end of the line, or as far in front as a priority role puts them."""
    row.joined_at = settling.after_everybody(sheet, work.clock.now())
    row.left_at = row.position = None
    row.maybe = maybe
    row.priority = settling.priority(sheet.game, work.actor)
    work.session.add(row)


def _displaces(sheet: Sheet, row: Participant) -> bool:
    """Whether somebody who plays now would have to wait if that person came back to the old place."""
    with_them = part([*sheet.participants, row], sheet.game.max_players, Signup(sheet.game.signup))
    return bool(with_them.demoted_since(sheet.roster))
