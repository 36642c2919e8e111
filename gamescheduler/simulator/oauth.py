"""What people allowed applications to do in their name: codes, tokens, and their ends.

Source: Discord docs, OAuth2; RFC 6749 (codes and tokens), RFC 7009 (revocation), RFC 7636 (PKCE).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import string
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gamescheduler.simulator.clock import Clock
from gamescheduler.simulator.errors import DiscordError

SCOPES = {
    "identify": "See your name and picture",
    "email": "See your email address",
    "connections": "See the accounts you have linked",
    "guilds": "See which servers you are in",
    "guilds.join": "Join servers for you",
    "guilds.members.read": "See your nickname and roles in those servers",
    "gdm.join": "Join group chats for you",
    "openid": "Know that it is you",
    "role_connections.write": "Link your account there with roles here",
}
"""The scopes any application may ask for, and what the consent page says about them.

The others need Discord's approval, and asking for one is answered with invalid_scope.
"""
CODE_SECONDS = 100.0
"""How long a code is good for; the number is an engineer's of Discord (discord-api-docs issue 2526)."""
LIFE = timedelta(seconds=604_800)
"""How long an access token is good for: the `expires_in` of Discord's docs."""
_LETTERS = string.ascii_letters + string.digits


class OAuthError(DiscordError):
    """An error of the token and revocation URLs, which answer as RFC 6749 5.2 says, not as the rest does."""

    def __init__(self, error: str, description: str | None = None, *, status: int = 400) -> None:
        super().__init__(status, 0, error)
        self.description = description

    def body(self) -> dict[str, Any]:
        told = {} if self.description is None else {"error_description": self.description}
        return {"error": self.message, **told}


def invalid_client() -> OAuthError:
    """401 without a word about whether the id or the secret was wrong."""
    return OAuthError("invalid_client", status=401)


def invalid_grant(parameter: str) -> OAuthError:
    return OAuthError("invalid_grant", f'Invalid "{parameter}" in request.')


@dataclass(frozen=True)
class Code:
    """What stands behind the code in a redirect: who allowed what, and where it was sent."""

    application_id: str
    user_id: str
    scopes: tuple[str, ...]
    redirect_uri: str
    challenge: str | None


@dataclass(frozen=True)
class Token:
    """An access token and its refresh token; `expires` is world time."""

    application_id: str
    user_id: str
    scopes: tuple[str, ...]
    access: str
    refresh: str
    expires: datetime


class Grants:
    """Codes live in wire time, since a login is waited for; tokens in world time, since weeks pass there."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._codes: dict[str, tuple[Code, float]] = {}
        self._tokens: list[Token] = []
        self._allowed: dict[tuple[str, str], frozenset[str]] = {}

    def covers(self, application_id: str, user_id: str, scopes: Collection[str]) -> bool:
        """Whether someone has allowed all of this before, and not taken it back."""
        return frozenset(scopes) <= self._allowed.get((application_id, user_id), frozenset())

    def allow(self, code: Code) -> str:
        """Note that someone said yes; returns the code to send back."""
        key = (code.application_id, code.user_id)
        self._allowed[key] = self._allowed.get(key, frozenset()) | frozenset(code.scopes)
        made = _random()
        self._codes[made] = (code, self._clock.wire() + CODE_SECONDS)
        return made

    def redeem(self, code: str, application_id: str, redirect_uri: str, verifier: str | None) -> Token:
        """Exchange a code for its tokens. A code is used up by trying it. Raises OAuthError."""
        found, until = self._codes.pop(code, (None, 0.0))
        if found is None or found.application_id != application_id or self._clock.wire() >= until:
            raise invalid_grant("code")
        if found.redirect_uri != redirect_uri:
            raise invalid_grant("redirect_uri")
        if found.challenge != (None if verifier is None else challenge(verifier)):
            raise invalid_grant("code_verifier")
        return self._issue(found.application_id, found.user_id, found.scopes)

    def asked_with_proof(self, code: str) -> bool:
        """Whether a code was asked for with PKCE, which stands in for the client's secret."""
        found, _ = self._codes.get(code, (None, 0.0))
        return found is not None and found.challenge is not None

    def refresh(self, refresh_token: str, application_id: str) -> Token:
        """New tokens for old: the old pair ends with it. Raises OAuthError."""
        old = self._held(refresh_token, application_id)
        if old is None or old.refresh != refresh_token:
            raise invalid_grant("refresh_token")
        self._tokens.remove(old)
        return self._issue(old.application_id, old.user_id, old.scopes)

    def revoke(self, token: str, application_id: str) -> None:
        """End every token of the authorization that this one belongs to; an unknown one is no error."""
        held = self._held(token, application_id)
        if held is not None:
            self.forget(held.application_id, held.user_id)

    def forget(self, application_id: str, user_id: str) -> None:
        """What happens when someone removes an app from their account."""
        key = (application_id, user_id)
        self._allowed.pop(key, None)
        self._tokens = [held for held in self._tokens if (held.application_id, held.user_id) != key]
        self._codes = {
            code: (made, until)
            for code, (made, until) in self._codes.items()
            if (made.application_id, made.user_id) != key
        }

    def bearer(self, access_token: str) -> Token | None:
        """The token someone shows, unless it has expired or was ended."""
        held = next((held for held in self._tokens if held.access == access_token), None)
        return held if held is not None and held.expires > self._clock.now() else None

    def _held(self, token: str, application_id: str) -> Token | None:
        mine = (held for held in self._tokens if held.application_id == application_id)
        return next((held for held in mine if token in (held.access, held.refresh)), None)

    def _issue(self, application_id: str, user_id: str, scopes: tuple[str, ...]) -> Token:
        expires = self._clock.now() + LIFE
        made = Token(application_id, user_id, scopes, _random(), _random(), expires)
        self._tokens.append(made)
        return made


def challenge(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _random() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(30))
