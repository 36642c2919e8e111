"""Our own server in the event loop of the component: no signal handlers, and gone within a second."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp

from gamescheduler.errors import Misconfigured

STOP_WITHIN = 1
"""Seconds a request that is being answered may take after we were asked to stop."""


def listen(host: str, port: int) -> socket.socket:
    """Port 0 takes a free one. Raises `Misconfigured`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's algorithm off only for sockets that name their protocol; left on, it costs
    # every answer 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as taken:
        listener.close()
        raise Misconfigured(
            f"The web pages can't be served at {host}:{port}: {taken.strerror or taken}. "
            "Choose another address with GAMESCHEDULER_API_HOST and GAMESCHEDULER_API_PORT."
        ) from None
    listener.set_inheritable(False)
    return listener


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, listener: socket.socket) -> AsyncIterator[None]:
    """Serve until the block ends."""
    server = _Server(
        uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=STOP_WITHIN,
        )
    )
    running = asyncio.create_task(server.serve(sockets=[listener]))
    await server.tried.wait()
    try:
        yield
    finally:
        server.should_exit = True
        await running


class _Server(uvicorn.Server):
    """Whoever runs the loop decides what Ctrl-C means."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.tried = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.tried.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
