"""In which servers somebody is, and as what: asked of Discord in their name, and kept for a minute."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from gamescheduler.app import App
from gamescheduler.domain.actor import SCHEDULER, Actor
from gamescheduler.domain.mentions import Candidate
from gamescheduler.errors import NotFound
from gamescheduler.models import GuildId, RoleId, UserId
from gamescheduler.services import accounts
from gamescheduler.services.accounts import Seen
from gamescheduler.web.discord import Away, Discord, Rejected
from gamescheduler.web.sessions import Session, Sessions, Tokens

T = TypeVar("T")

FRESH = 60.0
"""Wall seconds in which an answer of Discord's counts as the present."""

STALE = 600.0
"""Wall seconds in which it still lets somebody look, while Discord does not answer."""

_JUST_ASKED = 5.0
"""Somebody may have joined the server a moment ago; a stranger must not make us ask all the time."""

_NEVER: dict[str, Any] = {"at": "2000-01-01T00:00:00+00:00", "is": None}
_REFRESH_BEFORE = 60.0
_REFRESHED_WITHIN = 10.0
_LOOK_AGAIN = 0.05


class SignedOut(Exception):
    """The session is over: Discord does not stand by it any more."""


class Memberships:
    """Every question raises `SignedOut` or `Unreachable`. One at a time is asked about a person."""

    def __init__(self, app: App, sessions: Sessions, discord: Discord) -> None:
        self._app = app
        self._sessions = sessions
        self._discord = discord
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def guilds(self, session: Session, *, fresh: float = FRESH, strict: bool = False) -> dict[int, str]:
        """Id -> name of every server they are in."""

        async def ask(access: str) -> Any:
            return [[str(guild_id), name] for guild_id, name in await self._discord.guilds(access)]

        found = await self._kept(f"guilds:{session.user_id}", session, ask, fresh, strict)
        return {int(guild_id): name for guild_id, name in found}

    async def actor(self, session: Session, guild_id: GuildId, *, strict: bool) -> Actor:
        """Them, with their rights in that server. ``strict``: not on what Discord said more
        than a minute ago, also when it does not answer.

        Raises `NotFound` also for a server they are not in, before anything is asked about the server.
        """
        known = await self.guilds(session, strict=strict)
        if guild_id not in known:
            known = await self.guilds(session, fresh=_JUST_ASKED, strict=strict)
        if guild_id not in known:
            raise NotFound("server", guild_id)

        async def ask(access: str) -> Any:
            member = await self._discord.member(access, guild_id)
            if member is not None:
                await self._remember(member, guild_id)
            return None if member is None else [str(role) for role in member.role_ids]

        key = f"member:{guild_id}:{session.user_id}"
        roles = await self._kept(key, session, ask, FRESH, strict)
        if roles is None:
            raise NotFound("server", guild_id)
        async with self._app.work(SCHEDULER) as work:
            house = await accounts.house(work, guild_id)
        return house.rights(person(session.user_id), [RoleId(int(role)) for role in roles])

    async def _remember(self, member: Candidate, guild_id: GuildId) -> None:
        """Only of servers the bot is in: others are none of our business."""
        async with self._app.work(SCHEDULER) as work:
            await accounts.house(work, guild_id)
            await accounts.remember(work, Seen.of(member, guild_id))

    async def _kept(
        self,
        key: str,
        session: Session,
        ask: Callable[[str], Awaitable[Any]],
        fresh: float,
        strict: bool,
    ) -> Any:
        lock = self._asking.setdefault(f"{session.user_id}", asyncio.Lock())
        async with lock:
            kept = await self._app.cache.get(key) or _NEVER
            age = self._age(kept["at"])
            if age < fresh:
                return kept["is"]
            try:
                found = await self._asked(session, ask)
            except Away:
                if strict or age >= STALE:
                    raise
                return kept["is"]
            answer = {"at": self._app.clock.now().isoformat(), "is": found}
            await self._app.cache.put(key, answer, seconds=STALE)
            return found

    async def _asked(self, session: Session, ask: Callable[[str], Awaitable[T]]) -> T:
        tokens = await self._sessions.tokens(session.key)
        if tokens is None:
            await self._sessions.end(session)
            raise SignedOut
        if self._app.clock.wall_seconds_until(tokens.until) < _REFRESH_BEFORE:
            tokens = await self._refreshed(session, tokens)
        try:
            return await ask(tokens.access)
        except Rejected:
            tokens = await self._refreshed(session, tokens)
        try:
            return await ask(tokens.access)
        except Rejected as rejected:
            await self._sessions.end(session)
            raise SignedOut from rejected

    async def _refreshed(self, session: Session, old: Tokens) -> Tokens:
        """One process asks for new tokens, the others wait for them: a refresh token is good once."""
        lock = f"refreshing:{session.key}"
        if await self._app.cache.incr(lock, seconds=_REFRESHED_WITHIN) > 1:
            return await self._refreshed_elsewhere(session, old)
        try:
            current = await self._sessions.tokens(session.key)
            if current is not None and current.access != old.access:
                return current  # somebody was faster, and is done
            new = await self._discord.refresh(old)
            await self._sessions.keep(session.key, new)
            if not await self._sessions.stands(session):  # logged out meanwhile, and revoked the old ones
                await self._discord.revoke(new)
                raise SignedOut
            return new
        except Rejected as rejected:
            await self._sessions.end(session)
            raise SignedOut from rejected
        finally:
            await self._app.cache.drop(lock)

    async def _refreshed_elsewhere(self, session: Session, old: Tokens) -> Tokens:
        for _ in range(int(_REFRESHED_WITHIN / _LOOK_AGAIN)):
            await asyncio.sleep(_LOOK_AGAIN)
            current = await self._sessions.tokens(session.key)
            if current is None:
                raise SignedOut
            if current.access != old.access:
                return current
        raise Away

    def _age(self, at: str) -> float:
        return -self._app.clock.wall_seconds_until(datetime.fromisoformat(at))


def person(user_id: UserId) -> Actor:
    """Somebody outside all servers."""
    return Actor(f"user:{user_id}", user_id=user_id)
