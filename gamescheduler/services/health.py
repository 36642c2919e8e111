"""Which parts of the product are alive, and whether anything waits too long."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from gamescheduler.models import Heartbeat, Outbox
from gamescheduler.services.work import Work

_FORGOTTEN_AFTER = 86_400.0
"""Wall seconds: every restart leaves a row behind."""


async def beat(work: Work, component: str, instance: str) -> None:
    """Say that this component of this process works."""
    row = {"component": component, "instance": instance, "seen_at": work.now}
    await work.session.execute(
        insert(Heartbeat)
        .values(row)
        .on_conflict_do_update(index_elements=["component", "instance"], set_={"seen_at": work.now})
    )
    gone = col(Heartbeat.seen_at) < work.clock.later(-_FORGOTTEN_AFTER)
    await work.session.execute(delete(Heartbeat).where(col(Heartbeat.component) == component, gone))


async def last_seen(work: Work) -> dict[str, datetime]:
    """Component -> when one of it last said that it works; one that never did is left out."""
    found = select(col(Heartbeat.component), func.max(col(Heartbeat.seen_at))).group_by(
        col(Heartbeat.component)
    )
    return dict((await work.session.execute(found)).all())


async def waiting_since(work: Work) -> datetime | None:
    """Since when the oldest event that is due waits for somebody to take it; None when none does."""
    found = select(func.min(col(Outbox.due_at))).where(
        col(Outbox.parked_at).is_(None), col(Outbox.due_at) <= work.now
    )
    return (await work.session.execute(found)).scalar_one()
