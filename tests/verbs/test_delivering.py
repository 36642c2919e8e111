"""Direct messages as rows: planned once, sent once, each accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from gamescheduler.app import App
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.domain.drafts import GameChanges
from gamescheduler.events import AnyEvent, GameCancelled, ReminderDue, RosterChanged
from gamescheduler.models import ChannelId, DeliveryState, GameId, MessageId, UserId
from gamescheduler.services import accounts, delivering, hosting, timing
from gamescheduler.services.delivering import Mailing, Outgoing
from tests.builders import (
    ADA,
    HOST,
    MIRA,
    NOON,
    NOOR,
    SAM,
    TAVERN,
    FrozenClock,
    facts,
    join,
    leave,
    post,
    rows,
    run_sql,
)

START = NOON + timedelta(days=1)


async def plan(app: App, event: AnyEvent) -> Mailing:
    async with app.work(SCHEDULER) as work:
        return await delivering.plan(work, event)


async def reminder(app: App, clock: FrozenClock, game: GameId) -> AnyEvent:
    clock.at = START - timedelta(minutes=60)
    async with app.work(SCHEDULER) as work:
        await timing.remind(work, limit=10)
    (event,) = await facts(app, ReminderDue)
    return event


def told(outgoing: Sequence[Outgoing]) -> list[tuple[UserId, str]]:
    return sorted((each.notice.user_id, each.notice.kind) for each in outgoing)


async def test_planning_writes_down_everybody_before_anything_is_sent(app: App, clock: FrozenClock) -> None:
    """B-58"""
    game = await post(app, reminders=(60,))
    await join(app, game, NOOR, SAM, ADA)
    mailing = await plan(app, await reminder(app, clock, game))
    assert told(mailing.outgoing) == [
        (MIRA, "reminder_host"), (NOOR, "reminder"), (SAM, "reminder"), (ADA, "reminder_waiting")
    ]  # fmt: skip
    states = await rows(app, "SELECT DISTINCT state, attempted_at, finished_at FROM delivery")
    assert states == [("planned", clock.at, None)]


async def test_an_event_read_twice_is_sent_once(app: App, clock: FrozenClock) -> None:
    """B-67"""
    game = await post(app, reminders=(60,))
    event = await reminder(app, clock, game)
    (first,) = (await plan(app, event)).outgoing
    async with app.work(SCHEDULER) as work:
        await delivering.sent(work, first, MessageId(9))
    assert (await plan(app, event)).outgoing == []
    assert await rows(app, "SELECT state, message_id FROM delivery") == [("sent", 9)]


async def test_a_message_that_may_be_out_says_when_it_was_tried(app: App, clock: FrozenClock) -> None:
    event = await reminder(app, clock, await post(app, reminders=(60,)))
    (first,) = (await plan(app, event)).outgoing
    tried = clock.at
    clock.step(seconds=30)
    (again,) = (await plan(app, event)).outgoing
    assert (first.tried_at, again.tried_at) == (None, tried)
    assert first.delivery_id == again.delivery_id


async def test_somebody_who_left_before_the_message_was_read_is_not_told(
    app: App, clock: FrozenClock
) -> None:
    game = await post(app, reminders=(60,))
    await join(app, game, NOOR, SAM)
    event = await reminder(app, clock, game)
    await leave(app, game, NOOR)
    assert told((await plan(app, event)).outgoing) == [(MIRA, "reminder_host"), (SAM, "reminder")]


async def test_somebody_who_joined_after_the_reminder_gets_the_next_one_only(
    app: App, clock: FrozenClock
) -> None:
    """B-61"""
    game = await post(app, reminders=(60, 15))
    await plan(app, await reminder(app, clock, game))
    await join(app, game, NOOR)
    clock.at = START - timedelta(minutes=15)
    async with app.work(SCHEDULER) as work:
        await timing.remind(work, limit=10)
    mailing = await plan(app, (await facts(app, ReminderDue))[-1])
    assert told(mailing.outgoing) == [(MIRA, "reminder_host"), (NOOR, "reminder")]


async def test_a_game_moved_and_reminded_again_is_a_new_occasion(app: App, clock: FrozenClock) -> None:
    """B-55"""
    game = await post(app, reminders=(60,))
    for message in (await plan(app, await reminder(app, clock, game))).outgoing:
        async with app.work(SCHEDULER) as work:
            await delivering.sent(work, message, MessageId(9))
    async with app.work(HOST) as work:
        await hosting.edit(work, game, GameChanges(starts_at=START + timedelta(days=1)))
    clock.step(days=1)
    async with app.work(SCHEDULER) as work:
        await timing.remind(work, limit=10)
    again = (await facts(app, ReminderDue))[-1]
    assert told((await plan(app, again)).outgoing) == [(MIRA, "reminder_host")]


async def test_a_promotion_is_one_message(app: App) -> None:
    """B-25"""
    game = await post(app)
    await join(app, game, NOOR, SAM, ADA)
    await leave(app, game, NOOR)
    event = (await facts(app, RosterChanged))[-1]
    assert told((await plan(app, event)).outgoing) == [(ADA, "promoted")]


async def test_a_cancellation_reaches_the_host_once(app: App) -> None:
    game = await post(app)
    await join(app, game, NOOR)
    async with app.work(HOST) as work:
        await hosting.cancel(work, game)
    (event,) = await facts(app, GameCancelled)
    assert told((await plan(app, event)).outgoing) == [(MIRA, "cancelled"), (NOOR, "cancelled")]


async def test_a_game_of_a_server_that_was_left_has_no_mail(app: App, clock: FrozenClock) -> None:
    event = await reminder(app, clock, await post(app, reminders=(60,)))
    async with app.work(SCHEDULER) as work:
        await accounts.leave_guild(work, TAVERN)
    assert await plan(app, event) == Mailing(None, ())


async def test_a_person_who_takes_no_messages_is_remembered_until_one_gets_through(
    app: App, clock: FrozenClock
) -> None:
    event = await reminder(app, clock, await post(app, reminders=(60,)))
    (message,) = (await plan(app, event)).outgoing
    async with app.work(SCHEDULER) as work:
        await delivering.closed(work, message)
        await delivering.skipped(work, message, "closed")
        (delivery,) = await delivering.of_game(work, message_game(event))
    assert (delivery.state, delivery.reason, delivery.finished_at) == (
        DeliveryState.SKIPPED,
        "closed",
        clock.at,
    )
    blocked = "SELECT dm_blocked_at FROM app_user WHERE id = :id"
    assert await rows(app, blocked, id=MIRA) == [(clock.at,)]
    async with app.work(SCHEDULER) as work:
        await delivering.sent(work, message, MessageId(9))
    assert await rows(app, blocked, id=MIRA) == [(None,)]


def message_game(event: AnyEvent) -> GameId:
    return GameId(event.game_id)


async def test_a_message_knows_the_channel_that_was_opened_before(app: App, clock: FrozenClock) -> None:
    async with app.work(SCHEDULER) as work:
        await delivering.opened_dm(work, MIRA, ChannelId(555))
    (message,) = (await plan(app, await reminder(app, clock, await post(app, reminders=(60,))))).outgoing
    assert message.dm_channel_id == 555


async def test_an_old_delivery_of_somebody_else_is_left_alone(app: App, clock: FrozenClock) -> None:
    game = await post(app, reminders=(60,))
    await join(app, game, NOOR)
    await plan(app, await reminder(app, clock, game))
    await run_sql(app, "UPDATE delivery SET occasion = 'earlier' WHERE user_id = :id", id=NOOR)
    (event,) = await facts(app, ReminderDue)
    mailing = await plan(app, event)
    assert [each.tried_at for each in mailing.outgoing if each.notice.user_id == NOOR] == [None]
