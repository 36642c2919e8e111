"""Raw clients of the simulator: a bot's REST and gateway, and a person at the chat page's API."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from gamescheduler.simulator import Bot, FridayCrew, Simulator, World

PATIENCE = 5.0
"""Seconds a test waits for something to arrive before it fails."""


@dataclass(frozen=True)
class Stage:
    """A served Friday Crew world."""

    url: str
    simulator: Simulator
    crew: FridayCrew
    http: aiohttp.ClientSession

    @property
    def world(self) -> World:
        return self.simulator.world

    @property
    def games(self) -> str:
        return self.crew.channels["games"]

    def path(self, *parts: str) -> str:
        return "/".join(("/channels", *parts))

    async def control(self, path: str, **body: Any) -> Any:
        async with self.http.post(f"{self.url}/control/{path}", json=body) as response:
            assert response.status == 200, await response.text()
            return await response.json()


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> Any:
        return self.body["code"]

    @property
    def errors(self) -> Any:
        return self.body["errors"]


class Rest:
    """A bot's REST calls, with nothing between the test and the wire."""

    def __init__(self, stage: Stage, token: str) -> None:
        self._stage = stage
        self._token = token

    async def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        headers = {"Authorization": f"Bot {self._token}", **more.pop("headers", {})}
        url = f"{self._stage.url}/api/v10{path}"
        async with self._stage.http.request(method, url, json=body, headers=headers, **more) as response:
            text = await response.text()
            return Answer(response.status, json.loads(text) if text else None, response.headers)

    async def get(self, path: str, **query: str) -> Answer:
        return await self("GET", path, params=query)

    async def post(self, path: str, **body: Any) -> Answer:
        return await self("POST", path, body)

    async def patch(self, path: str, **body: Any) -> Answer:
        return await self("PATCH", path, body)

    async def delete(self, path: str) -> Answer:
        return await self("DELETE", path)

    async def answers(self, interaction: dict[str, Any], kind: int, **data: Any) -> Answer:
        """Acknowledge an interaction with a callback of this type."""
        path = f"/interactions/{interaction['id']}/{interaction['token']}/callback"
        return await self("POST", path, {"type": kind, "data": data} if data else {"type": kind})


class Gateway:
    """One gateway connection, in JSON over text, binary or zlib-stream frames."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, *, binary: bool = False) -> None:
        self._socket = socket
        self._binary = binary
        self._inflate = zlib.decompressobj()
        self.seq = 0

    async def send(self, op: int, data: Any) -> None:
        text = json.dumps({"op": op, "d": data})
        await (self._socket.send_bytes(text.encode()) if self._binary else self._socket.send_str(text))

    async def next(self) -> dict[str, Any]:
        """The next packet; AssertionError when the connection is closed instead."""
        frame = await self._socket.receive(PATIENCE)
        assert frame.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY), f"closed {frame.data}"
        raw = frame.data if isinstance(frame.data, str) else self._inflate.decompress(frame.data)
        packet: dict[str, Any] = json.loads(raw)
        self.seq = packet["s"] or self.seq
        return packet

    async def until(self, name: str) -> Any:
        """The data of the next dispatch of this name; what comes before it is dropped."""
        while True:
            packet = await self.next()
            if packet["t"] == name:
                return packet["d"]

    async def closed(self) -> int | None:
        """Wait for the server to close; its close code."""
        while not self._socket.closed:
            await self._socket.receive(PATIENCE)
        return self._socket.close_code

    async def identify(self, bot: Bot, intents: int = 1, **more: Any) -> dict[str, Any]:
        """Log in; the data of READY."""
        await self.send(2, {"token": bot.token, "intents": intents, "properties": {}, **more})
        ready: dict[str, Any] = await self.until("READY")
        return ready

    async def close(self, code: int = 1000) -> None:
        await self._socket.close(code=code)


async def connect(stage: Stage, *, compress: bool = False, binary: bool = False) -> Gateway:
    """Open a gateway connection and take its HELLO."""
    query = "?v=10&encoding=json" + ("&compress=zlib-stream" if compress else "")
    url = stage.url.replace("http", "ws") + "/gateway/" + query
    gateway = Gateway(await stage.http.ws_connect(url), binary=binary)
    hello = await gateway.next()
    assert hello["op"] == 10
    return gateway


class Person:
    """Somebody at the chat page."""

    def __init__(self, stage: Stage, name: str) -> None:
        self._stage = stage
        self.id = stage.crew.users[name]

    async def get(self, path: str, **query: str) -> Any:
        return await self._call("GET", path, None, query)

    async def post(self, path: str, **body: Any) -> Any:
        return await self._call("POST", path, body, {})

    async def refused(self, path: str, **body: Any) -> Any:
        """The error body of a call that must not succeed."""
        return await self._call("POST", path, body, {}, expected=400)

    async def runs(self, command: str, *options: dict[str, Any], on: str | None = None) -> Any:
        return await self.post("commands", **await self._typed(command, options, on))

    async def types(self, command: str, *options: dict[str, Any]) -> Any:
        """Ask for suggestions while typing."""
        return await self.post("autocomplete", **await self._typed(command, options, None))

    async def presses(self, custom_id: str, message: dict[str, Any], **more: Any) -> Any:
        channel_id, message_id = message["channel_id"], message["id"]
        return await self.post(
            "components", channel_id=channel_id, message_id=message_id, custom_id=custom_id, **more
        )

    async def submits(self, modal: dict[str, Any], **values: Any) -> Any:
        return await self.post("modals", modal_id=modal["modal_id"], values=values)

    async def sees(self, channel_id: str) -> list[str]:
        """The contents of a channel's messages, oldest first."""
        return [message["content"] for message in await self.get(f"channels/{channel_id}/messages")]

    async def commands(self) -> dict[str, Any]:
        """The commands of Friday Crew by name."""
        state = await self.get("state")
        return {command["name"]: command for command in state["guilds"][0]["commands"]}

    async def _typed(
        self, command: str, options: tuple[dict[str, Any], ...], on: str | None
    ) -> dict[str, Any]:
        command_id = (await self.commands())[command]["id"]
        place = {"guild_id": self._stage.crew.guild_id, "channel_id": on or self._stage.games}
        return {**place, "command_id": command_id, "options": list(options)}

    async def _call(
        self, method: str, path: str, body: Any, query: dict[str, str], expected: int = 200
    ) -> Any:
        url = f"{self._stage.url}/client/{path}"
        params = {"as": self.id, **query}
        async with self._stage.http.request(method, url, json=body, params=params) as response:
            answer = await response.json()
            assert response.status == expected, answer
            return answer


async def eventually(check: Any) -> Any:
    """Poll until `check()` is truthy and return it; AssertionError after PATIENCE."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while not (found := check()):
        assert asyncio.get_running_loop().time() < deadline, "it never happened"
        await asyncio.sleep(0.01)
    return found
