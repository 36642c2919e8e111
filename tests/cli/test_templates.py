"""Templates from the terminal, and games that begin with one."""

from __future__ import annotations

from gamescheduler.app import App
from tests.builders import PLAYERS, rows, run_sql
from tests.cli.running import Ran, gamescheduler, on_a_terminal, url


async def template(app: App, *arguments: str) -> Ran:
    return await gamescheduler("template", *arguments, database_url=url(app))


async def made(app: App, name: str = "One shot", *more: str) -> Ran:
    ran = await template(app, "create", "--name", name, "--json", *more)
    assert ran.code == 0, ran.err
    return ran


async def names(app: App) -> list[str]:
    return [each["name"] for each in (await template(app, "list", "--json=name")).json]


async def test_create_keeps_words_settings_and_locks(friday_crew):
    ran = await made(
        friday_crew, "One shot", "--title", "A one shot", "--description", "Short.", "--channel", "#games",
        "--set", "max_players=4", "--set", "duration=3h", "--set", "notify_roles=@Players",
        "--lock", "signup",
    )  # fmt: skip
    assert {**ran.json, "id": ""} == {
        "id": "", "name": "One shot", "title": "A one shot", "description": "Short.", "channel": "games",
        "default": True, "settings": {"max_players": 4, "duration": 180, "notify_roles": [str(PLAYERS)]},
        "text": {"max_players": "4", "duration": "3 h", "notify_roles": "@Players"}, "locked": ["signup"],
    }  # fmt: skip


async def test_create_shows_what_was_made(friday_crew):
    ran = await template(
        friday_crew, "create", "--name", "One shot", "--set", "max_players=4", "--lock", "max_players"
    )
    assert ran.code == 0, ran.err
    first, *lines = ran.out.splitlines()
    assert first == "✓ Created template One shot."
    assert [lines[0], lines[-1]] == ["  Name         One shot (default)", "  max_players  4, locked"]


async def test_create_refuses_what_it_cannot_use(friday_crew):
    await made(friday_crew)
    for options, code in (
        (["--name", "one SHOT"], 7),
        (["--name", "x" * 51], 7),
        (["--name", "Two", "--set", "max_players"], 2),
        (["--name", "Two", "--set", "max_player=3"], 7),
        (["--name", "Two", "--set", "max_players=0"], 7),
        (["--name", "Two", "--lock", "nothing"], 7),
        (["--name", "Two", "--channel", "nowhere"], 6),
    ):
        ran = await template(friday_crew, "create", *options)
        assert (ran.code, ran.out) == (code, ""), options
    assert await names(friday_crew) == ["One shot"]


async def test_list_is_a_table_on_a_terminal_and_tab_separated_in_a_pipe(friday_crew):
    await made(friday_crew, "One shot", "--set", "max_players=4")
    await made(friday_crew, "D&D")
    piped = (await template(friday_crew, "list")).out.splitlines()
    assert [line.split("\t")[:4] for line in piped] == [
        ["One shot (default)", "", "", "max_players=4"], ["D&D", "", "", ""]
    ]  # fmt: skip
    shown = await on_a_terminal("template", "list", database_url=url(friday_crew))
    assert shown.out.splitlines()[0].split() == ["NAME", "TITLE", "CHANNEL", "SETTINGS", "ID"]


async def test_edit_changes_what_is_mentioned(friday_crew):
    await made(
        friday_crew, "One shot", "--set", "max_players=4", "--set", "duration=3h", "--lock", "duration"
    )
    ran = await template(
        friday_crew, "edit", "one shot", "--name", "Evening", "--set", "max_players=5", "--unset", "duration",
        "--lock", "max_players", "--unlock", "duration", "--json",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert (ran.json["name"], ran.json["settings"], ran.json["locked"]) == (
        "Evening", {"max_players": 5}, ["max_players"]
    )  # fmt: skip
    assert (await template(friday_crew, "edit", "Evening")).code == 2


async def test_edit_gives_a_channel_and_takes_it_back(friday_crew):
    await made(friday_crew)
    for typed, channel in (("games", "games"), ("none", None)):
        ran = await template(friday_crew, "edit", "One shot", "--channel", typed, "--json=channel")
        assert ran.json == {"channel": channel}


async def test_delete_needs_the_name_typed_or_yes(friday_crew):
    await made(friday_crew)
    refused = await template(friday_crew, "delete", "one shot")
    assert (refused.code, "--yes" in refused.err) == (2, True)
    question = "Type One shot to delete that template"
    wrong = await on_a_terminal(
        "template", "delete", "one shot", answers=[(question, "no")], database_url=url(friday_crew)
    )
    assert (wrong.code, await names(friday_crew)) == (1, ["One shot"])
    typed = await on_a_terminal(
        "template", "delete", "one shot", answers=[(question, "One shot")], database_url=url(friday_crew)
    )
    assert (typed.code, await names(friday_crew)) == (0, [])
    await made(friday_crew)
    assert (await template(friday_crew, "delete", "one shot", "--yes")).out == (
        "✓ Deleted template One shot. Games posted with it stay.\n"
    )


async def test_default_and_order_are_chosen(friday_crew):
    for name in ("One", "Two", "Three"):
        await made(friday_crew, name)
    chosen = await template(friday_crew, "default", "two")
    assert chosen.out == "✓ /game create in Friday Crew begins with template Two.\n"
    assert (await template(friday_crew, "default", "none", "--json")).json == {"default": None}
    moved = await template(friday_crew, "move", "three", "--to", "1")
    assert moved.out == "✓ The order is: Three, One, Two.\n"
    assert await names(friday_crew) == ["Three", "One", "Two"]
    assert (await template(friday_crew, "move", "three", "--to", "4")).code == 7


async def test_unknown_template_is_answered_with_the_nearest(friday_crew):
    await made(friday_crew)
    ran = await template(friday_crew, "show", "One shoot", "--json")
    assert (ran.code, ran.error["code"]) == (6, "template_not_found")
    assert ran.error["suggestions"][0]["name"] == "One shot"


async def create(app: App, *options: str) -> Ran:
    return await gamescheduler("game", "create", "--at", "in 2h", *options, "--json", database_url=url(app))


async def test_game_begins_with_the_template_that_is_named(friday_crew):
    await run_sql(friday_crew, "UPDATE channel SET bot_can_post = true")
    await made(
        friday_crew, "One shot", "--title", "A one shot", "--description", "Short.", "--channel", "talk",
        "--set", "max_players=4", "--set", "signup=ask",
    )  # fmt: skip
    ran = await create(friday_crew, "--template", "one shot", "--max-players", "3")
    assert ran.code == 0, ran.err
    assert [ran.json[name] for name in ("title", "description", "channel", "signup", "max_players")] == [
        "A one shot", "Short.", "talk", "ask", 3
    ]  # fmt: skip
    elsewhere = await create(friday_crew, "--template", "one shot", "--channel", "games")
    assert elsewhere.json["channel"] == "games"
    assert await rows(friday_crew, "SELECT count(*) FROM game WHERE template_id IS NOT NULL") == [(2,)]
    plain = await create(friday_crew, "--title", "Mine")
    assert (plain.json["template_id"], plain.json["signup"]) == (None, "open")


async def test_game_can_not_change_what_the_template_locks(friday_crew):
    await made(friday_crew, "One shot", "--title", "x", "--set", "max_players=4", "--lock", "max_players")
    ran = await create(friday_crew, "--template", "One shot", "--max-players", "5")
    assert (ran.code, ran.error["code"], ran.error["field"]) == (7, "locked", "max_players")
    assert (await create(friday_crew, "--template", "One shot", "--max-players", "4")).code == 0


async def test_game_without_any_title_is_refused(friday_crew):
    await made(friday_crew)
    ran = await create(friday_crew, "--template", "One shot")
    assert (ran.code, ran.error["field"]) == (7, "title")


async def test_settings_of_a_template_are_set_as_everywhere(friday_crew):
    await made(friday_crew, "One shot", "--title", "x")
    assert (await create(friday_crew, "--template", "One shot")).code == 0
    ran = await gamescheduler(
        "settings",
        "set",
        "max_players",
        "6",
        "--template",
        "one shot",
        "--apply",
        database_url=url(friday_crew),
    )
    assert ran.out == (
        "✓ Template One shot · Max players: 6 (before: 10, default).\n  1 upcoming game changed too.\n"
    )
    assert await rows(friday_crew, "SELECT max_players FROM game") == [(6,)]
