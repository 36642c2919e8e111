"""The database is killed and comes back, on a server of this test's own."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from gamescheduler.adapters import migrations
from gamescheduler.adapters.embedded import EmbeddedPostgres
from gamescheduler.errors import Unreachable
from gamescheduler.events import ReminderDue
from gamescheduler.scheduler import daemon
from gamescheduler.scheduler.sources import REMINDERS
from tests.builders import NOON, FrozenClock, facts, open_tavern, post, until


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(tmp_path / "postgres", settings={"fsync": "off"})
    await asyncio.to_thread(server.start)
    await asyncio.to_thread(migrations.upgrade, server.url())
    yield server
    await asyncio.to_thread(server.stop)


async def test_the_daemon_outlives_its_database(server: EmbeddedPostgres, clock: FrozenClock) -> None:
    async def given() -> bool:
        try:
            return bool(await facts(app, ReminderDue))
        except Unreachable:
            return False

    async with open_tavern(server.url(), clock, listen=True) as app:
        game = await post(app, reminders=(60,))
        bell, stop = app.listener.bell(REMINDERS.channel), asyncio.Event()
        task = asyncio.create_task(daemon.run(REMINDERS, app, bell, stop))
        await asyncio.sleep(0.2)

        pid = server.postmaster_pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(Unreachable):
            await facts(app)
        clock.at = NOON + timedelta(hours=23)
        bell.ring()
        await asyncio.sleep(0.5)
        assert not task.done()

        await asyncio.to_thread(server.start)
        await until(given, 20)
        assert await facts(app, ReminderDue) == [
            ReminderDue(game_id=game, lead=60, starts_at=NOON + timedelta(days=1))
        ]
        stop.set()
        bell.ring()
        await asyncio.wait_for(task, 5)
