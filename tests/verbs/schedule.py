"""What the schedule rows of a test say, and what makes them due."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from gamescheduler.app import App
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.domain.drafts import GameChanges
from gamescheduler.models import GameId
from gamescheduler.services import hosting, timing
from gamescheduler.services.timing import Fired
from tests.builders import HOST, NOON, rows

START = NOON + timedelta(hours=2)


async def edit(app: App, game: GameId, **changes: Any) -> None:
    async with app.work(HOST) as work:
        await hosting.edit(work, game, GameChanges(**changes))


async def remind(app: App, **how: Any) -> Fired:
    async with app.work(SCHEDULER) as work:
        return await timing.remind(work, **{"limit": 100, **how})


async def advance(app: App, **how: Any) -> Fired:
    async with app.work(SCHEDULER) as work:
        return await timing.advance(work, **{"limit": 100, **how})


async def reminders(app: App) -> list[tuple[Any, ...]]:
    """Lead, when it is due, and whether it waits, was given, or why it never will be."""
    return await rows(
        app,
        "SELECT lead, due_at, CASE WHEN done_at IS NULL THEN 'waits' ELSE coalesce(skipped, 'given') END "
        "FROM notification_schedule ORDER BY lead DESC",
    )


async def transitions(app: App) -> list[tuple[Any, ...]]:
    return await rows(
        app,
        "SELECT target, due_at, CASE WHEN done_at IS NULL THEN 'waits' ELSE coalesce(skipped, 'done') END "
        "FROM game_status_schedule ORDER BY due_at",
    )


def before(minutes: int, start: datetime = START) -> datetime:
    return start - timedelta(minutes=minutes)
