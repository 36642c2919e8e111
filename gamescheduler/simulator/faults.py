"""Trouble on demand: answers that fail, come late, or never come."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from gamescheduler.simulator.errors import DiscordError
from gamescheduler.simulator.limits import LimitExceeded

KINDS = ("status", "delay", "hangup")


class HangUp(Exception):
    """The connection is to be closed without an answer."""


class ProxyPage(DiscordError):
    """The HTML page of the proxy in front of Discord: no JSON, no rate limit headers, no Via."""

    def page(self) -> str:
        return f"<!DOCTYPE html><html><head><title>discord.com | {self.message}</title></head></html>"


@dataclass
class Fault:
    """Strikes the next `times` requests that match; with `after_effect` the request is obeyed first.

    With `html` it is the proxy that answers with this status, in HTML.
    """

    kind: str
    times: int = 1
    status: int = 500
    seconds: float = 0.0
    retry_after: float = 1.0
    global_limit: bool = False
    after_effect: bool = False
    html: bool = False
    match: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, body: dict[str, Any]) -> Fault:
        """Raises ValueError for a kind there is not."""
        if body.get("kind") not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        given = {key: value for key, value in body.items() if key != "global"}
        return cls(**given, global_limit=bool(body.get("global")))

    def matches(self, method: str, template: str) -> bool:
        return self.match.get("method", method) == method and self.match.get("path", template) == template

    async def strike(self) -> None:
        """Raises what the client is to see; a delay only takes its time."""
        if self.kind == "delay":
            await asyncio.sleep(self.seconds)
        elif self.kind == "hangup":
            raise HangUp
        elif self.html:
            raise ProxyPage(self.status, 0, f"{self.status}: {_REASONS.get(self.status, 'Error')}")
        elif self.status == 429:
            raise LimitExceeded(self.retry_after, "global" if self.global_limit else "user", {})
        else:
            raise DiscordError(self.status, 0, f"{self.status}: {_REASONS.get(self.status, 'Server Error')}")


_REASONS = {
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


class Faults:
    """The faults still to strike, first come first struck."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def take(self, method: str, template: str) -> Fault | None:
        """The fault meant for this request, counted as used."""
        for fault in self._waiting:
            if fault.matches(method, template):
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None
