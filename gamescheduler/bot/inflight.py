"""Work that is under way: so much at once, and a moment to finish when it is time to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any

GRACE = 5.0
"""Seconds that what is under way has to finish once the block is left; the rest is cancelled."""


class InFlight:
    """Runs coroutines in the background, at most ``limit`` at once. None of them may raise."""

    def __init__(self, limit: int) -> None:
        self._room = asyncio.Semaphore(limit)
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> InFlight:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=GRACE)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    async def room(self) -> None:
        """Wait until another one may start."""
        async with self._room:
            pass

    async def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Wait for room, then let it run."""
        await self._room.acquire()
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._room.release()
