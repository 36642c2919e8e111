"""After a game or its people changed: the card, the facts, the audit row. Shared by the verbs that do it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import col

from gamescheduler.domain.actor import Actor
from gamescheduler.domain.roster import Roster
from gamescheduler.domain.settings import GAME_FIELDS
from gamescheduler.domain.sheet import Change, Sheet
from gamescheduler.events import Cause, GameMoved, RosterChanged
from gamescheduler.models import Game, Member, Outbox, UserId
from gamescheduler.services import announcing, queries, timing
from gamescheduler.services.work import Work

MERGED_WITHIN = timedelta(minutes=5)
"""Changes that follow each other so soon are told in one message."""

_IN_TIME = timedelta(minutes=1)
"""But no later than this before the start, as it is now and as people know it."""

_NEWS = ("starts_at", "location")
"""Fields whose change is told to everybody who signed up."""

_SEATING = {"max_players", "signup", "priority_roles"}
"""Fields that decide who plays and who waits: whoever looks at the list of people saw another one before."""


async def settle(
    work: Work,
    verb: str,
    before: Sheet,
    *,
    by_host: bool = False,
    added: Collection[UserId] = (),
    removed: Collection[UserId] = (),
) -> Change:
    """The people changed: who moved up or down, what the card should show, what is written down."""
    game = before.game
    game.version += 1
    game.roster_version = game.version
    await work.session.flush()
    await announcing.refresh(work, game)
    after = await queries.with_people_now(work, before)
    # Nobody who signs up, leaves or is taken out makes a player wait, unless a role puts them in front.
    fallen = after.roster.demoted_since(before.roster)
    cause: Cause = "host" if by_host else "role" if fallen else "left"
    _tell_moves(work, before.roster, after, cause, added=added, removed=removed)
    work.note(verb, game.guild_id, game.id, before=_who(before.roster), after=_who(after.roster))
    return Change(before, after)


async def revise(
    work: Work, verb: str, before: Sheet, new: Mapping[str, Any], origins: Mapping[str, str]
) -> Change:
    """Set fields of the game: who moved up or down by it, what is news, what is due at other times now."""
    game = before.game
    old = {name: getattr(game, name) for name in new}
    for name, value in new.items():
        setattr(game, name, value)
    game.origins = game.origins | {name: origins[name] for name in new if name in GAME_FIELDS}
    game.version += 1
    game.details_version = game.version
    if new.keys() & _SEATING:
        game.roster_version = game.version
    if "priority_roles" in new:
        await _capture_priorities(work, before)
    await timing.sync(work, game)
    await announcing.refresh(work, game)
    if any(name in new for name in _NEWS):
        await _tell_news(work, game, old)
    after = replace(before)
    only_seats = new.keys() & _SEATING == {"max_players"}
    _tell_moves(work, before.roster, after, "seats" if only_seats else "host")
    work.note(verb, game.guild_id, game.id, plain(old), plain(new))
    return Change(before, after)


def priority(game: Game, actor: Actor) -> int | None:
    """The index of the first priority role a person holds; captured when they sign up."""
    return next((n for n, role in enumerate(game.priority_roles) if actor.has_any([role])), None)


def after_everybody(sheet: Sheet, now: datetime) -> datetime:
    """The moment of joining is taken under the lock, after everybody who is in already.

    ``work.now`` may be older than a join that got the lock first, and the clocks of two hosts may
    differ: either would seat the later one before somebody who has been told their seat.
    """
    tick = timedelta(microseconds=1)
    return max([now, *(participant.joined_at + tick for participant in sheet.participants)])


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON for the audit log: instants become ISO text."""
    return {n: v.isoformat() if isinstance(v, datetime) else v for n, v in values.items()}


def _tell_moves(
    work: Work,
    before: Roster,
    after: Sheet,
    cause: Cause,
    *,
    added: Collection[UserId] = (),
    removed: Collection[UserId] = (),
) -> None:
    """Record who crossed the line between players and waitlist, and who came or went, if anybody did."""
    me, now = work.actor.user_id, after.roster
    gave_up = before.seat_of(me) is not None and after.participant(me) is None and me not in removed
    seat_taken = len(now.players) > len(before.players) and me != after.game.host_id
    event = RosterChanged(
        game_id=after.game.id,
        version=after.game.version,
        left=me if gave_up else None,
        promoted=tuple(user for user in now.promoted_since(before) if user != me),
        demoted=now.demoted_since(before),
        added=tuple(added),
        removed=tuple(removed),
        cause=cause,
        by=me if added or removed or cause == "host" else None,
        filled=seat_taken and now.full and not before.full,
    )
    if gave_up or event.filled or event.promoted or event.demoted or added or removed:
        work.emit(event)


async def _tell_news(work: Work, game: Game, old: Mapping[str, Any]) -> None:
    """At once; but what follows within `MERGED_WITHIN` waits, and is told together with what is waiting."""
    was, was_at = old.get("starts_at", game.starts_at), old.get("location", game.location)
    due = work.now if game.told_at is None else max(work.now, game.told_at + MERGED_WITHIN)
    # Nobody has been told of what nobody took yet, whether it is due or not.
    untold = delete(Outbox).where(
        col(Outbox.event)["type"].astext == "game_moved",
        col(Outbox.event)["game_id"].astext == game.id,
        col(Outbox.attempts) == 0,
    )
    waiting = await work.session.execute(untold.returning(col(Outbox.event), col(Outbox.due_at)))
    for event, due_at in waiting:
        was, was_at, due = datetime.fromisoformat(event["was"]), event["was_at"], due_at
    due = min(due, max(work.now, min(game.starts_at, was) - _IN_TIME))
    game.told_at = due
    work.emit(GameMoved(game_id=game.id, version=game.version, was=was, was_at=was_at), at=due)


async def _capture_priorities(work: Work, sheet: Sheet) -> None:
    """Anew, by the roles people were last seen with: the places in the list mean other roles now."""
    game = sheet.game
    found = select(col(Member.user_id), col(Member.role_ids)).where(
        col(Member.guild_id) == game.guild_id,
        col(Member.user_id).in_([p.user_id for p in sheet.participants if p.user_id is not None]),
    )
    held = {user: frozenset(roles) for user, roles in await work.session.execute(found)}
    for participant in sheet.participants:
        if participant.user_id is not None:
            roles = held.get(participant.user_id, frozenset())
            who = Actor(f"user:{participant.user_id}", guild_id=game.guild_id, role_ids=roles)
            participant.priority = priority(game, who)


def _who(roster: Roster) -> dict[str, list[str]]:
    """For the audit log: ids of members, names of guests."""
    parts = {"players": roster.players, "waitlist": roster.waitlist, "maybe": roster.maybe}
    return {
        name: [str(p.user_id) if p.user_id is not None else p.guest_name or "" for p in people]
        for name, people in parts.items()
    }
