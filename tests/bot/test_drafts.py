"""Nothing typed is lost: what can't be posted or saved is kept, and the form comes back with it."""

from __future__ import annotations

import pytest

from gamescheduler.bot import replies
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.models import GameId
from gamescheduler.services import templating
from tests.bot.planned import add_member, make_template, nothing_happened, only_game, seated
from tests.cast import Person, hours
from tests.tavern import Tavern, until

KEPT = "Nothing was posted. What you typed is kept for 15 minutes."
EXPIRED = "I kept what you typed for 15 minutes, and they are over. Please start again with /game create."
EVERYTHING = {
    "title": "Strahd", "when": "fri 28pm", "description": "Bring dice.\nLevel 5.", "location": "At Mira's",
    "with_players": "Carl, @ada",
}  # fmt: skip


async def test_a_command_that_can_not_be_read_comes_back_as_a_form(tavern: Tavern, mira: Person) -> None:
    """Also what the form has no field for."""
    answer = await mira.runs(
        "game create", **EVERYTHING, players=3, duration="90m", reminders="none", signup="ask"
    )
    assert answer.text.startswith("I couldn't read “fri 28pm” as a time.")
    assert answer.text.endswith(KEPT)
    assert list(answer.shown.buttons) == ["Fix it", "Discard"]
    form = await mira.clicks("Fix it", on=answer)
    assert form.form == EVERYTHING
    posted = await mira.fills(form, when="in 2h")
    assert posted.text.startswith("Posted **Strahd**")
    assert (posted.shown.message["id"], posted.shown.buttons) == (answer.shown.message["id"], {})
    game = await only_game(tavern)
    row = await tavern.row(game)
    assert (row.description, row.location, row.max_players, row.duration, row.reminders, row.signup) == (
        EVERYTHING["description"], "At Mira's", 3, 90, [], "ask",
    )  # fmt: skip
    assert await seated(tavern, game) == ["Carl", "Ada"]


async def test_a_form_that_can_not_be_read_comes_back_as_often_as_it_takes(
    tavern: Tavern, mira: Person
) -> None:
    form = await mira.runs("game create", players=4)
    for when in ("fri 28pm", "2020-01-01 20:00"):
        answer = await mira.fills(form, **{**EVERYTHING, "when": when})
        assert answer.text.endswith(KEPT)
        form = await mira.clicks("Fix it", on=answer)
        assert form.form == {**EVERYTHING, "when": when}
    assert await nothing_happened(tavern)
    await mira.fills(form, when="in 2h")
    assert (await tavern.row(await only_game(tavern))).max_players == 4


async def test_what_is_too_long_comes_back_whole(tavern: Tavern, mira: Person) -> None:
    typed = {"title": "x" * 101, "description": "y" * 2500, "location": "z" * 201}
    answer = await mira.runs("game create", when="in 2h", **typed)
    form = await mira.clicks("Fix it", on=answer)
    assert {name: form.form[name] for name in typed} == typed


async def test_what_the_form_has_no_field_for_gets_one_when_it_is_wrong(tavern: Tavern, mira: Person) -> None:
    """The place gives way, and is not lost."""
    answer = await mira.runs("game create", **{**EVERYTHING, "when": "in 2h"}, duration="30h")
    assert answer.text == f"The duration must be from 1 min to 1 d, not 30h.\n{KEPT}"
    form = await mira.clicks("Fix it", on=answer)
    assert set(form.form) == {"title", "when", "with_players", "description", "duration"}
    assert (await mira.fills(form, duration="3h")).text.startswith("Posted **Strahd**")
    row = await tavern.row(await only_game(tavern))
    assert (row.duration, row.location) == (180, "At Mira's")


async def test_a_wrong_option_is_kept_before_any_form_was_opened(tavern: Tavern, mira: Person) -> None:
    answer = await mira.runs("game create", description="Bring dice.", duration="long", reminders="soon")
    assert [line.split(":")[0] for line in answer.text.splitlines()] == ["The duration", "Reminders", KEPT]
    form = await mira.clicks("Fix it", on=answer)
    assert form.form["description"] == "Bring dice."
    assert (form.form["duration"], form.form["reminders"]) == ("long", "soon")
    posted = await mira.fills(form, title="Strahd", when="in 2h", duration="", reminders="1h")
    assert posted.text.startswith("Posted **Strahd**")
    row = await tavern.row(await only_game(tavern))
    assert (row.duration, row.reminders) == (None, [60])


async def test_a_draft_is_kept_for_fifteen_minutes_and_no_longer(tavern: Tavern, mira: Person) -> None:
    answer = await mira.runs("game create", **EVERYTHING, duration="30h")
    tavern.jump(minutes=14)
    form = await mira.clicks("Fix it", on=answer)
    assert "location" not in form.form
    tavern.jump(minutes=14)  # opening the form began the time anew
    answer = await mira.fills(form, duration="3h")
    assert (await mira.clicks("Fix it", on=answer)).form == EVERYTHING
    tavern.jump(minutes=16)
    late = await mira.clicks("Fix it", on=answer)
    assert (late.text, late.shown.buttons) == (EXPIRED, {})


async def test_a_form_that_was_open_for_too_long_still_posts(tavern: Tavern, mira: Person) -> None:
    """What was kept is gone, what is in the form is not."""
    answer = await mira.runs("game create", **EVERYTHING, players=3, duration="2h", reminders="2h, 30m")
    form = await mira.clicks("Fix it", on=answer)
    tavern.jump(minutes=16)
    await mira.fills(form, when="in 3h")
    row = await tavern.row(await only_game(tavern))
    assert (row.max_players, row.duration, row.reminders, row.location) == (3, 120, [120, 30], "At Mira's")


async def test_a_late_form_that_lacks_a_field_asks_before_it_posts(tavern: Tavern, mira: Person) -> None:
    """The place gave way to the duration, and is forgotten by now."""
    answer = await mira.runs("game create", **{**EVERYTHING, "when": "in 2h"}, duration="30h", players=3)
    form = await mira.clicks("Fix it", on=answer)
    tavern.jump(minutes=16)
    late = await mira.fills(form, duration="3h")
    assert late.text == (
        f"The 15 minutes were over, so I no longer know the place. The rest is here.\n{KEPT}"
    )
    assert list(late.shown.buttons) == ["Fill it in", "Post it as it is", "Discard"]
    assert await nothing_happened(tavern)
    again = await mira.clicks("Fill it in", on=late)
    assert again.form == {**EVERYTHING, "when": "in 2h", "location": ""}
    assert (await mira.fills(again, location="At Mira's")).text.startswith("Posted **Strahd**")
    row = await tavern.row(await only_game(tavern))
    assert (row.duration, row.max_players, row.location) == (180, 3, "At Mira's")


async def test_choosing_for_an_expired_draft_says_so(tavern: Tavern, mira: Person) -> None:
    add_member(tavern, "sammy", "Sammy")
    asked = await mira.runs("game create", title="Strahd", when="in 2h", with_players="@sa")
    tavern.jump(minutes=16)
    late = await mira.chooses("Which “@sa” did you mean?", "Sam", on=asked)
    assert (late.text, late.shown.buttons, late.shown.menus) == (EXPIRED, {}, {})
    assert await nothing_happened(tavern)


async def test_trying_an_expired_draft_again_says_so(tavern: Tavern, mira: Person) -> None:
    await tavern.configure("general", active=False)
    closed = await mira.runs("game create", title="Strahd", when="in 2h", channel="general")
    tavern.jump(minutes=16)
    late = await mira.clicks("Try again", on=closed)
    assert (late.text, late.shown.buttons) == (EXPIRED, {})


async def test_a_discarded_draft_is_gone(tavern: Tavern, mira: Person) -> None:
    answer = await mira.runs("game create", **EVERYTHING)
    both = answer.shown
    gone = await mira.clicks("Discard", on=answer)
    assert (gone.text, gone.shown.buttons) == ("Discarded. Nothing was saved.", {})
    assert gone.shown.message["id"] == both.message["id"]
    assert await nothing_happened(tavern)


async def test_drafts_of_two_people_and_two_games_do_not_meet(
    tavern: Tavern, mira: Person, ivo: Person
) -> None:
    first = await mira.runs("game create", **{**EVERYTHING, "title": "First"})
    second = await mira.runs("game create", **{**EVERYTHING, "title": "Second"})
    third = await ivo.runs("game create", **{**EVERYTHING, "title": "Third"})
    for who, answer, title in ((mira, first, "First"), (ivo, third, "Third"), (mira, second, "Second")):
        assert (await who.clicks("Fix it", on=answer)).form["title"] == title


async def test_drafts_survive_a_restart(empty_tavern: Tavern, mira: Person) -> None:
    async with empty_tavern.bot():
        await empty_tavern.configure(host_roles=[int(empty_tavern.crew.roles["Game Master"])])
        answer = await mira.runs("game create", **EVERYTHING)
    async with empty_tavern.bot():
        form = await mira.clicks("Fix it", on=answer)
        assert form.form == EVERYTHING
        assert (await mira.fills(form, when="in 2h")).text.startswith("Posted **Strahd**")


async def test_a_closed_channel_keeps_what_was_typed_until_it_is_open(tavern: Tavern, mira: Person) -> None:
    await tavern.configure("general", active=False)
    answer = await mira.runs("game create", **{**EVERYTHING, "when": "in 2h"}, channel="general")
    assert answer.text == (
        f"<#{tavern.channel('general')}> isn't open for games. Pick another channel. Nothing was saved.\n"
        "What you typed is kept for 15 minutes."
    )
    await tavern.configure("general", active=True)
    assert (await mira.clicks("Try again", on=answer)).text.startswith("Posted **Strahd**")
    assert (await tavern.row(await only_game(tavern))).channel_id == tavern.channel("general")


async def test_another_channel_can_be_picked_for_what_was_typed(tavern: Tavern, mira: Person) -> None:
    """Also in a voice channel's chat, where nothing can be announced; and before the form was shown."""
    refused = await mira.runs("game create", on="Tavern", **{**EVERYTHING, "when": "in 2h"})
    assert refused.text == (
        f"<#{tavern.channel('Tavern')}> isn't open for games. Pick another channel. Nothing was saved.\n"
        "What you typed is kept for 15 minutes."
    )
    assert list(refused.shown.buttons) == ["Try again", "Fix the text", "Discard"]
    posted = await mira.chooses("Another channel…", "general", on=refused)
    assert posted.text.startswith("Posted **Strahd**")
    assert posted.shown.message["id"] == refused.shown.message["id"]
    assert (await tavern.row(await only_game(tavern))).channel_id == tavern.channel("general")
    asked = await mira.runs("game create", on="Tavern", description="Heists.")
    assert list(asked.shown.buttons) == ["Try again", "Discard"]
    form = await mira.chooses("Another channel…", "games", on=asked)
    assert form.form["description"] == "Heists."
    answer = await mira.fills(form, title="Blades", when="in 2h")
    assert f"in <#{tavern.channel('games')}>." in answer.text


async def test_changes_that_can_not_be_read_come_back_in_the_form(tavern: Tavern, mira: Person) -> None:
    game = await mira.posts_game("Strahd", max_players=3)
    form = await mira.runs("game edit", game=game)
    answer = await mira.fills(form, when="fri 28pm", players="lots", description="Bring dice.")
    assert answer.text.splitlines()[-1] == "Nothing was saved. What you typed is kept for 15 minutes."
    assert answer.text.startswith("I couldn't read “fri 28pm” as a time.")
    assert "The number of players: I couldn't read “lots”." in answer.text
    again = await mira.clicks("Fix it", on=answer)
    wanted = {"when": "fri 28pm", "players": "lots", "description": "Bring dice."}
    assert again.form == {**form.form, **wanted}
    saved = await mira.fills(again, when="in 5h", players="none")
    assert saved.text.startswith("Saved. **Strahd** is on ")
    assert saved.shown.message["id"] == answer.shown.message["id"]
    row = await tavern.row(game)
    assert (row.description, row.max_players, row.title) == ("Bring dice.", None, "Strahd")


async def test_changes_are_kept_for_fifteen_minutes_too(tavern: Tavern, mira: Person) -> None:
    game = await mira.posts_game("Strahd", in_=hours(9))
    answer = await mira.fills(await mira.runs("game edit", game=game), players="lots")
    tavern.jump(minutes=16)
    late = await mira.clicks("Fix it", on=answer)
    assert late.text == (
        "I kept what you typed for 15 minutes, and they are over. Please edit the game again."
    )


async def test_discarded_changes_leave_the_game_as_it_was(tavern: Tavern, mira: Person) -> None:
    game = await mira.posts_game("Strahd")
    answer = await mira.fills(await mira.runs("game edit", game=game), title="Blades", players="lots")
    assert (await mira.clicks("Discard", on=answer)).text == "Discarded. Nothing was saved."
    assert (await tavern.row(game)).title == "Strahd"


async def test_a_form_of_another_version_says_so(tavern: Tavern, mira: Person) -> None:
    """Nothing of ours leaves a form unanswered."""
    form = await mira.runs("game create")
    interaction = tavern.world.interactions[form.outcome["modal"]["modal_id"]]
    assert interaction.modal is not None
    for custom_id in ("gs1:post:abcdefghij:0:180:60", "gs1:change:abcdefghij", "gs2:post:abcdefghij"):
        interaction.modal["custom_id"] = custom_id
        answer = await mira.fills(form, title="Strahd", when="in 2h")
        assert answer.text.startswith("This button is from an old version")


async def test_a_form_that_takes_long_is_answered_in_the_same_place(tavern: Tavern, mira: Person) -> None:
    """Nobody may look at what is kept for two seconds, which is longer than Discord waits patiently."""
    answer = await mira.runs("game create", **EVERYTHING)
    form = await mira.clicks("Fix it", on=answer)
    async with tavern.app.engine.begin() as connection:
        await connection.exec_driver_sql("LOCK TABLE cache IN ACCESS EXCLUSIVE MODE")
        waiting = await mira.fills(form, when="in 2h")
        assert waiting.text == answer.text

    def said() -> list[str]:
        return [m["content"] for m in tavern.world.seen(answer.shown.message["channel_id"], mira.id)]

    await until(lambda: said() and said()[0].startswith("Posted **Strahd**"))
    assert await seated(tavern, await only_game(tavern)) == ["Carl", "Ada"]


async def test_everything_asked_before_the_first_answer_shares_its_seconds(
    tavern: Tavern, mira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept can be looked at, and not written."""
    answer = await mira.runs("game create", **EVERYTHING)
    monkeypatch.setattr(replies, "FORM_WITHIN", 0.3)
    monkeypatch.setattr(replies, "DEFER_AFTER", 0.1)
    async with tavern.app.engine.begin() as connection:
        await connection.exec_driver_sql("LOCK TABLE cache IN SHARE MODE")
        late = await mira.clicks("Fix it", on=answer)
        assert late.text.startswith("The schedule database didn't answer")
        waiting = await mira.hasty.clicks("Discard", on=answer)
        assert waiting.text == answer.text

    def said() -> list[str]:
        return [m["content"] for m in tavern.world.seen(answer.shown.message["channel_id"], mira.id)]

    await until(lambda: said()[0] == "Discarded. Nothing was saved.")


async def test_what_was_kept_says_nothing_to_others(tavern: Tavern, mira: Person, noor: Person) -> None:
    """The answer is private, and the key is its owner's."""
    answer = await mira.runs("game create", **EVERYTHING)
    channel = tavern.crew.channels["games"]
    assert tavern.world.seen(channel, noor.id) == []
    assert answer.shown.buttons["Fix it"].startswith("gs1:fix:")
    game = GameId(answer.shown.buttons["Fix it"].split(":")[2])
    assert await tavern.app.cache.get(f"draft:{mira.id}:{game}") is not None
    assert await tavern.app.cache.get(f"draft:{noor.id}:{game}") is None


async def test_a_template_that_is_gone_meanwhile_is_named(tavern: Tavern, mira: Person) -> None:
    await make_template(tavern, "D&D", title="Strahd")
    gone = await make_template(tavern, "Raid")
    form = await mira.runs("game create", template="raid", description="Bring dice.")
    async with tavern.app.work(SCHEDULER) as work:
        await templating.delete(work, tavern.guild_id, gone)
    answer = await mira.fills(form, title="Strahd", when="in 2h")
    assert answer.text == f"There is no template “{gone}” here. Pick one from the list, or “none”.\n{KEPT}"
    form = await mira.clicks("Fix it", on=answer)
    assert (form.form["template"], form.form["description"]) == (str(gone), "Bring dice.")
    wrong = await mira.fills(form, template="DnD")
    assert wrong.text.startswith("There is no template “DnD” here.")
    form = await mira.clicks("Fix it", on=wrong)
    assert (await mira.fills(form, template="d&d")).text.startswith("Posted **Strahd**")
