"""The human side over HTTP: what the chat page and the tests use to be somebody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from gamescheduler.simulator import people
from gamescheduler.simulator.errors import DiscordError
from gamescheduler.simulator.guild import Guild
from gamescheduler.simulator.objects import CATEGORY, Json
from gamescheduler.simulator.permissions import Permission
from gamescheduler.simulator.stream import Stream
from gamescheduler.simulator.world import World


class Client:
    """Every call but `people` says who is asking by `?as=<user id>`."""

    def __init__(self, world: World, stream: Stream) -> None:
        self._world = world
        self._stream = stream

    def routes(self) -> list[Route]:
        return [
            _route("GET", "/people", self.people),
            _route("GET", "/state", self.state),
            _route("GET", "/channels/{channel_id}/messages", self.messages),
            _route("POST", "/messages", self.say),
            _route("POST", "/commands", self.use_command),
            _route("POST", "/autocomplete", self.autocomplete),
            _route("POST", "/components", self.press),
            _route("POST", "/modals", self.submit),
            _route("GET", "/stream", self.stream),
        ]

    async def people(self, request: Request) -> Json:
        everyone = [user for user in self._world.users.values() if not user["bot"]]
        return {"people": everyone, **self._time()}

    async def state(self, request: Request) -> Json:
        me = self._me(request)
        mine = self._world.guilds_of(me["id"])
        direct = [
            {"id": channel["id"], "recipient": self._world.users[bot_id]}
            for (bot_id, user_id), channel in self._world.direct.items()
            if user_id == me["id"]
        ]
        return {
            "me": me,
            **self._time(),
            "guilds": [self._guild(guild, me["id"]) for guild in mine],
            "dms": direct,
        }

    async def messages(self, request: Request) -> list[Json]:
        limit = int(request.query_params.get("limit", "50"))
        return self._world.seen(request.path_params["channel_id"], self._me(request)["id"])[-limit:]

    async def stream(self, request: Request) -> Response:
        me = self._world.user(request.query_params.get("as", ""))
        last = request.headers.get("last-event-id", "")
        events = self._stream.follow(me["id"], int(last) if last.isdecimal() else None)
        return StreamingResponse(
            events, media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def say(self, request: Request) -> Json:
        body = await request.json()
        return people.say(
            self._world, self._me(request)["id"], str(body.get("channel_id")), body.get("content") or ""
        )

    async def use_command(self, request: Request) -> Json:
        asked = people.use_command(self._world, self._me(request)["id"], await request.json())
        return await self._outcome(asked)

    async def autocomplete(self, request: Request) -> Json:
        me = self._me(request)["id"]
        asked = people.use_command(self._world, me, await request.json(), partial=True)
        outcome = await people.outcome(self._world, asked)
        if outcome["failure"]:
            raise DiscordError(504, 0, outcome["failure"])
        return {"choices": outcome["choices"]}

    async def press(self, request: Request) -> Json:
        return await self._outcome(people.press(self._world, self._me(request)["id"], await request.json()))

    async def submit(self, request: Request) -> Json:
        return await self._outcome(people.submit(self._world, self._me(request)["id"], await request.json()))

    async def _outcome(self, asked: Any) -> Json:
        outcome = await people.outcome(self._world, asked)
        if outcome["modal"]:
            people.show_modal(self._world, asked)
        return outcome

    def _me(self, request: Request) -> Json:
        return self._world.user(request.query_params.get("as", ""))

    def _time(self) -> Json:
        return {"now": self._world.clock.stamp(), "speed": self._world.clock.speed}

    def _guild(self, guild: Guild, user_id: str) -> Json:
        channels = []
        for channel in guild.channels.values():
            held = guild.permissions(user_id, channel)
            if held & Permission.VIEW_CHANNEL:
                can_send = channel["type"] != CATEGORY and bool(held & Permission.SEND_MESSAGES)
                channels.append({**channel, "can_send": can_send})
        return {
            "id": guild.id,
            "name": guild.name,
            "owner_id": guild.base["owner_id"],
            "roles": list(guild.roles.values()),
            "channels": channels,
            "members": list(guild.members.values()),
            "commands": people.commands(self._world, guild, user_id),
        }


def _route(method: str, path: str, handler: Callable[[Request], Awaitable[Any]]) -> Route:
    return Route(path, answering_json(handler), methods=[method])


def answering_json(handler: Callable[[Request], Awaitable[Any]]) -> Callable[[Request], Awaitable[Response]]:
    """Answer with what the handler returns, or with Discord's error body; a body that is no JSON is 400."""

    async def endpoint(request: Request) -> Response:
        try:
            answer = await handler(request)
            return answer if isinstance(answer, Response) else JSONResponse(answer)
        except DiscordError as error:
            return JSONResponse(error.body(), error.status)
        except (ValueError, KeyError, TypeError) as error:
            return JSONResponse({"message": f"{type(error).__name__}: {error}", "code": 0}, 400)

    return endpoint
