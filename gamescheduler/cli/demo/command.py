"""``gamescheduler demo``: the whole product with a simulated Discord, on one machine, gone when stopped."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

USUAL_PORT = 8000
USUAL_SPEED = 60.0
CHECK_SPEED = 120.0


class Story(StrEnum):
    """What a check can play."""

    NIGHT = "night"
    RULES = "rules"


def _speed(text: str) -> float:
    try:
        speed = float(text.strip().removesuffix("x"))
    except ValueError:
        speed = 0.0
    if not 1 <= speed <= 10_000:
        raise typer.BadParameter(f"{text} is no speed. Write it like 60x, from 1x to 10000x.")
    return speed


def demo(
    context: typer.Context,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help=f"Where the page is; 0 takes a free port. Default: {USUAL_PORT} if free."
        ),
    ] = None,
    speed: Annotated[
        str | None,
        typer.Option(
            metavar="60x",
            help=f"How fast the demo's world runs. Default: {USUAL_SPEED:.0f}x, checking {CHECK_SPEED:.0f}x.",
        ),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Keep the database and the logs there and go on with them next time. "
            "What was said in the simulated Discord is not kept; planned games are announced again.",
        ),
    ] = None,
    open_: Annotated[
        bool | None,
        typer.Option("--open/--no-open", help="Open the page in a browser. Default: on a desktop."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Play a game night without a screen and report whether all held.")
    ] = False,
    story: Annotated[
        Story,
        typer.Option(
            help="What --check plays: a game night with accidents, or the rules from settings to seats."
        ),
    ] = Story.NIGHT,
) -> None:
    """Look around: the whole product with a simulated Discord. No accounts, no token, nothing left behind.

    \b
    Examples:
      gamescheduler demo
      gamescheduler demo --speed 600x --keep ./demo-data
      gamescheduler demo --check --story rules
    """
    chosen = _speed(speed) if speed else CHECK_SPEED if check else USUAL_SPEED
    from gamescheduler.cli.demo import show

    if check:
        raise typer.Exit(show.check(context.obj, name=story, port=port or 0, speed=chosen, keep=keep))
    show.run(context.obj, port=port, speed=chosen, keep=keep, open_page=open_)
