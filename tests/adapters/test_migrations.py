"""The schema: every step up and down, and its agreement with the models."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy.ext.asyncio import create_async_engine

from gamescheduler.adapters import migrations
from gamescheduler.adapters.migrations import SchemaStatus, downgrade, upgrade
from gamescheduler.models import Game
from tests.builders import NOOR, FrozenClock, everybody, join, open_tavern, post, rows

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
HEAD = REVISIONS[-1]

COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
           pg_get_expr(d.adbin, d.adrelid)
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'alembic_version'
"""
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype <> 'n' AND conrelid <> 'alembic_version'::regclass
"""
INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
TRIGGERS = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
FUNCTIONS = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    yield connection
    await connection.close()


async def catalog(url: str, *queries: str) -> list[list[tuple[object, ...]]]:
    async with connected(url) as connection:
        await connection.execute("CREATE TABLE IF NOT EXISTS alembic_version ()")
        return [sorted(map(tuple, await connection.fetch(query)), key=repr) for query in queries]


async def in_thread(run: Callable[..., object], *arguments: object) -> None:
    """Migrations open a loop of their own, as the command line does."""
    await asyncio.to_thread(run, *arguments)


async def test_the_migrated_schema_is_that_of_the_models(database_url: str, empty_database_url: str) -> None:
    engine = create_async_engine(empty_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Game.metadata.create_all)
    await engine.dispose()
    migrated = await catalog(database_url, COLUMNS, CONSTRAINTS, INDEXES)
    modelled = await catalog(empty_database_url, COLUMNS, CONSTRAINTS, INDEXES)
    assert migrated == modelled
    assert all(migrated)


async def test_the_printed_statements_make_the_same_schema(
    database_url: str, empty_database_url: str
) -> None:
    async with connected(empty_database_url) as connection:
        await connection.execute(migrations.sql())
    queries = COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS, FUNCTIONS
    assert await catalog(empty_database_url, *queries) == await catalog(database_url, *queries)
    status = await asyncio.to_thread(migrations.status, empty_database_url)
    assert status == SchemaStatus(HEAD, HEAD, ())


async def test_going_down_and_up_works_on_a_populated_database(database_url: str) -> None:
    async with open_tavern(database_url, FrozenClock()) as app:
        game = await post(app, reminders=(60,))
        await join(app, game, NOOR)
    await in_thread(downgrade, database_url, "0002")
    await in_thread(upgrade, database_url)
    async with open_tavern(database_url, FrozenClock()) as app:
        assert await everybody(app, game) == ([NOOR], [])
        assert await rows(app, "SELECT count(*) FROM notification_schedule") == [(0,)]
        await join(app, await post(app, reminders=(60,)), NOOR)


async def test_every_step_down_undoes_its_step_up(database_url: str, empty_database_url: str) -> None:
    queries = COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS, FUNCTIONS
    after = {}
    for revision in REVISIONS:
        await in_thread(upgrade, empty_database_url, revision)
        after[revision] = await catalog(empty_database_url, *queries)
    for revision in reversed(REVISIONS[:-1]):
        await in_thread(downgrade, empty_database_url, revision)
        assert await catalog(empty_database_url, *queries) == after[revision]
    await in_thread(downgrade, empty_database_url, "base")
    assert await catalog(empty_database_url, *queries) == [[], [], [], [], []]


async def test_the_status_tells_what_is_pending(empty_database_url: str) -> None:
    assert await asyncio.to_thread(migrations.status, empty_database_url) == SchemaStatus(
        None, HEAD, REVISIONS
    )
    await in_thread(upgrade, empty_database_url, "0002")
    status = await asyncio.to_thread(migrations.status, empty_database_url)
    assert status == SchemaStatus("0002", HEAD, REVISIONS[2:])


async def test_migrating_waits_while_another_process_migrates(empty_database_url: str) -> None:
    said: list[str] = []
    loop, waiting = asyncio.get_running_loop(), asyncio.Event()

    def report(line: str) -> None:
        said.append(line)
        loop.call_soon_threadsafe(waiting.set)

    async with connected(empty_database_url) as other:
        await other.execute("SELECT pg_advisory_lock($1)", migrations._LOCK)
        second = asyncio.create_task(in_thread(upgrade, empty_database_url, "head", report))
        await asyncio.wait_for(waiting.wait(), 20)
        assert await other.fetchval("SELECT to_regclass('game')") is None
    await asyncio.wait_for(second, 20)
    assert said == ["Another migration is running. Waiting for it to finish…"]
    assert await catalog(empty_database_url, FUNCTIONS) != [[]]


async def test_migrating_twice_at_once_does_it_once(empty_database_url: str) -> None:
    await asyncio.gather(*(in_thread(upgrade, empty_database_url) for _ in range(3)))
    status = await asyncio.to_thread(migrations.status, empty_database_url)
    assert status == SchemaStatus(HEAD, HEAD, ())
