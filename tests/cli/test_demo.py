from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import time
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.cli.running import Running, gamescheduler, running

COMPONENTS = ["bot", "api", "notify-daemon", "status-daemon"]


@contextlib.asynccontextmanager
async def demo(*options: str, tmp_path: Path, **settings: str) -> AsyncIterator[tuple[Running, str]]:
    """A demo that is ready, and the URL of its page; all its files are below ``tmp_path``."""
    (tmp_path / "tmp").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(tmp_path / "tmp"))
        async with running("demo", "--port", "0", "--no-open", *options, **settings) as it:
            line = await it.says("Demo ready in ", within=40)
            yield it, line.split()[-1]


def fetch(url: str) -> str:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5) as answer:
        return str(answer.read().decode())


def processes_in(folder: Path) -> list[int]:
    """What lives on for this folder: a server's arguments and a child's variables name it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (
                str(folder).encode()
                in (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            ):
                found.append(int(process.name))
    return [pid for pid in found if pid != os.getpid()]


async def gone(folder: Path, *, within: float = 12) -> None:
    deadline = time.monotonic() + within
    while left := processes_in(folder):
        assert time.monotonic() < deadline, f"still alive: {left}"
        await asyncio.sleep(0.1)


async def test_demo_serves_its_page_and_leaves_nothing(tmp_path):
    """What is configured for production must not be touched by somebody who only looks around."""
    real = {"database_url": "postgresql://real@127.0.0.1:1/real", "discord_token": "real"}
    async with demo(tmp_path=tmp_path, **real) as (it, url):
        assert "<html" in fetch(url)
        people = json.loads(fetch(f"{url}/client/people"))
        assert [person["global_name"] for person in people["people"]] == [
            "Olga", "Mira", "Ivo", "Noor", "Samira", "Ada", "Zoe"
        ]  # fmt: skip
        assert people["speed"] == 60
        await it.says("a reminder one hour ahead comes in 60 s")
        assert await it.stops(signal.SIGINT, within=15) == 0
    assert it.lines[-1] == "✓ Stopped. Nothing is left behind."
    assert processes_in(tmp_path) == []
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("seconds", [0.6, 1.0, 1.4])
async def test_demo_stopped_while_it_starts_leaves_nothing(tmp_path, seconds):
    (tmp_path / "tmp").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(tmp_path / "tmp"))
        async with running("demo", "--port", "0", "--no-open") as it:
            await asyncio.sleep(seconds)
            await it.stops(signal.SIGINT, within=15)
    assert processes_in(tmp_path) == []
    assert list((tmp_path / "tmp").iterdir()) == []


async def test_demo_takes_its_processes_along_when_it_is_killed(tmp_path):
    async with demo(tmp_path=tmp_path) as (it, _):
        it.process.kill()
        await it.process.wait()
        await gone(tmp_path)


async def test_demo_starts_again_what_dies(tmp_path):
    async with demo("--keep", str(tmp_path / "kept"), tmp_path=tmp_path) as (it, _):
        kept = tmp_path / "kept"
        before = {name: (kept / f"{name}.log").read_text().count("ready in ") for name in COMPONENTS}
        children = [pid for pid in processes_in(kept) if b"--stop-with-stdin" in command_line(pid)]
        assert len(children) == len(COMPONENTS)
        for pid in children:
            os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 15
        while any(
            (kept / f"{name}.log").read_text().count("ready in ") == before[name] for name in COMPONENTS
        ):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)
        assert await it.stops(signal.SIGTERM, within=15) == 0
    assert processes_in(tmp_path) == []


def command_line(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


async def test_kept_demo_goes_on_where_it_stopped(tmp_path):
    kept = tmp_path / "kept"
    own = kept / "postgres"
    async with demo("--keep", str(kept), "--speed", "600x", tmp_path=tmp_path) as (it, url):
        started = json.loads(fetch(f"{url}/client/people"))["now"]
        planned = await gamescheduler(
            "game", "create", "--title", "Strahd", "--at", "in 90 days", "--guild", "Friday Crew", "--json",
            data_dir=own,
        )  # fmt: skip
        assert planned.code == 0, planned.err
        await announced(url, "Strahd")
        assert await it.stops(within=15) == 0
    assert it.lines[-1] == f"✓ Stopped. Kept in {kept}."
    (tmp_path / "again").mkdir()
    async with demo("--keep", str(kept), "--speed", "600x", tmp_path=tmp_path / "again") as (it, url):
        assert json.loads(fetch(f"{url}/client/people"))["now"] > started
        await announced(url, "Strahd")
        listed = await gamescheduler("game", "list", "--all", "--json=title", data_dir=own)
        assert listed.json == [{"title": "Strahd"}]
        assert await it.stops(within=15) == 0


async def announced(url: str, title: str) -> None:
    """Wait until #games has a message with that title, as Olga sees it."""
    people = json.loads(fetch(f"{url}/client/people"))["people"]
    olga = people[0]["id"]
    state = json.loads(fetch(f"{url}/client/state?as={olga}"))
    (games,) = (c["id"] for guild in state["guilds"] for c in guild["channels"] if c["name"] == "games")
    deadline = time.monotonic() + 10
    while title not in fetch(f"{url}/client/channels/{games}/messages?as={olga}"):
        assert time.monotonic() < deadline, f"{title} was not announced"
        await asyncio.sleep(0.1)


async def test_demo_says_that_its_port_is_in_use():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = await gamescheduler("demo", "--port", str(taken.getsockname()[1]))
    assert ran.code == 3
    assert "Address already in use. Choose another with --port; 0 takes a free one." in ran.err


@pytest.mark.parametrize("speed", ["fast", "0x", "-3", "20000x"])
async def test_demo_refuses_a_speed_that_is_none(speed):
    ran = await gamescheduler("demo", f"--speed={speed}")
    assert ran.code == 2
    assert "is no speed. Write it like 60x" in ran.err
