from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gamescheduler.app import App
from tests.builders import FrozenClock, open_tavern


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
async def app(database_url: str, clock: FrozenClock) -> AsyncIterator[App]:
    async with open_tavern(database_url, clock) as app:
        yield app
