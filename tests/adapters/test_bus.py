"""What every message bus promises: at least once, one consumer at a time, nothing lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from sqlalchemy import text

from gamescheduler.adapters.bus import ATTEMPTS, LEASE, Bus, Delivery
from gamescheduler.app import App
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.models import Outbox
from gamescheduler.scheduler.sources import OUTBOX
from tests.builders import FrozenClock, open_tavern, rows, until

WITHIN = 10.0
WAITING = "SELECT count(*) FROM outbox WHERE parked_at IS NULL"


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture(params=["postgresql"])
async def app(database_url: str, clock: FrozenClock) -> AsyncIterator[App]:
    async with open_tavern(database_url, clock, listen=True) as app:
        yield app


@pytest.fixture
def bus(app: App) -> Bus:
    return app.bus


async def send(app: App, *numbers: int, queue: str = "bot") -> None:
    """Events as verbs leave them: rows in the outbox; a relay hands them on where the bus needs one."""
    async with app.work(SCHEDULER) as work:
        for number in numbers:
            row = Outbox(queue=queue, event={"number": number}, due_at=work.now, created_at=work.now)
            work.session.add(row)
    if app.bus.relayed:
        await OUTBOX.fire(app, None)


async def take(bus: Bus, count: int = 1, queue: str = "bot") -> list[Delivery]:
    """A consumer that takes so many events and is gone, with whatever else it had been given."""
    taken: list[Delivery] = []
    async with asyncio.timeout(WITHIN), aclosing(bus.deliveries(queue)) as deliveries:
        async for delivery in deliveries:
            taken.append(delivery)
            if len(taken) == count:
                break
    return taken


async def silent(bus: Bus, queue: str = "bot") -> bool:
    async with aclosing(bus.deliveries(queue)) as deliveries:
        next_ = asyncio.ensure_future(anext(deliveries))
        done, _ = await asyncio.wait([next_], timeout=0.3)
        next_.cancel()
        await asyncio.wait([next_])
        return not done


def numbers(deliveries: list[Delivery]) -> list[int]:
    return sorted(delivery.envelope.body["number"] for delivery in deliveries)


async def test_an_event_that_was_dealt_with_is_gone(app: App, bus: Bus, clock: FrozenClock) -> None:
    await send(app, 1)
    (delivery,) = await take(bus)
    assert (delivery.envelope.queue, delivery.envelope.body, delivery.attempt) == ("bot", {"number": 1}, 1)
    await delivery.done()
    assert await rows(app, WAITING) == [(0,)]
    clock.step(seconds=LEASE + 1)
    assert await silent(bus)


async def test_consumers_share_the_events(app: App, bus: Bus) -> None:
    await send(app, *range(250))
    seen: list[Delivery] = []

    async def consume() -> None:
        async for delivery in bus.deliveries("bot"):
            seen.append(delivery)
            await delivery.done()

    consumers = [asyncio.create_task(consume()) for _ in range(2)]

    async def all_done() -> bool:
        return await rows(app, WAITING) == [(0,)]

    await until(all_done, WITHIN)
    for consumer in consumers:
        consumer.cancel()
    await asyncio.wait(consumers)
    assert numbers(seen) == list(range(250))


async def test_an_event_in_somebodys_hands_is_nobody_elses(app: App, bus: Bus) -> None:
    await send(app, 1)
    await take(bus)
    assert await silent(bus)


async def test_the_event_of_a_dead_consumer_comes_back(app: App, bus: Bus, clock: FrozenClock) -> None:
    """B-119"""
    await send(app, 1, 2)
    await take(bus, 1)
    clock.step(seconds=LEASE)
    again = await take(bus, 2)
    assert numbers(again) == [1, 2]
    assert [delivery.attempt for delivery in again] == [2, 2]


async def test_an_event_that_failed_comes_back_when_it_was_asked_to(
    app: App, bus: Bus, clock: FrozenClock
) -> None:
    await send(app, 1)
    (delivery,) = await take(bus)
    await delivery.failed("Discord is down", retry_in=5)
    clock.step(seconds=4.9)
    assert await silent(bus)
    clock.step(seconds=0.1)
    (again,) = await take(bus)
    assert (again.attempt, await rows(app, "SELECT last_error FROM outbox")) == (2, [("Discord is down",)])


async def test_an_event_that_fails_too_often_is_parked(app: App, bus: Bus, clock: FrozenClock) -> None:
    """B-68"""
    await send(app, 1)
    for attempt in range(1, ATTEMPTS + 1):
        (delivery,) = await take(bus)
        assert delivery.attempt == attempt
        await delivery.failed(f"failure {attempt}", retry_in=1)
        clock.step(seconds=1)
    assert await silent(bus)
    assert await rows(app, "SELECT last_error, parked_at IS NULL FROM outbox") == [
        (f"failure {ATTEMPTS}", False)
    ]


async def test_an_event_nobody_understands_is_kept_apart(app: App, bus: Bus, clock: FrozenClock) -> None:
    await send(app, 1, 2)
    first, second = await take(bus, 2)
    await first.park("what is this?")
    await second.done()
    clock.step(days=1)
    assert await silent(bus)
    assert await rows(app, "SELECT event, last_error FROM outbox") == [(first.envelope.body, "what is this?")]


async def test_a_consumer_that_is_just_being_served_holds_up_nobody(app: App, bus: Bus) -> None:
    await send(app, 1, 2)
    async with app.engine.begin() as another:
        await another.execute(text("SELECT FROM outbox WHERE event ->> 'number' = '1' FOR UPDATE"))
        assert numbers(await take(bus)) == [2]


async def test_a_queue_hears_only_its_own(app: App, bus: Bus) -> None:
    await send(app, 1, queue="web")
    assert await silent(bus, "bot")
    assert await silent(bus, "nobody")
    assert numbers(await take(bus, queue="web")) == [1]


async def test_an_event_wakes_a_consumer_that_sleeps(app: App, bus: Bus) -> None:
    waiting = asyncio.create_task(take(bus))
    await asyncio.sleep(0.2)  # into its nap of a minute
    await send(app, 1)
    assert numbers(await asyncio.wait_for(waiting, 5)) == [1]


async def test_finishing_late_is_no_error(app: App, bus: Bus, clock: FrozenClock) -> None:
    await send(app, 1)
    (slow,) = await take(bus)
    clock.step(seconds=LEASE)
    (other,) = await take(bus)
    await other.done()
    await slow.done()
    assert await rows(app, "SELECT count(*) FROM outbox") == [(0,)]
