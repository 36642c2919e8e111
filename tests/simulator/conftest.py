"""The simulator on a free loopback port, with Discord's OpenAPI document judging everything said to it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest
from starlette.types import Receive, Scope, Send

from gamescheduler.simulator import Clock, Simulator, friday_crew
from gamescheduler.simulator.serving import serve
from tests.simulator.openapi import Judge
from tests.simulator.wire import Gateway, Person, Rest, Stage, connect


class Wall:
    """A wall clock that can be made to skip ahead."""

    def __init__(self) -> None:
        self._skipped = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self._skipped

    def skip(self, seconds: float) -> None:
        self._skipped += seconds


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def judge() -> Judge:
    return Judge()


class Door:
    """One listening server for the whole run, with each test's simulator behind it: starting one is slow."""

    url: str
    simulator: Simulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.simulator(scope, receive, send)


@pytest.fixture(scope="session")
async def door() -> AsyncIterator[Door]:
    door = Door()
    async with serve(door) as door.url:
        yield door


@pytest.fixture
async def stage(door: Door, wall: Wall, judge: Judge) -> AsyncIterator[Stage]:
    world, crew = friday_crew(Clock(wall=wall))
    door.simulator = Simulator(world)
    door.simulator.observers.append(judge)
    async with aiohttp.ClientSession() as http:
        yield Stage(door.url, door.simulator, crew, http)
        door.simulator.hang_up()
    assert judge.problems == []


@pytest.fixture
def rest(stage: Stage) -> Rest:
    return Rest(stage, stage.crew.bot.token)


@pytest.fixture
async def gateway(stage: Stage) -> AsyncIterator[Gateway]:
    """A connection of the seeded bot, logged in and past its two GUILD_CREATEs."""
    connection = await connect(stage)
    await connection.identify(stage.crew.bot, intents=1 | 1 << 9 | 1 << 12)
    await connection.until("GUILD_CREATE")
    await connection.until("GUILD_CREATE")
    yield connection
    await connection.close()


@pytest.fixture
def person(stage: Stage) -> Callable[[str], Person]:
    return lambda name: Person(stage, name)
