"""Direct messages as rows: planned once, sent once, each accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from gamescheduler.app import App
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.domain.drafts import GameChanges
from gamescheduler.events import AnyEvent, GameCancelled, ReminderDue, RosterChanged
from gamescheduler.models import ChannelId, DeliveryState, GameId, MessageId, Route, UserId
from gamescheduler.services import accounts, delivering, hosting, rostering, timing
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


async def send(app: App, mailing: Mailing, *users: UserId) -> None:
    """These get their message; Discord has trouble with the others."""
    async with app.work(SCHEDULER) as work:
        for message in mailing.outgoing:
            if message.notice.user_id in users:
                await delivering.sent(work, message, MessageId(9))


async def fates(app: App) -> set[tuple[UserId, str, str, str | None]]:
    found = await rows(app, "SELECT user_id, kind, state, reason FROM delivery")
    return {(user, kind, state, reason) for user, kind, state, reason in found}


async def test_what_is_no_longer_so_when_it_is_tried_again_is_skipped(app: App, clock: FrozenClock) -> None:
    """And is planned again should it be so again before everybody is told."""
    game = await post(app, reminders=(60,))
    await join(app, game, NOOR)
    event = await reminder(app, clock, game)
    await send(app, await plan(app, event), MIRA)
    await leave(app, game, NOOR)
    assert (await plan(app, event)).outgoing == []
    host = (MIRA, "reminder_host", "sent", None)
    assert await fates(app) == {host, (NOOR, "reminder", "skipped", "no longer so")}
    await join(app, game, NOOR)
    assert told((await plan(app, event)).outgoing) == [(NOOR, "reminder")]
    assert await fates(app) == {host, (NOOR, "reminder", "planned", None)}


async def test_who_was_reminded_as_waiting_is_not_reminded_as_a_player_too(
    app: App, clock: FrozenClock
) -> None:
    """Of Sam and Ada, who both waited and play by the second attempt, only Ada is still to be told."""
    game = await post(app, max_players=1, reminders=(60,))
    await join(app, game, NOOR, SAM, ADA)
    event = await reminder(app, clock, game)
    first = await plan(app, event)
    await send(app, first, MIRA, NOOR, SAM)
    async with app.work(HOST) as work:
        await hosting.edit(work, game, GameChanges(max_players=3))
    (again,) = (await plan(app, event)).outgoing
    assert (again.notice.user_id, again.notice.kind, again.tried_at) == (ADA, "reminder", clock.at)
    assert [m.delivery_id for m in first.outgoing if m.notice.user_id == ADA] == [again.delivery_id]
    assert {(user, kind) for user, kind, *_ in await fates(app)} == {
        (MIRA, "reminder_host"), (NOOR, "reminder"), (SAM, "reminder_waiting"), (ADA, "reminder")
    }  # fmt: skip


@pytest.mark.parametrize("tried", [False, True], ids=["never tried", "tried in time"])
async def test_a_reminder_taken_up_after_the_start_is_accounted_for(
    app: App, clock: FrozenClock, tried: bool
) -> None:
    """B-62"""
    game = await post(app, max_players=1, reminders=(60,))
    await join(app, game, NOOR, SAM)
    event = await reminder(app, clock, game)
    if tried:
        await plan(app, event)
    clock.at = START + timedelta(minutes=1)
    assert not (await plan(app, event)).outgoing
    assert await fates(app) == {
        (user, kind, "skipped", "the game has begun")
        for user, kind in ((MIRA, "reminder_host"), (NOOR, "reminder"), (SAM, "reminder_waiting"))
    }


async def test_a_reminder_that_is_off_says_by_whose_choice(app: App, clock: FrozenClock) -> None:
    """The game's own “off” is no choice of its players; its host is reminded all the same."""
    game = await post(app, reminders=(60,), reminder_route=Route.OFF)
    await join(app, game, NOOR, SAM, ADA)
    for user, chosen in ((SAM, Route.OFF), (ADA, Route.DM)):
        async with app.work(SCHEDULER) as work:
            await accounts.prefer(work, user, reminder_route=chosen)
    mailing = await plan(app, await reminder(app, clock, game))
    assert told(mailing.outgoing) == [(MIRA, "reminder_host"), (ADA, "reminder_waiting")]
    assert {fate for fate in await fates(app) if fate[2] == "skipped"} == {
        (NOOR, "reminder", "skipped", "reminders are off for this game"),
        (SAM, "reminder", "skipped", "has turned reminders off"),
    }


async def test_another_events_unsent_messages_are_left_to_it(app: App) -> None:
    """Also “full”, which is one occasion for the whole life of a game."""
    game = await post(app)
    await join(app, game, NOOR, SAM)
    (filled,) = await facts(app, RosterChanged)
    assert told((await plan(app, filled)).outgoing) == [(MIRA, "full")]
    async with app.work(HOST) as work:
        await rostering.add(work, game, [ADA])
    await plan(app, (await facts(app, RosterChanged))[-1])
    assert (MIRA, "full", "planned", None) in await fates(app)


async def test_a_reminder_the_scheduler_came_too_late_for_is_named(app: App, clock: FrozenClock) -> None:
    """B-62: it woke after the start, so nobody was chosen to be told. A cancelled game misses none."""
    game, other = await post(app, reminders=(60, 15)), await post(app, reminders=(60,))
    async with app.work(HOST) as work:
        await hosting.cancel(work, other)
    clock.at = START
    async with app.work(SCHEDULER) as work:
        assert (await timing.remind(work, limit=10)).count == 2
        assert await delivering.missed_leads(work, game) == [60, 15]
        assert await delivering.missed_leads(work, other) == []


async def test_messages_of_a_server_that_was_left_are_skipped(app: App, clock: FrozenClock) -> None:
    event = await reminder(app, clock, await post(app, reminders=(60,)))
    await plan(app, event)
    async with app.work(SCHEDULER) as work:
        await accounts.leave_guild(work, TAVERN)
    await plan(app, event)
    assert await fates(app) == {(MIRA, "reminder_host", "skipped", "the game or its server is gone")}


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
