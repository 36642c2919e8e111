"""What stands before every page: who may send forms here, how much, and what a browser is told to allow."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

BODY_MAX = 64 * 1024
"""Bytes: a form with every field at its longest takes a quarter of it."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types fragments",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # With no-referrer, browsers would send forms with the origin "null".
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

Trouble = Callable[[int, str, Scope], Awaitable[Response]]
"""The page, or problem, for a status and a stable code."""


class TooMuch(Exception):
    """The body is larger than any form of ours."""


class Shield:
    """The outermost layer. One log line per request, without the query: it may hold codes."""

    def __init__(self, app: ASGIApp, *, origin: str, trouble: Trouble) -> None:
        self._app = app
        self._origin = origin
        self._trouble = trouble
        self._headers = dict(HEADERS)
        if origin.startswith("https:"):
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        began, status = time.monotonic(), 500

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refused = self._refused(scope)
        app = self._app if refused is None else await self._trouble(*refused, scope)
        try:
            await app(scope, _measured(receive), dressed)
        finally:
            took = (time.monotonic() - began) * 1000
            log.info("%s %s %d %.0f ms", scope["method"], scope["path"], status, took)

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > BODY_MAX:
            return 413, "too_large"
        if scope["method"] not in SAFE and not self._ours(headers):
            return 403, "foreign_origin"
        return None

    def _ours(self, headers: Headers) -> bool:
        """Every browser says where a form comes from; who says nothing is none, and has to say it."""
        origin = headers.get("origin")
        return headers.get("sec-fetch-site") == "same-origin" if origin is None else origin == self._origin


def _measured(receive: Receive) -> Receive:
    """A body without a length is counted as it comes."""
    got = 0

    async def measured() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > BODY_MAX:
            raise TooMuch
        return message

    return measured
