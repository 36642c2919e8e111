"""Writing down what was done at Discord, also while the database is away for a moment."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from gamescheduler.app import App
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.errors import Unreachable
from gamescheduler.services.work import Work

log = logging.getLogger(__name__)

PATIENCE = 20.0
_PAUSE = 0.25


async def record(app: App, note: Callable[[Work], Awaitable[None]]) -> None:
    """Commit what happened. A message that is out but not written down would be looked for again.

    Raises `Unreachable` when the database stays away for `PATIENCE` seconds.
    """
    loop = asyncio.get_running_loop()
    give_up = loop.time() + PATIENCE
    while True:
        try:
            async with app.work(SCHEDULER) as work:
                await note(work)
            return
        except Unreachable:
            if loop.time() > give_up:
                raise
            log.warning("the database is away, keeping a result until it is back")
            await asyncio.sleep(_PAUSE)
