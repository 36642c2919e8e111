"""Logging in with Discord: who gets in, and every way that leads nowhere."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from gamescheduler.web.auth import STATE_FOR, own_path
from gamescheduler.web.sessions import hashed
from tests.builders import rows
from tests.web.hall import Hall

USED = "That login link was used already or is too old."


def query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


async def test_log_in_shows_ones_own_servers(hall: Hall) -> None:
    noor = await hall.visitor("Noor")
    assert "Log in with Discord" in (await noor.sees("/")).text
    assert (await noor.logs_in()).headers["location"] == "/"
    await noor.sees("/")
    assert "Friday Crew" in noor.page
    assert "Chess Club" not in noor.page


async def test_log_in_asks_discord_with_proof_and_for_no_more_than_it_needs(hall: Hall) -> None:
    asked = query(await (await hall.visitor("Noor")).goes_to_discord())
    assert asked["scope"] == "identify guilds guilds.members.read"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"{hall.address}/auth/callback"


async def test_log_in_leads_back_to_where_one_wanted_to_go(hall: Hall) -> None:
    """B-88"""
    game = await hall.posts()
    noor = await hall.visitor("Noor")
    turned_away = await noor.sees(f"/g/{game}")
    assert turned_away.status_code == 303
    assert turned_away.headers["location"] == f"/login?next=%2Fg%2F{game}"
    await noor.sees(turned_away.headers["location"])
    back = await noor.logs_in(f"/login/discord?next=%2Fg%2F{game}")
    assert back.headers["location"] == f"/g/{game}"


@pytest.mark.parametrize(
    "path",
    [None, "", "https://evil.example", "//evil.example", "/\\evil.example", "/a\\b", "javascript:x", "evil",
     "/a b", "/a\r\nSet-Cookie: x=1", "/\t/evil.example", "/login", "/auth/callback?code=x"],
)  # fmt: skip
def test_nobody_is_sent_to_another_site(path: str | None) -> None:
    assert own_path(path) == "/"


def test_own_path_may_have_a_query() -> None:
    assert own_path("/s/1?mine=1&page=2") == "/s/1?mine=1&page=2"


async def test_cancel_at_discord_shares_nothing(hall: Hall) -> None:
    noor = await hall.visitor("Noor")
    back = await noor.decides(await noor.goes_to_discord(), yes=False)
    shown = await noor.sees(back)
    assert "You pressed Cancel on Discord. Nothing was shared." in shown.text
    assert "Try again" in shown.text
    assert (await noor.sees("/me/sessions")).status_code == 303


async def test_state_nobody_made_gets_nobody_in(hall: Hall) -> None:
    """B-95: unknown."""
    noor = await hall.visitor("Noor")
    await noor.goes_to_discord()
    shown = await noor.sees("/auth/callback?" + urlencode({"code": "x", "state": "forged"}))
    assert shown.status_code == 400
    assert USED in shown.text
    assert hall.exchanges == []


async def test_state_is_good_once(hall: Hall) -> None:
    """B-95: reused."""
    noor = await hall.visitor("Noor")
    back = await noor.decides(await noor.goes_to_discord())
    browser = dict(noor.http.cookies)
    assert (await noor.sees(back)).status_code == 303
    noor.http.cookies.clear()
    noor.http.cookies.update(browser)
    shown = await noor.sees(back)
    assert (shown.status_code, USED in shown.text) == (400, True)


async def test_state_is_good_once_also_at_the_same_moment(hall: Hall) -> None:
    noor, twin = await hall.visitor("Noor"), await hall.visitor("Noor")
    back = await noor.decides(await noor.goes_to_discord())
    twin.http.cookies.update(dict(noor.http.cookies))
    answers = await asyncio.gather(noor.sees(back), twin.sees(back))
    assert sorted(answer.status_code for answer in answers) == [303, 400]
    assert sum(exchange.path.endswith("/oauth2/token") for exchange in hall.exchanges) == 1


async def test_state_is_good_for_ten_minutes(hall: Hall) -> None:
    """B-95: too old."""
    noor = await hall.visitor("Noor")
    back = await noor.decides(await noor.goes_to_discord())
    hall.jump(seconds=STATE_FOR)
    shown = await noor.sees(back)
    assert (shown.status_code, USED in shown.text) == (400, True)


async def test_state_of_another_browser_gets_nobody_in(hall: Hall) -> None:
    """B-95: Zoe has somebody open her link, so that they would act as Zoe."""
    zoe, noor = await hall.visitor("Zoe"), await hall.visitor("Noor")
    link = await zoe.decides(await zoe.goes_to_discord())
    await noor.goes_to_discord()
    shown = await noor.sees(link)
    assert (shown.status_code, USED in shown.text) == (400, True)
    assert (await noor.sees("/me/sessions")).status_code == 303


@pytest.mark.parametrize(
    "fault",
    [{"kind": "status", "status": 502, "html": True}, {"kind": "status", "status": 500},
     {"kind": "status", "status": 429, "retry_after": 30}, {"kind": "hangup"}],
)  # fmt: skip
async def test_discord_failing_during_a_login_is_said(hall: Hall, fault: dict[str, object]) -> None:
    noor = await hall.visitor("Noor")
    back = await noor.decides(await noor.goes_to_discord())
    await hall.trouble(**fault, match={"template": "/oauth2/token"})
    shown = await noor.sees(back)
    assert shown.status_code == 503
    assert "Discord isn&#39;t answering right now." in shown.text


async def test_cookie_of_a_session_is_out_of_reach_of_scripts_and_other_sites(hall: Hall) -> None:
    cookie = (await (await hall.visitor("Noor")).logs_in()).headers.get_list("set-cookie")[-1]
    assert cookie.startswith("gamescheduler-session=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))


async def test_no_token_of_discords_is_kept_readable_or_sent_out(hall: Hall) -> None:
    """B-95: no response body ever contains one."""
    noor = await hall.logged_in("Noor")
    (token,) = hall.simulator.world.grants._tokens
    await noor.sees(hall.server)
    kept = "".join(map(str, await rows(hall.app, "SELECT key, value FROM cache")))
    cookie = noor.http.cookies["gamescheduler-session"]
    for secret in (token.access, token.refresh, cookie):
        assert secret not in kept
        assert secret not in noor.page
    assert hashed(cookie) in kept


async def test_log_out_ends_the_session_and_what_was_allowed(hall: Hall) -> None:
    """B-95: logout invalidates."""
    noor = await hall.logged_in("Noor")
    await noor.sees("/")
    cookies = dict(noor.http.cookies)
    assert (await noor.sends("/logout")).status_code == 303
    noor.http.cookies.update(cookies)  # somebody wrote the cookie down
    assert (await noor.sees("/me/sessions")).headers["location"] == "/login?next=%2Fme%2Fsessions"
    assert hall.simulator.world.grants._tokens == []


async def test_log_out_leaves_another_browser_logged_in(hall: Hall) -> None:
    """Discord would take the other one's tokens back as well."""
    desk, phone = await hall.logged_in("Noor"), await hall.logged_in("Noor")
    await desk.sees("/")
    await desk.sends("/logout")
    assert (await phone.sees(hall.server)).status_code == 200


async def test_one_ends_ones_other_sessions_and_nobody_elses(hall: Hall) -> None:
    desk, phone, sam = [await hall.logged_in(name) for name in ("Noor", "Noor", "Sam")]
    keys = {visitor: hashed(visitor.http.cookies["gamescheduler-session"]) for visitor in (phone, sam)}
    shown = await desk.sees("/me/sessions")
    assert keys[phone] in shown.text
    assert keys[sam] not in shown.text
    assert (await desk.sends(f"/me/sessions/{keys[sam]}/end")).status_code == 404
    assert (await desk.sends(f"/me/sessions/{keys[phone]}/end")).status_code == 303
    assert (await phone.sees("/me/sessions")).status_code == 303
    assert (await sam.sees("/me/sessions")).status_code == 200
    assert (await desk.sees("/me/sessions")).status_code == 200
