"""hikari, unmodified and in an environment of its own, as a second bot of Friday Crew."""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from gamescheduler.simulator import Bot
from tests.simulator.foreign import environment
from tests.simulator.wire import PATIENCE, Person, Stage, eventually

PROGRAM = Path(__file__).parent / "foreign" / "guest_bot.py"
STARTING = 20.0
"""Seconds; a second interpreter and all that hikari imports may be slow on a busy machine."""
EPHEMERAL = 1 << 6
INVITATION = "Tea at five? Coming: {}"


class Guest:
    """The running program, as it tells about itself."""

    def __init__(self, process: Process, bot: Bot) -> None:
        assert process.stdout is not None
        self._lines = process.stdout
        self.bot = bot
        self.told: list[str] = []

    async def tells(self, event: str) -> dict[str, Any]:
        """What the program says about the next event of this name; AssertionError when it never does."""
        async with asyncio.timeout(STARTING):
            while line := await self._lines.readline():
                facts: dict[str, Any] = json.loads(line)
                self.told.append(facts.pop("event"))
                if self.told[-1] == event:
                    return facts
        raise AssertionError(f"it ended without {event}, after {self.told}")


@pytest.fixture(scope="session")
def python_with_hikari() -> Path:
    return environment.interpreter()


@pytest.fixture
async def guest(stage: Stage, python_with_hikari: Path, tmp_path: Path) -> AsyncIterator[Guest]:
    """Running until the test ends; then it must leave politely, and must have had nothing to complain of."""
    bot = stage.world.add_bot("Tea Time", stage.world.user(stage.crew.users["Olga"]))
    stage.world.add_member(stage.world.guild(stage.crew.guild_id), bot.user)
    settings = {"GUEST_URL": f"{stage.url}/api/v10", "GUEST_TOKEN": bot.token, "GUEST_CHANNEL": stage.games}
    complaints = tmp_path / "complaints"
    with complaints.open("wb") as stderr:
        process = await asyncio.create_subprocess_exec(
            python_with_hikari, "-I", PROGRAM, env=settings, stdin=DEVNULL, stdout=PIPE, stderr=stderr
        )
    yield Guest(process, bot)
    await _end(process)
    assert (process.returncode, complaints.read_text()) == (0, "")
    await eventually(lambda: not stage.simulator.sessions.of(bot.id))


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), PATIENCE)
    except TimeoutError:
        process.kill()
        await process.wait()


@pytest.fixture
async def invitation(stage: Stage, guest: Guest) -> dict[str, Any]:
    """The message with the button that the guest posts when it has started."""
    message_id = (await guest.tells("invited"))["message_id"]
    return stage.world.message(stage.games, message_id)


async def test_hikari_logs_in_registers_its_command_and_posts(
    stage: Stage, guest: Guest, person: Callable[[str], Person]
) -> None:
    assert await guest.tells("ready") == {"user": "Tea Time", "guilds": 1}
    channels = ["Tavern", "Text", "games", "general", "read-only"]
    assert await guest.tells("met") == {"guild": "Friday Crew", "channels": channels}
    assert await guest.tells("synced") == {"application": "Tea Time", "commands": ["tea"]}
    offered = (await person("Ada").commands())["tea"]
    assert offered["application"] == {"id": guest.bot.id, "name": "Tea Time"}
    await guest.tells("invited")
    assert await person("Ada").sees(stage.games) == [INVITATION.format("nobody")]


async def test_hikari_answers_a_command_for_one_pair_of_eyes(
    stage: Stage, guest: Guest, invitation: dict[str, Any], person: Callable[[str], Person]
) -> None:
    outcome = await person("Mira").runs("tea", {"name": "sugar", "type": 4, "value": 2})
    assert outcome["state"] == "answered"
    assert outcome["message"]["flags"] & EPHEMERAL
    assert await guest.tells("poured") == {"command": "tea", "to": "Mira (GM)"}
    assert await person("Mira").sees(stage.games) == [invitation["content"], "Tea for Mira (GM), sugar: 2"]
    assert await person("Ada").sees(stage.games) == [invitation["content"]]


async def test_hikari_answers_a_click_then_edits_and_writes_a_dm(
    stage: Stage, guest: Guest, invitation: dict[str, Any], person: Callable[[str], Person]
) -> None:
    outcome = await person("Noor").presses("tea:come", invitation)
    assert outcome["state"] == "answered"
    assert outcome["message"]["flags"] & EPHEMERAL
    letter = "Five o'clock, do not be late"
    edited = INVITATION.format("Noor the Brave")
    assert await guest.tells("counted") == {"custom_id": "tea:come", "invitation": edited, "letter": letter}
    assert await person("Noor").sees(stage.games) == [edited, "See you, Noor the Brave"]
    assert await person("Ada").sees(stage.games) == [edited]
    [direct] = (await person("Noor").get("state"))["dms"]
    assert direct["recipient"]["id"] == guest.bot.id
    assert await person("Noor").sees(direct["id"]) == [letter]


@pytest.mark.parametrize("action", ["drop", "reconnect"])
async def test_hikari_resumes_and_answers_what_it_missed(
    stage: Stage, guest: Guest, invitation: dict[str, Any], person: Callable[[str], Person], action: str
) -> None:
    stage.world.patience = STARTING  # hikari waits one to two seconds before it connects again
    assert await stage.control("gateway", action=action, bot_id=guest.bot.id) == {"sessions": 1}
    outcome = await person("Sam").presses("tea:come", invitation)
    assert outcome["message"]["content"] == "See you, Sam"
    assert (await guest.tells("counted"))["invitation"] == INVITATION.format("Sam")
    assert guest.told.count("resumed") == 1
    assert guest.told.count("ready") == 1
