"""What a host does later: fields and people of a game, with and without the version that was looked at."""

from __future__ import annotations

from datetime import datetime

import pytest

from gamescheduler.events import GameMoved, RosterChanged
from tests.builders import facts, rows
from tests.cli.wired import Wired


async def version(wired: Wired, game_id: str) -> int:
    return int((await wired.run("game", "show", game_id, "--json=version")).json["version"])


async def roster(wired: Wired, game_id: str) -> tuple[list[str], list[str]]:
    shown = (await wired.run("game", "show", game_id, "--json=players,waitlist")).json
    return shown["players"], shown["waitlist"]


async def test_edit_changes_what_is_mentioned_and_nothing_else(wired):
    """B-17: ids, order and moments of joining stay."""
    game_id = await wired.created("@noor", "Alex")
    people = await rows(wired.app, "SELECT * FROM participant ORDER BY id")
    ran = await wired.run(
        "game", "edit", game_id, "--title", "Session 12", "--duration", "3h", "--no-reminders", "--json"
    )
    assert ran.code == 0, ran.err
    assert (ran.json["title"], ran.json["duration"], ran.json["reminders"]) == ("Session 12", 180, [])
    assert (ran.json["max_players"], ran.json["players"]) == (2, ["Noor the Brave", "Alex (guest)"])
    assert await rows(wired.app, "SELECT * FROM participant ORDER BY id") == people


async def test_edit_says_when_it_is_and_who_waits_now(wired):
    """B-29."""
    game_id = await wired.created("@noor", "@ada")
    ran = await wired.run("game", "edit", game_id, "--max-players", "1", "--at", "sat 7pm")
    assert ran.code == 0, ran.err
    first, second = ran.out.splitlines()
    assert first.startswith("✓ Saved. Curse of Strahd is on Sat ")
    assert ", 19:00 CE" in first
    assert second == "  Now waiting: Ada"
    assert [event.demoted for event in await facts(wired.app, RosterChanged)] == [
        (int(wired.crew.users["Ada"]),)
    ]
    assert len(await facts(wired.app, GameMoved)) == 1


async def test_edit_reads_times_in_the_zone_of_the_game_or_the_one_named(wired):
    game_id = await wired.created()
    for options, zone in (((), "Europe/Berlin"), (("--tz", "america/new_york"), "America/New_York")):
        ran = await wired.run("game", "edit", game_id, "--at", "1 dec 20:00", *options, "--json=at,zone")
        assert ran.json["zone"] == zone
    assert datetime.fromisoformat(ran.json["at"]).hour == 1  # 20:00 in New York, the next day in UTC


async def test_edit_of_the_same_changes_nothing(wired):
    game_id = await wired.created()
    ran = await wired.run("game", "edit", game_id, "--title", "Curse of Strahd")
    assert (ran.code, ran.out) == (
        0, "✓ Nothing about Curse of Strahd was different, so nothing changed.\n"
    )  # fmt: skip
    assert await version(wired, game_id) == 1


async def test_edit_without_a_change_is_wrong_usage(wired):
    ran = await wired.run("game", "edit", "Game111111")
    assert ran.code == 2
    assert ran.err == "✗ Say what to change, like --title or --at. Nothing was changed.\n"


async def test_edit_tells_everything_that_is_wrong_at_once(wired):
    game_id = await wired.created()
    ran = await wired.run("game", "edit", game_id, "--duration", "long", "--max-players", "0", "--json")
    assert ran.code == 7
    assert [problem["field"] for problem in ran.error["problems"]] == ["duration", "max_players"]
    assert ran.error["message"].endswith("\nNothing was saved.")


async def test_edit_of_a_field_somebody_changed_meanwhile_is_a_conflict(wired):
    """Both values are shown, and theirs stands."""
    game_id = await wired.created()
    seen = await version(wired, game_id)
    assert (await wired.run("game", "edit", game_id, "--title", "Theirs")).code == 0
    ran = await wired.run("game", "edit", game_id, "--title", "Mine", "--version", str(seen), "--json")
    assert (ran.code, ran.out) == (6, "")
    assert {**ran.error, "message": ""} == {
        "code": "conflict", "reason": "conflict", "message": "", "version": seen + 1,
        "theirs": {"title": "Theirs"}, "yours": {"title": "Mine"},
    }  # fmt: skip
    assert await rows(wired.app, "SELECT title FROM game") == [("Theirs",)]
    for_people = await wired.run("game", "edit", game_id, "--title", "Mine", "--version", str(seen))
    assert "Theirs" in for_people.err
    assert "Mine" in for_people.err


async def test_times_in_a_conflict_are_written_as_everywhere(wired):
    game_id = await wired.created()
    assert (await wired.run("game", "edit", game_id, "--at", "sat 7pm")).code == 0
    ran = await wired.run("game", "edit", game_id, "--at", "sat 9pm", "--version", "1", "--json")
    assert datetime.fromisoformat(ran.error["theirs"]["starts_at"]).utcoffset() is not None
    assert datetime.fromisoformat(ran.error["yours"]["starts_at"]).utcoffset() is not None


async def test_add_seats_members_and_guests(wired):
    game_id = await wired.created("@noor")
    ran = await wired.run("game", "add", game_id, "--player", "@ada", "--player", "Alex")
    assert (ran.code, ran.out) == (
        0, "✓ Ada: seat 2 of 2. Alex (guest): number 1 on the waitlist.\n"
    )  # fmt: skip
    (event,) = await facts(wired.app, RosterChanged)
    assert (event.added, event.cause, event.by) == ((int(wired.crew.users["Ada"]),), "host", None)


async def test_add_says_whom_it_displaces(wired):
    """B-23, and the same for somebody who waited and is put in front."""
    game_id = await wired.created("@noor", "@ada", "@sam")
    await rows_without_positions(wired)
    ran = await wired.run("game", "add", game_id, "--player", "@sam")
    assert (ran.code, ran.out) == (0, "✓ Sam: seat 1 of 2.\n  Moved up: Sam\n  Now waiting: Ada\n")
    (event,) = await facts(wired.app, RosterChanged)
    assert event.demoted == (int(wired.crew.users["Ada"]),)


async def rows_without_positions(wired: Wired) -> None:
    """Everybody joined by themselves, in the order of their ids."""
    async with wired.app.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE participant SET position = NULL")


async def test_add_is_all_or_nothing(wired):
    """B-38: refused for one name, nobody comes in."""
    game_id = await wired.created()
    ran = await wired.run("game", "add", game_id, "--player", "Alex", "--player", "@zzz", "--json")
    assert (ran.code, ran.error["field"]) == (7, "players[1]")
    assert await roster(wired, game_id) == ([], [])
    assert await facts(wired.app, RosterChanged) == []


@pytest.mark.parametrize("typed", ["noor", "@Noor the Brave", "#1", "id", "<@id>"])
async def test_remove_finds_people_however_they_are_named(wired, typed):
    """B-37."""
    game_id = await wired.created("@noor", "@ada", "@sam")
    typed = typed.replace("id", wired.crew.users["Noor"])
    ran = await wired.run("game", "remove", game_id, "--player", typed)
    assert (ran.code, ran.out) == (0, "✓ Noor the Brave is out of Curse of Strahd.\n  Moved up: Sam\n")
    assert await roster(wired, game_id) == (["Ada", "Sam"], [])
    (event,) = await facts(wired.app, RosterChanged)
    assert (event.removed, event.promoted) == (
        (int(wired.crew.users["Noor"]),), (int(wired.crew.users["Sam"]),)
    )  # fmt: skip


async def test_remove_of_a_name_that_two_guests_have_is_answered_with_their_numbers(wired):
    game_id = await wired.created("Alex", "Alex")
    ran = await wired.run("game", "remove", game_id, "--player", "alex", "--json")
    assert ran.code == 7
    assert ran.error["suggestions"] == [{"id": "#1", "name": "Alex"}, {"id": "#2", "name": "Alex"}]
    assert (await wired.run("game", "remove", game_id, "--player", "#2")).code == 0
    assert await roster(wired, game_id) == (["Alex (guest)"], [])


async def test_remove_of_somebody_who_is_not_in_is_not_found(wired):
    game_id = await wired.created("@ada")
    ran = await wired.run("game", "remove", game_id, "--player", "adda", "--json")
    assert (ran.code, ran.error["code"]) == (6, "player_not_found")
    assert ran.error["message"].endswith("Did you mean Ada?")


async def test_move_gives_another_place(wired):
    game_id = await wired.created("@noor", "@ada", "Alex")
    ran = await wired.run("game", "move", game_id, "--player", "alex", "--to", "1")
    assert (ran.code, ran.out) == (0, "✓ Alex (guest): seat 1 of 2.\n  Now waiting: Ada\n")
    beyond = await wired.run("game", "move", game_id, "--player", "alex", "--to", "4")
    assert beyond.code == 7
    assert await roster(wired, game_id) == (["Alex (guest)", "Noor the Brave"], ["Ada"])


async def test_replace_turns_a_guest_into_a_member(wired):
    game_id = await wired.created("Alex", "@ada")
    newcomer = wired.newcomer("alex.k", "Alex K")
    ran = await wired.run("game", "replace", game_id, "--guest", "alex", "--player", "@alex.k")
    assert (ran.code, ran.out) == (0, "✓ Alex K: seat 1 of 2.\n")
    assert await roster(wired, game_id) == (["Alex K", "Ada"], [])
    (event,) = await facts(wired.app, RosterChanged)
    assert event.added == (int(newcomer),)


async def test_replace_needs_a_member(wired):
    game_id = await wired.created("Alex")
    ran = await wired.run("game", "replace", game_id, "--guest", "alex", "--player", "Bob", "--json")
    assert (ran.code, ran.error["field"]) == (7, "player")
    assert await roster(wired, game_id) == (["Alex (guest)"], [])


@pytest.mark.parametrize(
    "command",
    [
        ["add", "--player", "Bob"],
        ["remove", "--player", "alex"],
        ["move", "--player", "alex", "--to", "2"],
        ["replace", "--guest", "alex", "--player", "@ada"],
    ],
    ids=lambda command: command[0],
)
async def test_people_that_changed_meanwhile_are_a_conflict(wired, command):
    game_id = await wired.created("Alex", "@noor")
    seen = await version(wired, game_id)
    assert (await wired.run("game", "remove", game_id, "--player", "noor")).code == 0
    verb, *options = command
    ran = await wired.run("game", verb, game_id, *options, "--version", str(seen), "--json")
    assert (ran.code, ran.error["reason"], ran.error["version"]) == (6, "conflict", seen + 1)
    assert ran.error["theirs"] == {"players": ["Alex (guest)"], "waitlist": [], "maybe": []}
    assert ran.error["message"].endswith("\nIn it now: 1 of 2: Alex (guest)")
    assert await roster(wired, game_id) == (["Alex (guest)"], [])
    assert (await wired.run("game", verb, game_id, *options, "--version", str(seen + 1))).code in (0, 7)


async def test_adding_nobody_is_a_mistake_of_whoever_types(wired):
    ran = await wired.run("game", "add", "nosuchgame", "--player", " , ", "--json")
    assert (ran.code, ran.error["code"]) == (2, "missing")


async def test_unknown_game_is_not_found_by_any_of_them(wired):
    for command in (
        ["edit", "nosuchgame", "--title", "x"],
        ["add", "nosuchgame", "--player", "Alex"],
        ["remove", "nosuchgame", "--player", "Alex"],
    ):
        assert (await wired.run("game", *command)).code == 6


async def test_show_prints_who_may_come_and_the_version(wired):
    game_id = await wired.created("@noor", "@ada", "@sam")
    async with wired.app.engine.begin() as connection:
        await connection.exec_driver_sql(
            f"UPDATE participant SET maybe = true WHERE user_id = {wired.crew.users['Ada']}"
        )
    ran = await wired.run("game", "show", game_id)
    assert ran.code == 0
    assert "Ada" in ran.out
    assert "\nVersion 1\n" in ran.out
    shown = await wired.run("game", "show", game_id, "--json=maybe,waitlist,people")
    assert (shown.json["maybe"], shown.json["waitlist"]) == (["Ada"], [])
    assert shown.json["people"][-1]["state"] == "maybe"
