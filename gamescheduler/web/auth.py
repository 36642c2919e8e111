"""Logging in with Discord (OAuth2, RFC 6749 with RFC 7636), logging out, and one's sessions."""

from __future__ import annotations

import re
import secrets
from urllib.parse import urlencode, urlsplit

from starlette.responses import RedirectResponse, Response

from gamescheduler.cards import pages
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.errors import NotFound
from gamescheduler.models import UserId
from gamescheduler.services import accounts
from gamescheduler.services.accounts import Seen
from gamescheduler.web.discord import Away, Rejected
from gamescheduler.web.sessions import LIFE, Tokens, hashed
from gamescheduler.web.tongue import Web
from gamescheduler.web.visit import Visit

CALLBACK = "/auth/callback"
STATE_FOR = 600.0
"""Wall seconds somebody may take to say yes at Discord."""

_BROWSER = "login"
_STATUSES = {"discord": 503, "unconfigured": 503, "state": 400}
_DEVICES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Mac OS X", "Mac"),
            ("Windows", "Windows"), ("Linux", "Linux"))  # fmt: skip
_BROWSERS = (("Firefox/", "Firefox"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("Chrome/", "Chrome"),
             ("Safari/", "Safari"))  # fmt: skip
_OWN_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")


async def page(visit: Visit) -> Response:
    """The login page; whoever is logged in already goes on."""
    onward = own_path(visit.request.query_params.get("next"))
    return visit.go(onward) if visit.session else _page(visit, onward)


async def begin(visit: Visit) -> Response:
    """To Discord's consent page. This browser, and no other, can come back with the answer, once."""
    if visit.site.login is None:
        return _page(visit, "/", "unconfigured")
    onward = own_path(visit.request.query_params.get("next"))
    if not _at_our_address(visit):  # the cookie must be set where the answer will come to
        return RedirectResponse(f"{visit.site.address}/login/discord?{urlencode({'next': onward})}", 303)
    state, verifier, browser = (secrets.token_urlsafe(32) for _ in range(3))
    kept = {"verifier": verifier, "browser": hashed(browser), "next": onward}
    await visit.app.cache.put(f"login:{hashed(state)}", kept, seconds=STATE_FOR)
    gone = RedirectResponse(visit.site.login.discord.consent_page(state, verifier), 303)
    _set_cookie(visit, gone, _BROWSER, browser, STATE_FOR)
    return gone


async def callback(visit: Visit) -> Response:
    """Where Discord sends people back to. Every way in that is not the one `begin` opened leads nowhere."""
    if visit.site.login is None:
        return _page(visit, "/", "unconfigured")
    asked = visit.request.query_params
    kept = await _redeem(visit, asked.get("state", ""))
    if kept is None:
        return _page(visit, "/", "state")
    if "error" in asked:
        return _page(visit, kept["next"], "denied" if asked["error"] == "access_denied" else "discord")
    try:
        cookie = await _log_in(visit, asked.get("code", ""), kept["verifier"])
    except Rejected:
        return _page(visit, kept["next"], "state")
    except Away:
        return _page(visit, kept["next"], "discord")
    gone = visit.go(kept["next"])
    gone.delete_cookie(visit.site.cookie(_BROWSER), secure=visit.site.encrypted, httponly=True)
    _set_cookie(visit, gone, "session", cookie, LIFE)
    return gone


async def log_out(visit: Visit) -> Response:
    """Ends the session here, and at Discord what was allowed, unless another session still lives on it."""
    await _end(visit, visit.signed_in.key)
    gone = visit.go("/login")
    gone.delete_cookie(visit.site.cookie("session"), secure=visit.site.encrypted, httponly=True)
    return gone


async def sessions(visit: Visit) -> Response:
    """Where somebody is logged in."""
    say = Web("UTC", visit.app.clock.now())
    found = [(each, say.moment(each.seen_at, "R")) for each in await visit.login.sessions.of(visit.me)]
    return visit.page("sessions.html", found=found)


async def end_session(visit: Visit) -> Response:
    """One of one's own; the one this is asked in too. Raises `NotFound`."""
    await _end(visit, visit.request.path_params["key"])
    return visit.go("/me/sessions")


def own_path(path: str | None) -> str:
    """A path on this site, else the front page: nobody is sent anywhere else from here."""
    if path is None or not _OWN_PATH.fullmatch(path) or path.startswith(("/login", "/auth/")):
        return "/"
    return path


async def _redeem(visit: Visit, state: str) -> dict[str, str] | None:
    """What was kept for that state, if it is asked for by the same browser, and for the first time."""
    key = f"login:{hashed(state)}"
    kept: dict[str, str] | None = await visit.app.cache.get(key)
    browser = visit.request.cookies.get(visit.site.cookie(_BROWSER), "")
    if kept is None or not secrets.compare_digest(kept["browser"], hashed(browser)):
        return None
    # Two who come back at the same moment both find it, but only one is the first.
    first = await visit.app.cache.incr(f"used:{key}", seconds=STATE_FOR) == 1
    await visit.app.cache.drop(key)
    return kept if first else None


async def _log_in(visit: Visit, code: str, verifier: str) -> str:
    """The cookie. Raises `Rejected`, `Away` or `Unreachable`."""
    discord = visit.login.discord
    tokens = await discord.exchange(code, verifier)
    me = await discord.me(tokens.access)
    seen = Seen(UserId(int(me["id"])), me["username"], me.get("global_name"))
    async with visit.app.work(SCHEDULER) as work:
        await accounts.remember(work, seen)
    name = seen.global_name or seen.username
    return await visit.login.sessions.begin(seen.user_id, name, _device(visit), tokens)


async def _end(visit: Visit, key: str) -> None:
    """Revoking one token revokes at Discord everything they allowed, so only the last one out does it."""
    held = visit.login.sessions
    found = {session.key: session for session in await held.of(visit.me)} | {
        visit.signed_in.key: visit.signed_in
    }
    if key not in found:
        raise NotFound("session", key)
    tokens: Tokens | None = await held.end(found[key])
    if tokens is not None and len(found) == 1:
        await visit.login.discord.revoke(tokens)


def _page(visit: Visit, onward: str, trouble: str | None = None) -> Response:
    link = "/login/discord" if onward == "/" else f"/login/discord?{urlencode({'next': onward})}"
    if visit.site.login is None:
        trouble = "unconfigured"
    said = None if trouble is None else pages.LOGIN_TROUBLE[trouble]
    return visit.page("login.html", _STATUSES.get(trouble or "", 200), link=link, trouble=trouble, said=said)


def _set_cookie(visit: Visit, answer: Response, name: str, value: str, seconds: float) -> None:
    answer.set_cookie(
        visit.site.cookie(name),
        value,
        max_age=int(seconds),
        path="/",
        secure=visit.site.encrypted,
        httponly=True,
        samesite="lax",
    )


def _at_our_address(visit: Visit) -> bool:
    """Behind a proxy we may be called anything; on one machine people write localhost for 127.0.0.1."""
    return visit.site.encrypted or visit.request.headers.get("host") == urlsplit(visit.site.address).netloc


def _device(visit: Visit) -> str:
    """“Firefox on Linux”: enough to know it again, and all that is kept of it."""
    agent = visit.request.headers.get("user-agent", "")
    browser = next((name for sign, name in _BROWSERS if sign in agent), "Some program")
    system = next((f" on {name}" for sign, name in _DEVICES if sign in agent), "")
    return browser + system
