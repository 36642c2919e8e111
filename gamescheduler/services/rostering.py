"""What a host does about people: add, remove, move, turn a guest into a member.

Each takes the game's version as its caller saw it; when the people changed since, that is a `Conflict`
and nothing happens. None takes what stands there now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from sqlalchemy import select
from sqlmodel import col

from gamescheduler.domain.drafts import check
from gamescheduler.domain.refusals import why_not_seat
from gamescheduler.domain.roster import moved
from gamescheduler.domain.sheet import Change, Sheet
from gamescheduler.errors import Conflict, Invalid, NotFound, Problem
from gamescheduler.models import GameId, Participant, Signup, UserId
from gamescheduler.services import queries, settling
from gamescheduler.services.work import Work


async def add(
    work: Work, game_id: GameId, people: Sequence[UserId | str], *, version: int | None = None
) -> Change:
    """Put members (by id) and guests (by name) in, behind those the host placed before.

    Members who wait or may come are moved up to there. Raises `NotFound`, `Refused`, `Conflict`, `Invalid`.
    """
    before = await _sheet(work, game_id, version)
    await seat(work, before, people)
    return await settling.settle(work, "add", before, by_host=True, added=_newcomers(before, people))


async def remove(work: Work, game_id: GameId, participant_id: int, *, version: int | None = None) -> Change:
    """Take somebody out; unlike after a leave nothing of it can be undone by them.

    Raises `NotFound`, `Refused`, `Conflict`.
    """
    before = await _sheet(work, game_id, version)
    row = _find(before, participant_id)
    await work.session.delete(row)
    removed = [] if row.user_id is None else [row.user_id]
    return await settling.settle(work, "remove", before, removed=removed)


async def move(
    work: Work, game_id: GameId, participant_id: int, to: int, *, version: int | None = None
) -> Change:
    """Give somebody another place in the order: 1 is the first seat, places behind the seats wait.

    Raises `NotFound`, `Refused`, `Conflict`, `Invalid`.
    """
    before = await _sheet(work, game_id, version)
    row, signup = _find(before, participant_id), Signup(before.game.signup)
    # Where only the placed play, the place behind everybody means to wait.
    most = len(before.roster.order) + (row.maybe or signup == Signup.ASK)
    if not 1 <= to <= most:
        raise Invalid([Problem("place", "out_of_range", {"least": 1, "most": most, "got": to})])
    added = _newcomers(before, [row.user_id])
    row.maybe = False
    for participant, position in moved(before.roster, row, to, signup):
        participant.position = position
    return await settling.settle(work, "move", before, by_host=True, added=added)


async def replace(
    work: Work, game_id: GameId, participant_id: int, user_id: UserId, *, version: int | None = None
) -> Change:
    """A member takes the place of a guest. Raises `NotFound`, `Refused`, `Conflict`, `Invalid`."""
    before = await _sheet(work, game_id, version)
    guest = _find(before, participant_id)
    if guest.user_id is not None:
        raise Invalid([Problem("players", "not_a_guest", {"name": before.name(guest.user_id)})])
    _refuse_host(before, [user_id])
    for row in [guest, *await _rows(work, game_id, [user_id])]:
        await work.session.delete(row)
    await work.session.flush()  # the same person can't be in twice, not even for a moment
    work.session.add(
        Participant(game_id=game_id, user_id=user_id, position=guest.position, joined_at=guest.joined_at)
    )
    return await settling.settle(work, "replace", before, by_host=True, added=_newcomers(before, [user_id]))


async def seat(work: Work, sheet: Sheet, people: Sequence[UserId | str]) -> None:
    """Place these people behind those who are placed; who is placed already stays there. Raises `Invalid`."""
    _refuse_host(sheet, people)
    new = partial(Participant, game_id=sheet.game.id)
    rows = {row.user_id: row for row in await _rows(work, sheet.game.id, people)}
    moment = settling.after_everybody(sheet, work.clock.now())
    behind = max((p.position or 0 for p in sheet.participants), default=0)
    for position, who in enumerate(people, start=behind + 1):
        if isinstance(who, str):
            row = new(guest_name=check({"guest": who}, now=work.now)["guest"], joined_at=moment)
        else:
            row = rows.setdefault(who, new(user_id=who, joined_at=moment))
        if row.left_at is not None:
            row.joined_at, row.left_at, row.position = moment, None, None
        row.position, row.maybe = row.position or position, False
        work.session.add(row)


async def _sheet(work: Work, game_id: GameId, version: int | None) -> Sheet:
    """Locked, the actor in charge, and nothing changed since."""
    sheet = await queries.sheet(work, game_id, lock=True)
    work.require(why_not_seat(sheet, work.actor))
    if version is not None and sheet.game.roster_version > version:
        raise Conflict({}, {}, sheet.game.version)
    return sheet


def _find(sheet: Sheet, participant_id: int) -> Participant:
    found = next((p for p in sheet.participants if p.id == participant_id), None)
    if found is None:
        raise NotFound("participant", participant_id)
    return found


async def _rows(work: Work, game_id: GameId, people: Iterable[UserId | str]) -> Sequence[Participant]:
    """Also of those who have left."""
    ids = [who for who in people if isinstance(who, int)]
    found = select(Participant).where(col(Participant.game_id) == game_id, col(Participant.user_id).in_(ids))
    return (await work.session.scalars(found.execution_options(populate_existing=True))).all()


def _newcomers(sheet: Sheet, people: Iterable[UserId | str | None]) -> list[UserId]:
    """The members among them who held no place and stood in no line."""
    coming = {p.user_id for p in sheet.roster.order}
    members = dict.fromkeys(who for who in people if who is not None and not isinstance(who, str))
    return [user for user in members if user not in coming]


def _refuse_host(sheet: Sheet, people: Sequence[UserId | str]) -> None:
    if sheet.game.host_id in people:
        raise Invalid([Problem("players", "host_listed", {"host_id": sheet.game.host_id})])
