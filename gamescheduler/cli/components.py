"""One process, some components: started when the database is ready, watched, and stopped together."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import time
from collections.abc import Awaitable, Callable, Sequence

from gamescheduler import __version__
from gamescheduler.adapters import migrations
from gamescheduler.adapters.embedded import EmbeddedPostgres
from gamescheduler.app import App, keep_time, open_app
from gamescheduler.cli.database import described, url_of
from gamescheduler.cli.outcomes import Exit
from gamescheduler.cli.stopping import cause, finished, stop_on_request
from gamescheduler.config import Config
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.errors import Misconfigured, SchemaMismatch, Unreachable
from gamescheduler.scheduler import daemon
from gamescheduler.scheduler.sources import OUTBOX, REMINDERS, TRANSITIONS, Source
from gamescheduler.services import health

log = logging.getLogger(__name__)

GRACE = 8.0
"""Wall seconds a component has to finish after a stop; a service manager waits ten."""

HEARTBEAT = 30.0
"""Wall seconds between two rows that say a component works; /readyz misses it after three."""

_RETRY = 0.5
_SAY_EVERY = 10.0
_LOOK_EVERY = 0.25

Component = Callable[[App, asyncio.Event, asyncio.Event], Awaitable[None]]
"""Runs until the first event is set, and sets the second once it works."""


def serve(
    names: Sequence[str],
    config: Config,
    postgres: EmbeddedPostgres | None,
    *,
    migrate: bool,
    stop_with_stdin: bool,
) -> None:
    """Run the components until SIGTERM or SIGINT.

    With ``postgres`` that server is kept running too. Raises what a component died of,
    `Misconfigured`, and `SchemaMismatch` without ``migrate``.
    """
    started = time.monotonic()
    log.info(
        "gamescheduler %s · pid %d · %s · %s", __version__, os.getpid(), ", ".join(names), described(config)
    )

    async def main() -> None:
        stop = asyncio.Event()
        async with stop_on_request(stop, with_stdin=stop_with_stdin), open_app(config) as app:
            if await finished(_prepared(app, migrate=migrate), unless=stop):
                await _supervise(app, _components(names, app), postgres, stop, started)
        log.info("stopped")

    asyncio.run(main())


async def _prepared(app: App, *, migrate: bool) -> None:
    """Wait for the database, as long as it takes, and see to its schema."""
    said = -_SAY_EVERY
    while True:
        try:
            await _check_schema(app, migrate=migrate)
            return await app.follow_database_clock()
        except Unreachable as away:
            if time.monotonic() - said >= _SAY_EVERY:
                said = time.monotonic()
                log.warning("waiting for the database: %s", away.__cause__ or away)
        await asyncio.sleep(_RETRY)


async def _check_schema(app: App, *, migrate: bool) -> None:
    if migrate:
        return await migrations.upgrading(url_of(app.config), report=log.info)
    async with app.reading() as connection:
        status = await connection.run_sync(migrations.status_on)
    if status.pending:
        raise SchemaMismatch
    return None


def _components(names: Sequence[str], app: App) -> dict[str, Component]:
    """The components by name. With a broker, every process also relays events to it."""
    chosen = {name: _KNOWN[name] for name in names}
    return chosen | {"relay": _loop(OUTBOX)} if app.bus.relayed else chosen


async def _bot(app: App, stop: asyncio.Event, ready: asyncio.Event) -> None:
    from gamescheduler.bot.client import run  # disnake: 0.25 s that the daemons need not wait for

    await run(app, stop, ready=ready)


async def _api(app: App, stop: asyncio.Event, ready: asyncio.Event) -> None:
    from gamescheduler.web.app import run  # authlib and starlette: likewise

    await run(app, stop, ready=ready)


def _loop(source: Source) -> Component:
    async def run(app: App, stop: asyncio.Event, ready: asyncio.Event) -> None:
        bell = app.listener.bell(source.channel)
        ready.set()

        async def ring_when_stopped() -> None:
            await stop.wait()
            bell.ring()

        async with asyncio.TaskGroup() as group:
            group.create_task(ring_when_stopped())
            await daemon.run(source, app, bell, stop)

    return run


_KNOWN: dict[str, Component] = {
    "bot": _bot,
    "api": _api,
    "notify": _loop(REMINDERS),
    "status": _loop(TRANSITIONS),
}


async def _supervise(
    app: App,
    components: dict[str, Component],
    postgres: EmbeddedPostgres | None,
    stop: asyncio.Event,
    started: float,
) -> None:
    """Whatever ends before it was asked to takes the others, and the process, along."""
    ready = {name: asyncio.Event() for name in components}
    try:
        async with asyncio.TaskGroup() as group:
            backing = [app.listener.run(), keep_time(app), _announce(ready, started)]
            backing += [_beat(app, name, each) for name, each in ready.items()]
            if postgres is not None:
                backing.append(keep_running(postgres))
            behind = [group.create_task(each) for each in backing]
            tasks = [
                group.create_task(_watched(name, run(app, stop, ready[name]), stop))
                for name, run in components.items()
            ]
            await stop.wait()
            last_resort = asyncio.get_running_loop().call_later(GRACE + 1, _leave_regardless, postgres)
            await _wound_up(tasks)
            for task in behind:
                task.cancel()
    except BaseExceptionGroup as died:
        raise cause(died) from died
    last_resort.cancel()


def _leave_regardless(postgres: EmbeddedPostgres | None) -> None:
    """A library that swallows its cancellation, as disnake can while reconnecting, must not keep us."""
    log.error("something does not let itself be stopped; leaving all the same")
    if postgres is not None:
        postgres.stop()
    os._exit(Exit.BROKEN)


async def _announce(ready: dict[str, asyncio.Event], started: float) -> None:
    for each in ready.values():
        await each.wait()
    log.info("ready in %.1f s", time.monotonic() - started)


async def _beat(app: App, name: str, ready: asyncio.Event) -> None:
    """Write down every half minute that this component works; what is not ready says nothing."""
    instance = f"{socket.gethostname()}:{os.getpid()}"
    while True:
        await ready.wait()
        try:
            async with app.work(SCHEDULER) as work:
                await health.beat(work, name, instance)
        except Unreachable:
            log.debug("%s: no heartbeat, the database is away", name)
        await asyncio.sleep(HEARTBEAT)


async def _watched(name: str, running: Awaitable[None], stop: asyncio.Event) -> None:
    try:
        await running
    except Exception as error:
        if not isinstance(error, Misconfigured):
            log.exception("%s died", name)
        raise
    if not stop.is_set():
        raise RuntimeError(f"{name} ended without being asked to")


async def _wound_up(tasks: Sequence[asyncio.Task[None]]) -> None:
    _, late = await asyncio.wait(tasks, timeout=GRACE)
    for task in late:
        log.warning("a component did not finish within %.0f s and is cut off", GRACE)
        task.cancel()


async def keep_running(postgres: EmbeddedPostgres) -> None:
    """Start our own database server again whenever it is gone; cancel it to stop."""
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        if postgres.postmaster_pid() is None:
            log.warning("the database server is gone, starting it again")
            await asyncio.to_thread(postgres.start)
