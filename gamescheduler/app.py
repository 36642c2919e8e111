"""The only wiring: real things are made here, once, and handed to the doors."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker

from gamescheduler.adapters.bus import Bus, PostgresBus
from gamescheduler.adapters.cache import Cache, PostgresCache
from gamescheduler.adapters.database import Listener, create_engine, database_time, is_away
from gamescheduler.clock import Clock
from gamescheduler.config import Config
from gamescheduler.domain.actor import Actor
from gamescheduler.errors import Misconfigured, Unreachable
from gamescheduler.services.work import Work

_FOLLOW_EVERY = 60.0
"""Wall seconds: the monotonic clock drifts by milliseconds in that time."""

NO_DATABASE = (
    "No database configured. Set GAMESCHEDULER_DATABASE_URL to a PostgreSQL server "
    "(postgresql://user:password@host/name), or GAMESCHEDULER_DATA_DIR to a folder where gamescheduler "
    "keeps a database of its own (needs: pip install 'gamescheduler[embedded]'). "
    "To look around first: gamescheduler demo"
)


TURNS = 8
"""Verbs of a crowd at the same time; the pool has connections left for everything else."""


@dataclass(frozen=True, slots=True)
class App:
    """The product, opened: configuration, clock, database, listener, bus and cache."""

    config: Config
    clock: Clock
    engine: AsyncEngine
    listener: Listener
    bus: Bus
    cache: Cache
    sessions: async_sessionmaker[AsyncSession]
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(TURNS))
    """Taken where a crowd may come at once: first come, first served, and the patience one has with the
    database does not run out in the queue."""

    @contextlib.asynccontextmanager
    async def work(self, actor: Actor, *, trace: str | None = None) -> AsyncIterator[Work]:
        """One transaction. Leaving it by an exception rolls back everything, the outbox included.

        Raises `Unreachable` when the database can't be reached. The commit may then have happened or
        not: verbs are safe to repeat.
        """
        try:
            async with self.sessions() as session, session.begin():
                yield Work(session, actor, self.clock.now(), self.clock, trace or secrets.token_hex(4))
        except Exception as error:
            if is_away(error):
                raise Unreachable("The schedule database does not answer.") from error
            raise

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A bare connection, for questions about the database itself. Raises `Unreachable`."""
        try:
            async with self.engine.connect() as connection:
                yield connection
        except Exception as error:
            if is_away(error):
                raise Unreachable("The schedule database does not answer.") from error
            raise

    async def follow_database_clock(self) -> None:
        """Set the clock by the database's. Raises `Unreachable`."""
        try:
            self.clock.follow(await database_time(self.engine))
        except Exception as error:
            if is_away(error):
                raise Unreachable("The schedule database does not answer.") from error
            raise


@contextlib.asynccontextmanager
async def open_app(config: Config, *, clock: Clock | None = None, listen: bool = False) -> AsyncIterator[App]:
    """Open the product; with ``listen``, also the connection that hears the bells.

    Raises `Misconfigured` when no database is configured. A database that is away is no error here:
    every component waits for it.
    """
    if config.database_url is None:
        raise Misconfigured(NO_DATABASE)
    url = config.database_url.get_secret_value()
    clock = clock or Clock(speed=config.clock_speed, origin=config.clock_origin)
    engine = create_engine(url)
    listener = Listener(url)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    bus, cache = PostgresBus(engine, listener, clock), PostgresCache(engine, clock)
    app = App(config, clock, engine, listener, bus, cache, sessions)
    background = [asyncio.create_task(keep_time(app)), asyncio.create_task(listener.run())] if listen else []
    try:
        yield app
    finally:
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)
        await engine.dispose()


async def keep_time(app: App) -> None:
    """Follow the database's clock for ever: a host whose own clock is wrong does no harm."""
    while True:
        try:
            await app.follow_database_clock()
            await asyncio.sleep(_FOLLOW_EVERY)
        except Unreachable:
            await asyncio.sleep(1.0)
