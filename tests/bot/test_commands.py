"""Slash commands and forms, typed over the wire."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gamescheduler.bot import lists, replies
from gamescheduler.cards.lists import PICK
from gamescheduler.models import GameId
from tests.cast import Person, hours
from tests.tavern import Tavern, until


async def test_create_posts_a_game_with_every_option(tavern: Tavern, mira: Person) -> None:
    game = await mira.posts_game(
        "Curse of Strahd",
        max_players=4,
        duration="3h",
        description="Bring dice.",
        location="At Mira's",
        reminders="1d, 1h",
    )
    row = await tavern.row(game)
    assert (row.title, row.max_players, row.duration, row.description, row.location, row.reminders) == (
        "Curse of Strahd", 4, 180, "Bring dice.", "At Mira's", [1440, 60],
    )  # fmt: skip
    assert row.host_id == int(mira.id)
    assert "3 h · At Mira's · Hosted by" in tavern.announcement(game).text


async def test_create_takes_what_the_autocomplete_offered(tavern: Tavern, mira: Person) -> None:
    await tavern.configure(time_zone="Europe/Berlin")
    offered = await mira.types("game create", "when", "fri 8pm")
    name, value = next(iter(offered.items()))
    assert "20:00 CE" in name
    assert "(Europe/Berlin)" in name
    answer = await mira.runs("game create", title="Curse of Strahd", when=value)
    assert f"<t:{value}:F>" in answer.text
    (game,) = await until(lambda: dict(tavern.cards()))
    assert (await tavern.row(game)).zone == "Europe/Berlin"


async def test_a_time_is_read_in_the_zone_of_the_channel_it_is_for(tavern: Tavern, mira: Person) -> None:
    await tavern.configure(time_zone="Europe/Berlin")
    await tavern.configure("general", time_zone="Asia/Tokyo")
    offered = await mira.types("game create", "when", "fri 8pm", channel="general")
    (name, value), *_ = offered.items()
    assert "20:00 JST (Asia/Tokyo)" in name
    assert "(Europe/Berlin)" in next(iter(await mira.types("game create", "when", "fri 8pm")))
    answer = await mira.runs("game create", title="Strahd", when="fri 8pm", channel="general")
    assert f"<t:{value}:F>" in answer.text
    assert answer.text.endswith(" JST (Asia/Tokyo).")
    form = await mira.runs("game create", title="Blades", channel="general")
    assert f"<t:{value}:F>" in (await mira.fills(form, when="fri 8pm")).text


async def test_create_without_options_opens_the_form(tavern: Tavern, mira: Person) -> None:
    form = await mira.runs("game create")
    assert form.form == {"title": "", "when": "", "with_players": "", "location": "", "description": ""}
    answer = await mira.fills(form, title="Blades", when="in 2h", location="At Mira's", description="Heists")
    assert answer.text.startswith("Posted **Blades** for <t:")
    (game,) = await until(lambda: dict(tavern.cards()))
    row = await tavern.row(game)
    assert (row.title, row.location, row.description) == ("Blades", "At Mira's", "Heists")


async def test_the_form_keeps_what_was_given_to_the_command(tavern: Tavern, mira: Person) -> None:
    start = str(int(tavern.clock.now().timestamp()) // 60 * 60 + 7200)
    form = await mira.runs(
        "game create",
        when=start,
        players=3,
        duration="90m",
        reminders="none",
        signup="ask",
        channel="general",
        with_players="Alex, Kim",
        location="At Mira's",
    )
    assert form.form["when"].endswith(" UTC")
    assert (form.form["with_players"], form.form["location"]) == ("Alex, Kim", "At Mira's")
    answer = await mira.fills(form, title="Blades")
    assert f"in <#{tavern.channel('general')}>." in answer.text
    assert f"<t:{start}:F>" in answer.text
    (game,) = await until(lambda: dict(tavern.cards()))
    row = await tavern.row(game)
    assert (row.duration, row.reminders, row.max_players, row.signup) == (90, [], 3, "ask")
    assert tavern.announcement(game).section("Players") == []
    assert "1. Alex (guest)" in tavern.announcement(game).text


async def test_everything_given_to_the_command_fits_into_the_form(tavern: Tavern, mira: Person) -> None:
    """The custom id has 100 characters; the simulator refuses a longer one."""
    everything = {
        "when": "in 2h", "players": 100, "duration": "24h", "reminders": "28d,27d,26d,25d,24d",
        "signup": "role", "channel": "general", "host": mira.id,
    }  # fmt: skip
    form = await mira.runs("game create", **everything)
    assert (await mira.fills(form, title="Blades")).text.startswith("Posted **Blades**")


async def test_a_form_sent_off_twice_posts_one_game(tavern: Tavern, mira: Person) -> None:
    form = await mira.runs("game create", title="Blades")
    for _ in range(2):
        assert (await mira.fills(form, when="in 2h")).text.startswith("Posted **Blades**")
    await until(lambda: dict(tavern.cards()))
    assert (await mira.runs("games")).text.endswith("1 game.")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"when": "fri 28pm"}, "I couldn't read “fri 28pm” as a time. Write it like “fri 8pm”,"),
        (
            {"when": "2020-01-01 20:00"},
            "“2020-01-01 20:00” is in the past. Pick a time that is still to come.",
        ),
        ({"when": "friday"}, "“friday” has no time of day. Add one, like “fri 8pm”."),
        ({"title": "x" * 101}, "The title is too long: 101 characters, at most 100 fit."),
        ({"title": "  "}, "The title is missing. Give it a few words, at most 100 characters."),
        ({"duration": "long"}, "The duration: I couldn't read “long”. Write it like “3h”, “1h 30m” or"),
        ({"duration": "30h"}, "The duration must be from 1 min to 1 d, not 30h."),
        ({"reminders": "soon"}, "Reminders: I couldn't read “soon”. Write it like “1d, 1h, 15m” or “none”."),
        ({"reminders": "1h,2h,3h,4h,5h,6h"}, "Reminders: at most 5, not more."),
        ({"description": "x" * 2001}, "The description is too long: 2001 characters, at most 2000 fit."),
        ({"channel": "read-only"}, "I can't write in <#"),
    ],
)
async def test_create_says_what_is_wrong_and_posts_nothing(
    tavern: Tavern, mira: Person, options: dict[str, str], sentence: str
) -> None:
    answer = await mira.runs("game create", **{"title": "Strahd", "when": "in 2h", **options})
    assert answer.text.startswith(sentence), answer.text
    assert (await mira.runs("games")).text == "No games planned. A host can plan one with /game create."
    assert tavern.messages() == []


async def test_create_names_everything_that_is_wrong_at_once(tavern: Tavern, mira: Person) -> None:
    answer = await mira.runs("game create", title="x" * 101, when="blurb", duration="long")
    assert [line.split(":")[0].split(" “")[0] for line in answer.text.splitlines()] == [
        "The title is too long",
        "I couldn't read",
        "The duration",
        "Nothing was posted. What you typed is kept for 15 minutes.",
    ]


@pytest.mark.parametrize("players", ["0", "101", "-1", "many"])
async def test_the_form_refuses_a_number_of_players_out_of_range(
    tavern: Tavern, mira: Person, players: str
) -> None:
    game = await mira.posts_game("Blades", max_players=3)
    form = await mira.runs("game edit", game=game)
    answer = await mira.fills(form, players=players)
    assert answer.text.startswith("The number of players")
    assert (await tavern.row(game)).max_players == 3


async def test_create_by_somebody_who_is_no_host_names_who_is(
    tavern: Tavern, mira: Person, noor: Person
) -> None:
    answer = await noor.runs("game create", title="Strahd", when="in 2h")
    role = tavern.crew.roles["Game Master"]
    assert answer.text == f"Only <@&{role}> can plan games here. Ask a server admin. Nothing was saved."
    assert (await noor.runs("game create")).text == answer.text  # and not after they filled in a form


async def test_create_by_the_owner_needs_no_role(tavern: Tavern) -> None:
    game = await Person("Olga", tavern).posts_game("Strahd")
    assert (await tavern.row(game)).title == "Strahd"


async def test_create_goes_to_the_channel_that_is_meant_for_games(tavern: Tavern, mira: Person) -> None:
    await tavern.configure("games", active=True)
    answer = await mira.runs("game create", on="general", title="Strahd", when="in 2h")
    assert f"in <#{tavern.channel('games')}>." in answer.text
    await until(lambda: tavern.messages("games"))


async def test_edit_opens_the_form_with_the_game_in_it(tavern: Tavern, mira: Person) -> None:
    game = await mira.posts_game("Strahd", max_players=3, location="At Mira's", description="Bring dice.")
    form = await mira.runs("game edit", game=game)
    assert {name: form.form[name] for name in ("title", "players", "location", "description")} == {
        "title": "Strahd", "players": "3", "location": "At Mira's", "description": "Bring dice.",
    }  # fmt: skip
    before = await tavern.row(game)
    answer = await mira.fills(form, title="Curse of Strahd", players="none")
    assert answer.text.startswith("Saved. **Curse of Strahd** is on ")
    after = await tavern.row(game)
    assert (after.title, after.max_players, after.starts_at) == ("Curse of Strahd", None, before.starts_at)
    await until(lambda: tavern.announcement(game).text.startswith("## Curse of Strahd"))


async def test_edit_that_changes_nothing_says_so(tavern: Tavern, mira: Person) -> None:
    game = await mira.posts_game("Strahd")
    answer = await mira.fills(await mira.runs("game edit", game=game))
    assert answer.text == "Nothing about **Strahd** was different, so nothing changed."
    assert (await tavern.row(game)).version == 1


async def test_edit_of_a_running_game_does_not_read_its_start_again(tavern: Tavern, mira: Person) -> None:
    game = await mira.posts_game("Strahd", in_=hours(1))
    tavern.jump(hours=1, seconds=5)
    assert await tavern.advances() == 1
    answer = await mira.fills(await mira.runs("game edit", game=game), description="Come in!")
    assert answer.text.startswith("Saved. **Strahd**")


async def test_a_moved_game_tells_who_signed_up(tavern: Tavern, mira: Person, noor: Person) -> None:
    game = await mira.posts_game("Strahd", in_=hours(3))
    await noor.clicks("Join", on=game)
    was = int((await tavern.row(game)).starts_at.timestamp())
    await mira.fills(await mira.runs("game edit", game=game), when="in 5h")
    await until(lambda: noor.inbox)
    now = int((await tavern.row(game)).starts_at.timestamp())
    assert noor.inbox == [
        f"**Strahd** moved: was <t:{was}:F>, now <t:{now}:F> (<t:{now}:R>). "
        "If you can't make it, press Leave on the announcement."
    ]


@pytest.mark.parametrize("command", ["game edit", "game cancel"])
async def test_a_game_of_somebody_else_is_left_alone(
    tavern: Tavern, mira: Person, noor: Person, ivo: Person, command: str
) -> None:
    game = await mira.posts_game("Strahd")
    answer = await noor.runs(command, game=game)
    assert answer.text == f"Only {mira.mention}, who hosts it, or a server manager can do that."
    assert (await tavern.row(game)).version == 1


async def test_cancel_gives_the_reason_to_everybody_concerned(
    tavern: Tavern, mira: Person, noor: Person, ivo: Person
) -> None:
    game = await mira.posts_game("Strahd")
    await noor.clicks("Join", on=game)
    answer = await ivo.runs("game cancel", game=game, reason="Mira is ill")
    assert answer.text == "Cancelled **Strahd**. 1 person will be told."
    start = int((await tavern.row(game)).starts_at.timestamp())
    await until(lambda: noor.inbox and mira.inbox)
    told = f"**Strahd** on <t:{start}:F> is cancelled. Ivo: “Mira is ill”"
    assert (noor.inbox, mira.inbox) == ([told], [told])
    await until(lambda: tavern.announcement(game).text.startswith("## Cancelled: Strahd"))
    assert "“Mira is ill”" in tavern.announcement(game).text
    again = await ivo.runs("game cancel", game=game)
    assert again.text == "**Strahd** was cancelled already. Nothing changed."


@pytest.mark.parametrize("command", ["game edit", "game cancel", "game show"])
async def test_an_unknown_game_is_said_to_be_unknown(tavern: Tavern, mira: Person, command: str) -> None:
    answer = await mira.runs(command, game="nosuchgame")
    assert answer.text.startswith("There is no such game here.")


async def test_show_gives_the_card_in_private(tavern: Tavern, mira: Person, noor: Person) -> None:
    game = await mira.posts_game("Strahd")
    card = (await noor.runs("game show", game=game)).shown
    assert (card.text, card.buttons) == (tavern.announcement(game).text, tavern.announcement(game).buttons)


async def test_games_are_suggested_to_those_who_may_change_them(
    tavern: Tavern, mira: Person, noor: Person, ivo: Person
) -> None:
    game = await mira.posts_game("Curse of Strahd")
    assert list((await mira.types("game edit", "game", "strahd")).values()) == [game]
    assert list((await ivo.types("game cancel", "game", game[:4])).values()) == [game]
    assert list((await noor.types("game show", "game", "")).values()) == [game]
    assert await noor.types("game edit", "game", "strahd") == {}
    assert await mira.types("game edit", "game", "blades") == {}


async def test_games_lists_the_ten_soonest(tavern: Tavern, mira: Person, noor: Person) -> None:
    for number in range(12, 0, -1):
        when = str(int((tavern.clock.now() + timedelta(days=number)).timestamp()))
        await mira.runs("game create", title=f"Game {number}", when=when, players=1)
    game = await until(lambda: next(iter(dict(tavern.cards())), None))
    await noor.clicks("Join", on=GameId(game))
    panel = await noor.runs("games")
    lines = panel.text.splitlines()
    assert lines[0] == "### Games in Friday Crew"
    assert lines[1] == "**Tomorrow**"
    listed = [line.split("**")[1] for line in lines if line[0].isdigit()]
    assert listed == [f"Game {number}" for number in range(1, 11)]
    assert lines[-1] == "-# 10 of 12 games."
    assert list(panel.shown.buttons) == ["Mine", "Next 7 days", "Later"]
    later = await noor.clicks("Later", on=panel)
    assert [line.split("** ·")[0] for line in later.text.splitlines() if line[0].isdigit()] == [
        "11. **Game 11", "12. **Game 12",
    ]  # fmt: skip
    assert later.shown.message["id"] == panel.shown.message["id"]
    assert list(later.shown.buttons) == ["Mine", "Next 7 days", "Earlier"]
    mine = await noor.clicks("Mine", on=later)
    assert mine.text.endswith("1 game.")
    week = await noor.clicks("Next 7 days", on=mine)
    assert week.text.startswith("### Games in Friday Crew — next 7 days\n")
    choices = list(week.shown.choices(PICK))
    assert (await tavern.row(GameId(game))).title not in choices  # joined already
    joined = await noor.chooses(PICK, choices[0], on=week)
    assert joined.text.startswith(f"You're in — seat 1 of 1. **{choices[0]}**,")


async def test_games_says_where_the_reader_stands(tavern: Tavern, mira: Person, noor: Person) -> None:
    game = await mira.posts_game("Strahd", max_players=1)
    await noor.clicks("Join", on=game)
    start = int((await tavern.row(game)).starts_at.timestamp())
    assert (await noor.runs("games")).text.splitlines()[2] == (
        f"1. **Strahd** · <t:{start}:f> · 1 of 1 · full · you're in"
    )
    assert (await mira.runs("games")).text.splitlines()[2].endswith("full · you host")


async def test_a_mistake_of_ours_is_admitted_with_a_reference(
    tavern: Tavern, mira: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(lists, "games", broken)
    answer = await mira.runs("games")
    said = "Something broke on our side and nothing was saved. Please tell an admin. (ref "
    assert answer.text.startswith(said)
    assert answer.text.removeprefix(said).rstrip(")") in caplog.text
    monkeypatch.setattr(replies, "answer", broken)
    assert (await mira.runs("games")).text.startswith(said)
