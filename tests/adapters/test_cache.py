"""What every cache promises: kept until its time is up, never longer; and counted right by everybody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from gamescheduler.adapters.cache import SWEEP_EVERY, Cache, PostgresCache
from gamescheduler.adapters.database import create_engine
from gamescheduler.app import App, open_app
from gamescheduler.config import Config
from gamescheduler.errors import Unreachable
from tests.builders import FrozenClock, rows

KEPT = "SELECT key FROM cache ORDER BY key"


@dataclass
class Larder:
    """A cache, and how its wall seconds go by."""

    cache: Cache
    pass_: Callable[[float], Awaitable[None]]


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
async def app(database_url: str, clock: FrozenClock) -> AsyncIterator[App]:
    async with open_app(Config(database_url=database_url), clock=clock) as app:
        yield app


@pytest.fixture(params=["postgresql"])
def larder(app: App, clock: FrozenClock) -> Larder:
    async def pass_(seconds: float) -> None:
        clock.step(seconds=seconds)

    return Larder(app.cache, pass_)


@pytest.fixture
def cache(larder: Larder) -> Cache:
    return larder.cache


@pytest.mark.parametrize(
    "value",
    [
        {"title": "Curse of Strahd", "players": ["@sam", "Carl"], "seats": None},
        ["a", 1, 2.5, True, None, {}],
        "ünï\u2028cödé 🎲 \" ' \\",
        "",
        0,
        False,
        -(2**53),
        1.0,
        [],
    ],
)
async def test_what_was_put_is_got(cache: Cache, value: Any) -> None:
    await cache.put("key", value, seconds=60)
    got = await cache.get("key")
    assert (got, type(got)) == (value, type(value))


async def test_what_was_not_put_is_none(cache: Cache) -> None:
    await cache.put("key", 1, seconds=60)
    assert await cache.get("another") is None
    assert await cache.get("KEY") is None


async def test_putting_again_replaces_value_and_life(larder: Larder) -> None:
    await larder.cache.put("key", "first", seconds=10)
    await larder.pass_(9)
    await larder.cache.put("key", "second", seconds=10)
    await larder.pass_(9)
    assert await larder.cache.get("key") == "second"
    await larder.cache.put("key", "third", seconds=1)
    await larder.pass_(1)
    assert await larder.cache.get("key") is None


async def test_an_entry_lives_as_long_as_was_said(larder: Larder) -> None:
    await larder.cache.put("key", 1, seconds=2)
    await larder.pass_(1.5)
    assert await larder.cache.get("key") == 1
    await larder.pass_(0.5)
    assert await larder.cache.get("key") is None


async def test_what_was_dropped_is_gone(cache: Cache) -> None:
    await cache.put("key", 1, seconds=60)
    await cache.put("another", 2, seconds=60)
    await cache.drop("key")
    await cache.drop("key")
    assert (await cache.get("key"), await cache.get("another")) == (None, 2)


@pytest.mark.parametrize(
    "value", [object(), {1, 2}, float("nan"), b"bytes"], ids=["object", "set", "nan", "bytes"]
)
async def test_what_json_cannot_say_is_refused(cache: Cache, value: Any) -> None:
    await cache.put("key", "before", seconds=60)
    with pytest.raises((TypeError, ValueError)):
        await cache.put("key", value, seconds=60)
    assert await cache.get("key") == "before"


async def test_counting_begins_at_one(cache: Cache) -> None:
    assert [await cache.incr("clicks", seconds=60) for _ in range(3)] == [1, 2, 3]
    assert await cache.incr("other clicks", seconds=60) == 1
    assert await cache.get("clicks") == 3


async def test_a_counter_lives_from_its_first_count(larder: Larder) -> None:
    assert await larder.cache.incr("clicks", seconds=2) == 1
    await larder.pass_(1.5)
    assert await larder.cache.incr("clicks", seconds=60) == 2
    await larder.pass_(0.5)
    assert await larder.cache.get("clicks") is None
    assert await larder.cache.incr("clicks", seconds=2) == 1
    await larder.pass_(1.5)
    assert await larder.cache.get("clicks") == 1


async def test_a_dropped_counter_begins_again(cache: Cache) -> None:
    await cache.incr("clicks", seconds=60)
    await cache.drop("clicks")
    assert await cache.incr("clicks", seconds=60) == 1


async def test_everybody_at_once_is_counted(cache: Cache) -> None:
    sums = await asyncio.gather(*(cache.incr("clicks", seconds=60) for _ in range(50)))
    assert sorted(sums) == list(range(1, 51))


async def test_an_expired_counter_begins_once_for_everybody_at_once(larder: Larder) -> None:
    for _ in range(5):
        await larder.cache.incr("clicks", seconds=1)
    await larder.pass_(1)
    sums = await asyncio.gather(*(larder.cache.incr("clicks", seconds=60) for _ in range(20)))
    assert sorted(sums) == list(range(1, 21))


async def test_two_processes_see_the_same(cache: Cache, database_url: str, clock: FrozenClock) -> None:
    async with open_app(Config(database_url=database_url), clock=clock) as other:
        await cache.put("key", 1, seconds=60)
        await other.cache.incr("key", seconds=60)
        assert await cache.get("key") == 2
        await other.cache.drop("key")
        assert await cache.get("key") is None


async def test_lives_are_wall_seconds(app: App, clock: FrozenClock) -> None:
    """In a demo world an hour passes in a minute."""
    clock.speed = 60
    await app.cache.put("key", 1, seconds=10)
    await app.cache.incr("clicks", seconds=10)
    clock.step(seconds=599)
    assert (await app.cache.get("key"), await app.cache.incr("clicks", seconds=10)) == (1, 2)
    clock.step(seconds=1)
    assert (await app.cache.get("key"), await app.cache.incr("clicks", seconds=10)) == (None, 1)


async def test_what_expired_is_swept_by_those_who_write(app: App, clock: FrozenClock) -> None:
    await app.cache.put("old", 1, seconds=10)
    await app.cache.incr("old clicks", seconds=10)
    await app.cache.put("young", 1, seconds=11)
    clock.step(seconds=10)
    for _ in range(SWEEP_EVERY - 4):
        await app.cache.incr("clicks", seconds=60)
    assert await rows(app, KEPT) == [("clicks",), ("old",), ("old clicks",), ("young",)]
    await app.cache.incr("clicks", seconds=60)
    assert await rows(app, KEPT) == [("clicks",), ("young",)]


async def test_a_sweep_waits_for_nobody(app: App, clock: FrozenClock) -> None:
    await app.cache.put("old", 1, seconds=10)
    clock.step(seconds=10)
    async with app.engine.begin() as another:
        await another.exec_driver_sql("SELECT FROM cache FOR UPDATE")
        async with asyncio.timeout(10):
            for _ in range(SWEEP_EVERY):
                await app.cache.put("young", 1, seconds=60)
    assert await rows(app, KEPT) == [("old",), ("young",)]


async def test_a_database_that_is_away_is_unreachable(clock: FrozenClock) -> None:
    engine = create_engine("postgresql+asyncpg://somebody@127.0.0.1:1/nothing")
    cache = PostgresCache(engine, clock)
    for question in (
        cache.get("key"),
        cache.put("key", 1, seconds=1),
        cache.drop("key"),
        cache.incr("key", seconds=1),
    ):
        with pytest.raises(Unreachable, match="database"):
            await question
    await engine.dispose()
