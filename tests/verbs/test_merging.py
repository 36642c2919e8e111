"""News that follow each other: told at once the first time, then together, and not at all when taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from gamescheduler.app import App
from gamescheduler.domain.notices import notices
from gamescheduler.events import GameMoved
from gamescheduler.models import GameId
from gamescheduler.services.settling import MERGED_WITHIN
from tests.builders import NOON, NOOR, FrozenClock, facts, join, post, rows, run_sql, sheet_of
from tests.verbs.hosts import edit

START = NOON + timedelta(days=1)
ONE, TWO, THREE = (START + timedelta(hours=hours) for hours in (1, 2, 3))


async def delivered(app: App) -> None:
    """The bot took every event that is due, and is done with it."""
    now = app.clock.now()
    await run_sql(app, "DELETE FROM outbox WHERE due_at <= :now", now=now)


async def waiting(app: App) -> list[tuple[Any, ...]]:
    return await rows(
        app, "SELECT event->>'version', due_at FROM outbox WHERE event->>'type' = 'game_moved' ORDER BY id"
    )


async def told(app: App, game: GameId) -> list[tuple[datetime | None, datetime]]:
    """Was and is, as people would read it now."""
    sheet = await sheet_of(app, game)
    moved = [notices(event, sheet, now=app.clock.now()) for event in await facts(app, GameMoved)]
    return [(notice.was, sheet.game.starts_at) for found in moved for notice in found]


async def test_the_first_move_is_told_at_once(app: App) -> None:
    game = await post(app)
    await edit(app, game, starts_at=ONE)
    assert await waiting(app) == [("2", NOON)]
    assert await facts(app, GameMoved) == [GameMoved(game_id=game, version=2, was=START, was_at="")]


async def test_moves_within_five_minutes_are_told_together(app: App, clock: FrozenClock) -> None:
    """From where people last heard it was, when the five minutes are over."""
    game = await post(app)
    await join(app, game, NOOR)
    await edit(app, game, starts_at=ONE)
    await delivered(app)
    clock.step(minutes=1)
    await edit(app, game, starts_at=TWO)
    clock.step(minutes=1)
    await edit(app, game, starts_at=THREE, location="Hall")
    assert await waiting(app) == [("5", NOON + MERGED_WITHIN)]
    assert await facts(app, GameMoved) == [GameMoved(game_id=game, version=5, was=ONE, was_at="")]
    assert await told(app, game) == [(ONE, THREE)]


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({"location": "Attic"}, START - timedelta(minutes=1)),
        ({"starts_at": START - timedelta(minutes=1)}, START - timedelta(minutes=2)),
        ({"starts_at": THREE}, START - timedelta(minutes=1)),
    ],
    ids=["place", "earlier", "later"],
)
async def test_what_would_be_told_too_late_to_be_of_use_is_told_before_the_start(
    app: App, clock: FrozenClock, changes: dict[str, Any], due: datetime
) -> None:
    """Told four minutes before it, and changed again: who expects it then reads of it in time."""
    game = await post(app)
    clock.at = START - timedelta(minutes=4)
    await edit(app, game, location="Hall")
    await delivered(app)
    clock.step(minutes=1)
    await edit(app, game, **changes)
    assert await waiting(app) == [("3", due)]
    clock.at = due
    await edit(app, game, location="Cellar")
    assert await waiting(app) == [("4", due)]


async def test_what_waits_is_told_sooner_when_the_start_comes_nearer(app: App, clock: FrozenClock) -> None:
    game = await post(app)
    await edit(app, game, starts_at=ONE)
    await delivered(app)
    clock.step(minutes=1)
    await edit(app, game, location="Hall")
    assert await waiting(app) == [("3", NOON + MERGED_WITHIN)]
    await edit(app, game, starts_at=NOON + timedelta(minutes=4))
    assert await waiting(app) == [("4", NOON + timedelta(minutes=3))]


async def test_a_new_place_of_a_running_game_is_told_at_once(app: App, clock: FrozenClock) -> None:
    game = await post(app)
    await join(app, game, NOOR)
    await edit(app, game, location="Hall")
    await delivered(app)
    clock.at = START
    await run_sql(app, "UPDATE game SET status = 'in_progress', told_at = :at", at=START)
    await edit(app, game, location="Attic")
    assert await waiting(app) == [("4", START)]
    assert await told(app, game) == [(START, START)]


async def test_what_was_moved_back_is_not_told(app: App, clock: FrozenClock) -> None:
    game = await post(app)
    await join(app, game, NOOR)
    await edit(app, game, starts_at=ONE, location="Hall")
    await delivered(app)
    clock.step(minutes=1)
    await edit(app, game, location="Attic")
    await edit(app, game, starts_at=TWO)
    await edit(app, game, starts_at=ONE, location="Hall")
    assert await told(app, game) == []


async def test_what_nobody_took_yet_is_told_from_the_beginning(app: App, clock: FrozenClock) -> None:
    """Also what is due already: the bot may have been away for an hour."""
    game = await post(app)
    await join(app, game, NOOR)
    await edit(app, game, starts_at=ONE)
    clock.step(hours=1)
    await edit(app, game, starts_at=TWO)
    assert await waiting(app) == [("4", NOON)]
    assert await told(app, game) == [(START, TWO)]
    await edit(app, game, starts_at=START)
    assert await told(app, game) == []


async def test_what_the_bot_has_in_hand_is_left_to_it(app: App, clock: FrozenClock) -> None:
    game = await post(app)
    await join(app, game, NOOR)
    await edit(app, game, starts_at=ONE)
    await run_sql(app, "UPDATE outbox SET attempts = 1 WHERE event->>'type' = 'game_moved'")
    await edit(app, game, starts_at=TWO)
    assert await waiting(app) == [("3", NOON), ("4", NOON + MERGED_WITHIN)]
    assert await told(app, game) == [(START, TWO), (ONE, TWO)]


async def test_moves_far_apart_are_told_each(app: App, clock: FrozenClock) -> None:
    game = await post(app)
    await edit(app, game, starts_at=ONE)
    await delivered(app)
    clock.step(minutes=5)
    await edit(app, game, starts_at=TWO)
    assert await waiting(app) == [("3", NOON + timedelta(minutes=5))]
    assert await facts(app, GameMoved) == [GameMoved(game_id=game, version=3, was=ONE, was_at="")]


async def test_another_games_news_are_not_merged(app: App) -> None:
    one, other = await post(app), await post(app)
    await edit(app, one, starts_at=ONE)
    await edit(app, other, starts_at=TWO)
    assert [event.game_id for event in await facts(app, GameMoved)] == [one, other]
