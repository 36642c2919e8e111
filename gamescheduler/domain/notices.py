"""Who is written to about a fact, and as what. Decided when the message is about to be sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from gamescheduler.domain.lifecycle import LIVE
from gamescheduler.domain.sheet import Sheet
from gamescheduler.events import (
    AnnouncementBlocked,
    AnnouncementLost,
    AnyEvent,
    Cause,
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

_REMINDERS = ("reminder", "reminder_waiting", "reminder_maybe", "reminder_host")
_BY_ROSTER = ("added", "removed", "promoted", "demoted", "left_late")


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one person. Game, person, kind and occasion together are told once.

    ``by`` is the person whose hand was in it, as far as it is known; ``cause`` says why somebody moved.
    """

    user_id: UserId
    kind: str
    occasion: str = ""
    was: datetime | None = None
    about: UserId | None = None
    by: UserId | None = None
    cause: Cause = "left"

    @property
    def is_reminder(self) -> bool:
        """Reminders are the messages people may have elsewhere, or not at all."""
        return self.kind in _REMINDERS


def route(
    notice: Notice, chosen: Route | None, otherwise: Route, *, closed_at: datetime | None, now: datetime
) -> Route:
    """How a message reaches its person: a reminder as they chose, else as the game says; all else directly.

    A game's “off” is meant for those who come: its host is reminded all the same. Who closed direct
    messages (noticed at ``closed_at``) is not tried again with reminders for a while.
    """
    if not notice.is_reminder:
        return Route.DM
    wished = chosen or (Route.DM if notice.kind == "reminder_host" and otherwise == Route.OFF else otherwise)
    if wished == Route.DM and closed_at is not None and now - closed_at < CLOSED_FOR:
        return Route.CHANNEL
    return wished


def sort(kind: str) -> str:
    """Nobody is told two of one sort about one occasion: who was reminded as waiting is not as a player."""
    return "reminder" if kind in _REMINDERS else kind


def occasions(event: AnyEvent) -> Mapping[str, str]:
    """Kind -> occasion of every message that this event may call for, whoever gets it."""
    match event:
        case GameMoved():
            return {"moved": f"v{event.version}"}
        case GameCancelled():
            return {"cancelled": ""}
        case ReminderDue():
            return dict.fromkeys(_REMINDERS, f"{event.lead}@{int(event.starts_at.timestamp())}")
        case RosterChanged():
            full = {"full": ""} if event.filled else {}
            return dict.fromkeys(_BY_ROSTER, f"v{event.version}") | full
        case AnnouncementLost():
            return {"announcement_lost": str(event.message_id)}
        case AnnouncementBlocked():
            return {"announcement_blocked": f"{int(event.since.timestamp())}"}
        case GamePosted():
            return {"added": ""}
        case GameStarted() | GameCompleted():
            return {}


def notices(event: AnyEvent, sheet: Sheet, *, now: datetime) -> list[Notice]:
    """The messages a fact calls for, given how the game stands now.

    What is no longer true is not told: a reminder of a game that was moved, a promotion of somebody
    who has left since.
    """
    occasion = occasions(event)
    match event:
        case GameMoved(was=was) if _has_moved(event, sheet):
            return [Notice(user, "moved", occasion["moved"], was=was) for user in sheet.roster.user_ids()]
        case GameCancelled():
            people = (*sheet.roster.user_ids(), sheet.game.host_id)
            return [Notice(user, "cancelled", by=sheet.game.cancelled_by) for user in people]
        case ReminderDue() if sheet.game.status == Status.SCHEDULED and event.starts_at > now:
            return list(_reminders(event, sheet))
        case RosterChanged() if sheet.game.status in LIVE:
            return _but_themselves(_roster(event, sheet, now))
        case AnnouncementLost() if sheet.game.status in LIVE:
            return [Notice(sheet.game.host_id, "announcement_lost", occasion["announcement_lost"])]
        case AnnouncementBlocked() if sheet.game.status in LIVE:
            return [Notice(sheet.game.host_id, "announcement_blocked", occasion["announcement_blocked"])]
        case GamePosted() if sheet.game.status in LIVE:
            return _but_themselves(_added(event, sheet))
        case _:
            return []  # the announcement says it, or it is not so any more


def missed(event: AnyEvent, sheet: Sheet, *, now: datetime) -> list[Notice]:
    """The reminders a fact called for that can't be given any more, because the game has begun."""
    if not isinstance(event, ReminderDue) or sheet.game.status == Status.CANCELLED or event.starts_at > now:
        return []
    return list(_reminders(event, sheet))


def _has_moved(event: GameMoved, sheet: Sheet) -> bool:
    """A game that was moved back before anybody was told has not."""
    game = sheet.game
    return game.status in LIVE and (game.starts_at, game.location) != (event.was, event.was_at)


def _reminders(event: ReminderDue, sheet: Sheet) -> Iterator[Notice]:
    if sheet.game.starts_at != event.starts_at:
        return
    occasion, roster = occasions(event)["reminder"], sheet.roster
    for user in roster.user_ids():
        if roster.seat_of(user):
            yield Notice(user, "reminder", occasion)
        elif roster.undecided(user):
            yield Notice(user, "reminder_maybe", occasion)
        else:
            yield Notice(user, "reminder_waiting", occasion)
    yield Notice(sheet.game.host_id, "reminder_host", occasion)


def _but_themselves(found: Iterable[Notice]) -> list[Notice]:
    """Whoever did it knows."""
    return [notice for notice in found if notice.user_id != notice.by]


def _added(event: GamePosted | RosterChanged, sheet: Sheet) -> Iterator[Notice]:
    occasion, by = occasions(event)["added"], _person(event.by)
    for user in map(UserId, event.added):
        if sheet.participant(user):
            yield Notice(user, "added", occasion, by=by)


def _roster(event: RosterChanged, sheet: Sheet, now: datetime) -> Iterator[Notice]:
    """Also while the game runs: then it matters at once. Only what asks a host to act is over by then."""
    occasion, by, cause = f"v{event.version}", _person(event.by), event.cause
    yield from _added(event, sheet)
    for user in map(UserId, event.removed):
        if not sheet.participant(user):
            yield Notice(user, "removed", occasion, by=by)
    for user in map(UserId, event.promoted):
        if sheet.roster.seat_of(user):
            yield Notice(user, "promoted", occasion, by=by, cause=cause)
    for user in map(UserId, event.demoted):
        if sheet.roster.wait_of(user):
            yield Notice(user, "demoted", occasion, by=by, cause=cause)
    if sheet.game.status == Status.SCHEDULED:
        yield from _for_the_host(event, sheet, now)


def _for_the_host(event: RosterChanged, sheet: Sheet, now: datetime) -> Iterator[Notice]:
    game, left = sheet.game, _person(event.left)
    late = left is not None and game.starts_at - now < SHORT_NOTICE
    if late and sheet.participant(left) is None:
        yield Notice(game.host_id, "left_late", f"v{event.version}", about=left)
    if event.filled and sheet.roster.full:
        yield Notice(game.host_id, "full")


def _person(user_id: int | None) -> UserId | None:
    return None if user_id is None else UserId(user_id)
