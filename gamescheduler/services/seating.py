"""What a player does: take a place, give it up."""

from __future__ import annotations

from datetime import datetime, timedelta

from gamescheduler.domain.refusals import why_not_join, why_not_leave
from gamescheduler.domain.sheet import Change, Sheet
from gamescheduler.events import RosterChanged
from gamescheduler.models import GameId, Participant
from gamescheduler.services import announcing, queries
from gamescheduler.services.work import Work


async def join(work: Work, game_id: GameId) -> Change:
    """Take a seat, or a place on the waitlist when it is full. Joining twice changes nothing.

    Raises `NotFound` or `Refused`.
    """
    before = await queries.sheet(work, game_id, lock=True)
    work.require(why_not_join(before, work.actor))
    if before.participant(work.actor.user_id):
        return Change(before, before)
    joined_at = _after_everybody(before, work.clock.now())
    work.session.add(Participant(game_id=game_id, user_id=work.actor.user_id, joined_at=joined_at))
    return await _settle(work, "join", before)


async def leave(work: Work, game_id: GameId) -> Change:
    """Give up a place; whoever waited longest moves up. Leaving twice changes nothing.

    Raises `NotFound` or `Refused`.
    """
    before = await queries.sheet(work, game_id, lock=True)
    work.require(why_not_leave(before, work.actor))
    participant = before.participant(work.actor.user_id)
    if participant is None:
        return Change(before, before)
    await work.session.delete(participant)
    return await _settle(work, "leave", before)


def _after_everybody(sheet: Sheet, now: datetime) -> datetime:
    """The moment of joining is taken under the lock, after everybody who is in already.

    ``work.now`` may be older than a join that got the lock first, and the clocks of two hosts may
    differ: either would seat the later one before somebody who has been told their seat.
    """
    tick = timedelta(microseconds=1)
    return max([now, *(participant.joined_at + tick for participant in sheet.participants)])


async def _settle(work: Work, verb: str, before: Sheet) -> Change:
    """The roster changed: who moved up, what the card should show, what is written down."""
    game = before.game
    game.version += 1
    await work.session.flush()
    await announcing.refresh(work, game)
    after = await queries.sheet(work, game.id)
    had_seat = before.roster.seat_of(work.actor.user_id) is not None
    work.emit(
        RosterChanged(
            game_id=game.id,
            version=game.version,
            left=work.actor.user_id if had_seat else None,
            promoted=after.roster.promoted_since(before.roster),
            demoted=after.roster.demoted_since(before.roster),
            filled=after.roster.full and not before.roster.full,
        )
    )
    work.note(verb, game.guild_id, game.id, after={"user_id": work.actor.user_id})
    return Change(before, after)
