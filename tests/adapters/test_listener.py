"""The connection that hears the bells, and what the database's errors mean."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from gamescheduler.adapters.database import Bell, Listener, create_engine, database_time, is_away
from tests.builders import until

SOON = 10.0


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute(statement)
    await connection.close()


@asynccontextmanager
async def listening(url: str, *channels: str) -> AsyncIterator[tuple[Listener, list[Bell]]]:
    """A listener that is connected, and its bells, hushed."""
    listener = Listener(url)
    bells = [listener.bell(channel) for channel in channels]
    task = asyncio.create_task(listener.run())
    await connected(listener, times=0)
    for bell in bells:
        bell.hush()
    yield listener, bells
    task.cancel()
    await asyncio.wait([task])


async def connected(listener: Listener, *, times: int) -> None:
    async def is_connected() -> bool:
        return listener.reconnects >= times

    await until(is_connected, SOON)


async def test_a_bell_rings_for_its_channel_only(database_url: str) -> None:
    async with listening(database_url, "one", "two") as (_, (one, two)):
        await execute(database_url, "NOTIFY one")
        assert await one.wait(SOON)
        assert not await two.wait(0)


async def test_every_bell_of_a_channel_rings(database_url: str) -> None:
    async with listening(database_url, "one", "one") as (_, bells):
        await execute(database_url, "NOTIFY one")
        assert [await bell.wait(SOON) for bell in bells] == [True, True]


async def test_a_lost_connection_is_made_again_and_rings(database_url: str) -> None:
    """What was missed meanwhile is found by looking, so every bell rings."""
    async with listening(database_url, "one", "two") as (listener, (one, two)):
        await execute(
            database_url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE 'LISTEN %'",
        )
        assert await one.wait(SOON)
        assert await two.wait(SOON)
        assert listener.reconnects == 1
        one.hush()
        await execute(database_url, "NOTIFY one")
        assert await one.wait(SOON)


async def test_a_bell_asked_for_later_is_heard(database_url: str) -> None:
    async with listening(database_url, "one") as (listener, _):
        late = listener.bell("late")
        await connected(listener, times=1)
        late.hush()
        await execute(database_url, "NOTIFY late")
        assert await late.wait(SOON)


async def test_a_bell_asked_for_while_connecting_is_heard(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener, late = Listener(database_url), []
    listener.bell("early")
    real = asyncpg.Connection.add_listener

    async def slow(connection: asyncpg.Connection, channel: str, callback: object) -> None:
        if not late:
            late.append(listener.bell("late"))
        await real(connection, channel, callback)

    monkeypatch.setattr(asyncpg.Connection, "add_listener", slow)
    task = asyncio.create_task(listener.run())
    await connected(listener, times=1)
    late[0].hush()
    await execute(database_url, "NOTIFY late")
    assert await late[0].wait(SOON)
    task.cancel()
    await asyncio.wait([task])


async def test_a_server_that_is_away_is_waited_for(database_url: str) -> None:
    listener = Listener(database_url.replace("/test_", "/gone_test_"))
    task = asyncio.create_task(listener.run())
    await asyncio.sleep(0.3)
    assert not task.done()
    task.cancel()
    await asyncio.wait([task])


async def test_a_bell_that_was_rung_does_not_wait() -> None:
    bell = Bell()
    bell.ring()
    assert await bell.wait(SOON)
    bell.hush()
    assert not await bell.wait(0.01)


async def test_the_database_tells_the_time(database_url: str) -> None:
    engine = create_engine(database_url)
    told = await database_time(engine)
    assert told.tzinfo is UTC
    assert abs((told - datetime.now(UTC)).total_seconds()) < 2
    await engine.dispose()


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        asyncpg.CannotConnectNowError(),
        asyncpg.AdminShutdownError(),
        asyncpg.ConnectionDoesNotExistError(),
        asyncpg.TooManyConnectionsError(),
        asyncpg.InterfaceError("connection is closed"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_unreachable_database_is_away(error: Exception) -> None:
    assert is_away(error)


@pytest.mark.parametrize(
    "error", [ValueError(), asyncpg.UniqueViolationError(), asyncpg.UndefinedTableError()]
)
def test_a_database_that_says_no_is_not_away(error: Exception) -> None:
    assert not is_away(error)


async def test_a_killed_connection_is_away_and_a_wrong_statement_is_not(database_url: str) -> None:
    engine = create_engine(database_url)
    async with engine.connect() as connection:
        with pytest.raises(ProgrammingError) as wrong:
            await connection.execute(text("SELECT nonsense"))
        await connection.rollback()
        with pytest.raises(Exception, match=r".") as killed:
            await connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert (is_away(wrong.value), is_away(killed.value)) == (False, True)
    await engine.dispose()
