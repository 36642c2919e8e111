"""Who is written to about a fact, and as what. Decided when the message is about to be sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from gamescheduler.domain.lifecycle import LIVE
from gamescheduler.domain.sheet import Sheet
from gamescheduler.events import (
    AnnouncementLost,
    AnyEvent,
    GameCancelled,
    GameCompleted,
    GameMoved,
    GamePosted,
    GameStarted,
    ReminderDue,
    RosterChanged,
)
from gamescheduler.models.types import Route, Status, UserId

SHORT_NOTICE = timedelta(hours=24)
"""A host is told by message of somebody who leaves later than this before the start."""


CLOSED_FOR = timedelta(days=7)
"""Knocking at a closed door too often makes Discord take a bot for a spammer."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one person. Game, person, kind and occasion together are told once.

    ``by_host`` says that the host's hand was in it.
    """

    user_id: UserId
    kind: str
    occasion: str = ""
    was: datetime | None = None
    about: UserId | None = None
    by_host: bool = False

    @property
    def is_reminder(self) -> bool:
        """Reminders are the messages people may have elsewhere, or not at all."""
        return self.kind.startswith("reminder")


def route(notice: Notice, wished: Route, *, closed_at: datetime | None, now: datetime) -> Route:
    """How a message reaches its person: as wished where it is a reminder, else always directly.

    Who closed direct messages (noticed at ``closed_at``) is not tried again with reminders for a while.
    """
    if not notice.is_reminder:
        return Route.DM
    if wished == Route.DM and closed_at is not None and now - closed_at < CLOSED_FOR:
        return Route.CHANNEL
    return wished


def notices(event: AnyEvent, sheet: Sheet, *, now: datetime) -> list[Notice]:
    """The messages a fact calls for, given how the game stands now.

    What is no longer true is not told: a reminder of a game that was moved, a promotion of somebody
    who has left since.
    """
    match event:
        case GameMoved(version=version, was=was) if _has_moved(event, sheet):
            return [Notice(user, "moved", f"v{version}", was=was) for user in sheet.roster.user_ids()]
        case GameCancelled():
            people = (*sheet.roster.user_ids(), sheet.game.host_id)
            return [Notice(user, "cancelled") for user in people]
        case ReminderDue():
            return list(_reminders(event, sheet, now))
        case RosterChanged():
            return list(_roster(event, sheet, now))
        case AnnouncementLost(message_id=message_id) if sheet.game.status in LIVE:
            return [Notice(sheet.game.host_id, "announcement_lost", str(message_id))]
        case GamePosted(added=added) if sheet.game.status == Status.SCHEDULED:
            return [Notice(user, "added") for user in map(UserId, added) if sheet.participant(user)]
        case GameMoved() | GamePosted() | GameStarted() | GameCompleted() | AnnouncementLost():
            return []  # the announcement says it


def _has_moved(event: GameMoved, sheet: Sheet) -> bool:
    """A game that was moved back before anybody was told has not."""
    game = sheet.game
    return game.status == Status.SCHEDULED and (game.starts_at, game.location) != (event.was, event.was_at)


def _reminders(event: ReminderDue, sheet: Sheet, now: datetime) -> Iterator[Notice]:
    game = sheet.game
    if game.status != Status.SCHEDULED or game.starts_at != event.starts_at or game.starts_at <= now:
        return
    occasion = f"{event.lead}@{int(event.starts_at.timestamp())}"
    roster = sheet.roster
    for user in roster.user_ids():
        if roster.seat_of(user):
            yield Notice(user, "reminder", occasion)
        elif roster.undecided(user):
            yield Notice(user, "reminder_maybe", occasion)
        else:
            yield Notice(user, "reminder_waiting", occasion)
    yield Notice(game.host_id, "reminder_host", occasion)


def _roster(event: RosterChanged, sheet: Sheet, now: datetime) -> Iterator[Notice]:
    game = sheet.game
    if game.status != Status.SCHEDULED:
        return
    occasion = f"v{event.version}"
    for user in map(UserId, event.added):
        if sheet.participant(user):
            yield Notice(user, "added", occasion)
    for user in map(UserId, event.removed):
        if not sheet.participant(user):
            yield Notice(user, "removed", occasion)
    for user in map(UserId, event.promoted):
        if sheet.roster.seat_of(user):
            yield Notice(user, "promoted", occasion, by_host=event.by_host)
    for user in map(UserId, event.demoted):
        if sheet.roster.wait_of(user):
            yield Notice(user, "demoted", occasion, by_host=event.by_host)
    if event.left is not None and game.starts_at - now < SHORT_NOTICE:
        left = UserId(event.left)
        if sheet.participant(left) is None:
            yield Notice(game.host_id, "left_late", occasion, about=left)
    if event.filled and sheet.roster.full:
        yield Notice(game.host_id, "full")
