"""Two people change the same game: nothing is overwritten silently, and nobody types anything twice."""

from __future__ import annotations

from tests.cast import Person, hours
from tests.messages import Answer
from tests.tavern import Tavern


async def both_open(tavern: Tavern, mira: Person, ivo: Person) -> tuple[str, Answer, Answer]:
    game = await mira.posts_game("Strahd", in_=hours(9), description="Bring dice.")
    return game, await mira.runs("game edit", game=game), await ivo.runs("game edit", game=game)


async def test_the_second_is_shown_both_values(tavern: Tavern, mira: Person, ivo: Person) -> None:
    game, hers, his = await both_open(tavern, mira, ivo)
    await ivo.fills(his, title="Blades")
    clash = await mira.fills(hers, title="Curse of Strahd", description="Bring dice.\nLevel 5.")
    assert clash.text.splitlines() == [
        "Somebody changed this game while you did. Nothing was saved. What stands, and what you wanted:",
        "The title: now “Blades”, yours “Curse of Strahd”.",
        "The description: now “Bring dice.”, yours “Bring dice.",
        "Level 5.”.",
    ]
    assert list(clash.shown.buttons) == ["Keep mine", "Use theirs"]
    assert (await tavern.row(game)).title == "Blades"


async def test_keeping_mine_saves_it(tavern: Tavern, mira: Person, ivo: Person) -> None:
    game, hers, his = await both_open(tavern, mira, ivo)
    await ivo.fills(his, title="Blades")
    clash = await mira.fills(hers, title="Curse of Strahd")
    saved = await mira.clicks("Keep mine", on=clash)
    assert saved.text.startswith("Saved. **Curse of Strahd** is on ")
    assert (saved.shown.message["id"], saved.shown.buttons) == (clash.shown.message["id"], {})
    assert (await tavern.row(game)).title == "Curse of Strahd"


async def test_using_theirs_changes_nothing(tavern: Tavern, mira: Person, ivo: Person) -> None:
    game, hers, his = await both_open(tavern, mira, ivo)
    await ivo.fills(his, title="Blades")
    done = await mira.clicks("Use theirs", on=await mira.fills(hers, title="Curse of Strahd"))
    assert (done.text, done.shown.buttons) == (
        "The game stays as it is now. Your changes were dropped.", {},
    )  # fmt: skip
    assert (await tavern.row(game)).title == "Blades"


async def test_a_change_between_the_question_and_the_answer_asks_again(
    tavern: Tavern, mira: Person, ivo: Person
) -> None:
    game, hers, his = await both_open(tavern, mira, ivo)
    await ivo.fills(his, title="Blades")
    clash = await mira.fills(hers, title="Curse of Strahd")
    await ivo.fills(await ivo.runs("game edit", game=game), title="Raid")
    again = await mira.clicks("Keep mine", on=clash)
    assert "The title: now “Raid”, yours “Curse of Strahd”." in again.text
    assert (await tavern.row(game)).title == "Raid"
    assert (await mira.clicks("Keep mine", on=again)).text.startswith("Saved. **Curse of Strahd**")


async def test_changes_to_different_fields_do_not_clash(tavern: Tavern, mira: Person, ivo: Person) -> None:
    """What was left as it stood when the form was opened is nobody's wish."""
    game, hers, his = await both_open(tavern, mira, ivo)
    await ivo.fills(his, title="Blades")
    saved = await mira.fills(hers, description="Level 5.", when="in 5h")
    assert saved.text.startswith("Saved. **Blades** is on ")
    row = await tavern.row(game)
    assert (row.title, row.description) == ("Blades", "Level 5.")


async def test_the_same_change_twice_is_no_clash(tavern: Tavern, mira: Person, ivo: Person) -> None:
    _, hers, his = await both_open(tavern, mira, ivo)
    await ivo.fills(his, title="Blades")
    answer = await mira.fills(hers, title="Blades")
    assert answer.text == "Nothing about **Blades** was different, so nothing changed."


async def test_people_who_join_meanwhile_are_no_clash(
    tavern: Tavern, mira: Person, ivo: Person, noor: Person
) -> None:
    game, hers, _ = await both_open(tavern, mira, ivo)
    await noor.clicks("Join", on=game)
    assert (await mira.fills(hers, title="Blades")).text.startswith("Saved. **Blades**")


async def test_mending_what_could_not_be_read_does_not_hide_a_clash(
    tavern: Tavern, mira: Person, ivo: Person
) -> None:
    """The form that comes back remembers what its reader saw at first."""
    game, hers, his = await both_open(tavern, mira, ivo)
    wrong = await mira.fills(hers, title="Curse of Strahd", players="lots")
    await ivo.fills(his, title="Blades", description="Heists.")
    form = await mira.clicks("Fix it", on=wrong)
    assert (form.form["title"], form.form["description"]) == ("Curse of Strahd", "Heists.")
    clash = await mira.fills(form, players="3")
    assert "The title: now “Blades”, yours “Curse of Strahd”." in clash.text
    assert "The description" not in clash.text
    assert (await mira.clicks("Keep mine", on=clash)).text.startswith("Saved. **Curse of Strahd**")
    row = await tavern.row(game)
    assert (row.max_players, row.description) == (3, "Heists.")


async def test_an_answer_that_comes_too_late_says_so(tavern: Tavern, mira: Person, ivo: Person) -> None:
    game, hers, his = await both_open(tavern, mira, ivo)
    await ivo.fills(his, title="Blades")
    clash = await mira.fills(hers, title="Curse of Strahd")
    tavern.jump(minutes=16)
    late = await mira.clicks("Keep mine", on=clash)
    assert late.text == "I kept what you typed for 15 minutes, and they are over. Please edit the game again."
    assert (await tavern.row(game)).title == "Blades"


async def test_a_clash_of_long_texts_fits_one_message(tavern: Tavern, mira: Person, ivo: Person) -> None:
    _, hers, his = await both_open(tavern, mira, ivo)
    await ivo.fills(his, description="*" * 2000)
    clash = await mira.fills(hers, description="_" * 2000)
    assert len(clash.text) <= 2000
    assert "yours “" in clash.text
    assert list(clash.shown.buttons) == ["Keep mine", "Use theirs"]
