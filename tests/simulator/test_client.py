"""The human side: what somebody sees, and hears about while looking."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from gamescheduler.simulator import messages
from tests.simulator.wire import Person, Rest, Stage


class Listener:
    """A page's event stream."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self.last_id = ""

    async def next(self) -> tuple[str, Any]:
        """The name and data of the next event."""
        fields: dict[str, str] = {}
        while line := (await asyncio.wait_for(self._response.content.readline(), 5)).decode().strip():
            key, _, value = line.partition(": ")
            fields[key] = value
        self.last_id = fields.get("id", self.last_id)
        return fields["event"], json.loads(fields["data"])

    async def until(self, name: str) -> Any:
        while True:
            heard, data = await self.next()
            if heard == name:
                return data


async def listen(stage: Stage, name: str, last_id: str | None = None) -> Listener:
    headers = {} if last_id is None else {"Last-Event-ID": last_id}
    params = {"as": stage.crew.users[name]}
    return Listener(await stage.http.get(f"{stage.url}/client/stream", params=params, headers=headers))


@pytest.fixture
async def noors_page(stage: Stage) -> Listener:
    listener = await listen(stage, "Noor")
    assert (await listener.next())[0] == "hello"
    return listener


async def test_people_are_the_humans_and_the_time(stage: Stage) -> None:
    async with stage.http.get(f"{stage.url}/client/people") as response:
        answer = await response.json()
    assert [user["global_name"] for user in answer["people"]] == [
        "Olga",
        "Mira",
        "Ivo",
        "Noor",
        "Samira",
        "Ada",
        "Zoe",
    ]
    assert answer["speed"] == 1.0


async def test_state_shows_own_servers_and_where_one_may_write(stage: Stage, person: Any) -> None:
    state = await person("Noor").get("state")
    assert [guild["name"] for guild in state["guilds"]] == ["Friday Crew"]
    can_send = {channel["name"]: channel["can_send"] for channel in state["guilds"][0]["channels"]}
    assert can_send == {"Text": False, "general": True, "games": True, "read-only": False, "Tavern": True}


async def test_stranger_sees_and_says_nothing(stage: Stage, rest: Rest, person: Any) -> None:
    await rest.post(stage.path(stage.games, "messages"), content="members only")
    zoe: Person = person("Zoe")
    assert await zoe.sees(stage.games) == []
    with pytest.raises(AssertionError, match="Missing Access"):
        await zoe.post("messages", channel_id=stage.games, content="hello?")


async def test_unknown_person_is_nobody(stage: Stage) -> None:
    async with stage.http.get(f"{stage.url}/client/state", params={"as": "12"}) as response:
        assert (response.status, (await response.json())["code"]) == (404, 10013)


async def test_stream_tells_of_messages_as_they_come(stage: Stage, rest: Rest, noors_page: Listener) -> None:
    path = stage.path(stage.games, "messages")
    posted = (await rest.post(path, content="a")).body
    await rest.patch(f"{path}/{posted['id']}", content="b")
    await rest.delete(f"{path}/{posted['id']}")
    heard = [await noors_page.next() for _ in range(3)]
    assert [name for name, _ in heard] == ["message_create", "message_update", "message_delete"]
    assert heard[1][1]["content"] == "b"


async def test_stream_tells_nobody_elses_secrets(stage: Stage, rest: Rest, noors_page: Listener) -> None:
    channel = (await rest.post("/users/@me/channels", recipient_id=stage.crew.users["Sam"])).body
    await rest.post(stage.path(channel["id"], "messages"), content="for Sam")
    await rest.post(stage.path(stage.games, "messages"), content="for all")
    assert (await noors_page.until("message_create"))["content"] == "for all"


async def test_stream_tells_nothing_of_a_channel_out_of_sight(
    stage: Stage, noors_page: Listener, person: Any
) -> None:
    general = stage.crew.channels["general"]
    hidden = [{"id": stage.crew.users["Noor"], "type": 1, "allow": "0", "deny": str(1 << 10)}]
    await stage.control("channels", channel_id=general, overwrites=hidden)
    assert (await noors_page.next())[0] == "state"
    await person("Sam").post("messages", channel_id=general, content="behind her back")
    await person("Sam").post("messages", channel_id=stage.games, content="for all")
    assert (await noors_page.next())[1]["content"] == "for all"


async def test_stream_tells_of_a_new_direct_channel(stage: Stage, rest: Rest, noors_page: Listener) -> None:
    opened = (await rest.post("/users/@me/channels", recipient_id=stage.crew.users["Noor"])).body
    told = await noors_page.until("dm_open")
    assert (told["id"], told["recipient"]["username"]) == (opened["id"], "Game Scheduler")


async def test_stream_replays_what_a_page_missed(stage: Stage, rest: Rest, noors_page: Listener) -> None:
    path = stage.path(stage.games, "messages")
    await rest.post(path, content="heard")
    await noors_page.until("message_create")
    await rest.post(path, content="missed")
    again = await listen(stage, "Noor", noors_page.last_id)
    assert (await again.next())[0] == "hello"
    assert (await again.until("message_create"))["content"] == "missed"


@pytest.mark.parametrize("last_id", ["99999", "0"])
async def test_stream_asks_to_look_again_when_it_cannot_tell(stage: Stage, last_id: str) -> None:
    noor, games = stage.world.user(stage.crew.users["Noor"]), stage.world.channel(stage.games)
    for _ in range(2100):
        messages.post(stage.world, games, noor, {"content": "chatter"})
    listener = await listen(stage, "Noor", last_id)
    assert [(await listener.next())[0] for _ in range(2)] == ["hello", "state"]


async def test_structural_change_is_a_state_event(stage: Stage, noors_page: Listener) -> None:
    stage.world.add_channel(stage.world.guild(stage.crew.guild_id), "new")
    assert await noors_page.next() == ("state", {})


async def test_page_and_its_files_are_served(stage: Stage) -> None:
    async with stage.http.get(stage.url) as response:
        assert response.status == 200
        assert response.headers["Content-Security-Policy"].startswith("default-src 'self'")
    async with stage.http.get(f"{stage.url}/static/main.js") as response:
        assert response.status == 200
