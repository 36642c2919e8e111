"""The one door of the REST API: who asks, whether they may yet, what goes wrong on demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from gamescheduler.simulator.errors import DiscordError
from gamescheduler.simulator.faults import Fault, Faults, ProxyPage
from gamescheduler.simulator.limits import LimitExceeded, Limits
from gamescheduler.simulator.oauth import Token
from gamescheduler.simulator.rest import bodies
from gamescheduler.simulator.rest.routing import Call, Reply, Route, match, unauthorized
from gamescheduler.simulator.world import Bot, World


@dataclass
class Exchange:
    """One request and its answer; `template` is None for an unknown route, `at` is world time.

    `bot_id` asked, or somebody's token did, whose id is `user_id`.
    """

    method: str
    path: str
    query: dict[str, str]
    content_type: str
    at: datetime
    template: str | None = None
    bot_id: str | None = None
    user_id: str | None = None
    request_body: Any = None
    status: int = 0
    response_body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> int | None:
        """Discord's error code, when the answer has one."""
        return (
            self.response_body.get("code")
            if self.status >= 400 and isinstance(self.response_body, dict)
            else None
        )


class Rest:
    """Answers requests below /api with `routes`; observers see every exchange, the failed ones too."""

    def __init__(self, world: World, limits: Limits, faults: Faults, routes: list[Route]) -> None:
        self.observers: list[Callable[[Exchange], None]] = []
        self._world = world
        self._limits = limits
        self._faults = faults
        self._routes = routes

    async def __call__(self, request: Request) -> Response:
        """Raises HangUp when the client is to get no answer at all."""
        path = "/" + str(request.path_params["path"])
        content_type = request.headers.get("content-type", "")
        exchange = Exchange(
            request.method, path, dict(request.query_params), content_type, at=self._world.clock.now()
        )
        # Libraries (disnake) take a 429 without Via for a Cloudflare ban and give up, so every answer has it.
        exchange.headers["Via"] = "1.1 simulator"
        try:
            exchange.status, exchange.response_body = await self._answer(request, exchange)
        except ProxyPage as error:
            exchange.status, exchange.response_body, exchange.headers = error.status, error.page(), {}
        except DiscordError as error:
            exchange.status, exchange.response_body = error.status, error.body()
            if isinstance(error, LimitExceeded):
                exchange.headers |= error.headers
        for observer in self.observers:
            observer(exchange)
        if exchange.status == 204:
            return Response(status_code=204, headers=exchange.headers)
        if isinstance(exchange.response_body, str):
            return HTMLResponse(exchange.response_body, exchange.status, exchange.headers)
        return JSONResponse(exchange.response_body, exchange.status, exchange.headers)

    async def _answer(self, request: Request, exchange: Exchange) -> tuple[int, Any]:
        route, params = match(self._routes, request.method, exchange.path)
        exchange.template = route.template
        caller, bearer = self._caller(request.headers)
        exchange.bot_id = caller.id if caller else None
        exchange.user_id = bearer.user_id if bearer else None
        if caller is None and bearer is None and not route.public:
            raise unauthorized()
        fault = self._faults.take(route.method, route.template)
        if fault is not None and not fault.after_effect:
            await fault.strike()
        exchange.headers |= self._limits.take(
            exchange.bot_id, route.method, route.template, params, user_id=exchange.user_id
        )
        exchange.request_body = bodies.parse(exchange.content_type, await request.body())
        url = f"{request.url.scheme}://{request.url.netloc}"
        call = Call(
            self._world,
            self._limits,
            url,
            params,
            exchange.query,
            request.headers,
            exchange.request_body,
            caller,
            bearer,
        )
        answer = _status_and_body(route.handler(call))
        await _strike_after(fault)
        return answer

    def _caller(self, headers: Mapping[str, str]) -> tuple[Bot | None, Token | None]:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        bot = self._world.bot_by_token(token) if scheme == "Bot" else None
        return bot, self._world.grants.bearer(token) if scheme == "Bearer" else None


async def _strike_after(fault: Fault | None) -> None:
    if fault is not None and fault.after_effect:
        await fault.strike()


def _status_and_body(answer: Any) -> tuple[int, Any]:
    if isinstance(answer, Reply):
        return answer.status, answer.body
    return (204, None) if answer is None else (200, answer)
