"""Settings from the terminal: shown with where they come from, set, forgotten, locked, applied to games."""

from __future__ import annotations

import shlex

import pytest

from gamescheduler.app import App
from tests.builders import GAMES, HOSTS, NOOR, PLAYERS, SAM, TAVERN, join, rows
from tests.cli.running import Ran, gamescheduler, on_a_terminal, url


async def settings(app: App, *arguments: str) -> Ran:
    return await gamescheduler("settings", *arguments, database_url=url(app))


async def one(app: App, key: str, *options: str) -> dict[str, object]:
    """That setting as `settings show --json` has it."""
    return next(each for each in (await settings(app, "show", *options, "--json")).json if each["key"] == key)


async def a_game(app: App, *more: str) -> str:
    ran = await gamescheduler(
        "game", "create", "--title", "Strahd", "--at", "in 3 days", "--json", *more, database_url=url(app)
    )
    assert ran.code == 0, ran.err
    return str(ran.json["id"])


async def test_show_in_a_pipe_is_tab_separated(friday_crew):
    ran = await settings(friday_crew, "show")
    found = dict(line.split("\t") for line in ran.out.splitlines())
    assert (found["max_players"], found["time_zone"], found["host_roles"]) == (
        "10",
        "Europe/Berlin",
        "@Hosts",
    )
    assert "active" not in found


async def test_show_with_origin_says_why(friday_crew):
    assert (await settings(friday_crew, "set", "max_players", "5")).code == 0
    assert (await settings(friday_crew, "set", "max_players", "7", "--channel", "games")).code == 0
    assert (await settings(friday_crew, "lock", "max_players")).code == 0
    shown = await on_a_terminal(
        "settings", "show", "--channel", "#games", "--origin", database_url=url(friday_crew)
    )
    heading, *lines = shown.out.splitlines()
    assert heading.split() == ["KEY", "VALUE", "FROM", "CHAIN"]
    line = next(line for line in lines if line.startswith("max_players "))
    assert line.split(maxsplit=2)[:2] == ["max_players", "5"]
    assert "locked by server" in line
    assert line.endswith("default 10 › server 5 (locked) › channel 7, not counted = 5")
    assert any(line.startswith("active ") and " yes " in line for line in lines)


async def test_show_of_the_installation_leaves_out_what_belongs_to_servers(friday_crew):
    keys = [each["key"] for each in (await settings(friday_crew, "show", "--instance", "--json=key")).json]
    assert "max_players" in keys
    assert not {"host_roles", "active"} & set(keys)


async def test_set_holds_for_the_levels_below(friday_crew):
    ran = await settings(friday_crew, "set", "reminders", "1d, 1h", "--instance")
    assert (ran.code, ran.out) == (
        0,
        "✓ Installation · Reminders: 1 day, 1 h (before: 1 h, 15 min, default).\n",
    )
    found = await one(friday_crew, "reminders", "--channel", "games")
    assert (found["value"], found["origin"]) == ([1440, 60], "instance")


async def test_set_of_the_same_says_so(friday_crew):
    for sentence in ("5 (before: 10, default).", "5 already. Nothing changed."):
        ran = await settings(friday_crew, "set", "max_players", "5")
        assert (ran.code, ran.out) == (0, f"✓ Friday Crew · Max players: {sentence}\n")


@pytest.mark.parametrize(
    ("key", "typed", "stored"),
    [
        ("max_players", "none", None),
        ("Max-Players", "4", 4),
        ("duration", "1h 30m", 90),
        ("reminders", "none", []),
        ("signup", "ask", "ask"),
        ("thread", "always", "always"),
        ("reminder_route", "off", "off"),
        ("time_zone", "america/new_york", "America/New_York"),
        ("location", "Tavern", "Tavern"),
    ],
)
async def test_set_reads_what_people_type(friday_crew, key, typed, stored):
    ran = await settings(friday_crew, "set", key, typed, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["settings"][0]["value"] == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("@Players,@hosts", [PLAYERS, HOSTS]),
        (f"{HOSTS}", [HOSTS]),
        (f"<@&{PLAYERS}>", [PLAYERS]),
        ("@everyone", [TAVERN]),
        ("none", []),
    ],
)
async def test_set_reads_roles_by_name_and_id(friday_crew, typed, stored):
    ran = await settings(friday_crew, "set", "player_roles", typed, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["settings"][0]["value"] == [str(role) for role in stored]


async def test_role_nobody_knows_is_answered_with_the_nearest(friday_crew):
    ran = await settings(friday_crew, "set", "host_roles", "@Host", "--json")
    assert ran.code == 6
    assert ran.error == {
        "code": "role_not_found",
        "message": "There is no role “Host” that I know of. Did you mean Hosts?",
        "field": "role",
        "suggestions": [{"id": str(HOSTS), "name": "Hosts"}],
    }


async def test_unknown_key_is_answered_with_the_nearest(friday_crew):
    ran = await settings(friday_crew, "set", "max_player", "5", "--json")
    assert (ran.code, ran.error["code"]) == (7, "unknown_setting")
    assert ran.error["suggestions"][0] == {"id": "max_players", "name": "Max players"}
    assert ran.error["message"].startswith(
        "There is no setting called “max_player”. Did you mean max_players"
    )
    far = await settings(friday_crew, "unset", "zzz")
    assert far.code == 7
    assert "There are: active, max_players" in far.err


@pytest.mark.parametrize(
    ("key", "typed", "words"),
    [
        ("max_players", "0", "1 to 100, not 0."),
        ("duration", "long", "I couldn't read “long”."),
        ("time_zone", "Nowhere", "I don't know the time zone “Nowhere”."),
        ("signup", "all", "I couldn't read “all”."),
    ],
)
async def test_set_refuses_what_it_cannot_use(friday_crew, key, typed, words):
    ran = await settings(friday_crew, "set", key, typed, "--json")
    assert (ran.code, ran.error["field"]) == (7, key)
    assert words in ran.error["message"]
    assert (await one(friday_crew, "max_players"))["origin"] == "default"


async def test_setting_at_a_level_that_has_none_is_refused(friday_crew):
    """Role ids belong to one server, and a channel is open or not, never a server."""
    for options in (["host_roles", "@Hosts", "--instance"], ["active", "on"]):
        ran = await settings(friday_crew, "set", *options, "--json")
        assert (ran.code, ran.error["code"]) == (7, "wrong_level")


async def test_locked_above_is_refused(friday_crew):
    assert (await settings(friday_crew, "lock", "max_players")).code == 0
    ran = await settings(friday_crew, "set", "max_players", "3", "--channel", "games", "--json")
    assert (ran.code, ran.error["code"]) == (7, "locked")


async def test_unset_inherits_again(friday_crew):
    """B-44."""
    await settings(friday_crew, "set", "max_players", "5")
    await settings(friday_crew, "set", "max_players", "7", "--channel", "games")
    ran = await settings(friday_crew, "unset", "max_players", "duration", "--channel", "games")
    assert (ran.code, ran.out) == (
        0, "✓ #games · Max players: 5, from server.\n✓ #games · Duration: not set, default.\n"
    )  # fmt: skip


async def test_lock_and_unlock(friday_crew):
    locked = await settings(friday_crew, "lock", "max_players")
    assert locked.out == "✓ Friday Crew · Max players: 10, locked for every level below.\n"
    assert (await one(friday_crew, "max_players"))["locked_by"] == "server"
    unlocked = await settings(friday_crew, "unlock", "max_players")
    assert unlocked.out == "✓ Friday Crew · Max players: not locked. Levels below have a say.\n"
    assert (await one(friday_crew, "max_players"))["locked_by"] is None


async def test_set_says_how_many_games_keep_their_value_and_what_changes_them(friday_crew):
    """A posted game is a promise; only the command that is named changes it."""
    game_id = await a_game(friday_crew)
    own = await a_game(friday_crew, "--max-players", "4")
    await join(friday_crew, game_id, NOOR, SAM)
    ran = await settings(friday_crew, "set", "max_players", "1", "--channel", "games")
    assert ran.out.splitlines()[1] == "  1 upcoming game keeps 10."
    arrow, program, *again = shlex.split(ran.err)
    assert (arrow, program, again[-1]) == ("→", "gamescheduler", "--apply")
    assert await seats(friday_crew) == {game_id: 10, own: 4}
    applied = await gamescheduler(*again, database_url=url(friday_crew))
    assert applied.out.splitlines()[1] == "  1 upcoming game changed too."
    assert await seats(friday_crew) == {game_id: 1, own: 4}
    third = await gamescheduler(*again, "--json", database_url=url(friday_crew))
    assert (third.json["applied"], third.json["keeping"]) == (0, 0)


async def seats(app: App) -> dict[str, int]:
    return dict(await rows(app, "SELECT id, max_players FROM game"))


async def test_set_in_json_counts_the_games_that_keep_their_value(friday_crew):
    await a_game(friday_crew)
    ran = await settings(friday_crew, "set", "max_players", "3", "--json=keeping,applied")
    assert (ran.json, ran.err) == ({"keeping": 1, "applied": 0}, "")


async def test_two_places_at_once_are_wrong_usage(friday_crew):
    for options in (["--channel", "games", "--template", "x"], ["--instance", "--channel", "games"]):
        ran = await settings(friday_crew, "set", "max_players", "3", *options)
        assert ran.code == 2


async def test_changes_are_audited_in_the_name_of_who_ran_them(friday_crew):
    await settings(friday_crew, "set", "max_players", "3", "--channel", "games")
    last = "SELECT actor, verb, after FROM audit ORDER BY id DESC LIMIT 1"
    ((actor, verb, after),) = await rows(friday_crew, last)
    assert actor.startswith("cli:")
    assert (verb, after["id"], after["max_players"]) == ("configure", str(GAMES), 3)
