"""Who may come in: every route names its policy, and what names none does not exist."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from enum import StrEnum

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.services import accounts, queries
from gamescheduler.web import errors
from gamescheduler.web.memberships import SignedOut, person
from gamescheduler.web.shield import SAFE
from gamescheduler.web.visit import Malformed, Visit

Page = Callable[[Visit], Awaitable[Response]]


class Policy(StrEnum):
    """Who gets to a page. What they may do there the verbs decide, by the same rules as at every door."""

    PUBLIC = "public"
    """Everybody."""
    SIGNED_IN = "signed_in"
    """Whoever is logged in, whatever server they are in."""
    MEMBER = "member"
    """Members of the server that the page or its game belongs to; to others it does not exist."""
    KNOWN = "known"
    """As MEMBER, but as last seen, without asking Discord: for what takes no rights, such as leaving."""


class Guarded(Route):
    """A route behind its policy. Whatever is no GET takes a form from a page of ours, and a session."""

    def __init__(self, path: str, page: Page, policy: Policy, *, method: str = "GET") -> None:
        self.policy = policy
        self.page = page
        super().__init__(path, self._answer, methods=[method], name=f"{method} {path}")

    async def _answer(self, request: Request) -> Response:
        visit = Visit(request.app.state.site, request)
        try:
            await _recognize(visit)
            if request.method not in SAFE:
                await _signed_in(visit)
                await _from_our_page(visit)
            await _ADMITS[self.policy](visit)
            return await self.page(visit)
        except Exception as error:
            return errors.answer(visit, error)


async def _recognize(visit: Visit) -> None:
    """A visit without our cookie costs nothing."""
    site = visit.site
    cookie = visit.request.cookies.get(site.cookie("session"))
    if cookie and site.login is not None:
        visit.session = await site.login.sessions.find(cookie)


async def _from_our_page(visit: Visit) -> None:
    """The origin was checked before; the token shows that the form was drawn for this very session."""
    await visit.read_form()
    if not hmac.compare_digest(visit.form.get("csrf", "").encode(), visit.signed_in.csrf.encode()):
        raise Malformed(403, "old_form")


async def _anybody(visit: Visit) -> None: ...


async def _signed_in(visit: Visit) -> None:
    if visit.session is None:
        raise SignedOut


async def _member(visit: Visit) -> None:
    await _signed_in(visit)
    await _locate(visit)
    strict = visit.request.method not in SAFE
    memberships = visit.login.memberships
    visit.actor = await memberships.actor(visit.signed_in, visit.guild_id, strict=strict)


async def _known(visit: Visit) -> None:
    await _signed_in(visit)
    async with visit.app.work(SCHEDULER) as work:
        guild_id, role_ids = await queries.membership(work, visit.game_id, visit.me)
        house = await accounts.house(work, guild_id)
    visit.actor = house.rights(person(visit.me), role_ids)


async def _locate(visit: Visit) -> None:
    """The server of a game comes from the game, never from what a request claims."""
    if "game_id" in visit.request.path_params:
        async with visit.app.work(SCHEDULER) as work:
            visit.guild_id = (await accounts.home(work, visit.game_id)).guild_id


_ADMITS = {
    Policy.PUBLIC: _anybody,
    Policy.SIGNED_IN: _signed_in,
    Policy.MEMBER: _member,
    Policy.KNOWN: _known,
}
