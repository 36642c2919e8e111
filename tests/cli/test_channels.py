"""Servers and channels from the terminal: what is open for games, and what the bot may not do there."""

from __future__ import annotations

from gamescheduler.app import App
from tests.builders import GAMES, TALK, TAVERN, post, run_sql
from tests.cli.running import Ran, gamescheduler, url


async def channel(app: App, *arguments: str) -> Ran:
    return await gamescheduler("channel", *arguments, database_url=url(app))


async def test_guilds_are_listed_with_what_is_open_and_planned(friday_crew):
    await post(friday_crew, starts_at=friday_crew.clock.now().replace(year=2027))
    ran = await gamescheduler("guild", "list", "--json", database_url=url(friday_crew))
    assert ran.json == [{"id": str(TAVERN), "name": "Friday Crew", "open": ["#games"], "games": 1}]
    piped = await gamescheduler("guild", "list", database_url=url(friday_crew))
    assert piped.out == f"Friday Crew\t#games\t1\t{TAVERN}\n"


async def test_channels_are_listed_with_what_the_bot_lacks(friday_crew):
    await run_sql(friday_crew, f"UPDATE channel SET missing = '{{Send Messages}}' WHERE id = {TALK}")
    assert (await channel(friday_crew, "list")).out == (
        f"#games\tyes\tcan post\t{GAMES}\n#talk\tif picked\tcan't post, lacks Send Messages\t{TALK}\n"
    )
    assert (await channel(friday_crew, "list", "--json=name,active,bot_can_post,missing")).json == [
        {"name": "games", "active": True, "bot_can_post": True, "missing": []},
        {"name": "talk", "active": None, "bot_can_post": False, "missing": ["Send Messages"]},
    ]


async def test_enable_says_what_the_bot_lacks(friday_crew):
    await run_sql(friday_crew, f"UPDATE channel SET missing = '{{Send Messages}}' WHERE id = {TALK}")
    ran = await channel(friday_crew, "enable", "#talk")
    assert (ran.code, ran.out) == (0, "✓ #talk is open for games.\n")
    assert ran.err == (
        "! The bot can't post, lacks Send Messages in #talk yet. "
        "In Discord: Edit channel → Permissions → this bot.\n"
    )
    assert (await channel(friday_crew, "enable", "games")).err == ""


async def test_disable_refuses_new_games_and_keeps_those_that_are_planned(friday_crew):
    """B-47."""
    created = ["game", "create", "--title", "x", "--at", "in 2h", "--channel", "games"]
    assert (await gamescheduler(*created, database_url=url(friday_crew))).code == 0
    ran = await channel(friday_crew, "disable", "games")
    assert (ran.code, ran.out) == (0, "✓ #games is closed for new games. 1 planned game stays there.\n")
    refused = await gamescheduler(*created, "--json", database_url=url(friday_crew))
    assert (refused.code, refused.error["code"]) == (5, "channel_inactive")
    assert (await channel(friday_crew, "enable", "games", "--json=active,games")).json == {
        "active": True, "games": 1
    }  # fmt: skip


async def test_unknown_channel_is_answered_with_the_nearest(friday_crew):
    ran = await channel(friday_crew, "enable", "game", "--json")
    assert (ran.code, ran.error["suggestions"]) == (6, [{"id": str(GAMES), "name": "games"}])
