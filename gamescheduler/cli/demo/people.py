"""Being somebody in the simulated Discord, by the HTTP calls its chat page makes."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlencode, urlsplit

Json: TypeAlias = dict[str, Any]

ANSWER_WITHIN = 15.0
_POLL = 0.05
_SUB_COMMAND, _TEXT_DISPLAY, _LOADING = 1, 10, 1 << 7


class NoAnswer(Exception):
    """The simulated Discord refused, or the bot did not answer."""


class Person:
    """One member of the server, acting in one channel of it."""

    def __init__(self, url: str, name: str, user_id: str, guild_id: str, channel_id: str) -> None:
        self.name = name
        self.id = user_id
        self._host = urlsplit(url).netloc
        self._guild_id = guild_id
        self._channel_id = channel_id

    async def runs(self, command: str, **options: Any) -> Json:
        """Run ``game create`` or ``games``; the modal it opened, or the reply."""
        return await self._answer("/client/commands", await self._typed(command, options))

    async def suggested(self, command: str, option: str, text: str) -> list[Json]:
        """What is offered while ``text`` is being typed: name and value of each."""
        typed = await self._typed(command, {option: text})
        typed["options"][-1]["options"][-1]["focused"] = True
        choices: list[Json] = (await self._call("POST", "/client/autocomplete", typed))["choices"]
        return choices

    async def presses(self, label: str, message: Json) -> Json:
        """Press the button with those words; the reply."""
        button = next((part for part in parts(message) if part.get("label") == label), None)
        if button is None:
            raise NoAnswer(f"there is no button {label}")
        where = {"channel_id": message["channel_id"], "message_id": message["id"]}
        return await self._answer("/client/components", where | {"custom_id": button["custom_id"]})

    async def chooses(self, menu: str, choice: str, message: Json) -> Json:
        """Choose that entry in the menu with that placeholder; the reply."""
        select = next((part for part in parts(message) if part.get("placeholder") == menu), None)
        value = next(
            (o["value"] for o in (select or {}).get("options", ()) if o["label"].startswith(choice)), None
        )
        if select is None or value is None:
            raise NoAnswer(f"there is no {choice} in a menu {menu}: {card(message)!r}")
        where = {"channel_id": message["channel_id"], "message_id": message["id"]}
        chosen = {"custom_id": select["custom_id"], "values": [value]}
        return await self._answer("/client/components", where | chosen)

    async def submits(self, modal: Json, values: Mapping[str, str]) -> Json:
        """Fill in a form and send it off; fields not named keep what is in them. The reply."""
        shown = {field["custom_id"]: field.get("value", "") for field in _fields(modal)}
        return await self._answer(
            "/client/modals", {"modal_id": modal["modal_id"], "values": {**shown, **values}}
        )

    async def sees(self, channel_id: str) -> list[Json]:
        """A channel's messages, oldest first, without what only this person sees."""
        found: list[Json] = await self._call("GET", f"/client/channels/{channel_id}/messages")
        return [message for message in found if not message["flags"] & 1 << 6]

    async def inbox(self) -> list[str]:
        """Everything bots wrote by direct message, oldest first."""
        state = await self._call("GET", "/client/state")
        received = [m for channel in state["dms"] for m in await self.sees(channel["id"])]
        return [as_read(m["content"]) for m in received if m["author"]["id"] != self.id]

    async def _typed(self, command: str, options: Mapping[str, Any]) -> Json:
        name, _, sub_command = command.partition(" ")
        found = next((c for c in await self._commands() if c["name"] == name), None)
        if found is None:
            raise NoAnswer(f"there is no command /{name}")
        offered = found["options"]
        if sub_command:
            offered = next(o.get("options", ()) for o in offered if o["name"] == sub_command)
        types = {option["name"]: option["type"] for option in offered}
        given = [{"name": key, "type": types[key], "value": value} for key, value in options.items()]
        nested = [{"name": sub_command, "type": _SUB_COMMAND, "options": given}] if sub_command else given
        place = {"guild_id": self._guild_id, "channel_id": self._channel_id}
        return place | {"command_id": found["id"], "options": nested}

    async def _commands(self) -> list[Json]:
        state = await self._call("GET", "/client/state")
        return next(guild["commands"] for guild in state["guilds"] if guild["id"] == self._guild_id)

    async def _answer(self, path: str, body: Json) -> Json:
        """The modal or the message that answers, waited for when it was deferred."""
        outcome = await self._call("POST", path, body)
        if outcome["failure"]:
            raise NoAnswer(outcome["failure"])
        modal: Json | None = outcome["modal"]
        return modal or await self._finished(outcome["message"])

    async def _finished(self, message: Json) -> Json:
        path = f"/client/channels/{message['channel_id']}/messages"
        async with asyncio.timeout(ANSWER_WITHIN):
            while message["flags"] & _LOADING:
                await asyncio.sleep(_POLL)
                shown = await self._call("GET", path)
                message = next(m for m in shown if m["id"] == message["id"])
        return message

    async def _call(self, method: str, path: str, body: Json | None = None) -> Any:
        return await asyncio.to_thread(self._exchange, method, f"{path}?{urlencode({'as': self.id})}", body)

    def _exchange(self, method: str, path: str, body: Json | None) -> Any:
        connection = http.client.HTTPConnection(self._host, timeout=ANSWER_WITHIN)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            response = connection.getresponse()
            answer = json.load(response)
        finally:
            connection.close()
        if response.status >= 400:
            raise NoAnswer(f"{method} {path}: {response.status} {answer.get('message')}")
        return answer


def parts(message: Json) -> Iterator[Json]:
    """Every component of a message, however deep."""
    waiting = list(message.get("components", ()))
    while waiting:
        part = waiting.pop(0)
        yield part
        waiting += part.get("components", ())


def card(message: Json) -> str:
    """The text of a message as it is read, whether plain or built of components."""
    texts = [part["content"] for part in parts(message) if part["type"] == _TEXT_DISPLAY]
    return as_read("\n".join(filter(None, [message["content"], *texts])))


def buttons(message: Json) -> list[str]:
    """The words on its buttons."""
    return [part["label"] for part in parts(message) if "label" in part]


def as_read(text: str) -> str:
    """Without what keeps typed text from being markup or from breaking, and with every time as ``<t>``."""
    return re.sub(r"<t:\d+:\w>", "<t>", text.replace("\\", "").replace("\xa0", " "))


def _fields(modal: Json) -> Iterator[Json]:
    for label in modal["components"]:
        yield from label.get("components", ())
        if "component" in label:
            yield label["component"]
