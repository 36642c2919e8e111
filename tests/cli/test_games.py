from __future__ import annotations

import getpass
import socket
from datetime import datetime

import pytest

from gamescheduler.app import App
from gamescheduler.cli.players import UNSURE
from gamescheduler.models import GameId
from tests.builders import GAMES, NOOR, facts, join, rows, run_sql
from tests.cli.running import gamescheduler, on_a_terminal, url


async def create(app: App, *more: str, title: str = "Curse of Strahd", at: str = "fri 8pm"):
    return await gamescheduler("game", "create", "--title", title, "--at", at, *more, database_url=url(app))


async def created(app: App, *more: str) -> GameId:
    ran = await create(app, "--json", *more)
    assert ran.code == 0, ran.err
    return GameId(ran.json["id"])


async def stored(app: App) -> int:
    return (await rows(app, "SELECT count(*) FROM game"))[0][0]


async def test_create_says_what_was_understood(friday_crew):
    ran = await create(
        friday_crew, "--max-players", "5", "--host", "mira (gm)", "--reminder", "1d", "--reminder", "1h"
    )
    (game_id,) = (await rows(friday_crew, "SELECT id FROM game"))[0]
    first, when, *rest = ran.out.splitlines()
    assert (ran.code, ran.err) == (0, f"! {UNSURE}\n")
    assert first == f"✓ Created game {game_id}. It will be announced in #games when the bot is up."
    assert when.startswith("  When       Fri ")
    assert ", 20:00 " in when
    assert "(Europe/Berlin)" in when
    assert rest == [
        "  Where      Friday Crew · #games",
        "  Host       Mira (GM)",
        "  Players    0 of 5",
        "  Reminders  1 day, 1 h before",
    ]


async def test_create_is_audited_in_the_name_of_who_ran_it(friday_crew):
    await created(friday_crew)
    audited = await rows(friday_crew, "SELECT actor, verb FROM audit WHERE verb = 'post'")
    assert audited == [(f"cli:{getpass.getuser()}@{socket.gethostname()}", "post")]


async def test_create_in_json_gives_the_fields_asked_for(friday_crew):
    ran = await create(
        friday_crew, "--json=title,at,max_players,reminders,host", "--no-reminders", "--max-players", "none"
    )
    assert ran.code == 0
    assert datetime.fromisoformat(ran.json["at"]).tzinfo is not None
    assert {**ran.json, "at": None} == {
        "title": "Curse of Strahd", "at": None, "max_players": None, "reminders": [], "host": "Ivo"
    }  # fmt: skip


async def test_create_takes_its_zone_from_the_option(friday_crew):
    ran = await create(friday_crew, "--tz", "America/New_York", "--json=zone")
    assert ran.json == {"zone": "America/New_York"}


async def test_description_comes_from_a_file_or_standard_input(friday_crew, tmp_path):
    (tmp_path / "plot.txt").write_text("The party reaches Vallaki.\n")
    from_file = await create(friday_crew, "--description", f"@{tmp_path}/plot.txt", "--json=description")
    assert from_file.json == {"description": "The party reaches Vallaki."}
    typed = await gamescheduler(
        "game", "create", "--title", "x", "--at", "in 2h", "--description", "-", "--json=description",
        typed="Bring dice.", database_url=url(friday_crew),
    )  # fmt: skip
    assert typed.json == {"description": "Bring dice."}
    missing = await create(friday_crew, "--description", "@/nowhere")
    assert missing.code == 7


async def test_dry_run_creates_nothing(friday_crew):
    ran = await create(friday_crew, "--dry-run")
    assert ran.code == 0
    assert ran.out.startswith("✓ Nothing is wrong with it. Nothing was created.\n  When")
    assert (await stored(friday_crew), await facts(friday_crew)) == (0, [])


async def test_create_names_everything_that_is_missing(friday_crew):
    ran = await gamescheduler("game", "create", "--json", database_url=url(friday_crew))
    assert ran.code == 2
    assert ran.error == {
        "code": "missing",
        "message": "Nothing was created: --title and --at must be given.",
        "missing": ["title", "at"],
    }


@pytest.mark.parametrize(
    ("options", "field", "words"),
    [
        (["--at", "soonish"], "starts_at", "I couldn't read “soonish” as a time."),
        (["--at", "2020-01-01 20:00"], "starts_at", "is in the past. Pick a time that is still to come."),
        (["--title", "  "], "title", "The title is missing."),
        (["--title", "x" * 101], "title", "The title is too long: 101 characters, at most 100 fit."),
        (["--max-players", "0"], "max_players", "must be from 1 to 100, not 0."),
        (["--max-players", "101"], "max_players", "must be from 1 to 100, not 101."),
        (["--max-players", "many"], "max_players", "I couldn't read “many”."),
        (["--duration", "long"], "duration", "I couldn't read “long”."),
        (["--reminder", "never"], "reminders", "I couldn't read “never”."),
    ],
)
async def test_create_refuses_what_it_cannot_use(friday_crew, options, field, words):
    ran = await create(friday_crew, "--json", *options)
    assert (ran.code, ran.out) == (7, "")
    assert ran.error["field"] == field
    assert words in ran.error["message"]
    assert (await stored(friday_crew), await facts(friday_crew)) == (0, [])


async def test_create_tells_everything_that_is_wrong_at_once(friday_crew):
    ran = await create(friday_crew, "--at", "soonish", "--max-players", "many")
    assert ran.code == 7
    assert "soonish" in ran.err
    assert "many" in ran.err


async def test_unknown_channel_is_answered_with_the_nearest(friday_crew):
    ran = await create(friday_crew, "--channel", "#gmaes", "--json")
    assert ran.code == 6
    assert ran.error == {
        "code": "channel_not_found",
        "message": "There is no channel “gmaes” that I know of. Did you mean games?",
        "field": "channel",
        "suggestions": [{"id": str(GAMES), "name": "games"}],
    }


async def test_channel_the_bot_cannot_write_to_is_refused(friday_crew):
    ran = await create(friday_crew, "--channel", "#talk")
    assert ran.code == 5
    assert ran.err.startswith("✗ I can't write in #talk.")
    assert await stored(friday_crew) == 0


async def test_unknown_server_and_host_are_not_found(friday_crew):
    for options in (["--guild", "Chess Club"], ["--host", "@nobody"]):
        assert (await create(friday_crew, *options)).code == 6


async def test_list_in_a_pipe_is_tab_separated(friday_crew):
    assert (await gamescheduler("game", "list", database_url=url(friday_crew))).out == ""
    game_id = await created(friday_crew, "--title", "Two\ttabs", "--max-players", "4")
    ran = await gamescheduler("game", "list", database_url=url(friday_crew))
    start, *cells = ran.out.removesuffix("\n").split("\t")
    assert datetime.fromisoformat(start).utcoffset() is not None
    assert cells == ["Two tabs", "0 of 4", "Ivo", game_id]
    assert ran.err == ""


async def test_list_on_a_terminal_is_a_table(friday_crew):
    game_id = await created(friday_crew, "--max-players", "4")
    shown = (await on_a_terminal("game", "list", database_url=url(friday_crew))).out
    heading, row, footer = shown.splitlines()
    assert heading.split() == ["WHEN", "TITLE", "SEATS", "HOST", "ID"]
    assert row.endswith(f"  Curse of Strahd  0 of 4  Ivo   {game_id}")
    assert footer.startswith("1 game in the next 7 days.")


async def test_list_goes_beyond_a_week_only_when_asked(friday_crew):
    await create(friday_crew, at="in 10 days")
    assert (await gamescheduler("game", "list", "--json=title", database_url=url(friday_crew))).json == []
    everything = await gamescheduler("game", "list", "--all", "--json=title", database_url=url(friday_crew))
    assert everything.json == [{"title": "Curse of Strahd"}]


async def test_show_is_the_card_as_text(friday_crew):
    game_id = await created(
        friday_crew, "--max-players", "2", "--location", "Tavern", "--description", "Level 5."
    )
    await join(friday_crew, game_id, NOOR)
    missed = "UPDATE notification_schedule SET done_at = due_at, skipped = 'started' WHERE lead = 60"
    await run_sql(friday_crew, missed)
    ran = await gamescheduler("game", "show", game_id, database_url=url(friday_crew))
    assert ran.code == 0
    assert "Told: nobody reminded 1 h before" in ran.out
    for words in ("Curse of Strahd", "20:00", "Tavern", "Level 5.", "Players: 1 of 2", "1. noor", "Ivo"):
        assert words in ran.out
    as_json = await gamescheduler(
        "game",
        "show",
        game_id,
        "--json=players,told,missed_reminders,announcement",
        database_url=url(friday_crew),
    )
    assert as_json.json == {
        "players": ["noor"],
        "told": [],
        "missed_reminders": [60],
        "announcement": {"message_id": None, "up_to_date": False, "error": None},
    }


async def test_unknown_game_is_not_found(friday_crew):
    for command in (["show"], ["cancel", "--yes"]):
        ran = await gamescheduler("game", *command, "nosuchgame", database_url=url(friday_crew))
        assert ran.code == 6
        assert ran.err.startswith("✗ There is no such game here.")


async def test_cancel_tells_how_many_will_hear_of_it(friday_crew):
    game_id = await created(friday_crew)
    await join(friday_crew, game_id, NOOR)
    ran = await gamescheduler(
        "game", "cancel", game_id, "--reason", "Ill.", "--yes", database_url=url(friday_crew)
    )
    assert (ran.code, ran.out) == (0, "✓ Cancelled Curse of Strahd. 1 person will be told.\n")
    again = await gamescheduler("game", "cancel", game_id, "--yes", database_url=url(friday_crew))
    assert (again.code, again.out) == (0, "✓ Curse of Strahd was cancelled already. Nothing changed.\n")


async def test_cancel_changes_nothing_when_nobody_can_be_asked(friday_crew):
    game_id = await created(friday_crew)
    ran = await gamescheduler("game", "cancel", game_id, database_url=url(friday_crew))
    assert ran.code == 2
    assert await rows(friday_crew, "SELECT status FROM game") == [("scheduled",)]


async def test_games_need_an_up_to_date_schema(empty_database_url):
    ran = await gamescheduler("game", "list", "--json", database_url=empty_database_url)
    assert ran.code == 9
    assert ran.error["code"] == "schema_mismatch"
    assert "gamescheduler migrate up" in ran.error["message"]


async def test_games_live_in_a_database_of_our_own(tmp_path):
    """Every command starts the server in the data folder and stops it again."""
    assert (await gamescheduler("migrate", data_dir=tmp_path / "own")).code == 0
    ran = await gamescheduler("game", "list", "--json", data_dir=tmp_path / "own")
    assert (ran.code, ran.json) == (0, [])
    assert not (tmp_path / "own" / "data" / "postmaster.pid").exists()
