"""What is due is done once, late or not."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from gamescheduler.app import App
from gamescheduler.events import GameCompleted, GameStarted, ReminderDue
from gamescheduler.models import Status
from gamescheduler.services import queries
from gamescheduler.services.timing import Fired
from tests.builders import HOST, FrozenClock, facts, post, rows, sheet_of
from tests.verbs.schedule import START, advance, before, remind, reminders, transitions


async def test_a_due_reminder_is_given_once(app: App, clock: FrozenClock) -> None:
    game = await post(app, starts_at=START, reminders=(60, 15))
    clock.at = before(60)
    assert (await remind(app)).count == 1
    assert await remind(app) == Fired(0, before(15))
    assert await facts(app, ReminderDue) == [ReminderDue(game_id=game, lead=60, starts_at=START)]


async def test_a_reminder_that_is_late_is_given_while_the_game_has_not_begun(
    app: App, clock: FrozenClock
) -> None:
    """B-62"""
    await post(app, starts_at=START, reminders=(60,))
    clock.at = before(50)
    await remind(app)
    assert await reminders(app) == [(60, before(60), "given")]


async def test_a_reminder_that_missed_the_start_is_closed_with_the_reason(
    app: App, clock: FrozenClock
) -> None:
    """B-62"""
    await post(app, starts_at=START, reminders=(60,))
    clock.at = START
    assert (await remind(app)).count == 1
    assert await reminders(app) == [(60, before(60), "started")]
    assert await facts(app, ReminderDue) == []


async def test_claiming_takes_no_more_than_the_limit_and_the_earliest_first(
    app: App, clock: FrozenClock
) -> None:
    await post(app, starts_at=START, reminders=(60, 30, 15))
    clock.at = before(10)
    assert (await remind(app, limit=2)).count == 2
    assert [event.lead for event in await facts(app, ReminderDue)] == [60, 30]


async def test_two_daemons_never_give_the_same_reminder(app: App, clock: FrozenClock) -> None:
    """B-67"""
    for _ in range(20):
        await post(app, starts_at=START, reminders=(60,))
    clock.at = before(60)
    fired = await asyncio.gather(*(remind(app, limit=5) for _ in range(8)))
    assert sum(each.count for each in fired) + (await remind(app)).count == 20
    assert len(await facts(app, ReminderDue)) == 20


async def test_a_transition_moves_the_game_and_tells(app: App, clock: FrozenClock) -> None:
    game = await post(app, starts_at=START)
    clock.at = START
    end = START + timedelta(hours=1)
    assert await advance(app) == Fired(1, end)
    assert (await sheet_of(app, game)).game.status == Status.IN_PROGRESS
    assert await facts(app, GameStarted, GameCompleted) == [GameStarted(game_id=game)]
    assert await rows(app, "SELECT wanted FROM announcement") == [(2,)]
    clock.at = end
    assert await advance(app) == Fired(1, None)
    assert await transitions(app) == [("in_progress", START, "done"), ("completed", end, "done")]


async def test_transitions_missed_by_both_are_applied_in_order(app: App, clock: FrozenClock) -> None:
    """B-73"""
    game = await post(app, starts_at=START)
    clock.at = START + timedelta(days=1)
    assert await advance(app) == Fired(2, None)
    assert (await sheet_of(app, game)).game.status == Status.COMPLETED
    assert await facts(app, GameStarted, GameCompleted) == [
        GameStarted(game_id=game),
        GameCompleted(game_id=game),
    ]


async def test_an_end_that_comes_alone_passes_through_the_start(app: App, clock: FrozenClock) -> None:
    """B-73: the row of the start is held up; when it comes, it changes nothing."""
    game = await post(app, starts_at=START)
    clock.at = START + timedelta(days=1)
    [(last,)] = await rows(app, "SELECT id FROM game_status_schedule WHERE target = 'completed'")
    await advance(app, only=last)
    told = await facts(app)
    await advance(app)
    assert (await sheet_of(app, game)).game.status == Status.COMPLETED
    assert await facts(app) == told
    assert [state for *_, state in await transitions(app)] == ["completed", "done"]


async def test_a_game_held_by_somebody_is_left_for_later(app: App, clock: FrozenClock) -> None:
    """Waiting for each other would be a deadlock: a person holds the game and wants its rows."""
    game = await post(app, starts_at=START)
    clock.at = START
    async with app.work(HOST) as work:
        await queries.sheet(work, game, lock=True)
        assert await asyncio.wait_for(advance(app), 5) == Fired(0, START)
    assert (await advance(app)).count == 1
