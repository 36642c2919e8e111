"""Games planned with a template: what it begins with, what it locks, who may use it, where its games go."""

from __future__ import annotations

import asyncio

import pytest

from gamescheduler.bot import posting, replies
from tests.bot.planned import make_template, nothing_happened, only_game, to_winter
from tests.cast import Person
from tests.messages import LOADING
from tests.tavern import Tavern

KEPT = "Nothing was posted. What you typed is kept for 15 minutes."


async def test_a_template_fills_the_form(tavern: Tavern, mira: Person) -> None:
    await make_template(
        tavern, "D&D", title="Curse of Strahd", description="Bring dice.",
        values={"location": "Tavern", "max_players": 4, "duration": 180},
    )  # fmt: skip
    form = await mira.runs("game create", template="D&D")
    assert form.form == {
        "title": "Curse of Strahd", "when": "", "with_players": "", "location": "Tavern",
        "description": "Bring dice.",
    }  # fmt: skip
    assert (await mira.fills(form, when="in 2h")).text.startswith("Posted **Curse of Strahd**")
    row = await tavern.row(await only_game(tavern))
    assert (row.title, row.description, row.location, row.max_players, row.duration) == (
        "Curse of Strahd", "Bring dice.", "Tavern", 4, 180,
    )  # fmt: skip
    # What stood in the form already is still the template's answer.
    assert {row.origins[name] for name in ("location", "max_players", "duration")} == {"template"}


async def test_what_a_template_begins_with_can_be_left_out(tavern: Tavern, mira: Person) -> None:
    await make_template(
        tavern, "D&D", title="Strahd", description="Bring dice.", values={"location": "Tavern"}
    )
    form = await mira.runs("game create", template="D&D")
    await mira.fills(form, when="in 2h", description="", location="")
    row = await tavern.row(await only_game(tavern))
    assert (row.description, row.location) == ("", "")


async def test_what_was_given_to_the_command_comes_before_the_template(tavern: Tavern, mira: Person) -> None:
    await make_template(tavern, "D&D", title="Strahd", description="Bring dice.", values={"max_players": 4})
    form = await mira.runs("game create", template="D&D", title="Blades", players=2)
    assert (form.form["title"], form.form["description"]) == ("Blades", "Bring dice.")
    await mira.fills(form, when="in 2h")
    row = await tavern.row(await only_game(tavern))
    assert (row.title, row.max_players, row.origins["max_players"]) == ("Blades", 2, "game")


async def test_a_template_with_a_title_needs_only_a_time(tavern: Tavern, mira: Person) -> None:
    template = await make_template(tavern, "D&D", title="Strahd")
    answer = await mira.runs("game create", template=str(template), when="in 2h")
    assert answer.text.startswith("Posted **Strahd**")
    assert (await tavern.row(await only_game(tavern))).template_id == template


async def test_looking_whether_a_form_is_needed_takes_from_the_time_for_the_answer(
    tavern: Tavern, mira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(*_: object, **__: object) -> None:
        await asyncio.sleep(0.2)

    monkeypatch.setattr(posting, "form", slow)
    monkeypatch.setattr(replies, "DEFER_AFTER", 0.2)
    await make_template(tavern, "D&D", title="Strahd")
    waiting = await mira.hasty.runs("game create", template="D&D", when="in 2h")
    assert waiting.shown.message["flags"] & LOADING
    assert (await mira.reads(waiting)).startswith("Posted **Strahd**")


async def test_a_template_without_a_title_asks_for_one(tavern: Tavern, mira: Person) -> None:
    await make_template(tavern, "D&D")
    form = await mira.runs("game create", template="D&D", when="in 2h")
    assert form.form["title"] == ""
    assert (await mira.fills(form, title="Strahd")).text.startswith("Posted **Strahd**")


async def test_the_default_template_is_used_when_none_is_named(tavern: Tavern, mira: Person) -> None:
    template = await make_template(tavern, "D&D", default=True, title="Strahd")
    assert (await mira.runs("game create")).form["title"] == "Strahd"
    await mira.runs("game create", when="in 2h")
    assert (await tavern.row(await only_game(tavern))).template_id == template


async def test_no_template_at_all_can_be_picked(tavern: Tavern, mira: Person) -> None:
    await make_template(tavern, "D&D", default=True, title="Strahd")
    none = (await mira.types("game create", "template", "no"))["No template"]
    form = await mira.runs("game create", template=none)
    assert form.form["title"] == ""
    await mira.fills(form, title="Blades", when="in 2h")
    assert (await tavern.row(await only_game(tavern))).template_id is None


async def test_the_form_keeps_the_template_it_was_opened_with(tavern: Tavern, mira: Person) -> None:
    """Whatever becomes the default meanwhile."""
    first = await make_template(tavern, "D&D", default=True, title="Strahd")
    form = await mira.runs("game create")
    await make_template(tavern, "Blades", default=True, title="Blades")
    await mira.fills(form, when="in 2h")
    assert (await tavern.row(await only_game(tavern))).template_id == first


async def test_a_templates_games_go_to_its_channel(tavern: Tavern, mira: Person) -> None:
    await make_template(tavern, "D&D", title="Strahd", channel_id=tavern.channel("general"))
    await tavern.configure("games", active=True)
    answer = await mira.runs("game create", template="D&D", when="in 2h")
    assert f"in <#{tavern.channel('general')}>." in answer.text
    chosen = await mira.runs("game create", template="D&D", when="in 3h", channel="games")
    assert f"in <#{tavern.channel('games')}>." in chosen.text


async def test_a_lock_is_refused_with_whose_it_is(tavern: Tavern, mira: Person) -> None:
    await make_template(
        tavern, "D&D", title="Strahd", values={"max_players": 4, "location": "Tavern"},
        locked=("max_players", "location"),
    )  # fmt: skip
    form = await mira.runs("game create", template="D&D", players=5)
    assert form.text == f"“Max players” is locked at 4 by a template. Ask a server manager.\n{KEPT}"
    mended = await mira.clicks("Fix it", on=form)
    assert (mended.form["players"], mended.form["title"]) == ("5", "Strahd")
    again = await mira.fills(mended, when="in 2h", players="4", description="Bring dice.")
    assert again.text.startswith("Posted **Strahd**"), again.text  # what holds may be named
    row = await tavern.row(await only_game(tavern))
    assert (row.max_players, row.location) == (4, "Tavern")


async def test_a_locked_place_is_refused_in_the_form(tavern: Tavern, mira: Person) -> None:
    await make_template(tavern, "D&D", title="Strahd", values={"location": "Tavern"}, locked=("location",))
    form = await mira.runs("game create", template="D&D")
    answer = await mira.fills(form, when="fri 28pm", location="At Mira's")
    assert [line[:30] for line in answer.text.splitlines()] == [
        "I couldn't read “fri 28pm” as ", "“Place” is locked at Tavern by", KEPT[:30],
    ]  # fmt: skip
    assert await nothing_happened(tavern)


async def test_templates_are_suggested_to_those_who_may_use_them(
    tavern: Tavern, mira: Person, noor: Person, ivo: Person
) -> None:
    players = int(tavern.crew.roles["Players"])
    await make_template(tavern, "Board games")
    await make_template(tavern, "Raid", values={"host_roles": [players]})
    await make_template(tavern, "D&D", default=True)
    assert list(await mira.types("game create", "template", "")) == [
        "D&D (default)", "Board games", "No template",
    ]  # fmt: skip
    assert list(await ivo.types("game create", "template", "ra")) == ["Raid"]
    assert list(await mira.types("game create", "template", "board")) == ["Board games"]
    assert await noor.types("game create", "template", "") == {}
    # Who hosts only in this channel is offered what can be used in it.
    await tavern.configure("games", host_roles=[players])
    assert list(await noor.types("game create", "template", "")) == [
        "D&D (default)", "Board games", "Raid", "No template",
    ]  # fmt: skip
    assert list(await mira.types("game create", "template", "", channel="general"))[:1] == ["D&D (default)"]
    assert await noor.types("game create", "template", "", channel="general") == {}


async def test_a_template_for_others_is_refused_and_no_default_for_me(tavern: Tavern, mira: Person) -> None:
    players = int(tavern.crew.roles["Players"])
    await make_template(tavern, "Raid", default=True, title="Raid night", values={"host_roles": [players]})
    assert (await mira.runs("game create")).form["title"] == ""
    answer = await mira.runs("game create", template="raid", when="in 2h")
    assert answer.text == (
        f"Only <@&{players}> can use the template “Raid”. Pick another, or ask a server admin. "
        "Nothing was saved."
    )
    assert await nothing_happened(tavern)


async def test_names_of_templates_are_no_business_of_those_who_do_not_host(
    tavern: Tavern, noor: Person
) -> None:
    await make_template(tavern, "Secret", title="Strahd")
    answers = [await noor.runs("game create", template=name, when="in 2h") for name in ("Secret", "Other")]
    assert answers[0].text == answers[1].text
    assert answers[0].text.startswith("Only <@&")


async def test_the_answer_names_the_zone_times_were_read_in(tavern: Tavern, mira: Person) -> None:
    to_winter(tavern)
    unknown = await mira.runs("game create", title="Strahd", when="in 2h")
    last = unknown.text.splitlines()[-1]
    assert last.startswith("-# That is ")
    assert last.endswith(" UTC. Times are read in UTC. Set yours with /settings me.")
    await tavern.configure(time_zone="Europe/Berlin")
    known = await mira.runs("game create", title="Blades", when="in 2h")
    assert known.text.splitlines()[-1].endswith(" CET (Europe/Berlin).")
    await tavern.configure(time_zone="UTC")
    chosen = await mira.runs("game create", title="Raid", when="in 2h")
    assert chosen.text.splitlines()[-1].endswith(" UTC.")


async def test_signup_is_picked_from_a_list(tavern: Tavern, mira: Person) -> None:
    await mira.runs("game create", title="Strahd", when="in 2h", signup="host")
    assert (await tavern.row(await only_game(tavern))).signup == "host"
