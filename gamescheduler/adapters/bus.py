"""The message bus: a port two verbs wide, and its PostgreSQL implementation."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from gamescheduler.adapters.database import Listener, is_away
from gamescheduler.clock import Clock
from gamescheduler.events import Envelope

log = logging.getLogger(__name__)

LEASE = 30.0
"""Wall seconds a consumer has for the effect of one event before another may try."""

ATTEMPTS = 12
"""After so many failures an event is parked: kept and shown, but out of the way."""

_NAP = 60.0
_BATCH = 100


class Delivery(Protocol):
    """One event in a consumer's hands. Finish its effect, then say so; silence means: again, later."""

    envelope: Envelope
    attempt: int

    async def done(self) -> None:
        """The effect is finished: the event's row is deleted."""

    async def failed(self, error: str, *, retry_in: float) -> None:
        """Try again after that many wall seconds; after `ATTEMPTS` failures the event is parked."""

    async def park(self, error: str) -> None:
        """Nobody can make sense of it: keep it for a person to look at."""


class Bus(Protocol):
    """At least once, in no promised order; every effect is idempotent."""

    relayed: bool
    """Whether events reach consumers only after somebody `publish`es them."""

    async def publish(self, events: Sequence[Envelope]) -> None:
        """Hand leased outbox rows to the broker; returns when it has confirmed them all."""

    def deliveries(self, queue: str) -> AsyncIterator[Delivery]:
        """The events of a queue, for ever. Several consumers share them."""


class PostgresBus:
    """The outbox itself is the queue: a consumer leases its rows and deletes each when it is done.

    No transaction is open during an effect. A lease that runs out makes the row due again, so a
    consumer that died loses nothing.
    """

    relayed = False

    def __init__(self, engine: AsyncEngine, listener: Listener, clock: Clock) -> None:
        self._engine = engine
        self._listener = listener
        self._clock = clock

    async def publish(self, events: Sequence[Envelope]) -> None:
        """Nothing to hand over: consumers read the outbox."""

    async def deliveries(self, queue: str) -> AsyncIterator[Delivery]:
        bell = self._listener.bell("outbox")
        pause = 0.1
        while True:
            bell.hush()
            try:
                leased, head = await self._lease(queue)
            except Exception as error:
                if not is_away(error):
                    raise
                log.warning("queue %s: the database is away, waiting", queue)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 2.0)
                continue
            pause = 0.1
            for delivery in leased:
                yield delivery
            if not leased:
                until = _NAP if head is None else self._clock.wall_seconds_until(head)
                await bell.wait(min(max(until, 0.05), _NAP))

    async def _lease(self, queue: str) -> tuple[list[PostgresDelivery], datetime | None]:
        """Due rows, theirs for `LEASE` seconds; and when the next one is due, if none was."""
        now = {"now": self._clock.now(), "queue": queue}
        async with self._engine.begin() as connection:
            rows = await connection.execute(
                _LEASE, {**now, "until": self._clock.later(LEASE), "batch": _BATCH}
            )
            leased = [
                PostgresDelivery(self._engine, self._clock, Envelope(row.id, queue, row.event), row.attempts)
                for row in rows
            ]
            head = None if leased else (await connection.execute(_HEAD, {"queue": queue})).scalar_one()
        return leased, head


class PostgresDelivery:
    """A leased outbox row."""

    def __init__(self, engine: AsyncEngine, clock: Clock, envelope: Envelope, attempt: int) -> None:
        self._engine = engine
        self._clock = clock
        self.envelope = envelope
        self.attempt = attempt

    async def done(self) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(_DELETE, {"id": self.envelope.id})

    async def failed(self, error: str, *, retry_in: float) -> None:
        if self.attempt >= ATTEMPTS:
            await self.park(error)
            return
        async with self._engine.begin() as connection:
            due = self._clock.later(retry_in)
            await connection.execute(_RETRY, {"id": self.envelope.id, "error": error[:500], "due": due})

    async def park(self, error: str) -> None:
        async with self._engine.begin() as connection:
            now = self._clock.now()
            await connection.execute(_PARK, {"id": self.envelope.id, "error": error[:500], "now": now})


_LEASE = text("""
    WITH claimed AS MATERIALIZED (
        SELECT id FROM outbox
        WHERE queue = :queue AND parked_at IS NULL AND due_at <= :now
        ORDER BY due_at, id LIMIT :batch FOR UPDATE SKIP LOCKED
    )
    UPDATE outbox SET due_at = :until, attempts = attempts + 1
    FROM claimed WHERE outbox.id = claimed.id
    RETURNING outbox.id, outbox.event, outbox.attempts
""")
_HEAD = text("SELECT min(due_at) FROM outbox WHERE queue = :queue AND parked_at IS NULL")
_DELETE = text("DELETE FROM outbox WHERE id = :id")
_RETRY = text("UPDATE outbox SET due_at = :due, last_error = :error WHERE id = :id")
_PARK = text("UPDATE outbox SET parked_at = :now, last_error = :error WHERE id = :id")
