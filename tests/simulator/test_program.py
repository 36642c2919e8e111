"""`python -m gamescheduler.simulator`."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE

import aiohttp


async def test_program_says_where_it_is_and_stops_when_told() -> None:
    arguments = ("-m", "gamescheduler.simulator", "--port", "0", "--speed", "60")
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=PIPE, stderr=DEVNULL)
    assert process.stdout is not None
    said = [(await asyncio.wait_for(process.stdout.readline(), 20)).decode() for _ in range(3)]
    url, token = re.findall(r"http\S+", said[0])[0], said[2].split()[-1]
    headers = {"Authorization": f"Bot {token}"}
    async with aiohttp.ClientSession(headers=headers) as http, http.get(f"{url}/api/users/@me") as response:
        assert (await response.json())["username"] == "Game Scheduler"
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), 10) == 0
