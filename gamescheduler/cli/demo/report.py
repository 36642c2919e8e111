"""What a check says while it plays, and at the end."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from gamescheduler.cli.demo.people import NoAnswer
from gamescheduler.cli.outcomes import Exit
from gamescheduler.cli.terminal import mark

T = TypeVar("T")

WITHIN = 8.0
_POLL = 0.05


class NotSo(Exception):
    """Something was expected and did not come; the message says what was seen instead."""


class StoryEnded(Exception):
    """A step did not hold, so what follows could not either."""


class Report:
    """One line a step: what was observed, and how long it took."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._held = 0
        self._failed: str | None = None

    @contextlib.asynccontextmanager
    async def step(self, what: str) -> AsyncIterator[Callable[[str], None]]:
        """Time a step; it gives a way to say what was observed. Raises `StoryEnded` when it did not hold."""
        began, observed = time.monotonic(), list[str]()
        try:
            yield observed.append
        except (NotSo, NoAnswer, TimeoutError) as missed:
            self._failed = what
            why = str(missed) or "took too long"
            self._show(f"{mark('✗')} {time.monotonic() - began:5.1f} s  {what}: {why}")
            raise StoryEnded from missed
        self._held += 1
        told = f": {'; '.join(observed)}" if observed else ""
        self._show(f"{mark('✓')} {time.monotonic() - began:5.1f} s  {what}{told}")

    def summary(self, *, interrupted: bool, seconds: float) -> Exit:
        """The last line, and the exit code."""
        if interrupted or self._failed is not None:
            why = f"this did not hold: {self._failed}" if self._failed else "interrupted"
            self._show(f"{mark('✗')} {self._held} steps held, then {why}  ({seconds:.1f} s)")
            return Exit.BROKEN
        self._show(
            f"{mark('✓')} All {self._held} steps held; nothing lost, nothing doubled  ({seconds:.1f} s)"
        )
        return Exit.DONE


async def until(
    look: Callable[[], Awaitable[T]], wanted: Callable[[T], bool], *, within: float = WITHIN
) -> T:
    """Look again and again until it is as wanted. Raises `NotSo` with what was seen last."""
    deadline = time.monotonic() + within
    while not wanted(seen := await look()):
        if time.monotonic() > deadline:
            raise NotSo(f"not within {within:.0f} s; last seen: {seen!r}")
        await asyncio.sleep(_POLL)
    return seen


def expect_words(text: str, *words: str) -> None:
    """Raises `NotSo` when some of the words are not in the text."""
    for each in words:
        if each not in text:
            raise NotSo(f"expected {each!r}, saw {text!r}")


def expect(seen: object, wanted: object) -> None:
    """Raises `NotSo` when they differ."""
    if seen != wanted:
        raise NotSo(f"expected {wanted!r}, saw {seen!r}")
