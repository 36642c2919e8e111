"""The cast of every story: Mira hosts, Noor, Sam and Ada play, Ivo manages, Olga owns, Zoe is a stranger.

They use the simulated Discord's own client over HTTP, and read what a person would read there. A conftest
that imports the fixtures has a tavern with the bot in it, and everybody around.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from gamescheduler.models import GameId
from gamescheduler.simulator.interaction import Callback
from gamescheduler.simulator.serving import serve
from tests.messages import CHANNEL_SELECT, EPHEMERAL, LOADING, ROLE_SELECT, USER_SELECT, Answer, Json, Shown
from tests.tavern import Door, Tavern, open_tavern, until

_CHANNEL_OPTION = 7


@dataclass(frozen=True)
class Person:
    """Somebody at the simulated Discord's client; types in #games unless told otherwise."""

    name: str
    tavern: Tavern
    patient: bool = True
    """Waits while the bot is thinking, as it may on a slow machine, and reads what comes of it."""

    @property
    def hasty(self) -> Person:
        """Takes "thinking…" for the answer."""
        return replace(self, patient=False)

    @property
    def id(self) -> str:
        return self.tavern.crew.users[self.name]

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    @property
    def messages(self) -> list[Shown]:
        """Direct messages, oldest first."""
        return [Shown(message) for message in self.tavern.world.inbox(self.id)]

    @property
    def inbox(self) -> list[str]:
        """Their texts, without the small last line that names the server."""
        return [shown.text.rpartition("\n-# ")[0] for shown in self.messages]

    async def posts_game(
        self, title: str, in_: timedelta = timedelta(hours=3), max_players: int = 5, **options: Any
    ) -> GameId:
        """Returns as soon as the card can be seen."""
        known = dict(self.tavern.cards())
        start = int((self.tavern.clock.now() + in_).timestamp())
        given = {"title": title, "when": str(start), "players": max_players, **options}
        answer = await self.runs("game create", **given)
        assert answer.text.startswith("Posted **"), answer.text
        (game,) = await until(lambda: dict(self.tavern.cards()).keys() - known.keys())
        return GameId(game)

    async def runs(self, command: str, on: str = "games", **options: Any) -> Answer:
        """A slash command; a channel option is given by its name."""
        return await self._answer("commands", **await self._typed(command, on, options))

    async def types(self, command: str, option: str, text: str, **options: Any) -> dict[str, str]:
        """What is suggested while typing into that option: name -> value."""
        body = await self._typed(command, "games", {**options, option: text}, focused=option)
        choices = (await self._post("autocomplete", **body))["choices"]
        return {choice["name"]: choice["value"] for choice in choices}

    async def clicks(self, label: str, on: GameId | Shown | Answer) -> Answer:
        """Presses a button of an announcement, or of any message."""
        shown = on if isinstance(on, Shown) else on.shown if isinstance(on, Answer) else None
        shown = shown or self.tavern.announcement(GameId(str(on)))
        return await self.presses(shown.buttons[label], shown)

    async def presses(self, custom_id: str, shown: Shown, values: Sequence[str] = ()) -> Answer:
        message = shown.message
        place = {"channel_id": message["channel_id"], "message_id": message["id"]}
        body = {**place, "custom_id": custom_id, "values": list(values)}
        return await self._answer("components", shown, **body)

    async def chooses(self, menu: str, *choices: str, on: Shown | Answer) -> Answer:
        """Picks from a menu, by its placeholder: texts by their label, roles, channels, people by name."""
        shown = on if isinstance(on, Shown) else on.shown
        select, crew = shown.menus[menu], self.tavern.crew
        named = {ROLE_SELECT: crew.roles, CHANNEL_SELECT: crew.channels, USER_SELECT: crew.users}
        values = named.get(select["type"]) or shown.choices(menu)
        return await self.presses(select["custom_id"], shown, [values[choice] for choice in choices])

    async def fills(self, form: Answer, **values: str) -> Answer:
        """Submits the form with these fields changed."""
        body = {"modal_id": form.outcome["modal"]["modal_id"], "values": {**form.form, **values}}
        return await self._answer("modals", **body)

    async def reads(self, answer: Answer) -> str:
        """An answer the bot had to think about, once it is there."""
        return (await self._comes(answer, answer.shown)).text

    async def _answer(self, path: str, pressed: Shown | None = None, /, **body: Any) -> Answer:
        answer = Answer(await self._post(path, **body))
        interaction = self.tavern.world.interactions[answer.outcome["interaction_id"]]
        if self.patient and interaction.callback is Callback.DEFERRED_MESSAGE:
            return await self._comes(answer, answer.shown)
        if self.patient and pressed and interaction.callback is Callback.DEFERRED_UPDATE:
            return await self._comes(answer, pressed)
        return answer

    async def _comes(self, answer: Answer, waiting: Shown) -> Answer:
        """The answer, once that message has changed or another is under it."""
        before = waiting.message

        def arrived() -> Json | None:
            seen = self.tavern.world.seen(before["channel_id"], self.id)
            (at,) = (number for number, message in enumerate(seen) if message["id"] == before["id"])
            later = [m for m in seen[at + 1 :] if m["flags"] & EPHEMERAL]
            return seen[at] if _changed(before, seen[at]) else later[0] if later else None

        return Answer({**answer.outcome, "state": "answered", "message": await until(arrived, within=60)})

    async def _typed(self, command: str, on: str, options: Json, focused: str = "") -> Json:
        name, _, sub = command.partition(" ")
        found = next(c for c in await self.commands() if c["name"] == name)
        group = next((option for option in found["options"] if option["name"] == sub), found)
        kinds = {option["name"]: option["type"] for option in group.get("options", [])}
        given: list[Json] = []
        for key, value in options.items():
            said = self.tavern.crew.channels[value] if kinds[key] == _CHANNEL_OPTION else value
            given.append({"name": key, "type": kinds[key], "value": said, "focused": key == focused})
        return {
            "guild_id": self.tavern.crew.guild_id,
            "channel_id": self.tavern.crew.channels[on],
            "command_id": found["id"],
            "options": [{"name": sub, "type": 1, "options": given}] if sub else given,
        }

    async def commands(self) -> list[Json]:
        async with self.tavern.http.get(self._url("state")) as response:
            guilds = (await response.json())["guilds"]
        return next(guild["commands"] for guild in guilds if guild["id"] == self.tavern.crew.guild_id)

    async def _post(self, path: str, **body: Any) -> Json:
        async with self.tavern.http.post(self._url(path), json=body) as response:
            answer: Json = await response.json()
            assert response.status == 200, answer
            return answer

    def _url(self, path: str) -> str:
        return f"{self.tavern.url}/client/{path}?as={self.id}"


def _changed(before: Json, now: Json) -> bool:
    if before["flags"] & LOADING:
        return not now["flags"] & LOADING
    return bool(before["edited_timestamp"] != now["edited_timestamp"])


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@pytest.fixture(scope="session")
async def door() -> AsyncIterator[Door]:
    door = Door()
    async with serve(door) as door.url:
        yield door


@pytest.fixture
async def empty_tavern(door: Door, database_url: str) -> AsyncIterator[Tavern]:
    """No bot yet."""
    async with open_tavern(door, database_url) as tavern:
        yield tavern


@pytest.fixture
async def tavern(empty_tavern: Tavern) -> AsyncIterator[Tavern]:
    """With the bot in it; game masters may host."""
    async with empty_tavern.bot():
        await empty_tavern.configure(host_roles=[int(empty_tavern.crew.roles["Game Master"])])
        yield empty_tavern


@pytest.fixture
def mira(empty_tavern: Tavern) -> Person:
    return Person("Mira", empty_tavern)


@pytest.fixture
def noor(empty_tavern: Tavern) -> Person:
    return Person("Noor", empty_tavern)


@pytest.fixture
def sam(empty_tavern: Tavern) -> Person:
    return Person("Sam", empty_tavern)


@pytest.fixture
def ada(empty_tavern: Tavern) -> Person:
    return Person("Ada", empty_tavern)


@pytest.fixture
def ivo(empty_tavern: Tavern) -> Person:
    return Person("Ivo", empty_tavern)
