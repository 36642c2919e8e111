"""PostgreSQL: the engine, and the one connection that only listens."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

log = logging.getLogger(__name__)

KEEP_ALIVE = 15.0
_ANSWER_WITHIN = 5.0


def create_engine(url: str, *, pool_size: int = 10) -> AsyncEngine:
    """An engine whose sessions speak UTC and never sit idle inside a transaction for long."""
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=False,  # a round trip a checkout; a stale connection is retried where it shows
        connect_args={
            "timeout": 5,
            "server_settings": {
                "timezone": "UTC",
                "application_name": "gamescheduler",
                "idle_in_transaction_session_timeout": "60000",
            },
        },
    )


LOST = (OSError, TimeoutError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What asyncpg raises when its connection broke; the last one when it broke in the middle of an answer."""


def is_away(error: BaseException) -> bool:
    """Whether this error says that the database can't be reached for this, rather than that it said no.

    A server that is starting, stopping or recovering answers with SQLSTATE class 57P or 08. One that ended
    this transaction because another one stood in its way (40P01, 40001) will take it the next time.
    """
    if isinstance(error, DBAPIError):
        if error.connection_invalidated or isinstance(error, InterfaceError | OperationalError):
            return True
        return _passes(error.orig)
    return isinstance(error, LOST) or _passes(error)


def _passes(error: BaseException | None) -> bool:
    state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None) or ""
    return str(state).startswith(("57P", "08", "53300", "40P01", "40001"))


async def database_time(engine: AsyncEngine) -> datetime:
    """The server's clock, corrected by half the round trip."""
    loop = asyncio.get_running_loop()
    async with engine.connect() as connection:
        sent = loop.time()
        now: datetime = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
        return now.astimezone(UTC) + timedelta(seconds=(loop.time() - sent) / 2)


class Bell:
    """Rung when there may be something to do. Hush it *before* looking, or a ring gets lost."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    def hush(self) -> None:
        self._rung.clear()

    async def wait(self, seconds: float) -> bool:
        """Nap until somebody rings, or at most that many wall seconds. True when it rang."""
        if seconds <= 0:
            return self._rung.is_set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        return self._rung.is_set()


class Listener:
    """One connection that LISTENs for every bell of this process, and carries nothing else.

    NOTIFY is a hint: whenever the connection is new, every bell is rung, so that whatever was missed
    while it was down is found by looking. A connection that went quiet is noticed by a keep-alive.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self._arguments: dict[str, Any] = parsed.translate_connect_args(username="user") | dict(parsed.query)
        if "port" in self._arguments:
            self._arguments["port"] = int(self._arguments["port"])
        self._bells: dict[str, list[Bell]] = {}
        self._lost = asyncio.Event()
        self._connection: asyncpg.Connection | None = None
        self.reconnects = -1

    def bell(self, channel: str) -> Bell:
        """A new bell on that channel. Ask before `run`, or any time after."""
        bell = Bell()
        fresh = channel not in self._bells
        self._bells.setdefault(channel, []).append(bell)
        bell.ring()
        if fresh and self._connection is not None:
            self._lost.set()  # come back with the new channel on the list
        return bell

    async def run(self) -> None:
        """Listen for ever; cancel it to stop."""
        pause = 0.1
        while True:
            try:
                async with self._connected() as connection:
                    pause = 0.1
                    await self._watch(connection)
            except (*LOST, asyncpg.PostgresError) as lost:
                log.warning("listener lost its connection: %s", lost or type(lost).__name__)
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(pause * 2, 5.0)

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[asyncpg.Connection]:
        self._lost.clear()
        connection = await asyncpg.connect(**self._arguments, timeout=5)
        try:
            connection.add_termination_listener(lambda _: self._lost.set())
            self._connection = connection  # before the list is read: who asks for a bell now is not on it
            for channel in list(self._bells):
                await connection.add_listener(channel, self._heard)
            self.reconnects += 1
            self._ring_all()
            yield connection
        finally:
            self._connection = None
            connection.terminate()

    async def _watch(self, connection: asyncpg.Connection) -> None:
        while not self._lost.is_set():
            try:
                async with asyncio.timeout(KEEP_ALIVE):
                    await self._lost.wait()
            except TimeoutError:
                await connection.execute("SELECT 1", timeout=_ANSWER_WITHIN)

    def _heard(self, _connection: object, _pid: int, channel: str, _payload: object) -> None:
        for bell in self._bells.get(channel, ()):
            bell.ring()

    def _ring_all(self) -> None:
        for bells in self._bells.values():
            for bell in bells:
                bell.ring()
