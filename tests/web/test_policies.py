"""Every address has a policy, and keeps it."""

from __future__ import annotations

import re

from starlette.routing import BaseRoute

from gamescheduler.web.policy import Guarded, Policy
from gamescheduler.web.routes import ROUTES
from gamescheduler.web.shield import SAFE
from tests.web.hall import Hall

UNKNOWN_GAME, UNKNOWN_SERVER = "zzzzzzzzzz", "1"
MEMBERS_ONLY = (Policy.MEMBER, Policy.KNOWN)


def address(route: Guarded, game: str, server: str) -> str:
    return re.sub(r"{\w+}", "x", route.path.replace("{game_id}", game).replace("{guild_id}", server))


def method(route: Guarded) -> str:
    return next(iter((route.methods or set()) - {"HEAD"}))


def names(route: Guarded) -> str:
    return f"{method(route)} {route.path}"


def every(*policies: Policy) -> list[Guarded]:
    return [route for route in ROUTES if route.policy in policies]


def test_every_route_declares_its_policy() -> None:
    """A plain Starlette route, or a mount with some below it, would be open to everybody."""
    assert all(isinstance(route, Guarded) for route in ROUTES)
    assert all(isinstance(route.policy, Policy) for route in ROUTES)
    found: list[BaseRoute] = list(ROUTES)
    assert len(found) == len({names(route) for route in ROUTES})


def test_what_changes_something_is_not_public() -> None:
    assert [names(route) for route in every(Policy.PUBLIC) if method(route) not in SAFE] == []


async def test_nobody_gets_in_without_logging_in(hall: Hall) -> None:
    """B-88: every page that is not public."""
    game, nobody = await hall.posts(), await hall.visitor("Noor")
    for route in every(Policy.SIGNED_IN, *MEMBERS_ONLY):
        path = address(route, game, hall.crew.guild_id)
        answer = await nobody.http.request(method(route), path, headers={"Origin": hall.address})
        assert answer.status_code == 303, names(route)
        assert answer.headers["location"].startswith("/login"), names(route)


async def test_to_a_stranger_what_is_not_theirs_is_not_there(hall: Hall) -> None:
    """B-89: every page of members; the same body as for an id nobody has."""
    game = await hall.posts()
    zoe = await hall.logged_in("Zoe")
    for route in every(*MEMBERS_ONLY):
        theirs, nobodys = [], []
        for answers, which in (
            (theirs, (game, hall.crew.guild_id)),
            (nobodys, (UNKNOWN_GAME, UNKNOWN_SERVER)),
        ):
            await zoe.sees("/me/sessions")
            path = address(route, *which)
            answer = await (zoe.sees(path) if method(route) in SAFE else zoe.sends(path))
            answers += [answer.status_code, answer.text, dict(answer.headers) | {"date": ""}]
        assert theirs == nobodys, names(route)
        assert theirs[0] == 404
    assert not any((exchange.template or "").endswith("/member") for exchange in hall.exchanges)


async def test_address_there_can_not_be_is_not_found(hall: Hall) -> None:
    noor = await hall.logged_in("Noor")
    for path in (
        "/g/short", "/g/zzzzzzzzzzz", "/g/" + "%00" * 10, "/s/0", "/s/x", "/s/-1", "/s/" + "9" * 19,
        "/s/" + "9" * 5000, "/s/\u0663", "/nothing", "/static/../app.py", "/static/site.css",
    ):  # fmt: skip
        assert (await noor.sees(path)).status_code == 404, path


async def test_member_without_the_role_does_not_see_the_game(hall: Hall) -> None:
    """B-92"""
    game = await hall.posts("Secret", player_roles=(int(hall.crew.roles["Manager"]),))
    noor, ivo = await hall.logged_in("Noor"), await hall.logged_in("Ivo")
    for path in ("/", hall.server, f"/g/{game}"):
        assert "Secret" not in (await noor.sees(path)).text
    await noor.sees("/")
    for verb in ("join", "maybe", "undo", "leave"):
        assert (await noor.sends(f"/g/{game}/{verb}")).status_code == 404, verb
    assert "nothing planned this week" in (await noor.sees("/")).text
    assert "1 game this week" in (await ivo.sees("/")).text
    assert "Secret" in (await ivo.sees(hall.server)).text


async def test_method_an_address_does_not_have_is_refused(hall: Hall) -> None:
    noor = await hall.logged_in("Noor")
    answer = await noor.sends("/healthz")
    assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})
