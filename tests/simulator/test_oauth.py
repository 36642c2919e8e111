"""Logging in with the simulated Discord: consent, tokens, and what they open (docs: OAuth2)."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Browser, expect

from gamescheduler.simulator import Bot
from gamescheduler.simulator.oauth import challenge
from gamescheduler.simulator.serving import serve
from tests.simulator.wire import Answer, Rest, Stage

CALLBACK = "http://127.0.0.1:4242/login/callback?from=discord"
SCOPES = "identify guilds guilds.members.read"
VERIFIER = "a-verifier-of-at-least-forty-three-characters"
WITH_PROOF = {"code_challenge": challenge(VERIFIER), "code_challenge_method": "S256"}
WEEK = timedelta(seconds=604_800)


@dataclass(frozen=True)
class Page:
    """What a browser was shown or where it was sent."""

    status: int
    text: str
    address: str | None
    cookies: str

    @property
    def query(self) -> dict[str, str]:
        assert self.address is not None, self.text
        return {name: values[0] for name, values in parse_qs(urlsplit(self.address).query).items()}


class Site:
    """An application that lets people log in, with nothing between the test and the wire."""

    def __init__(self, stage: Stage, bot: Bot) -> None:
        self._stage = stage
        self.bot = bot

    async def asks(self, form: Mapping[str, str] | None = None, **query: str | None) -> Page:
        """Open the consent page, or send off its form; a parameter that is None is left out."""
        asked = {
            "response_type": "code",
            "client_id": self.bot.id,
            "redirect_uri": CALLBACK,
            "scope": SCOPES,
            "state": "bound to the session",
            **query,
        }
        given = {name: value for name, value in asked.items() if value is not None}
        url = f"{self._stage.url}/oauth2/authorize"
        method = "GET" if form is None else "POST"
        async with self._stage.http.request(
            method, url, params=given, data=form, allow_redirects=False
        ) as shown:
            text, headers = await shown.text(), shown.headers
            return Page(shown.status, text, headers.get("Location"), headers.get("Set-Cookie", ""))

    async def code(self, name: str, **query: str | None) -> str:
        allowed = await self.asks({"as": self._stage.crew.users[name], "authorize": "true"}, **query)
        return allowed.query["code"]

    async def token(self, grant: str = "authorization_code", path: str = "token", **form: str) -> Answer:
        """Ask the token URL, with HTTP Basic unless the form says who asks."""
        sent = {"grant_type": grant, "redirect_uri": CALLBACK, **form}
        basic = base64.b64encode(f"{self.bot.id}:{self.bot.secret}".encode()).decode()
        headers = {} if "client_id" in form else {"Authorization": f"Basic {basic}"}
        url = f"{self._stage.url}/api/v10/oauth2/{path}"
        async with self._stage.http.post(url, data=sent, headers=headers) as answer:
            return Answer(answer.status, await answer.json(), answer.headers)

    async def refresh(self, token: str) -> Answer:
        return await self.token("refresh_token", refresh_token=token)

    async def log_in(self, name: str, **query: str | None) -> Account:
        tokens = await self.token(code=await self.code(name, **query))
        assert tokens.status == 200, tokens.body
        return Account(self._stage, tokens.body)


class Account:
    """Somebody as an application sees them by their token."""

    def __init__(self, stage: Stage, tokens: dict[str, Any]) -> None:
        self._stage = stage
        self.tokens = tokens

    async def get(self, path: str, **query: str) -> Answer:
        headers = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        url = f"{self._stage.url}/api/v10{path}"
        async with self._stage.http.get(url, headers=headers, params=query) as answer:
            text = await answer.text()
            body = json.loads(text) if answer.content_type == "application/json" else text
            return Answer(answer.status, body, answer.headers)

    async def status(self) -> int:
        return (await self.get("/users/@me")).status


@pytest.fixture
async def site(stage: Stage) -> Site:
    registered = await stage.control("redirects", redirect_uri=CALLBACK)
    bot = stage.crew.bot
    assert registered == {"client_id": bot.id, "client_secret": bot.secret, "redirect_uris": [CALLBACK]}
    return Site(stage, bot)


@pytest.fixture
async def other(stage: Stage) -> Site:
    zoe = stage.world.user(stage.crew.users["Zoe"])
    return Site(stage, stage.world.add_bot("Other", zoe, redirect_uris=[CALLBACK]))


@pytest.fixture
def own(stage: Stage) -> str:
    return f"/users/@me/guilds/{stage.crew.guild_id}/member"


# The consent page


async def test_page_asks_who_and_then_names_app_person_and_scopes(stage: Stage, site: Site) -> None:
    nobody = await site.asks()
    assert "Who are you?" in nobody.text
    noor = stage.crew.users["Noor"]
    assert re.findall(rf"as={noor}", nobody.text)
    shown = await site.asks(**{"as": noor})
    assert shown.status == 200
    for told in (
        "Game Scheduler",
        "<strong>Noor</strong>",
        "name and picture",
        "servers you are in",
        "roles",
    ):
        assert told in shown.text
    assert "email" not in shown.text
    assert shown.cookies == f"as={noor}; Path=/oauth2; SameSite=lax"


async def test_page_stands_as_whoever_the_browser_was_last(stage: Stage, site: Site) -> None:
    stage.http.cookie_jar.update_cookies({"as": stage.crew.users["Noor"]})
    assert "<strong>Noor</strong>" in (await site.asks()).text
    assert "Who are you?" in (await site.asks(**{"as": ""})).text
    assert "<strong>Mira</strong>" in (await site.asks(**{"as": "mira.k"})).text
    assert "Who are you?" in (await site.asks(**{"as": stage.crew.bot.id})).text


async def test_authorizing_sends_a_code_and_the_state_to_the_application(stage: Stage, site: Site) -> None:
    sent = await site.asks({"as": stage.crew.users["Mira"], "authorize": "true"})
    assert (sent.status, sent.address and sent.address.partition("?")[0]) == (303, CALLBACK.partition("?")[0])
    code = sent.query.pop("code")
    assert sent.query == {
        "from": "discord",
        "code": code,
        "state": "bound to the session",
        "iss": stage.url,
    }
    assert "state" not in (await site.asks({"as": "mira.k", "authorize": "true"}, state=None)).query


async def test_cancelling_sends_access_denied_and_no_code(site: Site) -> None:
    for form in ({"as": "mira.k", "authorize": "false"}, {"as": "mira.k"}):
        sent = (await site.asks(form)).query
        assert (sent["error"], sent["state"]) == ("access_denied", "bound to the session")
        assert "code" not in sent


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "1"},
        {"client_id": None},
        {"redirect_uri": None},
        {"redirect_uri": "http://127.0.0.1:4242/login/callback"},
        {"redirect_uri": CALLBACK + "/"},
        {"redirect_uri": "https://evil.example/login/callback?from=discord"},
    ],
)
@pytest.mark.parametrize("form", [None, {"as": "mira.k", "authorize": "true"}])
async def test_wrong_client_or_redirect_is_an_error_page(
    site: Site, wrong: dict[str, str], form: dict[str, str] | None
) -> None:
    shown = await site.asks(form, **wrong)
    assert (shown.status, shown.address) == (400, None)
    assert "This login does not work" in shown.text


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "identify rpc"}, "invalid_scope"),
        ({"code_challenge": "x"}, "invalid_request"),
        ({"code_challenge": "x", "code_challenge_method": "plain"}, "invalid_request"),
    ],
)
async def test_anything_else_that_is_wrong_is_told_to_the_application(
    site: Site, wrong: dict[str, str], error: str
) -> None:
    for form in (None, {"as": "mira.k", "authorize": "true"}):
        sent = (await site.asks(form, **wrong)).query
        assert (sent["error"], sent["state"]) == (error, "bound to the session")


async def test_prompt_none_asks_only_what_was_not_allowed_before(site: Site) -> None:
    mira = {"as": "mira.k", "prompt": "none"}
    assert (await site.asks(**mira)).address is None
    await site.code("Mira")
    assert "code" in (await site.asks(**mira, scope="identify")).query
    assert (await site.asks(**mira, scope="identify email")).address is None
    assert (await site.asks(**mira | {"as": "noor"})).address is None
    assert (await site.asks(**{"as": "mira.k"})).address is None


async def test_old_address_leads_to_the_page(stage: Stage, site: Site) -> None:
    url = f"{stage.url}/api/oauth2/authorize?client_id={site.bot.id}&state=a%20b"
    async with stage.http.get(url, allow_redirects=False) as moved:
        assert moved.headers["Location"] == f"/oauth2/authorize?client_id={site.bot.id}&state=a%20b"


# The token URL


async def test_code_becomes_tokens_that_say_whose_they_are(stage: Stage, site: Site) -> None:
    answer = await site.token(code=await site.code("Mira", scope="identify guilds identify"))
    assert answer.body | {"access_token": "", "refresh_token": ""} == {
        "access_token": "",
        "refresh_token": "",
        "token_type": "Bearer",
        "expires_in": 604_800,
        "scope": "identify guilds",
    }
    told = (await Account(stage, answer.body).get("/oauth2/@me")).body
    assert (told["application"]["id"], told["scopes"]) == (site.bot.id, ["identify", "guilds"])
    assert told["user"]["username"] == "mira.k"


async def test_client_may_say_who_it_is_in_the_form(site: Site) -> None:
    who = {"client_id": site.bot.id, "client_secret": site.bot.secret}
    assert (await site.token(code=await site.code("Mira"), **who)).status == 200


@pytest.mark.parametrize("secret", [{}, {"client_secret": "wrong"}, {"client_secret": "wröng"}])
async def test_client_without_its_secret_is_401(site: Site, secret: dict[str, str]) -> None:
    code = await site.code("Mira")
    answer = await site.token(code=code, client_id=site.bot.id, **secret)
    assert (answer.status, answer.body) == (401, {"error": "invalid_client"})
    assert (await site.token(code=code)).status == 200


@pytest.mark.parametrize("header", ["Basic %%%", "Basic", "Basic eA=="])
async def test_basic_nonsense_is_401(stage: Stage, header: str) -> None:
    url = f"{stage.url}/api/v10/oauth2/token"
    form = {"grant_type": "refresh_token", "refresh_token": "x"}
    async with stage.http.post(url, data=form, headers={"Authorization": header}) as answer:
        assert (answer.status, await answer.json()) == (401, {"error": "invalid_client"})


async def test_json_is_not_read_as_a_form(stage: Stage, site: Site) -> None:
    code = await site.code("Mira")
    sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    who = {"client_id": site.bot.id, "client_secret": site.bot.secret}
    async with stage.http.post(f"{stage.url}/api/v10/oauth2/token", json=sent | who) as answer:
        assert answer.status == 401
    assert (await site.token(code=code)).status == 200


async def test_other_grants_and_missing_fields_are_named(site: Site) -> None:
    assert (await site.token("password")).body == {
        "error": "unsupported_grant_type",
        "error_description": "Grant type password is not supported",
    }
    assert (await site.token()).body == {
        "error": "invalid_request",
        "error_description": 'Missing "code" in request.',
    }


async def test_code_is_good_once(site: Site) -> None:
    code = await site.code("Mira")
    assert (await site.token(code=code)).status == 200
    again = await site.token(code=code)
    assert (again.status, again.body) == (
        400,
        {"error": "invalid_grant", "error_description": 'Invalid "code" in request.'},
    )


async def test_code_is_good_for_a_hundred_seconds(site: Site, wall: Any) -> None:
    first, second = await site.code("Mira"), await site.code("Mira")
    wall.skip(95)
    assert (await site.token(code=first)).status == 200
    wall.skip(5)
    assert (await site.token(code=second)).body["error"] == "invalid_grant"


async def test_code_is_good_for_its_client_and_redirect_alone(site: Site, other: Site) -> None:
    assert (await other.token(code=await site.code("Mira"))).body["error"] == "invalid_grant"
    elsewhere = await site.token(code=await site.code("Mira"), redirect_uri="http://127.0.0.1:4242/")
    assert elsewhere.body["error_description"] == 'Invalid "redirect_uri" in request.'


@pytest.mark.parametrize(
    ("asked", "verifier", "status"),
    [
        (WITH_PROOF, {"code_verifier": VERIFIER}, 200),
        (WITH_PROOF, {"code_verifier": VERIFIER[:-1]}, 400),
        (WITH_PROOF, {}, 400),
        ({}, {"code_verifier": VERIFIER}, 400),
    ],
)
async def test_proof_key_must_fit_what_was_asked_with(
    site: Site, asked: dict[str, str], verifier: dict[str, str], status: int
) -> None:
    answer = await site.token(code=await site.code("Mira", **asked), **verifier)
    assert answer.status == status
    assert status == 200 or answer.body["error"] == "invalid_grant"


async def test_proof_key_stands_in_for_the_secret(site: Site) -> None:
    code = await site.code("Mira", **WITH_PROOF)
    who = {"client_id": site.bot.id, "code_verifier": VERIFIER}
    assert (await site.token(code=code, **who)).status == 200
    assert (await site.token(code=await site.code("Mira"), **who)).status == 401


async def test_refreshing_ends_the_old_pair(stage: Stage, site: Site, other: Site) -> None:
    old = await site.log_in("Mira")
    assert (await other.refresh(old.tokens["refresh_token"])).body["error"] == "invalid_grant"
    answer = await site.refresh(old.tokens["refresh_token"])
    assert (answer.status, answer.body["scope"]) == (200, SCOPES)
    new = Account(stage, answer.body)
    assert [await old.status(), await new.status()] == [401, 200]
    for used in (old.tokens["refresh_token"], new.tokens["access_token"]):
        refused = await site.refresh(used)
        assert (refused.status, refused.body["error"]) == (400, "invalid_grant")


async def test_refresh_token_outlives_its_access_token(stage: Stage, site: Site) -> None:
    mira = await site.log_in("Mira")
    stage.world.clock.jump(WEEK - timedelta(minutes=1))
    assert await mira.status() == 200
    stage.world.clock.jump(timedelta(minutes=1))
    refused = await mira.get("/users/@me")
    assert (refused.status, refused.body) == (401, {"message": "401: Unauthorized", "code": 0})
    assert (await site.refresh(mira.tokens["refresh_token"])).status == 200


@pytest.mark.parametrize("named", ["access_token", "refresh_token"])
async def test_revoking_ends_the_whole_authorization(site: Site, other: Site, named: str) -> None:
    first, second, sam = await site.log_in("Mira"), await site.log_in("Mira"), await site.log_in("Sam")
    assert (await other.token(path="token/revoke", token=first.tokens[named])).status == 200
    assert await first.status() == 200
    pending = await site.code("Mira")
    answer = await site.token(path="token/revoke", token=first.tokens[named], token_type_hint="access_token")
    assert (answer.status, answer.body) == (200, {})
    assert [await first.status(), await second.status(), await sam.status()] == [401, 401, 200]
    assert (await site.refresh(second.tokens["refresh_token"])).body["error"] == "invalid_grant"
    assert (await site.token(code=pending)).body["error"] == "invalid_grant"
    assert (await site.asks(**{"as": "mira.k", "prompt": "none"})).address is None
    assert (await site.token(path="token/revoke", token="unknown")).body == {}


# What a token opens


async def test_person_is_shown_without_what_was_not_asked_for(site: Site) -> None:
    mira = await site.log_in("Mira", scope="identify")
    me = (await mira.get("/users/@me")).body
    assert (me["username"], me["global_name"], "email" in me) == ("mira.k", "Mira", False)
    assert "email" in (await (await site.log_in("Mira", scope="identify email")).get("/users/@me")).body


async def test_guilds_say_whose_they_are_and_what_one_may_do(stage: Stage, site: Site) -> None:
    ivo, zoe = await site.log_in("Ivo"), await site.log_in("Zoe")
    (crew,) = (await ivo.get("/users/@me/guilds")).body
    assert (crew["id"], crew["name"], crew["owner"], crew["features"]) == (
        stage.crew.guild_id,
        "Friday Crew",
        False,
        [],
    )
    assert int(crew["permissions"]) & 1 << 5
    (club,) = (await zoe.get("/users/@me/guilds", with_counts="true")).body
    assert (club["owner"], club["approximate_member_count"]) == (True, 2)


async def test_guilds_come_by_id_and_in_pages(rest: Rest, stage: Stage) -> None:
    crew, club = stage.crew.guild_id, stage.crew.chess_club_id

    async def ids(**query: str) -> list[str]:
        return [guild["id"] for guild in (await rest.get("/users/@me/guilds", **query)).body]

    assert await ids() == [crew, club]
    assert await ids(limit="1") == [crew]
    assert await ids(after=crew) == [club]
    assert await ids(before=str(int(club) + 1), limit="1") == [club]


async def test_kicks_and_roles_show_at_once(stage: Stage, site: Site, own: str, wall: Any) -> None:
    noor, crew = await site.log_in("Noor"), stage.crew
    before = (await noor.get(own)).body
    assert (before["nick"], before["roles"]) == ("Noor the Brave", [crew.roles["Players"]])
    told = {"guild_id": crew.guild_id, "user_id": crew.users["Noor"]}
    await stage.control("members", action="roles", roles=[crew.roles["Manager"]], **told)
    assert (await noor.get(own)).body["roles"] == [crew.roles["Manager"]]
    (guild,) = (await noor.get("/users/@me/guilds")).body
    assert int(guild["permissions"]) & 1 << 5
    await stage.control("members", action="kick", **told)
    wall.skip(1)
    assert (await noor.get("/users/@me/guilds")).body == []
    gone = await noor.get(own)
    assert (gone.status, gone.code) == (404, 10004)
    assert (await noor.get("/users/@me/guilds/12/member")).code == 10004


async def test_missing_scope_is_403(site: Site, own: str) -> None:
    mira = await site.log_in("Mira", scope="email")
    for path in ("/users/@me", "/users/@me/guilds", own):
        refused = await mira.get(path)
        assert (refused.status, refused.code) == (403, 50026), path
    assert "user" not in (await mira.get("/oauth2/@me")).body


async def test_token_opens_nothing_a_bot_does_nor_a_bot_what_it_does(
    stage: Stage, site: Site, rest: Rest, own: str
) -> None:
    mira = await site.log_in("Mira")
    assert (await mira.get(f"/guilds/{stage.crew.guild_id}")).status == 401
    assert (await mira.get("/oauth2/applications/@me")).status == 401
    assert (await rest.get(own)).code == 20001
    assert (await rest.get("/oauth2/@me")).status == 401
    assert (await rest.get("/oauth2/applications/@me")).body["redirect_uris"] == [CALLBACK]


async def test_guilds_are_limited_for_each_person(site: Site, wall: Any) -> None:
    noor, sam = await site.log_in("Noor"), await site.log_in("Sam")
    assert (await noor.get("/users/@me/guilds")).headers["X-RateLimit-Limit"] == "1"
    refused = await (await site.log_in("Noor")).get("/users/@me/guilds")
    assert (refused.status, refused.headers["Retry-After"]) == (429, "1")
    assert (await sam.get("/users/@me/guilds")).status == 200
    wall.skip(1)
    assert (await noor.get("/users/@me/guilds")).status == 200


async def test_faults_strike_tokens_too(stage: Stage, site: Site) -> None:
    mira = await site.log_in("Mira")
    token = {"method": "POST", "path": "/oauth2/token"}
    await stage.control("faults", kind="status", status=429, retry_after=3, match=token)
    assert (await site.refresh(mira.tokens["refresh_token"])).headers["Retry-After"] == "3"
    await stage.control("faults", kind="status", status=502, html=True, match={"path": "/users/@me"})
    answer = await mira.get("/users/@me")
    assert (answer.status, "Via" in answer.headers) == (502, False)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<title>discord.com | 502: Bad Gateway</title>" in answer.body
    assert await mira.status() == 200


async def test_exchanges_tell_whose_token_it_was(stage: Stage, site: Site) -> None:
    await (await site.log_in("Mira")).get("/users/@me")
    async with stage.http.get(f"{stage.url}/control/exchanges") as response:
        last = (await response.json())[-1]
    assert (last["user_id"], last["bot_id"]) == (stage.crew.users["Mira"], None)


async def test_logging_in_by_keyboard_on_a_phone_without_javascript(stage: Stage, browser: Browser) -> None:
    async def landing(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"You are back."})

    async with serve(landing) as home:
        callback = f"{home}/login/callback"
        client_id = (await stage.control("redirects", redirect_uri=callback))["client_id"]
        query = f"response_type=code&client_id={client_id}&redirect_uri={callback}&scope=identify%20guilds"
        context = await browser.new_context(
            viewport={"width": 390, "height": 844}, java_script_enabled=False, locale="en-GB"
        )
        page = await context.new_page()
        await page.goto(f"{stage.url}/oauth2/authorize?{query}")
        await expect(page.get_by_role("heading", name="Who are you?")).to_be_visible()
        await page.keyboard.press("Tab")
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Mira mira.k")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Game Scheduler")).to_be_visible()
        await expect(page.get_by_role("listitem")).to_have_text(
            ["See your name and picture", "See which servers you are in"]
        )
        box = await page.get_by_role("button", name="Authorize").bounding_box()
        assert box is not None
        assert (box["height"] >= 44, box["x"] + box["width"] <= 390) == (True, True)
        for focused in ("Not you?", "Cancel", "Authorize"):
            await page.keyboard.press("Tab")
            await expect(page.locator(":focus")).to_have_text(focused)
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("You are back.")).to_be_visible()
        assert page.url.startswith(f"{callback}?code=")
        await page.goto(f"{stage.url}/oauth2/authorize?{query}")
        await page.get_by_role("button", name="Cancel").click()
        await expect(page.get_by_text("You are back.")).to_be_visible()
        assert "error=access_denied" in page.url
        await context.close()
