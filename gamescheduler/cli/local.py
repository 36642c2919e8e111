"""Local mode: the commands act on the database themselves, in the name of whoever runs them."""

from __future__ import annotations

import asyncio
import getpass
import os
import socket
from collections.abc import Awaitable, Callable
from typing import TypeVar

from gamescheduler.app import open_app
from gamescheduler.cards.tongues import Plain
from gamescheduler.cli.database import configured
from gamescheduler.config import Config
from gamescheduler.domain.actor import Actor
from gamescheduler.models import Guild
from gamescheduler.services import places, queries
from gamescheduler.services.work import Work

T = TypeVar("T")


def in_database(doing: Callable[[Work], Awaitable[T]]) -> T:
    """Do it in one transaction. An error rolls everything back. Raises `Misconfigured`, `Unreachable`."""
    with configured() as (config, _):
        return work_on(config, doing)


def work_on(config: Config, doing: Callable[[Work], Awaitable[T]]) -> T:
    """As `in_database`, for a command that has to ask Discord or a person in between."""
    return asyncio.run(_do(config, doing))


async def _do(config: Config, doing: Callable[[Work], Awaitable[T]]) -> T:
    async with open_app(config) as app:
        await app.follow_database_clock()
        async with app.work(whoever_runs_this()) as work:
            return await doing(work)


def whoever_runs_this() -> Actor:
    """Somebody with the database in hand may do everything; the audit log says who it was."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container's user need not have a name
        user = str(os.getuid())
    return Actor(f"cli:{user}@{socket.gethostname()}", trusted=True)


async def plain(work: Work, guild: Guild | None, zone: str) -> Plain:
    """How to name this server's people, roles and channels in a terminal, with times in that zone."""
    if guild is None:
        return Plain(zone, work.now)
    return Plain(
        zone,
        work.now,
        people={person.id: person.name for person in await queries.people(work, guild.id)},
        roles=await places.role_names(work, guild.id),
        channels={channel.id: channel.name for channel in await places.channels(work, guild.id)},
    )
