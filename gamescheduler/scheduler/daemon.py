"""The scheduler: one loop that sleeps until the next row is due, whatever the table."""

from __future__ import annotations

import asyncio
import logging

from gamescheduler.adapters.database import Bell
from gamescheduler.app import App
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.errors import Unreachable
from gamescheduler.scheduler.sources import Source
from gamescheduler.services import due

log = logging.getLogger(__name__)

NAP = 60.0
"""Longest sleep in wall seconds. Belt and braces: a lost bell makes a row late, never lost."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0

_HELD = 0.25
"""Pause when the next row is due but another daemon, or a person changing the game, holds it."""


async def run(source: Source, app: App, bell: Bell, stop: asyncio.Event) -> None:
    """Fire what is due until ``stop`` is set; ring the bell after setting it. Several copies share the rows.

    The bell is hushed before looking, so that a change made while we look wakes us. No transaction is
    open while we sleep.
    """
    pause = _FIRST_PAUSE
    while not stop.is_set():
        bell.hush()
        try:
            nap = await _pass(source, app)
            pause = _FIRST_PAUSE
        except Unreachable:
            log.warning("%s: the database is away, trying again in %.1f s", source.name, pause)
            nap, pause = pause, min(pause * 2, _LONGEST_PAUSE)
        await bell.wait(nap)


async def _pass(source: Source, app: App) -> float:
    """Deal with one batch; how long to nap after it, in wall seconds."""
    try:
        fired = await source.fire(app, None)
    except Unreachable:
        raise
    except Exception:
        log.exception("%s: a batch failed, going row by row", source.name)
        await _row_by_row(source, app)
        return 0.0
    if fired.count:
        log.info("%s: fired %d", source.name, fired.count)
        return 0.0
    if fired.head is None:
        return NAP
    seconds = app.clock.wall_seconds_until(fired.head)
    return min(seconds, NAP) if seconds > 0 else _HELD


async def _row_by_row(source: Source, app: App) -> None:
    """One bad row must not hold up the others: each is tried alone, what fails is put off."""
    async with app.work(SCHEDULER) as work:
        ids = await due.due_ids(work, source.table, limit=100)
    for row_id in ids:
        try:
            await source.fire(app, row_id)
        except Unreachable:
            raise
        except Exception as error:
            log.exception("%s: row %d failed", source.name, row_id)
            async with app.work(SCHEDULER) as work:
                await due.put_off(work, source.table, row_id, repr(error))
