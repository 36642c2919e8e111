"""What Discord is asked in the name of somebody who logs in: OAuth2, and a few questions about them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from functools import cache
from typing import Any

import httpx2
from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuthError

from gamescheduler import __version__
from gamescheduler.adapters.directory import candidate
from gamescheduler.clock import Clock
from gamescheduler.config import Config
from gamescheduler.domain.mentions import Candidate
from gamescheduler.errors import Unreachable
from gamescheduler.models import GuildId
from gamescheduler.web.sessions import Tokens

log = logging.getLogger(__name__)

SCOPE = "identify guilds guilds.members.read"
ANSWER_WITHIN = 5.0
PATIENCE = 2.0
"""Wall seconds a page waits because Discord limits the rate."""


class Away(Unreachable):
    """Discord does not answer right now."""


class Rejected(Exception):
    """Discord does not accept that code or token, or not any more."""


class Discord:
    """An async context manager. Every question raises `Rejected` or `Away`."""

    def __init__(self, config: Config, redirect_uri: str, clock: Clock) -> None:
        self._config = config
        self._redirect_uri = redirect_uri
        self._clock = clock
        self._api = config.discord_api_url

    async def __aenter__(self) -> Discord:
        agent = {"User-Agent": f"DiscordBot (gamescheduler, {__version__})"}
        # As the bot does it: no proxy out of the environment.
        plain: dict[str, Any] = {"headers": agent, "trust_env": False, "verify": _certificates()}
        self._http = httpx2.AsyncClient(**plain)
        secret = self._config.discord_client_secret
        self._oauth = AsyncOAuth2Client(
            self._config.discord_client_id,
            secret.get_secret_value() if secret else None,
            scope=SCOPE,
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
            **plain,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()
        await self._oauth.aclose()

    def consent_page(self, state: str, verifier: str) -> str:
        """Where a browser goes to log in; it comes back with ``state``."""
        url, _ = self._oauth.create_authorization_url(
            self._config.discord_authorize_url, state=state, code_verifier=verifier, prompt="none"
        )
        return str(url)

    async def exchange(self, code: str, verifier: str) -> Tokens:
        """A code is good once, and for whoever knows the verifier."""
        return await self._granted(grant_type="authorization_code", code=code, code_verifier=verifier)

    async def refresh(self, tokens: Tokens) -> Tokens:
        """The old ones may be worthless after this: keep the new ones."""
        return await self._granted(grant_type="refresh_token", refresh_token=tokens.refresh)

    async def revoke(self, tokens: Tokens) -> None:
        """At Discord this ends the whole authorization. If it is away, they end by themselves."""
        with contextlib.suppress(Away):
            async with _answering("revoke"):
                await self._http.post(
                    f"{self._api}/oauth2/token/revoke",
                    data={"token": tokens.refresh, "token_type_hint": "refresh_token"},
                    auth=self._basic,
                )

    async def me(self, access: str) -> Mapping[str, Any]:
        """The user object."""
        found: Mapping[str, Any] = await self._get("users/@me", access)
        return found

    async def guilds(self, access: str) -> list[tuple[GuildId, str]]:
        """Id and name of every server they are in."""
        found = await self._get("users/@me/guilds?limit=200", access)
        return [(GuildId(int(guild["id"])), guild["name"]) for guild in found or ()]

    async def member(self, access: str, guild_id: GuildId) -> Candidate | None:
        """Nickname and roles there; None for a server they are not in."""
        found = await self._get(f"users/@me/guilds/{guild_id}/member", access)
        return None if found is None else candidate(found)

    @property
    def _basic(self) -> tuple[str, str]:
        secret = self._config.discord_client_secret
        return self._config.discord_client_id or "", secret.get_secret_value() if secret else ""

    async def _granted(self, **grant: str) -> Tokens:
        """Discord's token endpoint; also its refusals of the rate are objects without an error in them."""
        try:
            async with _answering("oauth2/token"):
                given = await self._oauth.fetch_token(f"{self._api}/oauth2/token", **grant)
        except OAuthError as refused:
            log.info("Discord refused a token: %s", refused.error)
            raise Rejected from refused
        try:
            until = self._clock.now() + timedelta(seconds=float(given["expires_in"]))
            return Tokens(given["access_token"], given["refresh_token"], until)
        except (KeyError, ValueError, TypeError) as strange:
            log.warning("Discord's token endpoint answered without a token")
            raise Away from strange

    async def _get(self, path: str, access: str) -> Any:
        """The answer; None when it is that there is none for them."""
        for last in (False, True):
            async with _answering(path):
                answer = await self._http.get(
                    f"{self._api}/{path}", headers={"Authorization": f"Bearer {access}"}
                )
                if answer.status_code in (200, 429):
                    body = answer.json()
            if answer.status_code == 200:
                return body
            if answer.status_code == 401:
                raise Rejected
            if answer.status_code in (403, 404):
                return None
            pause = float(body.get("retry_after", "inf")) if answer.status_code == 429 else float("inf")
            if last or pause > PATIENCE:
                log.warning("Discord answered %d to %s", answer.status_code, path)
                raise Away
            await asyncio.sleep(max(pause, 0.05))
        raise Away


@cache
def _certificates() -> ssl.SSLContext:
    """Reading them takes 0.1 s."""
    return httpx2.create_ssl_context(trust_env=False)


@contextlib.asynccontextmanager
async def _answering(what: str) -> AsyncIterator[None]:
    """Raises `Away` when what comes is not from Discord's API, such as a page of its proxy."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            yield
    except (httpx2.HTTPError, TimeoutError, ValueError) as failed:
        log.warning("Discord did not answer %s: %s", what, type(failed).__name__)
        raise Away from failed
