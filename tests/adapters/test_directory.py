"""What every directory promises, over real HTTP: who is in a server; and Discord being away is no answer."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import aiohttp
import disnake
import pytest
from disnake.http import HTTPClient, Route
from starlette.responses import Response

from gamescheduler.adapters.directory import AWAY, Directory, RestDirectory, look_up
from gamescheduler.bot.directory import BotDirectory
from gamescheduler.domain.mentions import Candidate, settle
from gamescheduler.errors import Invalid, Misconfigured, NotFound, Unreachable
from gamescheduler.models import GuildId, RoleId, UserId
from gamescheduler.simulator import Clock, Simulator, friday_crew
from gamescheduler.simulator.serving import serve
from tests.simulator.openapi import Judge
from tests.simulator.wire import Stage, eventually

BRIEF = 0.3
"""Wall seconds of patience, for tests in which Discord is slow or away."""

Open = Callable[..., AbstractAsyncContextManager[Directory]]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """Friday Crew on the wire, with Discord's own document judging what is asked."""
    world, crew = friday_crew(Clock())
    simulator, judge = Simulator(world), Judge()
    simulator.observers.append(judge)
    async with serve(simulator) as url, aiohttp.ClientSession() as http:
        yield Stage(url, simulator, crew, http)
        simulator.hang_up()
    assert judge.problems == []


@asynccontextmanager
async def open_rest(url: str, token: str, patience: float = 5.0) -> AsyncIterator[Directory]:
    """As the command line asks."""
    async with RestDirectory(url, token, patience=patience, answer_within=patience) as directory:
        yield directory


@asynccontextmanager
async def open_bot(url: str, token: str, patience: float = 5.0) -> AsyncIterator[Directory]:
    """As the bot asks."""
    async with open_client(url, token) as http:
        yield BotDirectory(http, patience=patience)


@asynccontextmanager
async def open_client(url: str, token: str) -> AsyncIterator[HTTPClient]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Route, "BASE", url)
        client = disnake.Client()
        await client.login(token)
        yield client.http
        await client.close()


@pytest.fixture(params=[open_rest, open_bot], ids=["rest", "bot"])
def open_(request: pytest.FixtureRequest, stage: Stage) -> Open:
    return lambda **more: request.param(f"{stage.url}/api/v10", stage.crew.bot.token, **more)


@pytest.fixture
async def directory(open_: Open) -> AsyncIterator[Directory]:
    async with open_() as directory:
        yield directory


@pytest.fixture
def guild_id(stage: Stage) -> GuildId:
    return GuildId(int(stage.crew.guild_id))


def the(stage: Stage, name: str) -> UserId:
    return UserId(int(stage.crew.users[name]))


def comes(stage: Stage, *usernames: str, **more: Any) -> None:
    """Somebody new joins Friday Crew."""
    guild = stage.world.guild(stage.crew.guild_id)
    for username in usernames:
        stage.world.add_member(guild, stage.world.add_user(username, None), **more)


async def players(directory: Directory, guild_id: GuildId, *lines: str) -> list[str]:
    """The names, in order. Raises what a list that can't be settled raises."""
    settled = settle(lines, await look_up(directory, guild_id, lines))
    return [player.name if isinstance(player, Candidate) else f"guest {player}" for player in settled]


async def problems(directory: Directory, guild_id: GuildId, *lines: str) -> list[str]:
    with pytest.raises(Invalid) as invalid:
        await players(directory, guild_id, *lines)
    return [problem.code for problem in invalid.value.problems]


async def test_a_member_is_known_by_all_their_names_and_roles(
    stage: Stage, directory: Directory, guild_id: GuildId
) -> None:
    sam = Candidate(
        the(stage, "Sam"), "sam.r", "Samira", "Sam", role_ids=(RoleId(int(stage.crew.roles["Players"])),)
    )
    assert await directory.member(guild_id, sam.id) == sam
    assert await directory.search(guild_id, "sam", limit=10) == [sam]


async def test_who_is_not_there_is_none(stage: Stage, directory: Directory, guild_id: GuildId) -> None:
    """B-02: somebody of another server, and nobody at all."""
    assert await directory.member(guild_id, the(stage, "Zoe")) is None
    assert await directory.member(guild_id, UserId(12345678901234567)) is None
    assert await directory.search(guild_id, "zoe", limit=10) == []


async def test_a_bot_is_known_as_one(stage: Stage, directory: Directory, guild_id: GuildId) -> None:
    bot = await directory.member(guild_id, UserId(int(stage.crew.bot.id)))
    assert bot is not None
    assert bot.bot
    assert await problems(directory, guild_id, "@game sch") == ["bot"]


async def test_a_search_gives_no_more_than_asked_for(
    stage: Stage, directory: Directory, guild_id: GuildId
) -> None:
    comes(stage, *(f"abby{n}" for n in range(20)))
    assert len(await directory.search(guild_id, "abby", limit=11)) == 11


async def test_what_people_type_arrives_as_typed(
    stage: Stage, directory: Directory, guild_id: GuildId
) -> None:
    comes(stage, "x", nick="Jo & Flo? #1 100% ü/../🎲")
    assert await players(directory, guild_id, "@jo & flo? #1 100% Ü/../🎲") == ["Jo & Flo? #1 100% ü/../🎲"]


async def test_a_list_is_looked_up_in_order(stage: Stage, directory: Directory, guild_id: GuildId) -> None:
    """B-02, B-04, B-10"""
    lines = ["Carl", "@NOOR", f"<@{the(stage, 'Ada')}>", "@samira"]
    assert await players(directory, guild_id, *lines) == ["guest Carl", "Noor the Brave", "Ada", "Sam"]


async def test_a_list_is_refused_with_every_problem(
    stage: Stage, directory: Directory, guild_id: GuildId
) -> None:
    """B-02, B-05, B-07, B-11"""
    comes(stage, *(f"abby{n}" for n in range(11)))
    lines = [f"<@{the(stage, 'Zoe')}>", "@zzz", "@a", "@ada", f"<@{the(stage, 'Ada')}>", "@"]
    assert await problems(directory, guild_id, *lines) == [
        "not_a_member", "unknown_member", "too_many_matches", "listed_twice", "unknown_member",
    ]  # fmt: skip


async def test_an_exact_name_is_found_behind_many_longer_ones(
    stage: Stage, directory: Directory, guild_id: GuildId
) -> None:
    """B-08"""
    comes(stage, *(f"foo.{n}" for n in range(30)), "foo")
    assert await players(directory, guild_id, "@foo") == ["foo"]


async def test_each_is_asked_for_once_and_guests_never(
    stage: Stage, directory: Directory, guild_id: GuildId
) -> None:
    asked: Counter[str] = Counter()
    stage.simulator.observers.append(lambda told: asked.update([told.path.rpartition("/members/")[2]]))
    sam = the(stage, "Sam")
    await look_up(directory, guild_id, ["@ada", f"<@{sam}>", "Carl", "@ada", f"<@!{sam}>", str(sam)])
    assert asked == {"search": 1, str(sam): 1}


async def test_a_list_that_is_too_long_is_not_looked_up(
    stage: Stage, directory: Directory, guild_id: GuildId
) -> None:
    asked: list[str] = []
    stage.simulator.observers.append(lambda told: asked.append(told.path))
    assert await problems(directory, guild_id, *(f"@{n}" for n in range(101))) == ["too_many"]
    assert asked == []


TROUBLE: Sequence[dict[str, Any]] = (
    {"kind": "status", "status": 503, "times": 99},
    {"kind": "status", "status": 500, "times": 99},
    {"kind": "status", "status": 429, "retry_after": 1.0, "times": 99},
    {"kind": "hangup", "times": 99},
    {"kind": "delay", "seconds": 1.0, "times": 99},
)


@pytest.mark.parametrize("fault", TROUBLE, ids=lambda fault: str(fault.get("status", fault["kind"])))
async def test_discord_being_away_is_no_answer(
    stage: Stage, open_: Open, guild_id: GuildId, fault: dict[str, Any]
) -> None:
    """B-14"""
    async with open_(patience=BRIEF) as directory:
        await stage.control("faults", **fault)
        asked = time.monotonic()
        for question in (
            directory.member(guild_id, the(stage, "Sam")),
            directory.search(guild_id, "sam", limit=10),
            look_up(directory, guild_id, ["@sam", "@ada", "Carl"]),
        ):
            with pytest.raises(Unreachable, match=AWAY):
                await question
        assert time.monotonic() - asked < 10 * BRIEF


async def test_a_moment_of_too_many_questions_is_waited_out(
    stage: Stage, directory: Directory, guild_id: GuildId
) -> None:
    await stage.control("faults", kind="status", status=429, retry_after=0.2)
    began = time.monotonic()
    assert await players(directory, guild_id, "@sam") == ["Sam"]
    assert time.monotonic() - began > 0.2


async def test_a_server_the_bot_is_not_in_is_not_found(stage: Stage, directory: Directory) -> None:
    closed = stage.world.add_guild("Closed", stage.world.user(stage.crew.users["Zoe"]))
    for guild_id in (GuildId(int(closed.id)), GuildId(12)):
        with pytest.raises(NotFound, match="server"):
            await look_up(directory, guild_id, ["@sam"])


async def test_nothing_listening_is_no_answer(guild_id: GuildId, stage: Stage) -> None:
    """B-14"""
    async with open_rest("http://127.0.0.1:1/api/v10", stage.crew.bot.token) as directory:
        with pytest.raises(Unreachable, match=AWAY):
            await directory.member(guild_id, the(stage, "Sam"))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        *((status, "<html>Attention Required!</html>") for status in (200, 403, 404, 429, 502)),
        *((status, "[]") for status in (404, 429, 502)),
        (200, ""),
    ],
)
async def test_what_a_proxy_says_is_no_answer(status: int, body: str) -> None:
    """B-14: what stands in front of Discord has pages of its own, also when it bans an address."""
    page = Response(body, status, headers={"Retry-After": "1"})
    async with serve(page) as url, open_rest(url, "token") as directory:
        for question in (
            directory.member(GuildId(1), UserId(1)),
            directory.search(GuildId(1), "sam", limit=10),
        ):
            with pytest.raises(Unreachable, match=AWAY):
                await question


async def test_a_wrong_token_is_told_apart_from_discord_being_away(stage: Stage, guild_id: GuildId) -> None:
    async with open_rest(f"{stage.url}/api/v10", "wrong") as directory:
        with pytest.raises(Misconfigured, match="GAMESCHEDULER_DISCORD_TOKEN"):
            await directory.search(guild_id, "sam", limit=10)


async def test_giving_up_leaves_the_bots_other_requests_alone(stage: Stage, guild_id: GuildId) -> None:
    """A request of disnake's that is cancelled while it sits out a global limit would hold up all others."""
    statuses: list[int] = []
    stage.simulator.observers.append(lambda told: statuses.append(told.status))
    async with open_client(f"{stage.url}/api/v10", stage.crew.bot.token) as http:
        await stage.control("faults", kind="status", status=429, retry_after=1.0, **{"global": True})
        asking = asyncio.create_task(BotDirectory(http).member(guild_id, the(stage, "Sam")))
        await eventually(lambda: 429 in statuses)
        asking.cancel()
        with pytest.raises(Unreachable):
            await BotDirectory(http, patience=BRIEF).search(guild_id, "sam", limit=1)
        assert await BotDirectory(http, patience=5).search(guild_id, "sam", limit=1)
