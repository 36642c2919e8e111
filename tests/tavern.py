"""Friday Crew on the simulated Discord, with the product behind its bot: where every story plays."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from starlette.types import Receive, Scope, Send

from gamescheduler.app import App, open_app
from gamescheduler.bot import client
from gamescheduler.clock import Clock
from gamescheduler.config import Config
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.errors import NotFound
from gamescheduler.models import Announcement, ChannelId, Delivery, Game, GameId, GuildId
from gamescheduler.services import announcing, configuring, delivering, places, timing
from gamescheduler.simulator import Clock as WorldClock
from gamescheduler.simulator import Exchange, FridayCrew, Simulator, World, friday_crew
from tests.messages import Shown
from tests.simulator.openapi import Judge

POST = {"method": "POST", "path": "/channels/{channel_id}/messages"}
PATCH = {"method": "PATCH", "path": "/channels/{channel_id}/messages/{message_id}"}


async def until(condition: Callable[[], Any], *, within: float = 30.0) -> Any:
    """Poll until the condition, which may be a coroutine function, gives something true; then give that."""
    deadline = time.monotonic() + within
    while True:
        found = condition()
        found = await found if inspect.isawaitable(found) else found
        if found:
            return found
        assert time.monotonic() < deadline, f"it did not happen within {within} s, last seen: {found!r}"
        await asyncio.sleep(0.01)


class Hourglass(Clock):
    """The world's time, which a test may make jump; it stays ahead when the database's clock is followed."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        super().__init__()

    def now(self) -> datetime:
        return super().now() + self._ahead

    def jump(self, by: timedelta) -> None:
        self._ahead += by


class Door:
    """One listening server for a whole run, with each test's simulator behind it: starting one is slow."""

    url: str
    simulator: Simulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.simulator(scope, receive, send)


@dataclass
class Tavern:
    """``exchanges`` is everything the bot asked Discord over REST."""

    url: str
    simulator: Simulator
    crew: FridayCrew
    http: aiohttp.ClientSession
    app: App
    clock: Hourglass
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def world(self) -> World:
        return self.simulator.world

    @property
    def guild_id(self) -> GuildId:
        return GuildId(int(self.crew.guild_id))

    @property
    def names(self) -> dict[str, str]:
        return {user_id: name for name, user_id in self.crew.users.items()}

    def channel(self, name: str) -> ChannelId:
        return ChannelId(int(self.crew.channels[name]))

    def messages(self, channel: str = "games") -> list[Shown]:
        """As the owner sees them, oldest first."""
        seen = self.world.seen(self.crew.channels[channel], self.crew.users["Olga"])
        return [Shown(message, self.names) for message in seen]

    def cards(self) -> Iterator[tuple[GameId, Shown]]:
        """Every announcement that can be seen, with the game it is about."""
        for channel in self.crew.channels:
            for shown in self.messages(channel):
                more = shown.buttons.get("More…")
                if more:
                    yield GameId(more.split(":")[2]), shown

    def announcement(self, game: GameId) -> Shown:
        return dict(self.cards())[game]

    def requests(self, method: str, path: str) -> list[Exchange]:
        """What the bot asked, by method and the end of the path's template."""
        return [e for e in self.exchanges if e.method == method and (e.template or "").endswith(path)]

    def jump(self, **by: float) -> None:
        """Let the world's time pass, everywhere at once."""
        self.clock.jump(timedelta(**by))
        self.world.clock.jump(timedelta(**by))

    async def control(self, path: str, **body: Any) -> None:
        """Trouble, as the simulator's control API makes it."""
        async with self.http.post(f"{self.url}/control/{path}", json=body) as response:
            assert response.status == 200, await response.text()

    @contextlib.asynccontextmanager
    async def bot(self) -> AsyncIterator[None]:
        """The bot, logged in, until the block ends; then it must be gone within seconds."""
        stop, ready = asyncio.Event(), asyncio.Event()
        running = asyncio.create_task(client.run(self.app, stop, ready=ready))
        try:
            await until(lambda: ready.is_set() or running.done())
            yield
        finally:
            stop.set()
            await asyncio.wait_for(running, 10)

    async def configure(self, channel: str | None = None, **values: Any) -> None:
        """What a manager would set; waits until the server is known."""

        async def done() -> bool:
            with contextlib.suppress(NotFound):
                async with self.app.work(SCHEDULER) as work:
                    here = None if channel is None else self.channel(channel)
                    await configuring.configure(work, await places.place(work, self.guild_id, here), **values)
                return True
            return False

        await until(done)

    async def reminds(self) -> int:
        """What the reminder daemon would do now."""
        async with self.app.work(SCHEDULER) as work:
            return (await timing.remind(work, limit=100)).count

    async def advances(self) -> int:
        """What the status daemon would do now."""
        async with self.app.work(SCHEDULER) as work:
            return (await timing.advance(work, limit=100)).count

    async def row(self, game: GameId) -> Game:
        async with self.app.work(SCHEDULER) as work:
            return await work.session.get_one(Game, game)

    async def announced(self, game: GameId) -> Announcement:
        """What is written down about the announcement."""
        async with self.app.work(SCHEDULER) as work:
            found = await announcing.of_game(work, game)
        assert found is not None
        return found

    async def deliveries(self, game: GameId) -> list[Delivery]:
        async with self.app.work(SCHEDULER) as work:
            return list(await delivering.of_game(work, game))


@contextlib.asynccontextmanager
async def open_tavern(door: Door, database_url: str) -> AsyncIterator[Tavern]:
    """The server and the wiring, without the bot. Discord's own document judges every exchange."""
    world, crew = friday_crew(WorldClock(origin=datetime.now(UTC)))
    door.simulator = Simulator(world)
    judge, clock = Judge(), Hourglass()
    config = Config(
        database_url=database_url, discord_token=crew.bot.token, discord_api_url=f"{door.url}/api/v10"
    )
    async with open_app(config, clock=clock, listen=True) as app, aiohttp.ClientSession() as http:
        tavern = Tavern(door.url, door.simulator, crew, http, app, clock)
        door.simulator.observers.extend([judge, tavern.exchanges.append])
        yield tavern
        door.simulator.hang_up()
    assert judge.problems == []
