"""Whose message is behind, and whose turn it is to bring one up to date."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from gamescheduler.app import App
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.models import GameId, MessageId
from gamescheduler.services import announcing
from gamescheduler.services.announcing import LEASE, SPACING, SPACING_OLD, Turn
from tests.builders import GAMES, NOON, NOOR, TALK, FrozenClock, join, post, rows, run_sql

MESSAGE = MessageId(777)


async def take_turn(app: App) -> Turn | None:
    async with app.work(SCHEDULER) as work:
        return await announcing.take_turn(work)


async def show(app: App, turn: Turn, version: int = 1) -> None:
    async with app.work(SCHEDULER) as work:
        if turn.message_id is None:
            await announcing.posted(work, turn, MESSAGE)
        await announcing.shown(work, turn, version=version, digest=f"digest {version}")


async def fail(app: App, turn: Turn, retry_in: float | None) -> None:
    async with app.work(SCHEDULER) as work:
        await announcing.failed(work, turn, "Missing Permissions", retry_in=retry_in)


async def next_turn(app: App) -> object:
    async with app.work(SCHEDULER) as work:
        return await announcing.next_turn(work)


async def shown_game(app: App, clock: FrozenClock) -> GameId:
    """A game whose message is up to date, in a lane that is free again."""
    game = await post(app)
    turn = await take_turn(app)
    assert turn is not None
    await show(app, turn)
    clock.step(seconds=SPACING)
    return game


async def test_a_new_game_is_announced_first_by_one_bot_only(app: App) -> None:
    """B-104"""
    game = await post(app)
    turns = await asyncio.gather(*(take_turn(app) for _ in range(4)))
    (turn,) = (turn for turn in turns if turn)
    assert (turn.game_id, turn.channel_id, turn.message_id) == (game, GAMES, None)
    assert (turn.tried_before, turn.was_posted, turn.attempt) == (False, False, 1)


async def test_a_message_that_is_up_to_date_needs_no_turn(app: App, clock: FrozenClock) -> None:
    await shown_game(app, clock)
    assert (await take_turn(app), await next_turn(app)) == (None, None)


async def test_a_change_needs_a_turn_that_knows_the_message(app: App, clock: FrozenClock) -> None:
    game = await shown_game(app, clock)
    await join(app, game, NOOR)
    turn = await take_turn(app)
    assert turn is not None
    assert (turn.game_id, turn.message_id, turn.shown_hash) == (game, MESSAGE, "digest 1")
    assert (turn.was_posted, turn.attempt) == (True, 1)


async def test_a_change_during_the_turn_needs_another_turn(app: App, clock: FrozenClock) -> None:
    game = await post(app)
    turn = await take_turn(app)
    assert turn is not None
    await join(app, game, NOOR)
    await show(app, turn, version=1)
    assert await next_turn(app) == NOON + timedelta(seconds=SPACING)
    clock.step(seconds=SPACING)
    assert await take_turn(app) is not None


async def test_a_lane_rests_after_each_message(app: App, clock: FrozenClock) -> None:
    first, second = await post(app), await post(app)
    turn = await take_turn(app)
    assert turn is not None
    assert turn.game_id in (first, second)
    assert await take_turn(app) is None
    await show(app, turn)
    assert await take_turn(app) is None
    clock.step(seconds=SPACING)
    other = await take_turn(app)
    assert other is not None
    assert {turn.game_id, other.game_id} == {first, second}


async def test_an_old_message_rests_longer(app: App, clock: FrozenClock) -> None:
    """Discord allows 3 edits in 6 seconds of messages that are over an hour old."""
    game = await shown_game(app, clock)
    clock.step(hours=1)
    await join(app, game, NOOR)
    turn = await take_turn(app)
    assert turn is not None
    await show(app, turn, version=2)
    assert await rows(app, "SELECT free_at FROM lane") == [(clock.at + timedelta(seconds=SPACING_OLD),)]


async def test_channels_do_not_wait_for_each_other(app: App) -> None:
    await run_sql(app, "UPDATE channel SET bot_can_post = true")
    here, there = await post(app), await post(app, channel_id=TALK)
    turns = [await take_turn(app), await take_turn(app)]
    assert {turn.game_id for turn in turns if turn} == {here, there}


async def test_a_status_change_goes_before_the_rest(app: App, clock: FrozenClock) -> None:
    early, started = await shown_game(app, clock), await shown_game(app, clock)
    await join(app, early, NOOR)
    await join(app, started, NOOR)
    await run_sql(app, "UPDATE game SET status = 'in_progress' WHERE id = :id", id=started)
    turn = await take_turn(app)
    assert turn is not None
    assert turn.game_id == started


async def test_a_bot_that_died_leaves_its_turn_to_another(app: App, clock: FrozenClock) -> None:
    """`tried_before` and the nonce make the next one find the message before it posts again."""
    await post(app)
    first = await take_turn(app)
    clock.step(seconds=LEASE)
    second = await take_turn(app)
    assert first is not None
    assert second is not None
    assert (second.tried_before, second.was_posted, second.attempt) == (True, False, 2)
    assert first.nonce == second.nonce


async def test_a_failure_is_tried_again_later(app: App, clock: FrozenClock) -> None:
    await post(app)
    turn = await take_turn(app)
    assert turn is not None
    await fail(app, turn, retry_in=5)
    assert await next_turn(app) == NOON + timedelta(seconds=5)
    clock.step(seconds=5)
    again = await take_turn(app)
    assert again is not None
    assert again.attempt == 2


async def test_a_failure_for_good_is_kept_and_does_not_hold_up_the_lane(app: App, clock: FrozenClock) -> None:
    parked, other = await post(app), await post(app)
    turn = await take_turn(app)
    assert turn is not None
    await fail(app, turn, retry_in=None)
    clock.step(seconds=SPACING)
    next_ = await take_turn(app)
    assert next_ is not None
    assert {turn.game_id, next_.game_id} == {parked, other}
    query = "SELECT parked_at, last_error FROM announcement WHERE game_id = :id"
    assert await rows(app, query, id=turn.game_id) == [(NOON, "Missing Permissions")]
