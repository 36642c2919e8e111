"""One request as a page sees it: who asks, about what, and how to answer."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from gamescheduler.app import App
from gamescheduler.domain.actor import Actor
from gamescheduler.errors import NotFound
from gamescheduler.models import GameId, GuildId, UserId
from gamescheduler.web.assets import Asset
from gamescheduler.web.discord import Discord
from gamescheduler.web.memberships import Memberships
from gamescheduler.web.sessions import Session, Sessions

_SNOWFLAKE = re.compile("[1-9][0-9]{0,18}")
_LARGEST_ID = 2**63 - 1
_GAME_ID = re.compile("[1-9A-Za-z]{10}")
_FIELDS_MAX = 200
SAID = "said"
_SAID_FOR = 60.0


class Malformed(Exception):
    """The request is none that a page of ours sends: a status and a stable code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Login:
    """What logging in needs; there is none until a Discord application is configured."""

    discord: Discord
    sessions: Sessions
    memberships: Memberships


@dataclass(frozen=True)
class Site:
    """What all requests share. ``address`` is where people reach us, without a slash at its end."""

    app: App
    address: str
    login: Login | None
    templates: Environment
    assets: Mapping[str, Asset]

    @property
    def encrypted(self) -> bool:
        return self.address.startswith("https:")

    def cookie(self, name: str) -> str:
        """``__Host-``: no other site, no subdomain and no plain connection can set it."""
        return f"__Host-{name}" if self.encrypted else f"gamescheduler-{name}"

    def draw(self, template: str, status: int = 200, **values: Any) -> Response:
        return HTMLResponse(self.templates.get_template(template).render(**values), status)


@dataclass
class Visit:
    """``actor`` has the rights in the server that the page is about, once its policy let them in."""

    site: Site
    request: Request
    session: Session | None = None
    actor: Actor | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    ref: str = field(default_factory=lambda: secrets.token_hex(4))

    @property
    def app(self) -> App:
        return self.site.app

    @cached_property
    def guild_id(self) -> GuildId:
        """Raises `NotFound` for a number that is no id."""
        typed = self.request.path_params["guild_id"]
        if not _SNOWFLAKE.fullmatch(typed) or int(typed) > _LARGEST_ID:
            raise NotFound("server", typed)
        return GuildId(int(typed))

    @cached_property
    def game_id(self) -> GameId:
        """Raises `NotFound` for what is no id."""
        typed = self.request.path_params["game_id"]
        if not _GAME_ID.fullmatch(typed):
            raise NotFound("game", typed)
        return GameId(typed)

    @property
    def me(self) -> UserId:
        """Raises LookupError where nobody has to be logged in."""
        return self.signed_in.user_id

    @property
    def signed_in(self) -> Session:
        """Raises LookupError where nobody has to be logged in."""
        if self.session is None:
            raise LookupError("nobody is logged in")
        return self.session

    @property
    def member(self) -> Actor:
        """Raises LookupError where nobody has to be a member."""
        if self.actor is None:
            raise LookupError("no server's page")
        return self.actor

    @property
    def login(self) -> Login:
        """Raises LookupError where logging in is not set up."""
        if self.site.login is None:
            raise LookupError("no Discord application configured")
        return self.site.login

    async def read_form(self) -> None:
        """Raises `Malformed` for what is no form of a page."""
        kind = self.request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            raise Malformed(415, "no_form")
        try:
            body = (await self.request.body()).decode("ascii")
            pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=_FIELDS_MAX, errors="strict")
        except ValueError:  # also of characters that are none
            raise Malformed(400, "no_form") from None
        self.form = {name: value.replace("\x00", "") for name, value in pairs}

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        return self.site.draw(template, status, visit=self, session=self.session, **values)

    def go(self, path: str) -> Response:
        """To a page of ours, by GET."""
        return RedirectResponse(path, 303)

    def login_path(self) -> str:
        """Where to log in and come back here; after a form, to the page it was on."""
        here = self.request.url.path
        if self.request.method == "GET" and self.request.url.query:
            here += f"?{self.request.url.query}"
        elif self.request.method != "GET":
            game = self.request.path_params.get("game_id")
            here = f"/g/{game}" if game else "/"
        return "/login" if here == "/" else f"/login?{urlencode({'next': here})}"

    async def say(self, text: str, undo: Mapping[str, Any] | None = None) -> None:
        """Have the next page say it, once."""
        kept = {"text": text, "undo": dict(undo) if undo else None}
        await self.app.cache.put(f"{SAID}:{self.signed_in.key}", kept, seconds=_SAID_FOR)

    async def said(self) -> Any | None:
        """What the page before had to say; a look at an entry there is not costs no write."""
        key = f"{SAID}:{self.signed_in.key}"
        found = await self.app.cache.get(key)
        if found is not None:
            await self.app.cache.drop(key)
        return found
