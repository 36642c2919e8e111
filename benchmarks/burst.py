"""Everybody signs up at once: many clicks a second on many old announcements in one channel.

What is asked: does every click get its private answer within Discord's three seconds, how many edits does
it take until every card shows the last state, and does Discord ever have to refuse one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import aiohttp
from sqlalchemy import text

from benchmarks.figures import show
from benchmarks.stage import Stage, stage
from gamescheduler.simulator.rest.endpoint import Exchange

AGE = timedelta(hours=2)
"""Discord lets messages of more than an hour be edited three times in six seconds per channel."""


class Edits:
    """Counts what the bot asks about the announcements, and what Discord answers."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.last = time.monotonic()

    def __call__(self, exchange: Exchange) -> None:
        if exchange.method == "PATCH" and exchange.path.startswith("/channels/"):
            self.statuses[exchange.status] += 1
            self.last = time.monotonic()


async def burst(games: int, people: int, rate: float) -> None:
    """``games`` times ``people`` joins, at ``rate`` clicks a second."""
    crowd = aiohttp.TCPConnector(limit=0)  # or a click would wait for the one before
    async with stage() as on, on.running("bot"), aiohttp.ClientSession(connector=crowd) as http:
        await on.post_games(games, max_players=60)
        buttons = await _cards(on, http, games)
        await _age(on)
        edits = Edits()
        on.simulator.observers.append(edits)
        joins = [(person, *button) for person in on.people[1 : people + 1] for button in buttons]
        began = time.monotonic()
        took = await _click_all(on, http, joins, rate)
        clicked = time.monotonic()
        print(f"{len(joins):,} joins over {games} games in {clicked - began:.1f} s: "
              f"{len(joins) / (clicked - began):.0f} clicks/s (asked for {rate:.0f})")  # fmt: skip
        show("click to first answer", [seconds * 1000 for seconds, _ in took])
        states = Counter(state for _, state in took)
        print(f"  the answer itself: {states['answered']:,}; “thinking…” first: {states['deferred']:,}")
        print(f"  failed, after Discord's 3 s: {states['failed']:,}  (aim: 0)")
        await _settled(on)
        statuses = edits.statuses
        print(f"edits: {sum(statuses.values())} for {len(joins):,} changes")
        print(f"  refused with 429: {statuses[429]}  (aim: 0)")
        print(f"every card shows the last state {edits.last - clicked:.1f} s after the last click")
        await _prove(on, http, games, people)


async def _cards(on: Stage, http: aiohttp.ClientSession, games: int) -> list[tuple[str, str]]:
    """Message and custom id of every Join button, once all games have one."""
    async with asyncio.timeout(games * 3 + 30):
        while True:
            found = [
                (message["id"], button[0])
                for message in await _messages(on, http)
                if (button := re.search(r"gs1:join:\w+", json.dumps(message["components"])))
            ]
            if len(found) == games:
                return found
            await asyncio.sleep(0.5)


async def _messages(on: Stage, http: aiohttp.ClientSession) -> list[dict[str, object]]:
    path = f"/client/channels/{on.crew.channels['games']}/messages"
    async with http.get(on.url + path, params={"as": str(on.people[0]), "limit": "200"}) as response:
        found: list[dict[str, object]] = await response.json()
    return found


async def _age(on: Stage) -> None:
    """Hours pass in Discord and in our rows; from now on Discord's limits hold."""
    on.simulator.world.clock.jump(AGE)
    async with on.app.engine.begin() as connection:
        await connection.execute(
            text("UPDATE announcement SET posted_at = posted_at - CAST(:age AS interval)"), {"age": AGE}
        )
    on.simulator.limits.scale = 1.0


async def _click_all(
    on: Stage, http: aiohttp.ClientSession, joins: list[tuple[int, str, str]], rate: float
) -> list[tuple[float, str]]:
    """Open loop: a click does not wait for the one before. Seconds and outcome of each."""
    began = time.monotonic()
    clicks = []
    for n, join in enumerate(joins):
        await asyncio.sleep(max(0.0, began + n / rate - time.monotonic()))
        clicks.append(asyncio.create_task(_click(on, http, *join)))
    return await asyncio.gather(*clicks)


async def _click(
    on: Stage, http: aiohttp.ClientSession, person: int, message: str, custom_id: str
) -> tuple[float, str]:
    body = {"channel_id": on.crew.channels["games"], "message_id": message, "custom_id": custom_id}
    began = time.monotonic()
    async with http.post(f"{on.url}/client/components", params={"as": str(person)}, json=body) as response:
        outcome = await response.json()
    return time.monotonic() - began, outcome["state"]


async def _settled(on: Stage) -> None:
    behind = text("SELECT count(*) FROM announcement WHERE shown < wanted")
    async with asyncio.timeout(600):
        while True:
            async with on.app.engine.connect() as connection:
                if not (await connection.execute(behind)).scalar_one():
                    return
            await asyncio.sleep(0.5)


async def _prove(on: Stage, http: aiohttp.ClientSession, games: int, people: int) -> None:
    """Every card says how many play and wait."""
    seats, waiting = min(people, 60), max(0, people - 60)
    wanted = [f"Players: {seats} of 60", *([f"Waitlist: {waiting}"] if waiting else [])]
    right = sum(all(words in shown for words in wanted) for shown in _shown(await _messages(on, http)))
    print(f"cards that show {' and '.join(wanted)}: {right} of {games}")


def _shown(messages: list[dict[str, object]]) -> Iterator[str]:
    return (json.dumps(message["components"]) for message in messages)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=100)
    parser.add_argument("--people", type=int, default=100, help="who each join every game (at most 199)")
    parser.add_argument("--rate", type=float, default=200.0, help="clicks a second")
    options = parser.parse_args()
    asyncio.run(burst(options.games, options.people, options.rate))


if __name__ == "__main__":
    main()
