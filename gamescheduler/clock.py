"""What time it is. One clock, wired in ``app.py``, asked by everything and passed on as ``now``."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """World time: the database's time, or a faster one that left it at ``origin``.

    Between two calls of `follow` it runs on the monotonic clock, so a host whose own clock is wrong
    or is being stepped does no harm. Two kinds of seconds exist when ``speed`` is not 1: *world*
    seconds (what a game's start and its reminders are written in) and *wall* seconds (leases,
    back-off and rate limits, which other programs wait out for real).
    """

    def __init__(
        self,
        *,
        speed: float = 1.0,
        origin: datetime | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.speed = speed
        self._origin = origin or datetime.now(UTC)
        self._monotonic = monotonic
        self.follow(datetime.now(UTC))

    def follow(self, real: datetime) -> None:
        """Take ``real``, just read from the database, as the time it is now."""
        self._anchor = real.astimezone(UTC), self._monotonic()

    def now(self) -> datetime:
        """Aware, UTC, world time."""
        real, at = self._anchor
        real += timedelta(seconds=self._monotonic() - at)
        return real if self.speed == 1.0 else self._origin + (real - self._origin) * self.speed

    def later(self, wall_seconds: float) -> datetime:
        """The world's instant that many wall seconds from now."""
        return self.now() + timedelta(seconds=wall_seconds * self.speed)

    def wall_seconds_until(self, instant: datetime) -> float:
        """Wall seconds until the world reaches ``instant``; negative when it has passed."""
        return (instant - self.now()).total_seconds() / self.speed
