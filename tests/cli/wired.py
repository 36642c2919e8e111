"""Friday Crew as the bot left it, with the simulated Discord still there to be asked who is in it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp

from gamescheduler.app import App, open_app
from gamescheduler.cli.demo.furnishing import furnish
from gamescheduler.config import Config
from gamescheduler.models import GameId
from gamescheduler.simulator import Clock as WorldClock
from gamescheduler.simulator import FridayCrew, Simulator, friday_crew
from gamescheduler.simulator.guild import Guild
from gamescheduler.simulator.serving import serve
from tests.cli.running import Ran, gamescheduler, on_a_terminal, url
from tests.simulator.openapi import Judge


@dataclass(frozen=True)
class Wired:
    """What a command on the bot's machine has: a database, and Discord's address with the bot's token."""

    app: App
    simulator: Simulator
    crew: FridayCrew
    discord: str

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "database_url": url(self.app),
            "discord_api_url": f"{self.discord}/api/v10",
            "discord_token": self.crew.bot.token,
        }

    @property
    def guild(self) -> Guild:
        return self.simulator.world.guild(self.crew.guild_id)

    async def run(self, *arguments: str, **settings: object) -> Ran:
        return await gamescheduler(*arguments, **{**self.settings, **settings})

    async def on_a_terminal(self, *arguments: str, answers: list[tuple[str, str]]) -> Ran:
        return await on_a_terminal(*arguments, answers=answers, **self.settings)

    async def create(self, *players: str, **settings: object) -> Ran:
        """Mira's game with these people in from the start."""
        return await self.run(*self.creation(*players), "--json", **settings)

    def creation(self, *players: str) -> list[str]:
        named = [part for player in players for part in ("--player", player)]
        place = ["--guild", "Friday Crew", "--host", "mira.k", "--max-players", "2"]
        return ["game", "create", "--title", "Curse of Strahd", "--at", "fri 8pm", *place, *named]

    async def created(self, *players: str) -> GameId:
        ran = await self.create(*players)
        assert ran.code == 0, ran.err
        return GameId(ran.json["id"])

    async def trouble(self, **fault: Any) -> None:
        """Discord fails, as the simulator's control API makes it."""
        post = f"{self.discord}/control/faults"
        async with aiohttp.ClientSession() as http, http.post(post, json=fault) as response:
            assert response.status == 200, await response.text()

    def newcomer(self, username: str, name: str) -> str:
        """The id of a member of Friday Crew whom the bot has not met."""
        user = self.simulator.world.add_user(username, name)
        self.simulator.world.add_member(self.guild, user)
        return str(user["id"])


@contextlib.asynccontextmanager
async def open_wired(database_url: str) -> AsyncIterator[Wired]:
    """Discord's own document judges every question that is asked."""
    world, crew = friday_crew(WorldClock())
    simulator, judge = Simulator(world), Judge()
    simulator.observers.append(judge)
    async with open_app(Config(database_url=database_url)) as app, serve(simulator) as discord:
        await furnish(app, world, crew)
        yield Wired(app, simulator, crew, discord)
        simulator.hang_up()
    assert judge.problems == []
