"""The simulated Discord as a server: REST, gateway, chat page and control API behind one address."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from gamescheduler.simulator import page
from gamescheduler.simulator.client import Client
from gamescheduler.simulator.consent import Consent
from gamescheduler.simulator.control import Control
from gamescheduler.simulator.faults import Faults, HangUp
from gamescheduler.simulator.gateway import Connection
from gamescheduler.simulator.limits import Limits
from gamescheduler.simulator.rest import ROUTES
from gamescheduler.simulator.rest.endpoint import Exchange, Rest
from gamescheduler.simulator.serving import abort, serve
from gamescheduler.simulator.sessions import Sessions
from gamescheduler.simulator.stream import Stream
from gamescheduler.simulator.world import World

PREFIXES = ("/api/v10", "/api/v9", "/api")
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True)
class Serving:
    """A simulator that answers at `url`."""

    simulator: Simulator
    url: str


class Simulator:
    """One world, served. `observers` are called with every REST exchange, before its answer is sent."""

    def __init__(
        self, world: World, *, limits: Limits | None = None, title: str = "Simulated Discord"
    ) -> None:
        self.world = world
        self.faults = Faults()
        self.limits = limits or Limits(world.clock)
        self.sessions = Sessions(world)
        self.stream = Stream(world)
        self._rest = Rest(world, self.limits, self.faults, ROUTES)
        control = Control(world, self.sessions, self.faults)
        self.observers.append(control.observe)
        self._app = Starlette(
            routes=[
                *Consent(world, title).routes(PREFIXES),
                *(
                    Mount(prefix, routes=[Route("/{path:path}", self._answer, methods=METHODS)])
                    for prefix in PREFIXES
                ),
                WebSocketRoute("/gateway", self._gateway),
                WebSocketRoute("/gateway/", self._gateway),
                Mount("/client", routes=Client(world, self.stream).routes()),
                Mount("/control", routes=control.routes()),
                *page.routes(title),
            ]
        )

    @property
    def observers(self) -> list[Callable[[Exchange], None]]:
        return self._rest.observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    @asynccontextmanager
    async def serve(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[Serving]:
        """Run in the current event loop until the block ends; port 0 takes a free one. Raises OSError."""
        async with serve(self, host, port) as url:
            try:
                yield Serving(self, url)
            finally:
                self.hang_up()

    async def _answer(self, request: Request) -> Response:
        try:
            return await self._rest(request)
        except HangUp:
            abort(request)
            return Response()

    async def _gateway(self, socket: WebSocket) -> None:
        await Connection(socket, self.sessions).run()

    def hang_up(self) -> None:
        """Close every gateway connection and every page's stream."""
        for session in self.sessions:
            if session.line is not None:
                session.line.close(1001, "Going away.")
        self.stream.close()
