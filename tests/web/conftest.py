"""The web's tests visit real pages over a real socket, with the simulated Discord behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gamescheduler.web.serving import listen, serving
from tests.cast import door
from tests.tavern import Door
from tests.web.hall import Hall, Threshold, open_hall

__all__ = ["door"]


@pytest.fixture(scope="session")
async def threshold() -> AsyncIterator[Threshold]:
    threshold = Threshold()
    with listen("127.0.0.1", 0) as listener:
        threshold.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with serving(threshold, listener):
            yield threshold


@pytest.fixture
async def hall(threshold: Threshold, door: Door, database_url: str) -> AsyncIterator[Hall]:
    async with open_hall(threshold, door, database_url) as hall:
        yield hall
