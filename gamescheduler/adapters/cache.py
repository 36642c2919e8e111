"""Things kept for minutes: a port four verbs wide, and its PostgreSQL implementation."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any, Protocol

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gamescheduler.adapters.database import is_away
from gamescheduler.clock import Clock
from gamescheduler.errors import Unreachable

SWEEP_EVERY = 100
"""Writes of one process, after which it throws away what has expired."""

_SWEPT_AT_ONCE = 1000


class Cache(Protocol):
    """Nothing that must survive: any entry may be gone at any time. Keys are the callers' to keep apart.

    Values are what JSON can say. Lives are wall seconds. Every verb raises `Unreachable`.
    """

    async def get(self, key: str) -> Any | None:
        """None when there is no such entry, or no more."""

    async def put(self, key: str, value: Any, *, seconds: float) -> None:
        """Keep it under that key for so long, instead of whatever was there.

        Raises TypeError or ValueError for what JSON can't say.
        """

    async def drop(self, key: str) -> None:
        """No error when it is gone already."""

    async def incr(self, key: str, *, seconds: float) -> int:
        """Count one more and return the sum. Its life begins at the first one and gets no longer."""


class PostgresCache:
    """Entries are rows; one that has expired is never seen again, and swept some time."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._writes = 0

    async def get(self, key: str) -> Any | None:
        async with self._begin() as connection:
            found = await connection.execute(_GET, {"key": key, "now": self._clock.now()})
            value = found.scalar_one_or_none()
        return None if value is None else json.loads(value)

    async def put(self, key: str, value: Any, *, seconds: float) -> None:
        said = json.dumps(value, allow_nan=False)
        await self._sweep()
        async with self._begin() as connection:
            until = self._clock.later(seconds)
            await connection.execute(_PUT, {"key": key, "value": said, "until": until})

    async def drop(self, key: str) -> None:
        async with self._begin() as connection:
            await connection.execute(_DROP, {"key": key})

    async def incr(self, key: str, *, seconds: float) -> int:
        await self._sweep()
        async with self._begin() as connection:
            times = {"now": self._clock.now(), "until": self._clock.later(seconds)}
            counted: int = (await connection.execute(_INCR, {"key": key, **times})).scalar_one()
            return counted

    async def _sweep(self) -> None:
        """A transaction of its own, or two who sweep and write could wait for each other for ever."""
        self._writes += 1
        if self._writes % SWEEP_EVERY == 0:
            async with self._begin() as connection:
                await connection.execute(_SWEEP, {"now": self._clock.now(), "most": _SWEPT_AT_ONCE})

    @contextlib.asynccontextmanager
    async def _begin(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._engine.begin() as connection:
                yield connection
        except Exception as error:
            if is_away(error):
                raise Unreachable("The schedule database does not answer.") from error
            raise


_GET = text("SELECT value::text FROM cache WHERE key = :key AND expires_at > :now")
_PUT = text("""
    INSERT INTO cache (key, value, expires_at) VALUES (:key, CAST(:value AS jsonb), :until)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
""")
_DROP = text("DELETE FROM cache WHERE key = :key")
# An expired counter is as good as none, whether or not it was swept.
_INCR = text("""
    INSERT INTO cache AS counter (key, value, expires_at) VALUES (:key, '1', :until)
    ON CONFLICT (key) DO UPDATE SET
        value = CASE WHEN counter.expires_at > :now THEN to_jsonb(counter.value::bigint + 1) ELSE '1' END,
        expires_at = CASE WHEN counter.expires_at > :now THEN counter.expires_at ELSE excluded.expires_at END
    RETURNING value::bigint
""")
_SWEEP = text("""
    DELETE FROM cache WHERE key = ANY (ARRAY(
        SELECT key FROM cache WHERE expires_at <= :now ORDER BY expires_at LIMIT :most FOR UPDATE SKIP LOCKED
    ))
""")
