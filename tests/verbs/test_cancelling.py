"""Calling a game off: once, for good, and with everybody told."""

from __future__ import annotations

import asyncio

import pytest

from gamescheduler.app import App
from gamescheduler.domain.drafts import GameChanges
from gamescheduler.domain.sheet import Change
from gamescheduler.errors import Invalid, Refused
from gamescheduler.events import GameCancelled
from gamescheduler.models import GameId, Status
from gamescheduler.services import hosting
from tests.builders import (
    HOST,
    MIRA,
    NOON,
    facts,
    post,
    rows,
    run_sql,
    sheet_of,
)


async def cancel(app: App, game: GameId, reason: str = "") -> Change:
    async with app.work(HOST) as work:
        return await hosting.cancel(work, game, reason)


async def test_cancelling_closes_every_pending_row(app: App) -> None:
    """B-76"""
    game = await post(app, reminders=(60, 15))
    await cancel(app, game, " Rain ")
    stored = (await sheet_of(app, game)).game
    assert (stored.status, stored.version) == (Status.CANCELLED, 2)
    assert (stored.cancelled_by, stored.cancelled_at, stored.cancel_reason) == (MIRA, NOON, "Rain")
    for table in ("notification_schedule", "game_status_schedule"):
        assert await rows(app, f"SELECT DISTINCT done_at, skipped FROM {table}") == [(NOON, "cancelled")]
    assert await facts(app, GameCancelled) == [GameCancelled(game_id=game)]
    assert await rows(app, "SELECT wanted FROM announcement") == [(2,)]


async def test_cancelling_twice_changes_nothing(app: App) -> None:
    game = await post(app)
    assert (await cancel(app, game, "Rain")).made
    before = await facts(app)
    assert not (await cancel(app, game, "Snow")).made
    assert (await sheet_of(app, game)).game.cancel_reason == "Rain"
    assert await facts(app) == before


async def test_cancelling_at_once_tells_once(app: App) -> None:
    game = await post(app)
    changes = await asyncio.gather(*(cancel(app, game) for _ in range(5)))
    assert [change.made for change in changes].count(True) == 1
    assert len(await facts(app, GameCancelled)) == 1


async def test_a_completed_game_is_not_cancelled(app: App) -> None:
    """B-74"""
    game = await post(app)
    await run_sql(app, "UPDATE game SET status = 'completed'")
    with pytest.raises(Refused, match="finished"):
        await cancel(app, game)


async def test_a_reason_that_is_too_long_cancels_nothing(app: App) -> None:
    game = await post(app)
    with pytest.raises(Invalid, match="cancel_reason too_long"):
        await cancel(app, game, "x" * 501)
    assert (await sheet_of(app, game)).game.status == Status.SCHEDULED


async def test_every_verb_of_a_host_is_audited(app: App) -> None:
    game = await post(app)
    async with app.work(HOST) as work:
        await hosting.edit(work, game, GameChanges(max_players=4))
    await cancel(app, game)
    logged = "SELECT actor, verb, before, after FROM audit WHERE game_id = :game ORDER BY id"
    posted, edited, cancelled = await rows(app, logged, game=game)
    assert posted[:3] == ("user:1", "post", {})
    assert posted[3]["title"] == "Curse of Strahd"
    assert posted[3]["starts_at"] == "2026-11-24T12:00:00+00:00"
    assert edited == ("user:1", "edit", {"max_players": 2}, {"max_players": 4})
    assert cancelled == ("user:1", "cancel", {"status": "scheduled"}, {"status": "cancelled"})
