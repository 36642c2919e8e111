"""The demo, played for a visitor or for itself."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import webbrowser
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from gamescheduler.cli import logs
from gamescheduler.cli.demo import rules, story
from gamescheduler.cli.demo.report import Report
from gamescheduler.cli.demo.stage import Stage, demo_folder, seconds_since_start, stage
from gamescheduler.cli.stopping import finished, stop_on_request
from gamescheduler.cli.terminal import Terminal, mark

log = logging.getLogger(__name__)


def run(
    terminal: Terminal, *, port: int | None, speed: float, keep: Path | None, open_page: bool | None
) -> None:
    """Until Ctrl-C or SIGTERM. Raises `Misconfigured`."""

    async def visit(stage: Stage) -> None:
        await stage.ready()
        for line in _welcome(stage, speed, keep):
            terminal.show(line)
        if open_page or (open_page is None and terminal.on_screen and _on_desktop()):
            await asyncio.to_thread(_open, stage.url)
        await asyncio.Event().wait()

    _on_stage(terminal, visit, port=port, speed=speed, keep=keep)
    terminal.say(f"{mark('✓')} Stopped. " + (f"Kept in {keep}." if keep else "Nothing is left behind."))


STORIES = {"night": story.STEPS, "rules": rules.STEPS}


def check(terminal: Terminal, *, name: str, port: int, speed: float, keep: Path | None) -> int:
    """Play that story and say what was observed; the exit code. Raises `Misconfigured`."""
    report = Report(terminal.show)

    async def tell(stage: Stage) -> None:
        await stage.ready()
        up_after = seconds_since_start()
        terminal.show(f"{mark('✓')} {up_after:5.1f} s  Everything is up at {stage.url}")
        await story.play(STORIES[name], stage, report, speed=speed, up_after=up_after)

    ended = _on_stage(terminal, tell, port=port, speed=speed, keep=keep)
    return report.summary(interrupted=not ended, seconds=seconds_since_start())


def _on_stage(
    terminal: Terminal,
    doing: Callable[[Stage], Coroutine[Any, Any, None]],
    *,
    port: int | None,
    speed: float,
    keep: Path | None,
) -> bool:
    """Whether it was done to the end; False when a signal cut it off."""
    logs.set_up_plain(verbose=terminal.verbosity > 0)

    async def main() -> bool:
        stop = asyncio.Event()
        async with stop_on_request(stop):
            return await finished(on_stage(), unless=stop)

    async def on_stage() -> None:
        async with stage(folder, port=port, speed=speed, heard=log.debug) as it:
            await doing(it)

    with demo_folder(keep) as folder:
        return asyncio.run(main())


def _welcome(stage: Stage, speed: float, keep: Path | None) -> list[str]:
    lead = f"{3600 / speed:.0f} s" if speed > 1 else "an hour"
    end = f"Ctrl-C stops it; the games stay in {keep}." if keep else "Ctrl-C stops and deletes everything."
    return [
        f"{mark('✓')} Demo ready in {seconds_since_start():.1f} s {mark('→')} {stage.url}",
        "  Be Mira and plan a game: /game create. Then be Noor, and press Join.",
        f"  The same games as web pages: {stage.dashboard} (log in as anybody)",
        f"  Time runs {speed:g}x: a reminder one hour ahead comes in {lead}.   {end}",
    ]


def _on_desktop() -> bool:
    """Elsewhere Python would open a browser of letters, in the terminal we are talking in."""
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open(url: str) -> None:
    try:
        webbrowser.open(url)
    except webbrowser.Error:
        log.debug("no browser to open")
