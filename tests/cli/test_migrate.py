from __future__ import annotations

import asyncpg
import pytest
from sqlalchemy import make_url

from gamescheduler.adapters import migrations
from tests.cli.running import gamescheduler, running

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
HEAD = REVISIONS[-1]


async def connect(url: str) -> asyncpg.Connection:
    return await asyncpg.connect(
        make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    )


async def test_migrate_brings_an_empty_database_up_to_date(empty_database_url):
    ran = await gamescheduler("migrate", database_url=empty_database_url)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-1] == f"✓ schema {HEAD}"
    again = await gamescheduler("migrate", "up", database_url=empty_database_url)
    assert (again.code, again.out) == (0, f"✓ schema {HEAD} already, nothing to do\n")


async def test_status_tells_what_is_pending(empty_database_url):
    migrated = await gamescheduler("migrate", "up", "0002", database_url=empty_database_url)
    assert migrated.code == 0
    ran = await gamescheduler("migrate", "status", "--json", database_url=empty_database_url)
    assert ran.json == {"current": "0002", "head": HEAD, "pending": list(REVISIONS[2:])}
    for_people = await gamescheduler("migrate", "status", database_url=empty_database_url)
    pending = [f"! pending: {revision}" for revision in REVISIONS[2:]]
    assert for_people.out.splitlines() == [f"schema 0002 · code {HEAD}", *pending]
    assert for_people.err == "→ gamescheduler migrate up\n"


async def test_down_takes_one_step_back_when_sure(database_url):
    ran = await gamescheduler("migrate", "down", "--yes", database_url=database_url)
    assert (ran.code, ran.out) == (0, f"✓ schema {REVISIONS[-2]}\n")


async def test_down_does_nothing_when_nobody_can_be_asked(database_url):
    ran = await gamescheduler("migrate", "down", database_url=database_url)
    assert ran.code == 2
    assert ran.err == "✗ Going down removes data. Add --yes to do it without a question.\n"
    assert (await gamescheduler("migrate", "status", "--json=current", database_url=database_url)).json == {
        "current": HEAD
    }


async def test_sql_prints_statements_without_a_database():
    ran = await gamescheduler("migrate", "sql")
    assert ran.code == 0
    assert "CREATE TABLE game" in ran.out
    assert f"'{HEAD}'" in ran.out


async def test_migrate_waits_for_another_and_says_so(empty_database_url):
    other = await connect(empty_database_url)
    await other.execute("SELECT pg_advisory_lock($1)", migrations._LOCK)
    async with running("migrate", database_url=empty_database_url) as second:
        await second.says("Another migration is running. Waiting for it to finish…")
        assert await other.fetchval("SELECT to_regclass('game')") is None
        await other.close()
        assert await second.ends() == 0


async def test_unknown_revision_is_not_found(database_url):
    ran = await gamescheduler("migrate", "up", "0999", database_url=database_url)
    assert (ran.code, ran.out) == (6, "")


async def test_database_from_the_future_is_a_mismatch(database_url):
    connection = await connect(database_url)
    await connection.execute("UPDATE alembic_version SET version_num = '0999'")
    await connection.close()
    for command in ("status", "up"):
        ran = await gamescheduler("migrate", command, database_url=database_url)
        assert ran.code == 9
        assert "is at 0999, which this version of gamescheduler does not know" in ran.err


async def test_no_database_names_the_ways_out():
    ran = await gamescheduler("migrate")
    assert ran.code == 3
    assert ran.err.startswith("✗ No database configured. Set GAMESCHEDULER_DATABASE_URL")
    assert "GAMESCHEDULER_DATA_DIR" in ran.err


@pytest.mark.parametrize("url", ["nonsense", "sqlite:///games.db", "postgresql://u:hush@host:port/name"])
async def test_wrong_url_is_refused_without_repeating_it(url):
    ran = await gamescheduler("migrate", database_url=url)
    assert ran.code == 3
    assert ran.err.startswith("✗ GAMESCHEDULER_DATABASE_URL")
    assert "hush" not in ran.err


async def test_database_that_is_away_is_said_to_be():
    ran = await gamescheduler("migrate", "status", "--json", database_url="postgresql://u@127.0.0.1:1/name")
    assert ran.code == 8
    assert ran.error["code"] == "unreachable"


async def test_database_that_does_not_exist_is_a_matter_of_configuration(database_url):
    ran = await gamescheduler("migrate", "status", database_url=make_url(database_url).set(database="nope"))
    assert ran.code == 3
    assert 'database "nope" does not exist' in ran.err
