"""The triggers: which change of which row wakes whoever waits for it. Measured by listening."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

SEED = """
    INSERT INTO app_user (id, username) VALUES (1, 'mira');
    INSERT INTO guild (id, name, owner_id) VALUES (1, 'Friday Crew', 1);
    INSERT INTO channel (id, guild_id, name, position, bot_can_post) VALUES (1, 1, 'games', 0, true);
    INSERT INTO game (id, guild_id, channel_id, host_id, title, description, location, instructions,
                      starts_at, zone, signup, thread, reminder_route, status, version, details_version,
                      roster_version, cancel_reason, created_at)
    SELECT id, 1, 1, 1, 'Strahd', '', '', '', now(), 'UTC', 'open', 'off', 'dm', 'scheduled', 1, 1, 1, '',
           now()
    FROM unnest(ARRAY['one', 'two']) AS id;
    INSERT INTO notification_schedule (game_id, kind, lead, due_at, attempts)
        VALUES ('one', 'reminder', 60, now(), 0), ('one', 'reminder', 15, now(), 0);
    INSERT INTO game_status_schedule (game_id, target, due_at, attempts)
        VALUES ('one', 'completed', now(), 0);
    INSERT INTO outbox (queue, event, due_at, attempts, created_at) VALUES ('bot', '{}', now(), 0, now());
    INSERT INTO announcement (game_id, channel_id, wanted, shown, due_at, attempts)
        VALUES ('one', 1, 1, 1, now(), 0);
"""
INSERTS = {
    "notification_schedule": "(game_id, kind, lead, due_at, attempts) VALUES ('two', '', 5, now(), 0)",
    "game_status_schedule": "(game_id, target, due_at, attempts) VALUES ('two', 'completed', now(), 0)",
    "outbox": "(queue, event, due_at, attempts, created_at) VALUES ('bot', '{}', now(), 0, now())",
    "announcement": "(game_id, channel_id, wanted, shown, due_at, attempts) SELECT 'two', 1, 1, 0, now(), 0",
}
SCHEDULES = ("notification_schedule", "game_status_schedule")
TABLES = (*SCHEDULES, "outbox")


class Ears:
    """One connection that changes rows and hears its own bells: they arrive with the commit's answer."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._heard: list[str] = []

    async def listen(self) -> None:
        for table in INSERTS:
            await self._connection.add_listener(table, self._hear)

    def _hear(self, _connection: object, _pid: int, channel: str, payload: object) -> None:
        self._heard.append(f"{channel}{payload}")

    async def after(self, *statements: str) -> list[str]:
        """The bells that ring when these are committed together."""
        self._heard.clear()
        async with self._connection.transaction():
            for statement in statements:
                await self._connection.execute(statement)
        await self._connection.execute("SELECT 1")
        return self._heard.copy()


@pytest.fixture
async def ears(database_url: str) -> AsyncIterator[Ears]:
    connection = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    await connection.execute(SEED)
    ears = Ears(connection)
    await ears.listen()
    yield ears
    await connection.close()


@pytest.mark.parametrize("table", INSERTS)
async def test_a_new_row_rings_once(ears: Ears, table: str) -> None:
    assert await ears.after(f"INSERT INTO {table} {INSERTS[table]}") == [table]


@pytest.mark.parametrize("table", TABLES)
async def test_a_row_that_comes_nearer_rings(ears: Ears, table: str) -> None:
    """B-64"""
    assert await ears.after(f"UPDATE {table} SET due_at = due_at - interval '1 second'") == [table]


@pytest.mark.parametrize(
    "change",
    [
        "due_at = due_at + interval '1 hour'",
        "attempts = 9, last_error = 'x'",
        "parked_at = now()",
        "due_at = due_at",
    ],
)
@pytest.mark.parametrize("table", TABLES)
async def test_a_row_that_does_not_come_nearer_wakes_nobody(ears: Ears, table: str, change: str) -> None:
    assert await ears.after(f"UPDATE {table} SET {change}") == []


@pytest.mark.parametrize("table", TABLES)
async def test_deleting_wakes_nobody(ears: Ears, table: str) -> None:
    assert await ears.after(f"DELETE FROM {table}") == []


@pytest.mark.parametrize("table", SCHEDULES)
async def test_finishing_wakes_nobody_and_undoing_it_rings(ears: Ears, table: str) -> None:
    assert await ears.after(f"UPDATE {table} SET done_at = now()") == []
    assert await ears.after(f"UPDATE {table} SET due_at = due_at - interval '1 hour'") == []
    assert await ears.after(f"UPDATE {table} SET done_at = NULL") == [table]


@pytest.mark.parametrize("table", TABLES)
async def test_taking_a_row_back_from_the_park_rings(ears: Ears, table: str) -> None:
    await ears.after(f"UPDATE {table} SET parked_at = now()")
    assert await ears.after(f"UPDATE {table} SET parked_at = NULL, due_at = due_at + interval '1 hour'") == [
        table
    ]


async def test_a_statement_rings_once_whatever_its_size(ears: Ears) -> None:
    assert await ears.after("UPDATE notification_schedule SET due_at = due_at - interval '1 minute'") == [
        "notification_schedule"
    ]


async def test_one_row_nearer_among_many_later_rings(ears: Ears) -> None:
    change = "due_at = due_at + CASE lead WHEN 60 THEN interval '-1 s' ELSE interval '1 h' END"
    assert await ears.after(f"UPDATE notification_schedule SET {change}") == ["notification_schedule"]


async def test_a_change_that_is_rolled_back_wakes_nobody(ears: Ears) -> None:
    with pytest.raises(asyncpg.DivisionByZeroError):
        await ears.after(f"INSERT INTO outbox {INSERTS['outbox']}", "SELECT 1 / 0")
    assert await ears.after("SELECT 1") == []


@pytest.mark.parametrize(
    ("change", "rings"),
    [
        ("wanted = 2", True),
        ("shown = 1, due_at = due_at - interval '1 second'", False),
        ("attempts = 3", False),
        ("wanted = 2, parked_at = now()", False),
    ],
)
async def test_an_announcement_rings_when_it_falls_behind(ears: Ears, change: str, rings: bool) -> None:
    assert await ears.after(f"UPDATE announcement SET {change}") == (["announcement"] if rings else [])


async def test_an_announcement_that_is_behind_rings_when_it_may_be_tried_sooner(ears: Ears) -> None:
    await ears.after("UPDATE announcement SET wanted = 2")
    assert await ears.after("UPDATE announcement SET due_at = due_at + interval '1 minute'") == []
    assert await ears.after("UPDATE announcement SET due_at = due_at - interval '1 minute'") == [
        "announcement"
    ]
