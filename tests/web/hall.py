"""Friday Crew as the bot left it, the simulated Discord, and our pages on a real socket."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx2
from starlette.types import ASGIApp, Receive, Scope, Send

from gamescheduler.app import App, open_app
from gamescheduler.cli.demo.furnishing import furnish
from gamescheduler.config import Config
from gamescheduler.domain.actor import Actor
from gamescheduler.domain.drafts import GameDraft
from gamescheduler.models import ChannelId, GameId, GuildId, RoleId, UserId
from gamescheduler.services import hosting
from gamescheduler.simulator import Clock as WorldClock
from gamescheduler.simulator import Exchange, FridayCrew, Simulator, friday_crew
from gamescheduler.web.app import opened
from gamescheduler.web.auth import CALLBACK
from tests.simulator.openapi import Judge
from tests.tavern import Hourglass

KEY = "k" * 32
BARE: dict[str, Any] = {"trust_env": False, "verify": False}
"""For a client that never leaves this machine: certificates take 0.1 s to read."""


class Threshold:
    """One listening server for a whole run, with each test's own application behind it."""

    address: str
    inside: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.inside(scope, receive, send)


@dataclass
class Hall:
    """``exchanges`` is everything our pages asked Discord."""

    app: App
    simulator: Simulator
    crew: FridayCrew
    address: str
    discord: str
    clock: Hourglass
    stack: contextlib.AsyncExitStack
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def guild_id(self) -> GuildId:
        return GuildId(int(self.crew.guild_id))

    @property
    def server(self) -> str:
        return f"/s/{self.crew.guild_id}"

    def user(self, name: str) -> UserId:
        return UserId(int(self.crew.users[name]))

    async def visitor(self, name: str) -> Visitor:
        """A browser with nobody logged in, whose owner is known to Discord by that name."""
        http = httpx2.AsyncClient(base_url=self.address, **BARE)
        return Visitor(self, name, await self.stack.enter_async_context(http))

    async def logged_in(self, name: str) -> Visitor:
        visitor = await self.visitor(name)
        await visitor.logs_in()
        return visitor

    def jump(self, **by: float) -> None:
        """Let the world's time pass, here and at Discord."""
        self.clock.jump(timedelta(**by))
        self.simulator.world.clock.jump(timedelta(**by))

    async def trouble(self, **fault: Any) -> None:
        """Discord fails, as the simulator's control API makes it."""
        async with httpx2.AsyncClient(**BARE) as http:
            assert (await http.post(f"{self.discord}/control/faults", json=fault)).status_code == 200

    async def posts(self, title: str = "Curse of Strahd", **fields: Any) -> GameId:
        """Mira plans a game for tomorrow."""
        mira = self.user("Mira")
        roles = frozenset({RoleId(int(self.crew.roles["Game Master"]))})
        draft: dict[str, Any] = {
            "guild_id": self.guild_id, "channel_id": ChannelId(int(self.crew.channels["games"])),
            "host_id": mira, "title": title, "starts_at": self.clock.now() + timedelta(days=1),
            "zone": "Europe/Berlin", "max_players": 2,
        }  # fmt: skip
        async with self.app.work(Actor("user", mira, self.guild_id, roles)) as work:
            return (await hosting.post(work, GameDraft(**{**draft, **fields}))).game.id


@dataclass(eq=False)
class Visitor:
    """Somebody with a browser that follows no redirect by itself, and the last page they saw."""

    hall: Hall
    name: str
    http: httpx2.AsyncClient
    page: str = ""

    async def sees(self, path: str) -> httpx2.Response:
        answer = await self.http.get(path)
        self.page = answer.text
        return answer

    async def sends(self, path: str, **fields: str) -> httpx2.Response:
        """A form of the last page, as a browser sends it."""
        token = re.search(r'name="csrf" value="(\w+)"', self.page)
        form = {"csrf": token[1] if token else "", **fields}
        return await self.http.post(path, data=form, headers={"Origin": self.hall.address})

    async def presses(self, button: str, game: GameId) -> str:
        """A button on a game's page; the page afterwards. It has to be there."""
        await self.sees(f"/g/{game}")
        for form in re.findall(r"<form.*?</form>", self.page, re.DOTALL):
            if f">{button}</button>" in form:
                return await self._submits(form)
        raise AssertionError(f"no button {button!r}:\n{self.page}")

    async def _submits(self, form: str) -> str:
        action = re.search(r'action="([^"]+)"', form)
        assert action is not None
        fields = dict(re.findall(r'name="(\w+)" value="(\w*)"', form))
        answer = await self.http.post(action[1], data=fields, headers={"Origin": self.hall.address})
        if answer.status_code == 303:
            answer = await self.http.get(answer.headers["location"])
        self.page = answer.text
        return self.page

    async def goes_to_discord(self, path: str = "/login/discord") -> str:
        """The address of the consent page."""
        answer = await self.http.get(path)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    async def decides(self, consent_page: str, *, yes: bool = True) -> str:
        """The path Discord sends them back to."""
        form = {"as": self.hall.crew.users[self.name], "authorize": "true" if yes else "false"}
        async with httpx2.AsyncClient(**BARE) as discord:
            back = await discord.post(consent_page, data=form)
        assert back.status_code == 303, back.text
        return str(back.headers["location"]).removeprefix(self.hall.address)

    async def logs_in(self, path: str = "/login/discord") -> httpx2.Response:
        """All the way; the answer that says where to go on."""
        answer = await self.http.get(await self.decides(await self.goes_to_discord(path)))
        assert answer.status_code == 303, answer.text
        return answer


@contextlib.asynccontextmanager
async def open_hall(
    threshold: Threshold, door: Any, database_url: str, **settings: Any
) -> AsyncIterator[Hall]:
    """Discord's own document judges every exchange."""
    redirect = threshold.address + CALLBACK
    world, crew = friday_crew(WorldClock(origin=datetime.now(UTC)), redirect_uris=[redirect])
    door.simulator = Simulator(world)
    judge, clock = Judge(), Hourglass()
    config = Config(
        database_url=database_url, discord_api_url=f"{door.url}/api/v10", base_url=threshold.address,
        discord_authorize_url=f"{door.url}/oauth2/authorize", discord_client_id=crew.bot.id,
        discord_client_secret=crew.bot.secret, secret_key=KEY, **settings,
    )  # fmt: skip
    async with (
        open_app(config, clock=clock) as app,
        opened(app, threshold.address) as threshold.inside,
        contextlib.AsyncExitStack() as stack,
    ):
        await furnish(app, world, crew)
        hall = Hall(app, door.simulator, crew, threshold.address, door.url, clock, stack)
        door.simulator.observers.extend([judge, hall.exchanges.append])
        yield hall
        door.simulator.hang_up()
    assert judge.problems == []


def path_of(url: str) -> str:
    """Where a redirect leads to, without the site."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
