"""A database of its own for every test, for less than making one takes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy import make_url

from gamescheduler.adapters import migrations

_SCHEMA = """
    SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
        SELECT 'class' || oid || relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT 'column' || attrelid || attname || atttypid || attnotnull
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT 'trigger' || oid || tgenabled::text FROM pg_trigger
        UNION ALL SELECT 'function' || oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT 'setting' || setconfig::text FROM pg_db_role_setting
    ) AS found (part)
"""
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
_SEQUENCES = "SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"


class Databases:
    """Databases on one server, each a copy of a template that is migrated once.

    One that a test has left as it should be, with nobody connected and its schema unchanged, is emptied
    and serves the next test: that takes a tenth of the time.
    """

    def __init__(self, server: str, prefix: str) -> None:
        """`prefix` keeps apart the workers and runs that share a server."""
        self._server = make_url(server)
        self._prefix = prefix
        self._template = f"{prefix}_template"
        self._made = 0
        self._clean: list[str] = []

    async def migrate_template(self) -> None:
        await self._execute(f'create database "{self._template}" template template0')
        await asyncio.to_thread(migrations.upgrade, self._url(self._template))
        async with self._connected(self._template) as connection:
            self._schema = await connection.fetchval(_SCHEMA)
            tables = [name for (name,) in await connection.fetch(_TABLES)]
            sequences = [name for (name,) in await connection.fetch(_SEQUENCES)]
            rows = {name: await connection.fetchval(_rows(name)) for name in tables}
        self._empty = "; ".join([
            "SET session_replication_role = replica",  # foreign keys would ask for an order
            *(f'DELETE FROM "{name}"' for name in tables),
            *(_restore(name, found) for name, found in rows.items() if found),
            *(f"SELECT setval('{name}', 1, false)" for name in sequences),
        ])  # fmt: skip

    async def drop_template(self) -> None:
        for name in (*self._clean, self._template):
            await self._execute(f'drop database "{name}" with (force)')

    @asynccontextmanager
    async def database(self, *, empty: bool = False) -> AsyncIterator[str]:
        """The URL of a database nobody else uses, migrated unless `empty`, until the test ends."""
        name = self._clean.pop() if self._clean and not empty else await self._create(empty=empty)
        yield self._url(name)
        if not empty and await self._cleaned(name):
            self._clean.append(name)
        else:
            await self._execute(f'drop database "{name}" with (force)')

    async def _create(self, *, empty: bool) -> str:
        self._made += 1
        name = f"{self._prefix}_{self._made}"
        source = "template0" if empty else self._template
        await self._execute(f'create database "{name}" template "{source}" strategy file_copy')
        return name

    async def _cleaned(self, name: str) -> bool:
        """Whether it is as good as new."""
        async with self._connected(name) as connection:
            if await connection.fetchval(_OTHERS) or await connection.fetchval(_SCHEMA) != self._schema:
                return False
            await connection.execute(self._empty)
            return True

    def _url(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)

    @asynccontextmanager
    async def _connected(self, name: str | None = None) -> AsyncIterator[asyncpg.Connection]:
        address = self._server.set(drivername="postgresql", database=name or self._server.database)
        connection = await asyncpg.connect(address.render_as_string(hide_password=False))
        try:
            yield connection
        finally:
            await connection.close()

    async def _execute(self, statement: str) -> None:
        async with self._connected() as connection:
            await connection.execute(statement)


def _rows(table: str) -> str:
    return f'SELECT jsonb_agg(to_jsonb(each)) FROM "{table}" AS each'


def _restore(table: str, rows: str) -> str:
    quoted = rows.replace("'", "''")
    return f"""INSERT INTO "{table}" SELECT * FROM jsonb_populate_recordset(NULL::"{table}", '{quoted}')"""
