"""The schedule rows: what stands for a game, and how an edit moves it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from gamescheduler.app import App
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.events import GameStarted, ReminderDue
from gamescheduler.services import timing
from gamescheduler.services.timing import Fired
from tests.builders import NOON, FrozenClock, facts, post, rows, run_sql, sheet_of, until
from tests.verbs.schedule import START, advance, before, edit, remind, reminders, transitions


@pytest.mark.parametrize(
    ("ahead", "leads"),
    [(timedelta(hours=2), [60, 15]), (timedelta(minutes=30), [15]), (timedelta(minutes=10), [])],
)
async def test_a_reminder_whose_moment_is_past_is_not_made(
    app: App, ahead: timedelta, leads: list[int]
) -> None:
    """B-52, B-53"""
    start = NOON + ahead
    await post(app, starts_at=start, reminders=(60, 15))
    assert await reminders(app) == [(lead, before(lead, start), "waits") for lead in leads]


@pytest.mark.parametrize(("duration", "minutes"), [(None, 60), (90, 90)])
async def test_a_game_starts_and_ends_by_itself(app: App, duration: int | None, minutes: int) -> None:
    """B-70"""
    await post(app, starts_at=START, duration=duration)
    assert await transitions(app) == [
        ("in_progress", START, "waits"),
        ("completed", START + timedelta(minutes=minutes), "waits"),
    ]


async def test_moving_a_game_moves_what_waits_and_gives_again_what_was_given(
    app: App, clock: FrozenClock
) -> None:
    """B-55"""
    game = await post(app, starts_at=START, reminders=(60, 15))
    clock.at = before(60)
    await remind(app)
    assert await reminders(app) == [(60, before(60), "given"), (15, before(15), "waits")]
    later = START + timedelta(days=1)
    await edit(app, game, starts_at=later)
    assert await reminders(app) == [(60, before(60, later), "waits"), (15, before(15, later), "waits")]


async def test_moving_a_game_nearer_drops_the_reminder_that_is_past_by_then(app: App) -> None:
    """B-56"""
    game = await post(app, starts_at=START, reminders=(60, 15))
    sooner = NOON + timedelta(minutes=30)
    await edit(app, game, starts_at=sooner)
    assert await reminders(app) == [(60, before(60), "rescheduled"), (15, before(15, sooner), "waits")]


async def test_other_edits_leave_the_schedule_alone(app: App, clock: FrozenClock) -> None:
    game = await post(app, starts_at=START, reminders=(60, 15))
    clock.at = before(50)
    await edit(app, game, title="Ravenloft")
    assert await reminders(app) == [(60, before(60), "waits"), (15, before(15), "waits")]
    await remind(app)
    await edit(app, game, title="Barovia")
    assert await reminders(app) == [(60, before(60), "given"), (15, before(15), "waits")]


async def test_an_edit_leaves_a_reminder_alone_that_failed_and_is_tried_again(
    app: App, clock: FrozenClock
) -> None:
    game = await post(app, starts_at=START, reminders=(60,))
    clock.at = before(50)
    await run_sql(app, "UPDATE notification_schedule SET due_at = :at, attempts = 3", at=before(49))
    await edit(app, game, title="Ravenloft")
    clock.at = before(48)
    assert (await remind(app)).count == 1
    assert len(await facts(app, ReminderDue)) == 1


async def test_taking_a_reminder_away_and_back_does_not_give_it_twice(app: App, clock: FrozenClock) -> None:
    game = await post(app, starts_at=START, reminders=(60, 15))
    clock.at = before(60)
    await remind(app)
    await edit(app, game, reminders=(15,))
    await edit(app, game, reminders=(60, 15, 5))
    assert await reminders(app) == [
        (60, before(60), "given"), (15, before(15), "waits"), (5, before(5), "waits")
    ]  # fmt: skip


async def test_a_reminder_taken_away_does_not_come(app: App, clock: FrozenClock) -> None:
    game = await post(app, starts_at=START, reminders=(60, 15))
    await edit(app, game, reminders=())
    clock.at = before(1)
    assert await remind(app) == Fired(0, None)


async def test_a_reminder_given_while_its_game_is_being_moved_is_given_again(
    app: App, clock: FrozenClock
) -> None:
    """Claiming does not wait for the game's lock, so the mover must see what was given meanwhile."""
    game = await post(app, starts_at=START, reminders=(60,))
    clock.at = before(60)
    later = START + timedelta(days=1)
    async with app.work(SCHEDULER) as daemon:
        assert (await timing.remind(daemon, limit=100)).count == 1
        moving = asyncio.create_task(edit(app, game, starts_at=later))
        await until(lambda: waits_for_a_lock(app))
    await moving
    assert await reminders(app) == [(60, before(60, later), "waits")]


async def waits_for_a_lock(app: App) -> bool:
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return bool(await rows(app, waiting))


async def test_editing_before_the_start_moves_both_transitions(app: App) -> None:
    """B-71"""
    game = await post(app, starts_at=START)
    later = START + timedelta(hours=3)
    await edit(app, game, starts_at=later, duration=30)
    assert await transitions(app) == [
        ("in_progress", later, "waits"),
        ("completed", later + timedelta(minutes=30), "waits"),
    ]


async def test_editing_a_running_game_moves_only_its_end(app: App, clock: FrozenClock) -> None:
    """B-71"""
    game = await post(app, starts_at=START)
    clock.at = START
    await advance(app)
    told = await facts(app, GameStarted)
    await edit(app, game, duration=120)
    await advance(app)
    assert await facts(app, GameStarted) == told
    assert await transitions(app) == [
        ("in_progress", START, "done"),
        ("completed", START + timedelta(hours=2), "waits"),
    ]


async def test_syncing_twice_changes_nothing(app: App) -> None:
    game = await post(app, starts_at=START, reminders=(60, 15))
    query = "SELECT *, xmin FROM notification_schedule ORDER BY id"
    once = await rows(app, query)
    async with app.work(SCHEDULER) as work:
        for _ in range(2):
            await timing.sync(work, (await sheet_of(app, game)).game)
    assert await rows(app, query) == once
