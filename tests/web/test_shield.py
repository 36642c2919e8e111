"""What a hostile page, form or proxy can't do."""

from __future__ import annotations

import logging

import pytest

from gamescheduler.errors import Unreachable
from gamescheduler.web.shield import BODY_MAX
from tests.web.hall import Hall, Visitor

FORM = "application/x-www-form-urlencoded"


async def posted(visitor: Visitor, path: str, token: str, **headers: str) -> tuple[int, str]:
    answer = await visitor.http.post(path, data={"csrf": token}, headers=headers)
    return answer.status_code, answer.text


async def csrf(visitor: Visitor) -> str:
    return (await visitor.sees("/me/sessions")).text.partition('name="csrf" value="')[2].partition('"')[0]


async def test_form_of_another_site_does_nothing(hall: Hall) -> None:
    game, noor = await hall.posts(), await hall.logged_in("Noor")
    token = await csrf(noor)
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        status, text = await posted(noor, f"/g/{game}/join", token, **headers)
        assert (status, "Nothing was saved." in text) == (403, True)
    assert "you are not in this game" in (await noor.sees(f"/g/{game}")).text


async def test_form_without_this_sessions_token_does_nothing(hall: Hall) -> None:
    game, noor, sam = await hall.posts(), await hall.logged_in("Noor"), await hall.logged_in("Sam")
    for token in ("", "x", "é", await csrf(sam)):
        status, text = await posted(noor, f"/g/{game}/join", token, Origin=hall.address)
        assert (status, "That form is out of date" in text) == (403, True)
    status, _ = await posted(noor, f"/g/{game}/join", await csrf(noor), Origin=hall.address)
    assert status == 303


@pytest.mark.parametrize("length", [{}, {"Transfer-Encoding": "chunked"}])
async def test_body_without_an_end_is_cut_off(hall: Hall, length: dict[str, str]) -> None:
    noor = await hall.logged_in("Noor")
    body = b"csrf=" + b"x" * BODY_MAX

    async def pieces():  # type: ignore[no-untyped-def]
        for start in range(0, len(body), 8192):
            yield body[start : start + 8192]

    headers = {"Origin": hall.address, "Content-Type": FORM}
    answer = await noor.http.post("/logout", content=pieces() if length else body, headers=headers)
    assert answer.status_code == 413
    assert (await noor.sees("/me/sessions")).status_code == 200


async def test_body_that_is_no_form_is_refused(hall: Hall) -> None:
    noor = await hall.logged_in("Noor")
    for kind, body, status in (
        ("application/json", b"{}", 415), ("", b"csrf=x", 415), ("multipart/form-data", b"--x--", 415),
        (FORM, b"csrf=%ff", 400), (FORM, b"\xff", 400), (FORM, b"&a=1" * 300, 400),
    ):  # fmt: skip
        headers = {"Origin": hall.address, "Content-Type": kind}
        answer = await noor.http.post("/logout", content=body, headers=headers)
        assert answer.status_code == status, (kind, body)


async def test_every_answer_tells_the_browser_to_trust_nobody_else(hall: Hall) -> None:
    noor = await hall.logged_in("Noor")
    refused = await noor.http.post("/logout", content=b"x" * (BODY_MAX + 1))
    for answer in (await noor.sees("/"), await noor.sees("/nothing"), await noor.sees("/healthz"), refused):
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert "require-trusted-types-for 'script'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert "server" not in answer.headers


async def test_pages_hold_nothing_inline_and_nothing_from_elsewhere(hall: Hall) -> None:
    game, noor = await hall.posts(), await hall.logged_in("Noor")
    for path in ("/", "/login", hall.server, f"/g/{game}", "/me/sessions", "/nothing"):
        text = (await noor.sees(path)).text
        for forbidden in ("<style", "style=", "onclick", "http://", "https://", "javascript:"):
            assert forbidden not in text, path


async def test_assets_may_be_kept_for_ever_and_are_compressed(hall: Hall) -> None:
    visitor = await hall.visitor("Noor")
    text = (await visitor.sees("/")).text
    for name, most in (("site.css", 10_000), ("site.js", 6_000), ("icon.svg", 1_000)):
        stem, suffix = name.split(".")
        url = next(
            part for part in text.split('"') if part.startswith(f"/static/{stem}.") and part.endswith(suffix)
        )
        zipped = await visitor.http.get(url, headers={"Accept-Encoding": "gzip"})
        plain = await visitor.http.get(url, headers={"Accept-Encoding": "identity"})
        assert zipped.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert zipped.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert zipped.text == plain.text
        assert int(zipped.headers["content-length"]) <= most


async def test_log_has_one_line_a_request_and_no_secret(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    noor = await hall.visitor("Noor")
    back = await noor.decides(await noor.goes_to_discord())
    await noor.sees(back)
    lines = [record.message for record in caplog.records if record.name == "gamescheduler.web.shield"]
    assert [line.rsplit(" ", 2)[0] for line in lines] == ["GET /login/discord 303", "GET /auth/callback 303"]
    (token,) = hall.simulator.world.grants._tokens
    cookie = noor.http.cookies["gamescheduler-session"]
    ours = [record for record in caplog.records if record.name.startswith("gamescheduler")]
    for secret in (
        token.access,
        token.refresh,
        cookie,
        hall.crew.bot.secret,
        back.partition("code=")[2][:20],
    ):
        assert not any(secret in record.getMessage() for record in ours)


async def test_what_nobody_expected_is_told_with_a_reference_and_logged(
    hall: Hall, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    noor = await hall.logged_in("Noor")
    monkeypatch.setattr("gamescheduler.web.visit.Visit.page", _broken_once(noor))
    answer = await noor.sees(hall.server)
    assert answer.status_code == 500
    reference = answer.text.partition("(ref ")[2].partition(")")[0]
    assert "out of dice" not in answer.text
    assert any(reference in record.message and record.exc_info for record in caplog.records)


def _broken_once(visitor: Visitor):  # type: ignore[no-untyped-def]
    from gamescheduler.web.visit import Visit

    real, left = Visit.page, [1]

    def page(self, *arguments, **values):  # type: ignore[no-untyped-def]
        if left:
            left.pop()
            raise RuntimeError("out of dice")
        return real(self, *arguments, **values)

    return page


async def test_database_that_is_away_is_said(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    noor = await hall.logged_in("Noor")

    async def away(*_: object) -> None:
        raise Unreachable("The schedule database does not answer.")

    monkeypatch.setattr(hall.app.cache, "get", away)
    answer = await noor.sees("/")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "The schedule database didn&#39;t answer. Please try again in a minute. (ref " in answer.text
