"""The simulated Discord's two kinds of time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """World time, which may run fast, over wire time, which never does.

    World time stamps messages and snowflakes. Wire time (seconds, monotonic) measures everything a client
    library sleeps through or is held to: rate limit windows, an interaction's three seconds, heartbeats.
    """

    def __init__(
        self,
        speed: float = 1.0,
        origin: datetime | None = None,
        *,
        wall: Callable[[], float] = time.monotonic,
    ) -> None:
        self.speed = speed
        self._wall = wall
        self._anchor = wall()
        self._anchored_at = datetime.now(UTC)
        self._origin = origin or self._anchored_at
        if self._origin.tzinfo is None:
            raise ValueError("origin must be an aware datetime")

    def now(self) -> datetime:
        """World time, aware, in UTC."""
        return (self._origin + timedelta(seconds=(self._wall() - self._anchor) * self.speed)).astimezone(UTC)

    def wire(self) -> float:
        """Wire time in seconds; only differences mean anything."""
        return self._wall()

    def wire_epoch(self) -> float:
        """Wire time as seconds since 1970, for X-RateLimit-Reset."""
        return self._anchored_at.timestamp() + self._wall() - self._anchor

    def jump(self, by: timedelta) -> None:
        """Move world time forward at once; wire time does not notice."""
        if by < timedelta(0):
            raise ValueError("the world's clock never runs backwards")
        self._origin += by

    def stamp(self) -> str:
        """World time as Discord writes it: ISO 8601, microseconds, +00:00."""
        return self.now().isoformat(timespec="microseconds")
