"""The CLI's tests run the real command against real databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gamescheduler.app import App
from gamescheduler.clock import Clock
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.services import accounts, configuring
from gamescheduler.services.accounts import Seen
from tests.builders import GAMES, IVO, MIRA, TAVERN, open_tavern


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
            await configuring.configure_guild(work, TAVERN, time_zone="Europe/Berlin")
            await configuring.configure_channel(work, TAVERN, GAMES, active=True)
        yield app
