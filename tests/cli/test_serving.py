from __future__ import annotations

import asyncio
import json
import os
import signal
import socket

import aiohttp
import pytest
from sqlalchemy import make_url

from gamescheduler import __version__
from gamescheduler.adapters.embedded import EmbeddedPostgres
from gamescheduler.app import open_app
from gamescheduler.cli import components
from gamescheduler.config import Config
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.services import health
from tests.cli.running import gamescheduler, running
from tests.services import THROWAWAY

AWAY = "postgresql://gamescheduler:hush%21@127.0.0.1:1/games"


@pytest.mark.parametrize("daemon", ["notify-daemon", "status-daemon"])
async def test_daemon_says_what_it_is_and_stops_when_told(database_url, daemon):
    async with running(daemon, database_url=database_url, log_format="text") as it:
        await it.says("ready in ")
        name = daemon.removesuffix("-daemon")
        database = make_url(database_url)
        assert it.lines[0].endswith(
            f"cli.components: gamescheduler {__version__} · pid {it.process.pid} · {name} · "
            f"database {database.database} on {database.host or database.query.get('host')}"
        )
        assert await it.stops() == 0
        assert it.lines[-1].endswith("cli.components: stopped")


async def test_ctrl_c_is_a_graceful_stop_too(database_url):
    async with running("notify-daemon", database_url=database_url) as it:
        await it.says("ready in ")
        assert await it.stops(signal.SIGINT) == 0


async def test_log_is_json_lines_when_nobody_watches(database_url):
    async with running("status-daemon", database_url=database_url) as it:
        await it.says("ready in ")
        await it.stops()
    lines = [json.loads(line) for line in it.lines]
    assert all(line.keys() == {"at", "level", "logger", "message"} for line in lines)


async def test_daemon_stops_when_its_supervisor_is_gone(database_url):
    async with running(
        "notify-daemon", "--stop-with-stdin", stdin=asyncio.subprocess.PIPE, database_url=database_url
    ) as it:
        await it.says("ready in ")
        assert it.process.stdin is not None
        it.process.stdin.close()
        assert await it.ends() == 0


async def test_daemon_waits_for_a_database_that_is_away_and_says_so(tmp_path):
    """Once it is there its schema is looked at: nothing has migrated this one."""
    server = EmbeddedPostgres(tmp_path, settings=THROWAWAY, database="postgres")
    async with running("status-daemon", database_url=server.url()) as it:
        await it.says("waiting for the database: ")
        with server:
            assert await it.ends(within=20) == 9
    assert it.lines[-1] == (
        "✗ The database schema and this version of gamescheduler disagree. Run: gamescheduler migrate up"
    )


async def test_daemon_that_waits_for_the_database_stops_when_told():
    async with running("notify-daemon", database_url=AWAY) as it:
        await it.says("waiting for the database: ")
        assert await it.stops() == 0


async def test_no_secret_is_ever_logged():
    async with running(
        "notify-daemon", database_url=AWAY, discord_token="tok.en.123", log_level="DEBUG"
    ) as it:
        await it.says("waiting for the database: ")
        await it.stops()
    assert "hush" not in it.text
    assert "tok.en.123" not in it.text


async def test_bot_needs_a_token(database_url):
    ran = await gamescheduler("bot", database_url=database_url)
    assert ran.code == 3
    assert "GAMESCHEDULER_DISCORD_TOKEN" in ran.err.splitlines()[-1]


async def test_run_migrates_and_keeps_its_own_database_running(tmp_path):
    server = EmbeddedPostgres(tmp_path / "own")
    async with running("run", "--components", "notify,status", data_dir=tmp_path / "own") as it:
        await it.says("ready in ")
        killed = server.postmaster_pid()
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        await it.says("the database server is gone, starting it again")
        async with asyncio.timeout(10):
            while server.postmaster_pid() in (None, killed):  # noqa: ASYNC110 - a file of another process
                await asyncio.sleep(0.02)
        status = await gamescheduler("migrate", "status", "--json=pending", data_dir=tmp_path / "own")
        assert status.json == {"pending": []}
        assert await it.stops() == 0
    assert server.postmaster_pid() is None


async def test_pages_are_served_until_they_are_told_to_stop(database_url):
    """Also with a browser that keeps its connection."""
    async with running("api", database_url=database_url, api_port=0, log_format="text") as it:
        address = (await it.says("web pages at ")).split()[-1]
        await it.says("ready in ")
        async with aiohttp.ClientSession() as browser:
            async with browser.get(f"{address}/login") as answer:
                assert answer.status == 503
                assert "Logging in isn&#39;t set up here yet." in await answer.text()
            async with browser.get(f"{address}/readyz") as answer:
                assert (await answer.json())["checks"]["notify"]["reason"] == "not seen within a day"
            assert await it.stops() == 0
    assert "ERROR" not in it.text
    assert "error" not in it.text


async def test_component_writes_down_that_it_works(database_url):
    async with running("run", "--components", "notify,api", database_url=database_url, api_port=0) as it:
        async with open_app(Config(database_url=database_url)) as app, asyncio.timeout(20):
            seen = {}
            while seen.keys() != {"notify", "api"}:
                await asyncio.sleep(0.02)
                async with app.work(SCHEDULER) as work:
                    seen = await health.last_seen(work)
        assert await it.stops() == 0


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"discord_client_id": "1"}, "GAMESCHEDULER_DISCORD_CLIENT_SECRET"),
        ({"discord_client_id": "1", "discord_client_secret": "hush"}, "GAMESCHEDULER_SECRET_KEY"),
        ({"api_host": "0.0.0.0"}, "GAMESCHEDULER_BASE_URL"),
        ({"base_url": "http://games.example.org"}, "GAMESCHEDULER_BASE_URL"),
        ({"secret_key": "short"}, "GAMESCHEDULER_SECRET_KEY"),
    ],
)
async def test_pages_need_an_address_and_a_whole_login(database_url, settings, named):
    ran = await gamescheduler("api", database_url=database_url, **{"api_port": 0, **settings})
    assert ran.code == 3
    assert named in ran.err.splitlines()[-1]


async def test_port_in_use_is_said(database_url):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = await gamescheduler("api", database_url=database_url, api_port=taken.getsockname()[1])
    assert ran.code == 3
    assert "Choose another address with GAMESCHEDULER_API_HOST and GAMESCHEDULER_API_PORT." in ran.err


@pytest.mark.parametrize("names", ["web", "bot,,notify", ""])
async def test_run_refuses_components_that_do_not_exist(names):
    ran = await gamescheduler("run", "--components", names)
    assert ran.code == 2
    assert "There are: bot, api, notify, status." in ran.err


async def test_process_ends_with_a_component_that_dies(database_url):
    async def dies(app, stop, ready):
        raise RuntimeError("out of dice")

    async def stays(app, stop, ready):
        await stop.wait()

    async with open_app(Config(database_url=database_url)) as app:
        with pytest.raises(RuntimeError, match="out of dice"):
            await asyncio.wait_for(
                components._supervise(app, {"dies": dies, "stays": stays}, None, asyncio.Event(), 0.0), 5
            )


async def test_component_that_just_returns_counts_as_dead(database_url):
    async def returns(app, stop, ready):
        return

    async with open_app(Config(database_url=database_url)) as app:
        with pytest.raises(RuntimeError, match="lazy ended without being asked to"):
            await asyncio.wait_for(
                components._supervise(app, {"lazy": returns}, None, asyncio.Event(), 0.0), 5
            )
