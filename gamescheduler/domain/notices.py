"""Who is written to about a fact, and as what. Decided when the message is about to be sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from gamescheduler.domain.sheet import Sheet
from gamescheduler.events import (
    AnyEvent,
    GameCancelled,
    GameCompleted,
    GameMoved,
    GamePosted,
    GameStarted,
    ReminderDue,
    RosterChanged,
)
from gamescheduler.models.types import Status, UserId

SHORT_NOTICE = timedelta(hours=24)
"""A host is told by message of somebody who leaves later than this before the start."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one person. Game, person, kind and occasion together are told once."""

    user_id: UserId
    kind: str
    occasion: str = ""
    was: datetime | None = None
    about: UserId | None = None


def notices(event: AnyEvent, sheet: Sheet, *, now: datetime) -> list[Notice]:
    """The messages a fact calls for, given how the game stands now.

    What is no longer true is not told: a reminder of a game that was moved, a promotion of somebody
    who has left since.
    """
    match event:
        case GameMoved(version=version, was=was) if sheet.game.status == Status.SCHEDULED:
            return [Notice(user, "moved", f"v{version}", was=was) for user in sheet.roster.user_ids()]
        case GameCancelled():
            people = (*sheet.roster.user_ids(), sheet.game.host_id)
            return [Notice(user, "cancelled") for user in people]
        case ReminderDue():
            return list(_reminders(event, sheet, now))
        case RosterChanged():
            return list(_roster(event, sheet, now))
        case GameMoved() | GamePosted() | GameStarted() | GameCompleted():
            return []  # the announcement says it


def _reminders(event: ReminderDue, sheet: Sheet, now: datetime) -> Iterator[Notice]:
    game = sheet.game
    if game.status != Status.SCHEDULED or game.starts_at != event.starts_at or game.starts_at <= now:
        return
    occasion = f"{event.lead}@{int(event.starts_at.timestamp())}"
    for user in sheet.roster.user_ids():
        yield Notice(user, "reminder" if sheet.roster.seat_of(user) else "reminder_waiting", occasion)
    yield Notice(game.host_id, "reminder_host", occasion)


def _roster(event: RosterChanged, sheet: Sheet, now: datetime) -> Iterator[Notice]:
    game = sheet.game
    if game.status != Status.SCHEDULED:
        return
    occasion = f"v{event.version}"
    for user in map(UserId, event.promoted):
        if sheet.roster.seat_of(user):
            yield Notice(user, "promoted", occasion)
    for user in map(UserId, event.demoted):
        if sheet.roster.wait_of(user):
            yield Notice(user, "demoted", occasion)
    if event.left is not None and game.starts_at - now < SHORT_NOTICE:
        left = UserId(event.left)
        if sheet.participant(left) is None:
            yield Notice(game.host_id, "left_late", occasion, about=left)
    if event.filled and sheet.roster.full:
        yield Notice(game.host_id, "full")
