"""Who is logged in: an opaque id in a cookie, everything else in the cache under its hash."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gamescheduler.adapters.cache import Cache
from gamescheduler.clock import Clock
from gamescheduler.models import UserId
from gamescheduler.web.vault import Vault

LIFE = 30 * 86_400.0
"""Wall seconds after which one logs in again, however often one came by."""

AT_MOST = 20
"""Sessions of one person; the oldest ends when there is one more."""

_SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What Discord gave us to ask in somebody's name, good until then (world time)."""

    access: str
    refresh: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """``key`` is the hash of what the cookie holds: it can be shown, and opens nothing."""

    key: str
    user_id: UserId
    name: str
    device: str
    began_at: datetime
    seen_at: datetime
    csrf: str = ""
    """Only known to whoever holds the cookie."""


class Sessions:
    """Every verb raises `Unreachable`.

    Three entries each. ``session`` is never written again, so that whoever ends it can't be overtaken by
    somebody who only noted that it was used; ``seen`` and ``tokens`` mean nothing without it.
    """

    def __init__(self, cache: Cache, clock: Clock, vault: Vault) -> None:
        self._cache = cache
        self._clock = clock
        self._vault = vault

    async def begin(self, user_id: UserId, name: str, device: str, tokens: Tokens) -> str:
        """What to put into the cookie."""
        cookie = secrets.token_urlsafe(32)
        key, now = hashed(cookie), self._clock.now()
        await self.keep(key, tokens)
        entry = {"user": str(user_id), "name": name, "device": device, "began": now.isoformat()}
        await self._cache.put(f"session:{key}", entry, seconds=LIFE)
        await self._seen(key, user_id, now)
        return cookie

    async def find(self, cookie: str) -> Session | None:
        """None when it ended, or never was."""
        found = await self._load(hashed(cookie))
        if found is None:
            return None
        now = self._clock.now()
        if now - found.seen_at >= _SEEN_EVERY * self._clock.speed:
            await self._seen(found.key, found.user_id, now)
        return replace(found, csrf=_csrf(cookie))

    async def of(self, user_id: UserId) -> list[Session]:
        """All that somebody has, newest first."""
        found = [await self._load(key) for key in await self._keys(user_id)]
        return [session for session in found if session is not None]

    async def end(self, session: Session) -> Tokens | None:
        """From now on the cookie is worthless; the tokens that were kept for it, to be revoked."""
        await self._cache.drop(f"session:{session.key}")
        tokens = await self.tokens(session.key)
        for kind in ("tokens", "seen"):
            await self._cache.drop(f"{kind}:{session.key}")
        left = [key for key in await self._keys(session.user_id) if key != session.key]
        await self._cache.put(f"sessions:{session.user_id}", left, seconds=LIFE)
        return tokens

    async def keep(self, key: str, tokens: Tokens) -> None:
        said = json.dumps([tokens.access, tokens.refresh, tokens.until.isoformat()])
        await self._cache.put(f"tokens:{key}", self._vault.shut(said), seconds=LIFE)

    async def tokens(self, key: str) -> Tokens | None:
        """None when they are gone, or the key they were encrypted with is."""
        shut = await self._cache.get(f"tokens:{key}")
        said = None if shut is None else self._vault.open(shut)
        if said is None:
            return None
        access, refresh, until = json.loads(said)
        return Tokens(access, refresh, datetime.fromisoformat(until))

    async def stands(self, session: Session) -> bool:
        """Whether it has not been ended meanwhile."""
        return await self._cache.get(f"session:{session.key}") is not None

    async def _load(self, key: str) -> Session | None:
        found = await self._cache.get(f"session:{key}")
        if found is None:
            return None
        seen = await self._cache.get(f"seen:{key}") or found["began"]
        times = datetime.fromisoformat(found["began"]), datetime.fromisoformat(seen)
        return Session(key, UserId(int(found["user"])), found["name"], found["device"], *times)

    async def _seen(self, key: str, user_id: UserId, now: datetime) -> None:
        """Two who log in at once may overwrite the list of one another; it mends itself here."""
        await self._cache.put(f"seen:{key}", now.isoformat(), seconds=LIFE)
        known = await self._keys(user_id)
        if key in known:
            return
        listed = [key, *known]
        await self._cache.put(f"sessions:{user_id}", listed[:AT_MOST], seconds=LIFE)
        for old in listed[AT_MOST:]:
            await self._cache.drop(f"session:{old}")

    async def _keys(self, user_id: UserId) -> list[str]:
        return await self._cache.get(f"sessions:{user_id}") or []


def hashed(secret: str) -> str:
    """What is kept of a secret that only has to be recognized."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _csrf(cookie: str) -> str:
    """A page can be read over somebody's shoulder: what is in it must not lead back to the cookie."""
    return hmac.new(cookie.encode(), b"csrf", hashlib.sha256).hexdigest()
