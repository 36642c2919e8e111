"""Time: keeping the schedules in step with the games, and doing what is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import TextClause, select, text
from sqlmodel import col

from gamescheduler.domain.lifecycle import path_to
from gamescheduler.domain.timetable import timetable
from gamescheduler.events import GameCompleted, GameStarted, ReminderDue
from gamescheduler.models import Game, GameId, Reminder, Status, Transition
from gamescheduler.services import announcing
from gamescheduler.services.work import Work

Scheduled = TypeVar("Scheduled", Reminder, Transition)

TOO_LATE = ("started", Status.IN_PROGRESS, Status.COMPLETED)
"""What a reminder that nobody could be given any more is marked with."""


@dataclass(frozen=True, slots=True)
class Fired:
    """How many due rows were dealt with. When that is 0: when the next one is due (None: never)."""

    count: int
    head: datetime | None


async def sync(work: Work, game: Game) -> None:
    """Make the schedule rows agree with what `timetable` says ought to stand. Safe to run twice.

    A reminder that was given stays given, unless its moment moved: then it is given again. One whose
    moment is past is not made anew, but one that is waiting to be given is left alone.
    """
    wanted = timetable(game)
    reminders = {row.lead: row for row in await _rows(work, Reminder, game.id)}
    for lead, due_at in wanted.reminders.items():
        reminder = reminders.get(lead)
        if reminder is not None and _stands(reminder, due_at, work.now):
            del reminders[lead]
        elif due_at > work.now:
            reminders.pop(lead, None)
            _place(work, reminder or Reminder(game_id=game.id, lead=lead, due_at=due_at), due_at)
    _close(work, game, reminders.values())

    transitions = {row.target: row for row in await _rows(work, Transition, game.id)}
    for target, due_at in wanted.transitions.items():
        transition = transitions.pop(target, None)
        if transition is None or transition.due_at != due_at:
            _place(work, transition or Transition(game_id=game.id, target=target, due_at=due_at), due_at)
    _close(work, game, transitions.values())


def _stands(reminder: Reminder, due_at: datetime, now: datetime) -> bool:
    """Also one that failed at its moment and was put off since."""
    put_off = reminder.attempts > 0 and reminder.done_at is None and due_at <= now
    return reminder.skipped is None and (reminder.due_at == due_at or put_off)


async def _rows(work: Work, table: type[Scheduled], game_id: GameId) -> Sequence[Scheduled]:
    """Locked: `remind` does not ask for the game's lock, and may be marking one of them at this moment."""
    rows = select(table).where(col(table.game_id) == game_id).with_for_update()
    return (await work.session.scalars(rows)).all()


def _place(work: Work, row: Reminder | Transition, due_at: datetime) -> None:
    row.due_at = due_at
    row.attempts = 0
    row.last_error = row.parked_at = row.done_at = row.skipped = None
    work.session.add(row)


def _close(work: Work, game: Game, rows: Iterable[Reminder | Transition]) -> None:
    """What no longer stands is kept, as skipped: the host can see why nothing came."""
    for row in rows:
        if row.done_at is None:
            row.done_at = work.now
            row.skipped = game.status if game.status != Status.SCHEDULED else "rescheduled"


async def remind(work: Work, *, limit: int, only: int | None = None) -> Fired:
    """Turn due reminders into events, exactly once: claiming, recording and marking are one statement.

    A reminder whose game has begun, or was called off, is recorded as skipped and nobody hears of it.
    """
    values = {
        "now": work.now,
        "limit": limit,
        "only": only,
        "trace": work.trace,
        "queues": ReminderDue.queues,
    }
    row = (await work.session.execute(_remind_one if only else _remind, values)).one()
    return Fired(row.fired, row.head)


async def advance(work: Work, *, limit: int, only: int | None = None) -> Fired:
    """Apply due status transitions in order; late ones too, one after the other."""
    values = {"now": work.now, "limit": limit, "only": only}
    claimed = (await work.session.execute(_claim_one if only else _claim, values)).all()
    if claimed:
        ids = [row.id for row in claimed]
        rows = await work.session.scalars(
            select(Transition).where(col(Transition.id).in_(ids)).order_by(col(Transition.due_at))
        )
        games = await work.session.scalars(
            select(Game).where(col(Game.id).in_({row.game_id for row in claimed}))
        )
        by_id = {game.id: game for game in games}
        for row in rows:
            await _advance(work, by_id[row.game_id], row)
    head = (await work.session.execute(_HEAD)).scalar_one()
    return Fired(len(claimed), head)


async def _advance(work: Work, game: Game, row: Transition) -> None:
    row.done_at = work.now
    path = path_to(Status(game.status), Status(row.target))
    if not path:
        row.skipped = game.status
        return
    for target in path:
        before, game.status, game.version = game.status, target, game.version + 1
        started = target == Status.IN_PROGRESS
        work.emit(GameStarted(game_id=game.id) if started else GameCompleted(game_id=game.id))
        work.note("advance", game.guild_id, game.id, {"status": before}, {"status": target})
    await announcing.refresh(work, game)


def _reminders(which: str) -> TextClause:
    return text(f"""
        WITH claimed AS MATERIALIZED (
            SELECT id, game_id, lead FROM notification_schedule
            WHERE done_at IS NULL AND parked_at IS NULL AND due_at <= :now {which}
            ORDER BY due_at, id LIMIT :limit FOR UPDATE SKIP LOCKED
        ), judged AS (
            SELECT claimed.id, claimed.game_id, claimed.lead, game.starts_at,
                   CASE WHEN game.status <> 'scheduled' THEN game.status
                        WHEN game.starts_at <= :now THEN 'started' END AS skipped
            FROM claimed JOIN game ON game.id = claimed.game_id
        ), told AS (
            INSERT INTO outbox (queue, event, due_at, created_at, attempts)
            SELECT queue, jsonb_build_object(
                       'type', 'reminder_due', 'game_id', game_id, 'lead', lead,
                       'starts_at', starts_at, 'trace', CAST(:trace AS text)), :now, :now, 0
            FROM judged, unnest(CAST(:queues AS text[])) AS queue WHERE skipped IS NULL
        ), done AS (
            UPDATE notification_schedule AS reminder SET done_at = :now, skipped = judged.skipped
            FROM judged WHERE reminder.id = judged.id
        )
        SELECT (SELECT count(*) FROM claimed) AS fired,
               (SELECT min(due_at) FROM notification_schedule
                WHERE done_at IS NULL AND parked_at IS NULL) AS head
    """)  # noqa: S608 - both variants are constants below


_remind = _reminders("")
_remind_one = _reminders("AND id = :only")


def _transitions(which: str) -> TextClause:
    """Claims the games along with the rows, and skips both when either is held.

    A person who is changing the game holds its row and will want the schedule rows next; waiting for
    each other would be a deadlock.
    """
    return text(f"""
        SELECT due.id, due.game_id FROM game_status_schedule AS due JOIN game ON game.id = due.game_id
        WHERE due.done_at IS NULL AND due.parked_at IS NULL AND due.due_at <= :now {which}
        ORDER BY due.due_at, due.id LIMIT :limit FOR UPDATE OF due, game SKIP LOCKED
    """)  # noqa: S608 - both variants are constants below


_claim = _transitions("")
_claim_one = _transitions("AND due.id = :only")
_HEAD = text("SELECT min(due_at) FROM game_status_schedule WHERE done_at IS NULL AND parked_at IS NULL")
