"""Being asked to stop: SIGTERM, Ctrl-C, and the end of a supervisor."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Coroutine
from typing import Any

from gamescheduler.errors import Misconfigured


@contextlib.asynccontextmanager
async def stop_on_request(stop: asyncio.Event, *, with_stdin: bool = False) -> AsyncIterator[None]:
    """Set ``stop`` on SIGTERM or SIGINT, and with ``with_stdin`` when standard input closes.

    A pipe is the one thing that a parent can't leave open by being killed, on every system.
    """
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    if with_stdin:
        _watch_stdin(loop, stop)
    try:
        yield
    finally:
        if with_stdin:
            loop.remove_reader(sys.stdin.fileno())
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(sign)


async def finished(doing: Coroutine[Any, Any, None], *, unless: asyncio.Event) -> bool:
    """Do it to the end, or cut it off when ``unless`` is set first: then False."""
    task, stopped = asyncio.create_task(doing), asyncio.create_task(unless.wait())
    try:
        await asyncio.wait([task, stopped], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        cut_off = task.cancel()
        await asyncio.wait([task])
    if not cut_off:
        task.result()
    return not cut_off


def cause(died: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first thing that went wrong in a task group; what else did was its consequence."""
    first = died.exceptions[0]
    return cause(first) if isinstance(first, BaseExceptionGroup) else first


def _watch_stdin(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    try:
        loop.add_reader(sys.stdin.fileno(), _read_on, loop, stop)
    except PermissionError:  # epoll takes pipes and terminals, no files
        raise Misconfigured("--stop-with-stdin needs a pipe or a terminal as standard input.") from None


def _read_on(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 4096):
        loop.remove_reader(sys.stdin.fileno())
        stop.set()
