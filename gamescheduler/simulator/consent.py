"""Where people are asked whether an application may act for them: GET and POST /oauth2/authorize.

Source: Discord docs, OAuth2 (authorization code grant), and RFC 6749 4.1. Without a client or an address that
was registered, nobody is sent anywhere: an error page says so. Every other error is told to the application.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from gamescheduler.simulator import page
from gamescheduler.simulator.oauth import SCOPES, Code
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.world import Bot, World

AUTHORIZE = "/oauth2/authorize"
COOKIE = "as"
"""Who is logged in to this Discord in this browser: a user's id, set by the chat page and by this one."""
DENIED = "The resource owner or authorization server denied the request"
WRONG_SCOPE = "The requested scope is invalid, unknown, or malformed."


class Unsendable(Exception):
    """There is no safe address to send anybody to; the message is for whoever looks at the page."""


class SendBack(Exception):
    """The application gets an error instead of a code."""

    def __init__(self, asked: Asked, error: str, description: str) -> None:
        super().__init__(f"{error}: {description}")
        self.asked = asked
        self.answer = {"error": error, "error_description": description}


@dataclass(frozen=True)
class Asked:
    """What an application asks for, and where to send the answer."""

    bot: Bot
    redirect_uri: str
    state: str | None
    scopes: tuple[str, ...]
    challenge: str | None
    silently: bool

    def answered(self, issuer: str, **answer: str) -> str:
        """The address to send somebody to: the answer, the state, and who answers (RFC 9207)."""
        state = {} if self.state is None else {"state": self.state}
        parts = urlsplit(self.redirect_uri)
        kept = parse_qsl(parts.query, keep_blank_values=True)
        query = [*kept, *(answer | state | {"iss": issuer}).items()]
        return urlunsplit(parts._replace(query=urlencode(query)))


class Consent:
    """The page on which somebody says yes or no; it works without JavaScript."""

    def __init__(self, world: World, title: str) -> None:
        self._world = world
        self._title = title

    def routes(self, api_prefixes: Iterable[str]) -> list[Route]:
        """The old addresses below /api lead to the page, as Discord's do."""
        return [
            Route(AUTHORIZE, self.answer, methods=["GET", "POST"]),
            *(Route(prefix + AUTHORIZE, _moved, methods=["GET"]) for prefix in api_prefixes),
        ]

    async def answer(self, request: Request) -> Response:
        """GET shows the page, and POST is its form."""
        form = dict(parse_qsl((await request.body()).decode(errors="replace")))
        try:
            asked = _read(self._world, request.query_params)
            return self._decide(request, asked, form) if form else self._ask(request, asked)
        except Unsendable as trouble:
            return page.html("trouble.html", status=400, title=self._title, sentence=str(trouble))
        except SendBack as back:
            return _send(request, back.asked, **back.answer)

    def _ask(self, request: Request, asked: Asked) -> Response:
        person = self._person(request.query_params.get(COOKIE, request.cookies.get(COOKIE, "")))
        if person is None:
            return self._show("who.html", asked, people=self._people(), here=request.url)
        if asked.silently and self._world.grants.covers(asked.bot.id, person["id"], asked.scopes):
            return self._allowed(request, asked, person)
        told = [SCOPES[scope] for scope in asked.scopes]
        shown = self._show("consent.html", asked, person=person, scopes=told, here=_as(request.url, ""))
        return _signed_in(shown, person)

    def _decide(self, request: Request, asked: Asked, form: dict[str, str]) -> Response:
        person = self._person(form.get(COOKIE, ""))
        if person is None:
            return self._ask(request, asked)
        if form.get("authorize") != "true":
            raise SendBack(asked, "access_denied", DENIED)
        return self._allowed(request, asked, person)

    def _allowed(self, request: Request, asked: Asked, person: Json) -> Response:
        code = Code(asked.bot.id, person["id"], asked.scopes, asked.redirect_uri, asked.challenge)
        return _signed_in(_send(request, asked, code=self._world.grants.allow(code)), person)

    def _people(self) -> list[Json]:
        return [user for user in self._world.users.values() if not user["bot"]]

    def _person(self, named: str) -> Json | None:
        """Somebody by id or username."""
        return next((user for user in self._people() if named in (user["id"], user["username"])), None)

    def _show(self, template: str, asked: Asked, **told: Any) -> Response:
        # Browsers hold the redirect after a form to its policy as well, so the application must be in it.
        form_action = f"'self' {urlsplit(asked.redirect_uri).scheme}:"
        told |= {"title": self._title, "asked": asked, "as_": _as}
        return page.html(template, form_action=form_action, **told)


def _read(world: World, query: Mapping[str, str]) -> Asked:
    """Raises Unsendable, then SendBack."""
    bot = world.bots.get(query.get("client_id", ""))
    if bot is None:
        raise Unsendable("Unknown application: there is none with this client_id.")
    redirect_uri = query.get("redirect_uri", "")
    if redirect_uri not in bot.redirect_uris:
        raise Unsendable(f"Invalid redirect_uri: {bot.name} has not registered “{redirect_uri}”.")
    asked = Asked(
        bot,
        redirect_uri,
        query.get("state"),
        tuple(dict.fromkeys(query.get("scope", "").split())),
        query.get("code_challenge"),
        silently=query.get("prompt") == "none",
    )
    if query.get("response_type") != "code":
        raise SendBack(asked, "unsupported_response_type", "Only the authorization code grant works here.")
    if not asked.scopes or not SCOPES.keys() >= set(asked.scopes):
        raise SendBack(asked, "invalid_scope", WRONG_SCOPE)
    if asked.challenge is not None and query.get("code_challenge_method") != "S256":
        raise SendBack(asked, "invalid_request", "code_challenge_method must be S256.")
    return asked


def _send(request: Request, asked: Asked, **answer: str) -> Response:
    """Leave for the application; 303 makes a GET of the form's POST."""
    issuer = f"{request.url.scheme}://{request.url.netloc}"
    return RedirectResponse(asked.answered(issuer, **answer), 303 if request.method == "POST" else 302)


def _signed_in(response: Response, person: Json) -> Response:
    response.set_cookie(COOKIE, person["id"], path="/oauth2", samesite="lax")
    return response


def _as(here: URL, user_id: str) -> str:
    """This page as somebody else; an empty id asks who."""
    return "?" + here.include_query_params(**{COOKIE: user_id}).query


async def _moved(request: Request) -> Response:
    return RedirectResponse(f"{AUTHORIZE}?{request.url.query}")
