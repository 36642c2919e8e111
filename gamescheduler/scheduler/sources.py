"""The three tables of due rows, and the verb that deals with a batch of each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from gamescheduler.app import App
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.models import Outbox, Reminder, Transition
from gamescheduler.services import due, timing
from gamescheduler.services.timing import Fired


@dataclass(frozen=True, slots=True)
class Source:
    """``fire`` deals with a batch of due rows, or with ``only`` one, and says when the next is due."""

    name: str
    table: type[Reminder] | type[Transition] | type[Outbox]
    fire: Callable[[App, int | None], Awaitable[Fired]]

    @property
    def channel(self) -> str:
        """The NOTIFY channel that rings for this table."""
        return str(self.table.__tablename__)


BATCH = 500


async def _remind(app: App, only: int | None) -> Fired:
    async with app.work(SCHEDULER) as work:
        return await timing.remind(work, limit=BATCH, only=only)


async def _advance(app: App, only: int | None) -> Fired:
    async with app.work(SCHEDULER) as work:
        return await timing.advance(work, limit=BATCH, only=only)


async def _relay(app: App, only: int | None) -> Fired:
    """Lease a batch, then publish it with no transaction open; consumers delete the rows."""
    async with app.work(SCHEDULER) as work:
        fired, events = await due.lease(work, limit=BATCH, only=only)
    if events:
        await app.bus.publish(events)
    return fired


REMINDERS = Source("reminders", Reminder, _remind)
TRANSITIONS = Source("transitions", Transition, _advance)
OUTBOX = Source("outbox", Outbox, _relay)
