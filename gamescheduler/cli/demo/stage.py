"""The demo's machinery: simulated Discord, database, and the product's real processes around them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gamescheduler.adapters import migrations
from gamescheduler.adapters.embedded import EmbeddedPostgres
from gamescheduler.app import App, open_app
from gamescheduler.cli.demo.children import Child, supervised
from gamescheduler.cli.demo.command import USUAL_PORT
from gamescheduler.cli.demo.furnishing import furnish
from gamescheduler.clock import Clock as RealClock
from gamescheduler.config import PREFIX, Config
from gamescheduler.errors import Misconfigured
from gamescheduler.simulator import Clock as WorldClock
from gamescheduler.simulator import FridayCrew, Serving, Simulator, friday_crew

HOST = "127.0.0.1"
COMPONENTS = ("bot", "api", "notify-daemon", "status-daemon")
READY_WITHIN = 30.0
STOPPED_AT = "stopped-at"
"""The file that holds what time it was in the demo's world when it was stopped."""

_OURS_TO_KEEP = (PREFIX + "PG_BIN", PREFIX + "LOG_LEVEL")


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that runs, for whoever plays on it."""

    url: str
    dashboard: str
    simulator: Simulator
    crew: FridayCrew
    app: App
    postgres: EmbeddedPostgres
    children: dict[str, Child]

    def kill(self, name: str) -> None:
        """SIGKILL a component, or the ``database`` with everything in its memory."""
        if name != "database":
            self.children[name].kill()
        elif pid := self.postgres.postmaster_pid():
            os.kill(pid, signal.SIGKILL)

    async def ready(self) -> None:
        """Return when every component works. Raises `Misconfigured` with the log of one that does not."""
        for child in self.children.values():
            try:
                await asyncio.wait_for(child.ready.wait(), READY_WITHIN)
            except TimeoutError:
                raise Misconfigured(
                    f"{child.name} did not get ready. Its log ends:\n{child.tail()}"
                ) from None


@contextlib.asynccontextmanager
async def stage(
    folder: Path, *, port: int | None, speed: float, heard: Callable[[str], None]
) -> AsyncIterator[Stage]:
    """Put everything up, and down again at the end. Raises `Misconfigured`, also for a port in use."""
    _forget_real_servers()
    world_time, origin = _times(folder, speed)
    web_port = _free_port(port)
    dashboard = f"http://{HOST}:{web_port}"
    login = [f"{dashboard}/auth/callback"]
    world, crew = friday_crew(WorldClock(speed, world_time), redirect_uris=login)
    simulator = Simulator(world)
    postgres = EmbeddedPostgres(folder / "postgres")
    async with contextlib.AsyncExitStack() as down:
        url = (await down.enter_async_context(_served(simulator, port))).url
        await down.enter_async_context(_started(postgres))
        settings = {
            "data_dir": str(postgres.root),
            "discord_token": crew.bot.token,
            "discord_api_url": f"{url}/api/v10",
            "discord_cdn_url": url,
            "discord_authorize_url": f"{url}/oauth2/authorize",
            "discord_client_id": crew.bot.id,
            "discord_client_secret": crew.bot.secret,
            "base_url": dashboard,
            "api_port": str(web_port),
            "secret_key": secrets.token_urlsafe(32),
            "clock_speed": str(speed),
            "clock_origin": origin.isoformat(),
            "log_format": "text",
        }
        await migrations.upgrading(postgres.url())
        app = await down.enter_async_context(open_app(Config.load(**settings, database_url=postgres.url())))
        await furnish(app, world, crew)
        environment = os.environ | {PREFIX + name.upper(): value for name, value in settings.items()}
        children = {name: Child(name, environment, folder / f"{name}.log") for name in COMPONENTS}
        await down.enter_async_context(supervised(children.values(), postgres, heard))
        down.callback(lambda: (folder / STOPPED_AT).write_text(world.clock.stamp()))
        yield Stage(url, dashboard, simulator, crew, app, postgres, children)


@contextlib.contextmanager
def demo_folder(keep: Path | None) -> Iterator[Path]:
    """The folder for everything the demo writes; a temporary one goes at the end."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True, mode=0o700)
        yield keep.resolve()
        return
    folder = Path(tempfile.mkdtemp(prefix="gamescheduler-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _forget_real_servers() -> None:
    """The demo is a world of its own: no variable may lead it to a real server, database or bot."""
    for name in list(os.environ):
        if name.startswith(PREFIX) and name not in _OURS_TO_KEEP:
            del os.environ[name]


def _times(folder: Path, speed: float) -> tuple[datetime, datetime]:
    """What time it is in the demo's world, and the origin of the clock that says so.

    A kept world goes on where it stopped, which may be ahead of real time.
    """
    now = RealClock().now()
    with contextlib.suppress(FileNotFoundError, ValueError):
        stopped = datetime.fromisoformat((folder / STOPPED_AT).read_text())
        if speed > 1 and stopped > now:
            return stopped, now - (stopped - now) / (speed - 1)
    return now, now


@contextlib.asynccontextmanager
async def _served(simulator: Simulator, port: int | None) -> AsyncIterator[Serving]:
    """Nobody asked for a certain port: the usual one if it is free, so that a bookmark works."""
    async with contextlib.AsyncExitStack() as stack:
        try:
            serving = await stack.enter_async_context(
                simulator.serve(HOST, USUAL_PORT if port is None else port)
            )
        except OSError as taken:
            if port is not None:
                raise Misconfigured(
                    f"Port {port} can't be used: {taken.strerror}. "
                    "Choose another with --port; 0 takes a free one."
                ) from taken
            serving = await stack.enter_async_context(simulator.serve(HOST, 0))
        yield serving


def _free_port(beside: int | None) -> int:
    """For the dashboard: the one after the page's, so that a bookmark works, else any that is free."""
    usual = (USUAL_PORT if beside is None else beside) + 1 if beside != 0 else 0
    for wanted in (usual, 0):
        with socket.socket() as taken, contextlib.suppress(OSError, OverflowError):
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind((HOST, wanted))
            return int(taken.getsockname()[1])
    raise Misconfigured("No port is free for the dashboard.")


@contextlib.asynccontextmanager
async def _started(postgres: EmbeddedPostgres) -> AsyncIterator[None]:
    """A thread can't be cancelled: whoever is stopped while the server starts waits, then stops it."""
    starting = asyncio.ensure_future(asyncio.to_thread(postgres.start))
    try:
        await asyncio.shield(starting)
        yield
    finally:
        await asyncio.wait([starting])
        await asyncio.to_thread(postgres.stop)


def seconds_since_start() -> float:
    """Wall seconds since this process began, its imports included."""
    return time.monotonic() - _began


_began = time.monotonic()
