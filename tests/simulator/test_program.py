"""`python -m gamescheduler.simulator`."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE

import aiohttp


async def test_program_says_where_it_is_and_stops_when_told() -> None:
    arguments = (
        "-m",
        "gamescheduler.simulator",
        "--port",
        "0",
        "--speed",
        "60",
        "--redirect",
        "http://localhost/back",
    )
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=PIPE, stderr=DEVNULL)
    assert process.stdout is not None
    said = [(await asyncio.wait_for(process.stdout.readline(), 20)).decode() for _ in range(4)]
    url, token = re.findall(r"http\S+", said[0])[0], said[2].split()[-1]
    headers = {"Authorization": f"Bot {token}"}
    me = f"{url}/api/oauth2/applications/@me"
    async with aiohttp.ClientSession(headers=headers) as http, http.get(me) as response:
        application = await response.json()
    assert (application["name"], application["redirect_uris"]) == (
        "Game Scheduler",
        ["http://localhost/back"],
    )
    assert said[3].startswith(f"Client id and secret: {application['id']} ")
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), 10) == 0
