"""Rate limits in wire time: per route, global, and for edits of old messages (docs: Rate Limits)."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

from gamescheduler.simulator.clock import Clock
from gamescheduler.simulator.errors import DiscordError

GLOBAL_PER_SECOND = 50
OLD_EDITS, OLD_EDIT_SECONDS = 3, 6.0
MOST_WINDOWS = 10_000
"""Every interaction's webhook has windows of its own; beyond this many, closed ones are thrown away."""
_MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token")
_BUCKETS = {
    "POST /channels/{channel_id}/messages": (5, 5.0),
    "PATCH /channels/{channel_id}/messages/{message_id}": (5, 5.0),
    "DELETE /channels/{channel_id}/messages/{message_id}": (5, 1.0),
    "POST /users/@me/channels": (10, 1.0),
    "GET /guilds/{guild_id}/members/{user_id}": (5, 1.0),
    "GET /guilds/{guild_id}/members/search": (10, 10.0),
    "PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}": (10, 10.0),
    "DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}": (10, 10.0),
    "POST /guilds/{guild_id}/scheduled-events": (5, 60.0),
}
"""Requests and seconds; close to what bots see, but Discord promises no numbers and neither does this."""
_PERSONS = {
    "GET /users/@me/guilds": (1, 1.0),
    "GET /users/@me/guilds/{guild_id}/member": (5, 10.0),
}
"""The same for OAuth2 tokens: few, and counted for each person, whatever the application."""
_OTHERWISE = (50, 1.0)


@dataclass
class Window:
    """A fixed window: it opens with its first request and forgets everything when it closes."""

    limit: int
    seconds: float
    closes: float = -math.inf
    used: int = 0

    def take(self, now: float) -> bool:
        """Use one request; false when the window is full."""
        if now >= self.closes:
            self.closes, self.used = now + self.seconds, 0
        if self.used >= self.limit:
            return False
        self.used += 1
        return True

    def left(self, now: float) -> float:
        return max(self.closes - now, 0.001)


class Limits:
    """Counts every request and refuses what is too much; `scale` multiplies what every window allows."""

    def __init__(self, clock: Clock, *, scale: float = 1.0) -> None:
        self._clock = clock
        self.scale = scale
        self._windows: dict[tuple[str, ...], Window] = {}

    def take(
        self,
        bot_id: str | None,
        method: str,
        template: str,
        params: dict[str, str],
        *,
        user_id: str | None = None,
    ) -> dict[str, str]:
        """Count a request and return the X-RateLimit headers of its bucket. Raises LimitExceeded.

        Callbacks of interactions have no bucket, and libraries (hikari) complain when they see one.
        """
        now = self._clock.wire()
        if template.startswith("/interactions/"):
            return {}
        if not template.startswith("/webhooks/"):
            self._take_global(bot_id or user_id, now)
        route = f"{method} {template}"
        limit, seconds = (_BUCKETS if user_id is None else _PERSONS).get(route, _OTHERWISE)
        majors = [params[name] for name in _MAJOR if name in params]
        window = self._window(bot_id or user_id or "", route, *majors, limit=limit, seconds=seconds)
        allowed = window.take(now)
        headers = self._headers(route, window, now)
        if not allowed:
            raise LimitExceeded(window.left(now), "user", headers)
        return headers

    def edit_old_message(self, channel_id: str) -> None:
        """Count an edit of a message over an hour old: three per six seconds and channel.

        The numbers are discord-userdoccers' (PR 551); Discord's docs have none. Raises LimitExceeded 30046.
        """
        now = self._clock.wire()
        window = self._window("old edits", channel_id, limit=OLD_EDITS, seconds=OLD_EDIT_SECONDS)
        if not window.take(now):
            message = "Maximum number of edits to messages older than 1 hour reached. Try again later"
            raise LimitExceeded(window.left(now), "shared", {}, code=30046, message=message)

    def _take_global(self, caller_id: str | None, now: float) -> None:
        window = self._window("global", caller_id or "", limit=GLOBAL_PER_SECOND, seconds=1.0)
        if not window.take(now):
            raise LimitExceeded(window.left(now), "global", {})

    def _window(self, *key: str, limit: int, seconds: float) -> Window:
        if len(self._windows) > MOST_WINDOWS:
            now = self._clock.wire()
            self._windows = {key: window for key, window in self._windows.items() if window.closes > now}
        window = self._windows.setdefault(key, Window(limit, seconds))
        window.limit = int(limit * self.scale)  # it may have been changed since
        return window

    def _headers(self, route: str, window: Window, now: float) -> dict[str, str]:
        left = window.left(now)
        return {
            "X-RateLimit-Bucket": hashlib.md5(route.encode(), usedforsecurity=False).hexdigest(),
            "X-RateLimit-Limit": str(window.limit),
            "X-RateLimit-Remaining": str(window.limit - window.used),
            "X-RateLimit-Reset": f"{self._clock.wire_epoch() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
        }


class LimitExceeded(DiscordError):
    """429, with the headers that libraries steer by."""

    def __init__(
        self,
        retry_after: float,
        scope: str,
        headers: dict[str, str],
        *,
        code: int = 0,
        message: str = "You are being rate limited.",
    ) -> None:
        super().__init__(429, code, message, retry_after=retry_after, scope=scope)
        self.headers = {
            **headers,
            "Retry-After": str(math.ceil(retry_after)),
            "X-RateLimit-Scope": scope,
            **({"X-RateLimit-Global": "true"} if scope == "global" else {}),
        }
