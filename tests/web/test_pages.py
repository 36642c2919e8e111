"""The first pages: what somebody sees after logging in, and what the buttons of a game do."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.models import GuildId, Signup
from gamescheduler.services import accounts, hosting
from tests.builders import everybody
from tests.web.hall import Hall


def words(page: str) -> str:
    """What can be read of a page, in one line."""
    main = page.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    text = re.sub(r"<[^>]*>", " ", re.sub(r"</?(b|time)\b[^>]*>", "", main))
    return re.sub(r"\s+", " ", text).replace("&#39;", "'").strip()


async def test_front_page_lists_ones_next_games_and_servers(hall: Hall) -> None:
    game = await hall.posts()
    await hall.posts("Blades in the Dark", starts_at=hall.clock.now() + timedelta(days=9))
    noor = await hall.logged_in("Noor")
    assert "No games yet." in (await noor.sees("/")).text
    await noor.presses("Join", game)
    text = words((await noor.sees("/")).text)
    assert re.search(r"Next up Curse of Strahd.* in 24 hours Friday Crew · 1 of 2 · you're in", text)
    assert "Friday Crew 1 game this week" in text
    assert "Blades" not in text


async def test_front_page_of_somebody_without_a_server_says_what_to_do(hall: Hall) -> None:
    hall.simulator.world.guilds[hall.crew.chess_club_id].members.pop(hall.crew.bot.id)
    async with hall.app.work(SCHEDULER) as work:
        await accounts.leave_guild(work, GuildId(int(hall.crew.chess_club_id)))
    zoe = await hall.logged_in("Zoe")
    text = words((await zoe.sees("/")).text)
    assert "The bot isn't in any of your servers. Ask a server admin to add it." in text
    assert "1 server you're in doesn't have the bot." in text


async def test_dashboard_lists_games_by_day_in_ones_own_zone(hall: Hall) -> None:
    noon = hall.clock.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
    await hall.posts("Late", starts_at=noon + timedelta(hours=11), duration=60)
    await hall.posts("Next day", starts_at=noon + timedelta(days=1))
    noor = await hall.logged_in("Noor")
    async with hall.app.work(SCHEDULER) as work:
        await accounts.prefer(work, hall.user("Noor"), zone="Asia/Tokyo")
    text = words((await noor.sees(hall.server)).text)
    assert re.search(
        r"Late 08:00–09:00 · 0 of 2 Next day 21:00 · 0 of 2 2 games\. Times in Asia/Tokyo\.", text
    )
    mine = words((await noor.sees(f"{hall.server}?mine=1")).text)
    assert "You're in no game and host none." in mine


async def test_dashboard_has_pages_when_there_are_many_games(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gamescheduler.web.pages.server.A_PAGE", 2)
    for number in range(3):
        await hall.posts(f"Game {number}", starts_at=hall.clock.now() + timedelta(days=number + 1))
    noor = await hall.logged_in("Noor")
    first = words((await noor.sees(hall.server)).text)
    assert ("Game 1" in first, "Game 2" in first, "2 of 3 games." in first) == (True, False, True)
    second = words((await noor.sees(f"{hall.server}?page=2")).text)
    assert ("Game 1" in second, "Game 2" in second) == (False, True)
    for odd in ("0", "-1", "x", "9" * 5000, ""):
        assert (await noor.sees(f"{hall.server}?page={odd}")).status_code == 200


async def test_join_maybe_leave_and_undo_answer_as_in_discord(hall: Hall) -> None:
    game, noor, sam, ada = await hall.posts(), *[await hall.logged_in(n) for n in ("Noor", "Sam", "Ada")]
    assert "You're in — seat 1 of 2. Curse of Strahd, " in words(await noor.presses("Join", game))
    await sam.presses("Join", game)
    full = words(await ada.presses("Join waitlist", game))
    assert "It's full, so you're number 1 on the waitlist of Curse of Strahd." in full
    assert "Players: 2 of 2 Noor the Brave Sam Waitlist: 1 — first in line gets the next seat Ada" in full
    left = words(await noor.presses("Leave", game))
    assert "You're out of Curse of Strahd. Your seat went to Ada." in left
    back = words(
        await noor._submits(re.findall(r"<form(?:(?!<form).)*>Undo</button>", noor.page, re.DOTALL)[0])
    )
    assert "Your seat was taken meanwhile, so you're number 1 on the waitlist" in back
    assert "Noted as maybe. Your seat went to Noor the Brave." in words(await sam.presses("Maybe", game))
    assert await everybody(hall.app, game) == ([hall.user("Ada"), hall.user("Noor")], [])


async def test_answer_is_said_once(hall: Hall) -> None:
    game, noor = await hall.posts(), await hall.logged_in("Noor")
    assert "You're in — seat 1 of 2." in words(await noor.presses("Join", game))
    assert "seat 1 of 2." not in words((await noor.sees(f"/g/{game}")).text)


async def test_what_is_not_possible_is_said_on_the_page(hall: Hall) -> None:
    """The page was open when the game was called off."""
    game, noor = await hall.posts(), await hall.logged_in("Noor")
    await noor.sees(f"/g/{game}")
    async with hall.app.work(SCHEDULER) as work:
        await hosting.cancel(work, game)
    answer = await noor.sends(f"/g/{game}/join")
    assert answer.status_code == 409
    assert "This game was cancelled now. See what else is planned with /games." in words(answer.text)


async def test_host_and_those_whom_the_host_picks_read_why_there_is_no_button(hall: Hall) -> None:
    game = await hall.posts(signup=Signup.HOST)
    mira, noor = await hall.logged_in("Mira"), await hall.logged_in("Noor")
    assert "You host this game, so you have your place already." in words(
        (await mira.sees(f"/g/{game}")).text
    )
    text = words((await noor.sees(f"/g/{game}")).text)
    assert "Ask Mira (GM), who picks the players of this game" in text
    assert ">Join" not in noor.page


async def test_what_people_type_is_shown_as_typed(hall: Hall) -> None:
    evil = "<img src=x onerror=alert(1)> & \ue003\"'"
    game = await hall.posts(evil, description=evil, instructions=evil, location=evil)
    noor = await hall.logged_in("Noor")
    async with hall.app.work(SCHEDULER) as work:
        person = await accounts.person(work, hall.user("Mira"))
        person.global_name = evil
    await noor.presses("Join", game)
    for path in (f"/g/{game}", hall.server, "/"):
        await noor.sees(path)
        assert "<img" not in noor.page
        assert "&lt;img src=x onerror=alert(1)&gt; &amp;" in noor.page
        assert "&amp; <b>" not in noor.page


async def test_member_since_a_moment_ago_gets_in(hall: Hall) -> None:
    """And who was thrown out a minute ago gets in no more."""
    world = hall.simulator.world
    zoe = await hall.logged_in("Zoe")
    assert (await zoe.sees(hall.server)).status_code == 404
    guild = world.guilds[hall.crew.guild_id]
    world.add_member(guild, world.users[hall.crew.users["Zoe"]])
    hall.jump(seconds=6)
    assert (await zoe.sees(hall.server)).status_code == 200
    guild.members.pop(hall.crew.users["Zoe"])
    hall.jump(seconds=61)
    assert (await zoe.sees(hall.server)).status_code == 404


async def test_discord_away_lets_people_look_and_leave_but_not_join(hall: Hall) -> None:
    first, second = await hall.posts(), await hall.posts("Blades in the Dark")
    noor = await hall.logged_in("Noor")
    await noor.presses("Join", first)
    hall.jump(seconds=61)
    await hall.trouble(kind="status", status=502, html=True, times=100)
    assert (await noor.sees(hall.server)).status_code == 200
    await noor.sees(f"/g/{second}")
    away = await noor.sends(f"/g/{second}/join")
    assert (away.status_code, "Discord isn&#39;t answering" in away.text) == (503, True)
    assert away.headers["retry-after"] == "10"
    assert (await noor.sends(f"/g/{first}/leave")).status_code == 303
    assert await everybody(hall.app, first) == ([], [])
    hall.jump(seconds=600)
    assert (await noor.sees(hall.server)).status_code == 503


async def test_overlap_and_instructions_are_told_after_joining(hall: Hall) -> None:
    first, second = (
        await hall.posts(),
        await hall.posts("Blades", instructions="Bring dice.\nAnd <b>snacks</b>."),
    )
    noor = await hall.logged_in("Noor")
    await noor.presses("Join", first)
    text = words(await noor.presses("Join", second))
    assert "This overlaps Curse of Strahd, " in text
    assert "Before you play: Bring dice. And &lt;b&gt;snacks&lt;/b&gt;." in text
