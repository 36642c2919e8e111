"""The CLI's tests run the real command against real databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gamescheduler.app import App
from gamescheduler.clock import Clock
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.services import accounts, configuring, places
from gamescheduler.services.accounts import Seen
from tests.builders import GAMES, IVO, MIRA, TAVERN, open_tavern
from tests.cli.wired import Wired, open_wired


@pytest.fixture
async def friday_crew(database_url: str) -> AsyncIterator[App]:
    """A database that the bot has left alone with: Friday Crew, #games open, times in Berlin."""
    async with open_tavern(database_url, Clock()) as app:
        async with app.work(SCHEDULER) as work:
            await accounts.leave_guild(work, 200)
            await accounts.remember(
                work,
                Seen(MIRA, "mira.k", "Mira", TAVERN, nick="Mira (GM)"),
                Seen(IVO, "ivo", "Ivo", TAVERN),
            )
            await configuring.configure(work, await places.place(work, TAVERN), time_zone="Europe/Berlin")
            await configuring.configure(work, await places.place(work, TAVERN, GAMES), active=True)
        yield app


@pytest.fixture
async def wired(database_url: str) -> AsyncIterator[Wired]:
    """Friday Crew as the simulated Discord knows it."""
    async with open_wired(database_url) as wired:
        yield wired
