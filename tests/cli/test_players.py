"""Who is in from the start: looked up over Discord's REST API before anything is stored."""

from __future__ import annotations

import pytest

from gamescheduler.models import UserId
from gamescheduler.simulator import moderation
from tests.builders import facts, rows
from tests.cli.wired import Wired


async def stored(wired: Wired) -> tuple[int, int]:
    """How many games and participants there are."""
    games = (await rows(wired.app, "SELECT count(*) FROM game"))[0][0]
    return games, (await rows(wired.app, "SELECT count(*) FROM participant"))[0][0]


async def test_create_seats_members_and_guests_in_the_order_typed(wired):
    """B-01, B-04, B-10."""
    ran = await wired.create("Carl", "@ADA", " Bob ", f"<@{wired.crew.users['Noor']}>")
    assert ran.code == 0, ran.err
    assert (ran.json["players"], ran.json["waitlist"]) == (
        ["Carl (guest)", "Ada"], ["Bob (guest)", "Noor the Brave"]
    )  # fmt: skip
    assert ran.json["people"][1] == {
        "number": 2, "name": "Ada", "user_id": wired.crew.users["Ada"], "state": "player"
    }  # fmt: skip
    (posted,) = await facts(wired.app)
    assert set(posted.added) == {int(wired.crew.users[name]) for name in ("Ada", "Noor")}


async def test_create_says_who_is_in(wired):
    ran = await wired.run(*wired.creation("@ada", "Alex", "@sam"))
    assert ran.code == 0, ran.err
    assert "  Players    2 of 2: Ada, Alex (guest) · 1 on the waitlist" in ran.out.splitlines()


async def test_exact_name_wins_over_longer_ones(wired):
    """B-08."""
    wired.newcomer("ada.lovelace", "Lady Ada")
    assert (await wired.create("@ada")).json["people"][0]["user_id"] == wired.crew.users["Ada"]
    assert (await wired.create("@ada.l")).json["players"] == ["Lady Ada"]


async def test_member_nobody_met_is_remembered_by_the_game(wired):
    newcomer = wired.newcomer("yuki", "Yuki")
    assert (await wired.create(newcomer)).json["players"] == ["Yuki"]
    assert await rows(
        wired.app, "SELECT username, global_name FROM app_user WHERE id = :id", id=int(newcomer)
    ) == [("yuki", "Yuki")]


async def test_unknown_member_creates_nothing_and_names_the_nearest(wired):
    """B-05, and what comes near is offered by its id."""
    ran = await wired.create("@noor", "@adda")
    assert (ran.code, ran.out) == (7, "")
    assert ran.error["code"] == "unknown_member"
    assert ran.error["field"] == "players[1]"
    assert ran.error["suggestions"] == [{"id": wired.crew.users["Ada"], "name": "Ada", "username": "ada"}]
    assert ran.error["message"].splitlines() == [
        "Player 2: there is no member “@adda” in this server. Write the name without @ to add a guest. "
        "Nothing was saved.",
        f"Perhaps you mean: --player {wired.crew.users['Ada']} (Ada, ada)",
    ]
    assert await stored(wired) == (0, 0)
    assert await facts(wired.app) == []


async def test_nobody_near_is_no_suggestion(wired):
    """B-05."""
    ran = await wired.create("@zzz")
    assert ran.code == 7
    assert "suggestions" not in ran.error


async def test_everything_wrong_with_players_is_told_at_once(wired):
    """B-02, B-11, B-13."""
    ran = await wired.create("@ada", wired.crew.users["Ada"], wired.crew.users["Zoe"], "x" * 101)
    assert ran.code == 7
    assert [(problem["field"], problem["code"]) for problem in ran.error["problems"]] == [
        ("players[1]", "listed_twice"), ("players[2]", "not_a_member"), ("players[3]", "guest_too_long")
    ]  # fmt: skip
    assert await stored(wired) == (0, 0)


async def test_bot_can_not_play(wired):
    ran = await wired.create("@game scheduler")
    assert (ran.code, ran.error["code"]) == (7, "bot")


async def test_ambiguous_name_is_answered_with_ids(wired):
    samson = wired.newcomer("samson", "Sam")
    ran = await wired.create("Alex", "@sam")
    assert ran.code == 7
    assert (ran.error["code"], ran.error["field"]) == ("ambiguous", "players[1]")
    assert {each["id"]: each["name"] for each in ran.error["suggestions"]} == {
        wired.crew.users["Sam"]: "Sam", samson: "Sam"
    }  # fmt: skip
    by_id = await wired.create("Alex", samson)
    assert by_id.json["people"][1]["user_id"] == samson


async def test_ambiguous_name_is_asked_on_a_terminal(wired):
    samson = wired.newcomer("samson", "Sam")
    ran = await wired.on_a_terminal(
        *wired.creation("@sam"), answers=[("Which one (1 to 2)?", "3"), ("Which one (1 to 2)?", "2")]
    )
    assert ran.code == 0, ran.out
    assert "“@sam” could be:" in ran.out
    chosen = next(line for line in ran.out.splitlines() if line.startswith("  2  "))
    expected = samson if "samson" in chosen else wired.crew.users["Sam"]
    assert await rows(wired.app, "SELECT user_id FROM participant") == [(int(expected),)]


async def test_no_input_asks_nobody(wired):
    wired.newcomer("samson", "Sam")
    ran = await wired.on_a_terminal(*wired.creation("@sam"), "--no-input", answers=[])
    assert ran.code == 7
    assert "“@sam” could be @Sam (" in ran.out


async def test_dry_run_looks_up_but_remembers_nobody(wired):
    newcomer = wired.newcomer("yuki", "Yuki")
    ran = await wired.run(*wired.creation("@yuki"), "--dry-run")
    assert ran.code == 0, ran.err
    assert "1 of 2: Yuki" in ran.out
    assert await rows(wired.app, "SELECT 1 FROM app_user WHERE id = :id", id=UserId(int(newcomer))) == []


async def test_without_a_token_members_can_not_be_looked_up(wired):
    ran = await wired.create("@noor", discord_token="")
    assert ran.code == 3
    assert "set GAMESCHEDULER_DISCORD_TOKEN" in ran.error["message"]
    assert await stored(wired) == (0, 0)


async def test_guests_and_people_met_before_need_no_discord(wired):
    """But it is said that nobody was asked whether they are still there."""
    ran = await wired.create(
        "Alex", wired.crew.users["Noor"], discord_token="", discord_api_url="http://127.0.0.1:1"
    )
    assert ran.code == 0, ran.err
    assert ran.err == (
        "! Discord was not asked who is still in the server. To have it asked, set "
        "GAMESCHEDULER_DISCORD_TOKEN.\n"
    )
    assert ran.json["players"] == ["Alex (guest)", "Noor the Brave"]
    known = "SELECT username, global_name FROM app_user WHERE id = :id"
    assert await rows(wired.app, known, id=int(wired.crew.users["Noor"])) == [("noor", "Noor")]


@pytest.mark.parametrize(
    "away", [{"kind": "hangup", "times": 9}, {"kind": "status", "status": 500, "times": 9}]
)
async def test_discord_being_away_creates_nothing(wired, away):
    """B-14."""
    await wired.trouble(**away)
    ran = await wired.create("Alex", "@noor")
    assert ran.code == 8
    assert ran.error["message"] == (
        "Discord does not answer right now. Nothing was saved. Try again in a minute."
    )
    assert await stored(wired) == (0, 0)


async def test_wrong_token_is_a_matter_of_configuration(wired):
    ran = await wired.create("@noor", discord_token="nonsense")
    assert ran.code == 3
    assert "GAMESCHEDULER_DISCORD_TOKEN" in ran.error["message"]


async def test_host_can_not_play_too(wired):
    ran = await wired.create("Alex", "@mira")
    assert (ran.code, ran.error["code"], ran.error["field"]) == (7, "host_listed", "players[1]")
    assert await stored(wired) == (0, 0)


async def test_who_left_the_server_neither_plays_nor_hosts(wired):
    """They were met before. What else is wrong is told in the same round."""
    moderation.kick(wired.simulator.world, wired.guild, wired.crew.users["Noor"])
    moderation.kick(wired.simulator.world, wired.guild, wired.crew.users["Mira"])
    ran = await wired.run(*wired.creation(wired.crew.users["Noor"]), "--at", "fri 28pm", "--json")
    assert ran.code == 7
    assert [(each["field"], each["code"]) for each in ran.error["problems"]] == [
        ("players[0]", "not_a_member"), ("host", "cannot_host"), ("starts_at", "unreadable_time")
    ]  # fmt: skip
    assert "Only people in this server can host, so Mira (GM) can't." in ran.error["message"]
    assert await stored(wired) == (0, 0)
