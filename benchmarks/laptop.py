"""The figures of a laptop: reminder latency, click latency, the demo's first page, memory, help."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import signal
import sys
import time
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from benchmarks.figures import percentile, show
from benchmarks.stage import Stage, stage
from gamescheduler.models import new_game_id
from gamescheduler.simulator.rest.endpoint import Exchange

REMINDERS = 200
APART = timedelta(milliseconds=60)
FUTURE_ROWS = 1_000_000
CLICKS = 500
GAMES = 10


async def reminders() -> None:
    """Due instant -> accepted by the simulated Discord, with an empty and with a full schedule."""
    async with stage() as on:
        async with on.running("notify-daemon"), on.running("bot"):
            await _reminders(on)  # everybody has been written to before; the first time opens a channel
            none = await _reminders(on)
            show(f"reminders, {REMINDERS}, empty schedule", none)
        await _fill(on, FUTURE_ROWS)
        async with on.running("notify-daemon"), on.running("bot"):
            full = await _reminders(on)
            show(f"reminders, {REMINDERS}, {FUTURE_ROWS:,} future rows", full)
        print(f"  p99 ratio: {percentile(full, 99) / percentile(none, 99):.2f}  (aim: under 1.3)")


async def _reminders(on: Stage) -> list[float]:
    """Milliseconds of each reminder."""
    accepted: dict[str, datetime] = {}

    def observe(exchange: Exchange) -> None:
        body = exchange.request_body
        content = str(body.get("content", "")) if isinstance(body, dict) else ""
        if exchange.status == 200 and (found := re.search(r"bench (\w+)\*\*", content)):
            accepted[found[1]] = exchange.at

    on.simulator.observers.append(observe)
    due = await _schedule(on)
    async with asyncio.timeout(60):
        while len(accepted) < len(due):
            await asyncio.sleep(0.05)
    on.simulator.observers.remove(observe)
    return [(accepted[name] - at).total_seconds() * 1000 for name, at in due.items()]


async def _schedule(on: Stage) -> dict[str, datetime]:
    """One game with one reminder for each person, due one after the other; name -> due instant."""
    first = on.app.clock.now() + timedelta(seconds=3)
    due = {f"{new_game_id()}": first + APART * n for n in range(REMINDERS)}
    games = [
        {"id": name, "guild": int(on.crew.guild_id), "channel": int(on.crew.channels["games"]), "host": host,
         "title": f"bench {name}", "start": at + timedelta(minutes=60), "now": on.app.clock.now(), "due": at}
        for (name, at), host in zip(due.items(), on.people, strict=True)
    ]  # fmt: skip
    async with on.app.engine.begin() as connection:
        await connection.execute(_GAME, games)
        await connection.execute(_REMINDER, games)
    return due


async def _fill(on: Stage, rows: int) -> None:
    """Rows due in the coming years, of games nobody looks at."""
    async with on.app.engine.begin() as connection:
        await connection.execute(
            text("""
                INSERT INTO game (id, guild_id, channel_id, host_id, title, description, location,
                                  instructions, starts_at, zone, signup, thread, reminder_route, status,
                                  version, details_version, roster_version, cancel_reason, created_at)
                SELECT 'fill' || n, :guild, :channel, :host, 'fill', '', '',
                       '', now() + interval '1 year', 'UTC', 'open', 'off', 'dm', 'scheduled',
                       1, 1, 1, '', now() FROM generate_series(1, :games) AS n
            """),
            {"guild": int(on.crew.guild_id), "channel": int(on.crew.channels["games"]),
             "host": on.people[0], "games": rows // 1000},
        )  # fmt: skip
        await connection.execute(
            text("""
                INSERT INTO notification_schedule (game_id, kind, lead, due_at, attempts)
                SELECT 'fill' || n, 'reminder', lead, now() + interval '1 day' * lead, 0
                FROM generate_series(1, :games) AS n, generate_series(1, 1000) AS lead
            """),
            {"games": rows // 1000},
        )
    async with on.app.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("VACUUM ANALYZE notification_schedule"))
        await connection.execute(text("CHECKPOINT"))  # or it would be written out while we measure


async def clicks() -> None:
    """Click -> private reply, one after the other, by many people on several games."""
    async with stage() as on, on.running("bot"):
        games = await on.post_games(GAMES, max_players=5)
        async with asyncio.timeout(60):
            while len(buttons := await asyncio.to_thread(_join_buttons, on)) < len(games):
                await asyncio.sleep(0.1)
        took = []
        for n in range(CLICKS):
            person, message = on.people[n // GAMES % 100], buttons[n % GAMES]
            verb = "join" if n // (GAMES * 100) % 2 == 0 else "leave"
            took.append(await asyncio.to_thread(_click, on, person, message, verb))
        show(f"clicks, {CLICKS}", took)
        print("  (aim: p99 under 100 ms)")


def _join_buttons(on: Stage) -> list[tuple[str, str, str]]:
    """Channel, message and game of every announcement that has become a card."""
    channel = on.crew.channels["games"]
    path = f"/client/channels/{channel}/messages?as={on.people[0]}&limit=50"
    with urllib.request.urlopen(on.url + path) as answer:  # loopback, our own server
        messages = json.load(answer)
    found = ((m["id"], re.search(r"gs1:join:(\w+)", json.dumps(m["components"]))) for m in messages)
    return [(channel, message, game[1]) for message, game in found if game]


def _click(on: Stage, person: int, button: tuple[str, str, str], verb: str) -> float:
    channel, message, game = button
    body = {"channel_id": channel, "message_id": message, "custom_id": f"gs1:{verb}:{game}"}
    request = urllib.request.Request(
        f"{on.url}/client/components?as={person}",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    started = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        outcome = json.load(answer)
    took = (time.perf_counter() - started) * 1000
    if outcome["state"] != "answered":
        raise RuntimeError(f"a click was not answered: {outcome}")
    return took


async def demo() -> None:
    """Start of the command -> its page answers."""
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gamescheduler", "demo", "--no-open",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    url = None
    while url is None:
        line = (await process.stdout.readline()).decode()
        if not line:
            raise RuntimeError("the demo ended before it showed its address")
        url = re.search(r"http://\S+", line)
    with await asyncio.to_thread(urllib.request.urlopen, url[0]) as answer:
        answer.read()
    print(f"demo, first page: {time.perf_counter() - started:.2f} s  (aim: under 5 s)")
    process.send_signal(signal.SIGINT)
    await process.wait()


async def memory() -> None:
    """Resident memory of everything in one process."""
    async with stage() as on, on.running("run") as process:
        await asyncio.sleep(5)
        status = Path(f"/proc/{process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found
        print(f"run, resident memory without PostgreSQL: {int(found[1]) / 1024:.0f} MiB  (aim: 130 MiB)")


async def helping() -> None:
    """``--help`` beside a Python that does nothing."""
    help_ = await _took("-m", "gamescheduler", "--help")
    bare = await _took("-c", "pass")
    show("--help", help_)
    show("  python -c pass", bare)
    print(f"  p50 ratio: {percentile(help_, 50) / percentile(bare, 50):.1f}  (aim: p50 under 150 ms)")


async def _took(*arguments: str) -> list[float]:
    """Milliseconds of each run of a Python with these arguments."""
    milliseconds = []
    for _ in range(20):
        started = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, stdout=asyncio.subprocess.DEVNULL
        )
        if await process.wait():
            raise RuntimeError(f"python {' '.join(arguments)} failed")
        milliseconds.append((time.perf_counter() - started) * 1000)
    return milliseconds


_GAME = text("""
    INSERT INTO game (id, guild_id, channel_id, host_id, title, description, location, instructions,
                      starts_at, zone, signup, thread, reminder_route, status, version, details_version,
                      roster_version, cancel_reason, created_at)
    VALUES (:id, :guild, :channel, :host, :title, '', '', '', :start, 'UTC', 'open', 'off', 'dm',
            'scheduled', 1, 1, 1, '', :now)
""")
_REMINDER = text("""
    INSERT INTO notification_schedule (game_id, kind, lead, due_at, attempts)
    VALUES (:id, 'reminder', 60, :due, 0)
""")


PARTS = {"reminders": reminders, "clicks": clicks, "demo": demo, "memory": memory, "help": helping}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "parts", nargs="*", choices=[*PARTS, []], help="which figures; all when none is named"
    )
    chosen = parser.parse_args().parts or list(PARTS)
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    for part in chosen:
        asyncio.run(PARTS[part]())


if __name__ == "__main__":
    main()
