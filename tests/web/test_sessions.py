"""Sessions: what they live on at Discord, and when they end."""

from __future__ import annotations

import asyncio

from gamescheduler.models import UserId
from gamescheduler.web.auth import CALLBACK
from gamescheduler.web.discord import Discord
from gamescheduler.web.memberships import Memberships
from gamescheduler.web.sessions import AT_MOST, LIFE, Sessions, Tokens, hashed
from gamescheduler.web.vault import Vault
from tests.web.hall import KEY, Hall, Visitor

WEEK = 604_800


def tokens_asked(hall: Hall) -> int:
    return sum(exchange.path.endswith("/oauth2/token") for exchange in hall.exchanges)


def key(visitor: Visitor) -> str:
    return hashed(visitor.http.cookies["gamescheduler-session"])


def kept(hall: Hall, secret: str = KEY) -> Sessions:
    """What our pages keep, as another process would read it."""
    return Sessions(hall.app.cache, hall.app.clock, Vault(secret))


async def test_expired_access_token_is_refreshed_and_the_rotated_one_kept(hall: Hall) -> None:
    """B-95"""
    noor = await hall.logged_in("Noor")
    before = await kept(hall).tokens(key(noor))
    hall.jump(seconds=WEEK + 1)
    assert (await noor.sees(hall.server)).status_code == 200
    after = await kept(hall).tokens(key(noor))
    assert before is not None
    assert after is not None
    assert (after.access == before.access, after.refresh == before.refresh) == (False, False)
    hall.jump(seconds=WEEK + 1)  # works only with the rotated one
    assert (await noor.sees(hall.server)).status_code == 200


async def test_many_pages_at_once_ask_for_one_new_token(hall: Hall) -> None:
    noor = await hall.logged_in("Noor")
    hall.jump(seconds=WEEK + 1)
    asked = tokens_asked(hall)
    answers = await asyncio.gather(*(noor.http.get(hall.server) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert tokens_asked(hall) - asked == 1


async def test_two_processes_ask_for_one_new_token(hall: Hall) -> None:
    noor = await hall.logged_in("Noor")
    session = await kept(hall).find(noor.http.cookies["gamescheduler-session"])
    assert session is not None
    hall.jump(seconds=WEEK - 30)
    asked = tokens_asked(hall)
    async with Discord(hall.app.config, hall.address + CALLBACK, hall.app.clock) as discord:
        here, there = (Memberships(hall.app, kept(hall), discord) for _ in range(2))
        found = await asyncio.gather(here.guilds(session), there.guilds(session))
    assert found == [{hall.guild_id: "Friday Crew"}] * 2
    assert tokens_asked(hall) - asked == 1


async def test_what_discord_took_back_ends_the_session(hall: Hall) -> None:
    """Somebody removed the app from their Discord account."""
    noor = await hall.logged_in("Noor")
    hall.simulator.world.grants.forget(hall.crew.bot.id, hall.crew.users["Noor"])
    answer = await noor.sees(hall.server)
    assert answer.headers["location"] == f"/login?next=%2Fs%2F{hall.crew.guild_id}"
    assert await kept(hall).of(hall.user("Noor")) == []


async def test_session_ends_after_thirty_days(hall: Hall) -> None:
    """B-95: expired."""
    noor = await hall.logged_in("Noor")
    hall.jump(seconds=LIFE - 10)
    assert (await noor.sees("/me/sessions")).status_code == 200
    hall.jump(seconds=10)
    assert (await noor.sees("/me/sessions")).status_code == 303


async def test_key_is_changed_without_logging_anybody_out(hall: Hall) -> None:
    noor = await hall.logged_in("Noor")
    new = "n" * 32
    assert await kept(hall, f"{new},{KEY}").tokens(key(noor)) is not None
    assert await kept(hall, new).tokens(key(noor)) is None


async def test_oldest_session_ends_when_there_are_too_many(hall: Hall) -> None:
    sessions, somebody = kept(hall), UserId(1)
    tokens = Tokens("a", "r", hall.clock.now())
    cookies = [await sessions.begin(somebody, "Noor", "Firefox", tokens) for _ in range(AT_MOST + 1)]
    assert await sessions.find(cookies[0]) is None
    assert [each.key for each in await sessions.of(somebody)] == [hashed(c) for c in reversed(cookies[1:])]


async def test_ended_session_is_not_brought_back_by_being_seen(hall: Hall) -> None:
    sessions, somebody = kept(hall), UserId(1)
    cookie = await sessions.begin(somebody, "Noor", "Firefox", Tokens("a", "r", hall.clock.now()))
    session = await sessions.find(cookie)
    assert session is not None
    await sessions.end(session)
    await sessions._seen(session.key, somebody, hall.clock.now())
    assert await sessions.find(cookie) is None
    assert await sessions.of(somebody) == []
