"""A database, a simulated Discord and the product's processes, for measuring."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from gamescheduler.adapters import migrations
from gamescheduler.adapters.embedded import EmbeddedPostgres
from gamescheduler.app import App, open_app
from gamescheduler.config import Config
from gamescheduler.domain.actor import SCHEDULER, Actor
from gamescheduler.domain.drafts import GameDraft
from gamescheduler.models import ChannelId, GameId, GuildId, UserId
from gamescheduler.services import accounts, hosting
from gamescheduler.services.accounts import GuildSeen, Seen
from gamescheduler.simulator.clock import Clock
from gamescheduler.simulator.limits import Limits
from gamescheduler.simulator.seed import FridayCrew, friday_crew
from gamescheduler.simulator.server import Simulator


@dataclass(frozen=True, slots=True)
class Stage:
    """``people`` are the ids of 200 members of the server that nobody else uses."""

    app: App
    simulator: Simulator
    crew: FridayCrew
    people: tuple[int, ...]
    url: str
    environment: dict[str, str]

    async def post_games(self, games: int, *, max_players: int) -> list[GameId]:
        """The first of the people hosts them, in one channel."""
        host = UserId(self.people[0])
        bench = Actor("bench", host, GuildId(int(self.crew.guild_id)), trusted=True)
        ids = []
        for number in range(games):
            async with self.app.work(bench) as work:
                draft = GameDraft(
                    guild_id=GuildId(int(self.crew.guild_id)),
                    channel_id=ChannelId(int(self.crew.channels["games"])),
                    host_id=host,
                    title=f"Game {number}",
                    starts_at=work.now + timedelta(days=2),
                    zone="UTC",
                    max_players=max_players,
                )
                ids.append((await hosting.post(work, draft)).game.id)
        return ids

    @contextlib.asynccontextmanager
    async def running(self, *command: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """A gamescheduler command as a process, ready; stopped afterwards."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "gamescheduler", *command,
            env=self.environment, stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stderr is not None
        try:
            async with asyncio.timeout(30):
                while b"ready in" not in (line := await process.stderr.readline()):
                    if not line:
                        raise RuntimeError(f"gamescheduler {' '.join(command)} ended before it was ready")
            drain = asyncio.create_task(process.stderr.read())
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            await process.wait()
        await drain


@contextlib.asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """Set everything up in a temporary folder and take it down again."""
    with tempfile.TemporaryDirectory(prefix="gamescheduler-bench-") as folder:
        server = EmbeddedPostgres(Path(folder))
        await asyncio.to_thread(server.start)
        try:
            await asyncio.to_thread(migrations.upgrade, server.url())
            world, crew = friday_crew(Clock())
            guild = world.guilds[crew.guild_id]
            people = tuple(int(world.add_user(f"bench{n}", f"Bench {n}")["id"]) for n in range(200))
            for person in people:
                world.add_member(guild, world.users[str(person)], roles=())
            # Discord's own limits (50 requests a second, 10 new conversations) would be all one sees.
            simulator = Simulator(world, limits=Limits(world.clock, scale=1000))
            async with (
                simulator.serve() as serving,
                open_app(Config.load(database_url=server.url())) as app,
            ):
                await _mirror(app, crew, people)
                yield Stage(
                    app, simulator, crew, people, serving.url, _environment(server.url(), serving.url, crew)
                )
        finally:
            await asyncio.to_thread(server.stop, force=True)


async def _mirror(app: App, crew: FridayCrew, people: tuple[int, ...]) -> None:
    async with app.work(SCHEDULER) as work:
        await accounts.mirror_guild(
            work,
            GuildSeen(
                id=int(crew.guild_id),
                name="Friday Crew",
                owner_id=int(crew.users["Olga"]),
                channels=[(int(crew.channels["games"]), "games", 1, ())],
                roles=[],
            ),
        )
        await accounts.remember(
            work, *[Seen(person, f"bench{person}", None, int(crew.guild_id)) for person in people]
        )


def _environment(database: str, discord: str, crew: FridayCrew) -> dict[str, str]:
    return os.environ | {
        "GAMESCHEDULER_DATABASE_URL": database,
        "GAMESCHEDULER_DISCORD_API_URL": f"{discord}/api/v10",
        "GAMESCHEDULER_DISCORD_CDN_URL": f"{discord}/cdn",
        "GAMESCHEDULER_DISCORD_TOKEN": crew.bot.token,
        "GAMESCHEDULER_API_PORT": "0",
    }
