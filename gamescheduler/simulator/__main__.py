"""Serve the Friday Crew world: `python -m gamescheduler.simulator [--port N] [--redirect URI]`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib

from gamescheduler.simulator import Clock, Simulator, friday_crew


async def serve(host: str, port: int, speed: float, redirect_uris: list[str]) -> None:
    world, crew = friday_crew(Clock(speed), redirect_uris=redirect_uris)
    async with Simulator(world).serve(host, port) as serving:
        print(f"Simulated Discord: {serving.url}")
        print(f"REST: {serving.url}/api/v10")
        print(f"Bot token: {crew.bot.token}")
        print(f"Client id and secret: {crew.bot.id} {crew.bot.secret}", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m gamescheduler.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--speed", type=float, default=1.0, help="world seconds per real second")
    parser.add_argument(
        "--redirect",
        metavar="URI",
        action="append",
        default=[],
        help="where a login may lead; may be repeated",
    )
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(given.host, given.port, given.speed, given.redirect))


if __name__ == "__main__":
    main()
