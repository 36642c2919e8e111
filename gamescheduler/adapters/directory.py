"""Who is in a server, asked of Discord: a port two verbs wide, and its implementation over plain REST."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Protocol, Self

from gamescheduler import __version__
from gamescheduler.domain import mentions
from gamescheduler.domain.mentions import ById, Candidate, Found, Reference
from gamescheduler.errors import Misconfigured, NotFound, Unreachable
from gamescheduler.models.types import GuildId, RoleId, UserId

log = logging.getLogger(__name__)

AWAY = "Discord does not answer right now."

NOBODY = {10007, 10013}
"""Discord's codes for somebody who is not in the server, and for an account there is not."""

PROPOSALS = 100
"""Asked for in one search: more than are ever shown, since the exact name may stand behind longer ones."""

PATIENCE = 11.0
"""Wall seconds one question may wait: after ten searches Discord takes no more of them for up to ten."""

_AT_ONCE = 5


class Directory(Protocol):
    """Both verbs raise `Unreachable` when Discord fails, `NotFound` for a server the bot is not in."""

    async def member(self, guild_id: GuildId, user_id: UserId) -> Candidate | None:
        """None for somebody who is not in that server."""

    async def search(self, guild_id: GuildId, text: str, *, limit: int) -> Sequence[Candidate]:
        """Members with a name that begins so, as Discord sees it; ``limit`` may be 1 to 100."""


async def look_up(directory: Directory, guild_id: GuildId, lines: Sequence[str]) -> Found:
    """What `mentions.settle` has to know about these lines, a few asked at a time, each once.

    Raises `Unreachable` or `NotFound` as soon as one question fails.
    """
    found: dict[Reference, Sequence[Candidate]] = {}
    room = asyncio.Semaphore(_AT_ONCE)

    async def ask(what: Reference) -> None:
        async with room:
            found[what] = await _proposed(directory, guild_id, what)

    try:
        async with asyncio.TaskGroup() as tasks:
            for what in mentions.references(lines):
                tasks.create_task(ask(what))
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return found


async def _proposed(directory: Directory, guild_id: GuildId, what: Reference) -> Sequence[Candidate]:
    if isinstance(what, ById):
        member = await directory.member(guild_id, what.id)
        return [] if member is None else [member]
    return await directory.search(guild_id, what.text, limit=PROPOSALS)


def candidate(member: Mapping[str, Any]) -> Candidate:
    """From a member object of Discord's API, which leaves out ``bot`` for people."""
    user = member["user"]
    return Candidate(
        id=UserId(int(user["id"])),
        username=user["username"],
        global_name=user.get("global_name"),
        nick=member.get("nick"),
        bot=user.get("bot", False),
        role_ids=tuple(RoleId(int(role_id)) for role_id in member["roles"]),
    )


class RestDirectory:
    """For a process without a connection to the gateway, and so without a client that owns the rate limits.

    An async context manager. ``patience``: wall seconds that one question may wait because Discord limits
    the rate; a longer wait is not begun. ``answer_within``: wall seconds that an answer may take.
    """

    def __init__(
        self, api_url: str, token: str, *, patience: float = PATIENCE, answer_within: float = 5.0
    ) -> None:
        self._url = api_url
        self._headers = {
            "Authorization": f"Bot {token}",
            "User-Agent": f"DiscordBot (gamescheduler, {__version__})",
        }
        self._patience = patience
        self._answer_within = answer_within

    async def __aenter__(self) -> Self:
        import httpx2  # only those who look somebody up wait for this import

        # As the bot does it: no proxy out of the environment.
        self._http = httpx2.AsyncClient(headers=self._headers, trust_env=False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def member(self, guild_id: GuildId, user_id: UserId) -> Candidate | None:
        found = await self._get(guild_id, f"members/{user_id}", {})
        return None if found is None else candidate(found)

    async def search(self, guild_id: GuildId, text: str, *, limit: int) -> Sequence[Candidate]:
        found = await self._get(guild_id, "members/search", {"query": text, "limit": str(limit)})
        return [candidate(member) for member in found or ()]

    async def _get(self, guild_id: GuildId, path: str, query: Mapping[str, str]) -> Any:
        """The answer; None when it is that there is nobody."""
        waited = 0.0
        while True:
            status, body = await self._ask(f"{self._url}/guilds/{guild_id}/{path}", query)
            if status != 429:
                return _understood(status, body, guild_id)
            # The body's, since the header is rounded up; and never a busy loop.
            pause = max(float(body.get("retry_after", "inf")), 0.05)
            waited += pause
            if waited > self._patience:
                log.warning("Discord limits the rate of %s, for another %.1f s", path, pause)
                raise Unreachable(AWAY)
            await asyncio.sleep(pause)

    async def _ask(self, url: str, query: Mapping[str, str]) -> tuple[int, Any]:
        """Raises `Unreachable` when what comes is not from Discord's API, such as a page of its proxy."""
        import httpx2

        try:
            async with asyncio.timeout(self._answer_within):
                answer = await self._http.get(url, params=query)
            body = answer.json()
            if answer.status_code != 200 and not isinstance(body, dict):
                raise ValueError(f"{answer.status_code} without an error of Discord's")
            return answer.status_code, body
        except (httpx2.HTTPError, TimeoutError, ValueError) as failed:
            log.warning("Discord did not answer %s: %r", url, failed)
            raise Unreachable(AWAY) from failed


def _understood(status: int, body: Any, guild_id: GuildId) -> Any:
    if status == 200:
        return body
    if status == 404 and body.get("code") in NOBODY:
        return None
    if status == 401:
        raise Misconfigured("Discord does not accept the token in GAMESCHEDULER_DISCORD_TOKEN.")
    if status in (403, 404):
        raise NotFound("server", guild_id)
    log.warning("Discord answered %d: %s", status, body)
    raise Unreachable(AWAY)
