"""What the three tables of due rows have in common: leasing, and putting off what fails."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, text
from sqlmodel import col

from gamescheduler.events import Envelope
from gamescheduler.models import Outbox, Reminder, Transition
from gamescheduler.services.timing import Fired
from gamescheduler.services.work import Work

LEASE = 60.0
"""Wall seconds a published event has to be acknowledged before it is published again."""

ATTEMPTS = 10
"""After so many failures a row is parked: kept and shown, but in nobody's way."""

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 300.0


async def lease(work: Work, *, limit: int, only: int | None = None) -> tuple[Fired, list[Envelope]]:
    """Due events, taken for `LEASE` seconds. Whoever finishes an event's effect deletes its row."""
    due = select(Outbox).where(col(Outbox.parked_at).is_(None), col(Outbox.due_at) <= work.now)
    if only is not None:
        due = due.where(col(Outbox.id) == only)
    due = due.order_by(col(Outbox.due_at), col(Outbox.id)).limit(limit).with_for_update(skip_locked=True)
    rows = (await work.session.scalars(due)).all()
    until = work.clock.later(LEASE)
    for row in rows:
        row.due_at = until
        row.attempts += 1
    head = (await work.session.execute(_OUTBOX_HEAD)).scalar_one()
    envelopes = [Envelope(row.id, row.queue, row.event) for row in rows if row.id is not None]
    return Fired(len(rows), head), envelopes


async def due_ids(
    work: Work, table: type[Reminder] | type[Transition] | type[Outbox], *, limit: int
) -> Sequence[int]:
    """The rows that are due now, earliest first."""
    due = select(col(table.id)).where(col(table.parked_at).is_(None), col(table.due_at) <= work.now)
    if table is not Outbox:
        due = due.where(text("done_at IS NULL"))
    ids = await work.session.scalars(due.order_by(col(table.due_at), col(table.id)).limit(limit))
    return [id_ for id_ in ids if id_ is not None]


async def put_off(
    work: Work, table: type[Reminder] | type[Transition] | type[Outbox], row_id: int, error: str
) -> None:
    """A row failed: later again, each time twice as late, and parked after `ATTEMPTS` failures."""
    row = await work.session.get(table, row_id, with_for_update=True)
    if row is None:
        return
    row.attempts += 1
    row.last_error = error[:500]
    if row.attempts >= ATTEMPTS:
        row.parked_at = work.now
    else:
        row.due_at = work.clock.later(min(FIRST_PAUSE * 2 ** (row.attempts - 1), LONGEST_PAUSE))


_OUTBOX_HEAD = text("SELECT min(due_at) FROM outbox WHERE parked_at IS NULL")
