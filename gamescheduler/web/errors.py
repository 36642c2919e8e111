"""What goes wrong becomes one page, or for /api one problem (RFC 9457), here and nowhere else."""

from __future__ import annotations

import logging
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from gamescheduler.cards import apologies, pages
from gamescheduler.errors import NotFound, Refused, Unreachable
from gamescheduler.web.discord import Away
from gamescheduler.web.memberships import SignedOut
from gamescheduler.web.shield import TooMuch
from gamescheduler.web.tongue import Web
from gamescheduler.web.visit import Malformed, Site, Visit

log = logging.getLogger(__name__)

API = "/api/"
_STATUSES = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}


def answer(visit: Visit, error: Exception) -> Response:
    """The page about an error that came out of another page. What nobody expected is logged with its ref."""
    match error:
        case SignedOut():
            return _logged_out(visit)
        case NotFound():
            return _about(visit, 404, "not_found")
        case Refused():
            text = apologies.refusal(error.refusal, Web("UTC", visit.app.clock.now()))
            return _drawn(visit, 403, error.code, "That isn't possible", text)
        case Malformed():
            return _about(visit, error.status, error.code)
        case TooMuch():
            return _about(visit, 413, "too_large")
        case Away():
            return _about(visit, 503, "discord_away", {"Retry-After": "10"})
        case Unreachable():
            log.warning("ref %s: %s", visit.ref, error.__cause__ or error)
            text = pages.unreachable(visit.ref)
            return _drawn(visit, 503, error.code, "Please try again", text, {"Retry-After": "5"})
    log.error("ref %s: %s %s failed", visit.ref, visit.request.method, visit.request.url.path, exc_info=error)
    return _drawn(visit, 500, "unexpected", "Something broke", pages.unexpected(visit.ref))


async def unrouted(request: Request, error: Exception) -> Response:
    """For addresses there are not, and methods they do not have."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return _about(Visit(request.app.state.site, request), status, _STATUSES[status], headers)


def page_for(site: Site, status: int, code: str, scope: Scope) -> Response:
    """For what was refused before any page was asked."""
    return _about(Visit(site, Request(scope)), status, code)


def _about(visit: Visit, status: int, code: str, headers: dict[str, str] | None = None) -> Response:
    """Says nothing about what was asked for: what is not there and what is not theirs must read the same."""
    return _drawn(visit, status, code, *pages.TROUBLE[code], headers)


def _drawn(
    visit: Visit, status: int, code: str, heading: str, text: str, headers: dict[str, str] | None = None
) -> Response:
    if visit.request.url.path.startswith(API):
        drawn = _problem(status, code, text)
    else:
        drawn = visit.page("trouble.html", status, heading=heading, text=text)
    drawn.headers.update(headers or {})
    return drawn


def _problem(status: int, code: str, text: str) -> Response:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code}
    return JSONResponse(body | {"detail": text}, status, media_type="application/problem+json")


def _logged_out(visit: Visit) -> Response:
    """To the login, and back afterwards; a program is told."""
    if visit.request.url.path.startswith(API):
        return _problem(401, "not_logged_in", "Log in first.")
    gone = visit.go(visit.login_path())
    gone.delete_cookie(visit.site.cookie("session"), secure=visit.site.encrypted, httponly=True)
    return gone
