"""Players who are in from the start: names, mentions and guests, looked up at the simulated Discord."""

from __future__ import annotations

import asyncio

import pytest

from gamescheduler.bot import directory
from tests.bot.planned import MEMBER, SEARCH, add_member, nothing_happened, only_game, participants, seated
from tests.cards.hostile import ACTED_ON
from tests.cast import Person
from tests.messages import Answer
from tests.tavern import Tavern, until

KEPT = "Nothing was posted. What you typed is kept for 15 minutes."


async def plans(who: Person, with_players: str, **options: object) -> Answer:
    return await who.runs(
        "game create", **{"title": "Strahd", "when": "in 2h", "with_players": with_players, **options}
    )


async def test_names_mentions_and_guests_keep_their_order(
    tavern: Tavern, mira: Person, noor: Person, ada: Person
) -> None:
    """B-01, B-02, B-04, B-10: guests trimmed, blanks ignored, case makes no difference, order kept."""
    answer = await plans(mira, f"  Carl  , , @ADA,\n<@{noor.id}>")
    assert f"Already in: Carl (guest), {ada.mention}, {noor.mention}." in answer.text
    game = await only_game(tavern)
    assert await seated(tavern, game) == ["Carl", "Ada", "Noor"]
    assert [p.position for p in await participants(tavern, game)] == [1, 2, 3]
    # Both were never seen before the look-up, and are written to by now.
    await until(lambda: noor.inbox and ada.inbox)


async def test_mentions_as_the_client_writes_them_need_no_comma(
    tavern: Tavern, mira: Person, noor: Person, sam: Person
) -> None:
    await plans(mira, f"{noor.mention} <@!{sam.id}>")
    assert await seated(tavern, await only_game(tavern)) == ["Noor", "Sam"]


async def test_nobody_already_in_is_no_mistake(tavern: Tavern, mira: Person) -> None:
    """B-01: only blanks."""
    assert "Already in" not in (await plans(mira, " , ,, ")).text
    assert await seated(tavern, await only_game(tavern)) == []


async def test_who_does_not_fit_waits(tavern: Tavern, mira: Person, noor: Person) -> None:
    """B-22: [Carl, Noor | Kim]."""
    await plans(mira, "Carl, @noor, Kim", players=2)
    card = tavern.announcement(await only_game(tavern))
    await until(lambda: "**Waitlist: 1**" in tavern.messages()[0].text)
    assert "Players: 2 of 2" in card.text


async def test_an_exact_name_wins(tavern: Tavern, mira: Person) -> None:
    """B-08: “foo” although there is “foo.bar”; “foo.bar” by its whole name."""
    foo = add_member(tavern, "foo", "Foo")
    foobar = add_member(tavern, "foo.bar", "Foo Bar")
    await plans(mira, "@foo, @foo.bar")
    assert await seated(tavern, await only_game(tavern)) == [foo, foobar]


@pytest.mark.parametrize(
    ("case", "typed", "sentence"),
    [
        ("B-02", "<@123456789012345678>",
         "Line 1: “<\u200b@123456789012345678>” is not in this server. "
         "Invite them first, or write a name to add a guest."),
        ("B-05", "@zzz",
         "Line 1: there is no member “@zzz” in this server. Write the name without @ to add a guest."),
        ("B-16", "@unknown",
         "Line 1: there is no member “@unknown” in this server. Write the name without @ to add a guest."),
        ("no name", "@",
         "Line 1: there is no member “@” in this server. Write the name without @ to add a guest."),
        ("B-13", "x" * 101, "Line 1: a guest's name may have 100 characters, not 101."),
        ("bots", "@game scheduler", "Line 1: “@game scheduler” is a bot, and bots can't play."),
    ],
)  # fmt: skip
async def test_who_is_not_known_is_named_and_nothing_happens(
    tavern: Tavern, mira: Person, case: str, typed: str, sentence: str
) -> None:
    answer = await plans(mira, typed)
    assert answer.text == f"{sentence}\n{KEPT}", case
    assert await nothing_happened(tavern)


async def test_a_guest_may_have_a_hundred_characters(tavern: Tavern, mira: Person) -> None:
    """B-13."""
    await plans(mira, "x" * 100)
    assert await seated(tavern, await only_game(tavern)) == ["x" * 100]


async def test_the_same_member_twice_is_refused(tavern: Tavern, mira: Person, ada: Person) -> None:
    """B-11: by name and by mention."""
    answer = await plans(mira, f"@ada, {ada.mention}")
    said = f"Line 2: “<\u200b@{ada.id}>” is the same member as in line 1. List everybody once."
    assert answer.text == f"{said}\n{KEPT}"
    assert await nothing_happened(tavern)


async def test_the_host_is_not_listed(tavern: Tavern, mira: Person) -> None:
    """A host has a place already."""
    answer = await plans(mira, "@mira")
    assert answer.text.startswith(f"Line 1: leave out {mira.mention}, ")
    assert await nothing_happened(tavern)


async def test_eleven_of_a_name_are_too_many_to_choose_from(tavern: Tavern, mira: Person) -> None:
    """B-07: more letters are asked for, nobody is suggested."""
    for number in range(11):
        add_member(tavern, f"kim{number}", f"Kim {number}")
    answer = await plans(mira, "@kim")
    assert answer.text == f"Line 1: more than 10 members match “@kim”. Type more letters.\n{KEPT}"
    assert answer.shown.menus == {}


async def test_everything_that_is_wrong_is_named_at_once(tavern: Tavern, mira: Person) -> None:
    """All or nothing: each line, and what else was typed."""
    answer = await plans(mira, "Carl, @zzz, <@123456789012345678>", when="fri 28pm", title="x" * 101)
    assert [line[:30] for line in answer.text.splitlines()] == [
        "The title is too long: 101 cha",
        "I couldn't read “fri 28pm” as ",
        "Line 2: there is no member “@z",
        "Line 3: “<\u200b@123456789012345678",
        KEPT[:30],
    ]
    assert await nothing_happened(tavern)


async def test_more_problems_than_a_message_holds_are_cut(tavern: Tavern, mira: Person) -> None:
    answer = await plans(mira, "\n".join(["x" * 101] * 39))
    assert answer.text.startswith("Line 1: a guest's name may have 100 characters, not 101.\n")
    assert answer.text.splitlines()[-2] == "And 8 more."
    assert answer.text.endswith(KEPT)
    assert len(answer.text) <= 2000


async def test_several_of_a_name_are_offered_and_one_is_chosen(
    tavern: Tavern, mira: Person, noor: Person, sam: Person
) -> None:
    """Suggestions carry ids; choosing posts the game, in place of the question."""
    add_member(tavern, "sammy", "Sammy")
    asked = await plans(mira, "Carl, @sa, @noor")
    assert asked.text == f"“@sa” could be @Sam or @Sammy. Pick one.\n{KEPT}"
    assert set(asked.shown.buttons) == {"Fix the text", "Discard"}
    posted = await mira.chooses("Which “@sa” did you mean?", "Sam", on=asked)
    assert posted.text.startswith("Posted **Strahd**")
    assert f"Already in: Carl (guest), {sam.mention}, {noor.mention}." in posted.text
    assert (posted.shown.message["id"], posted.shown.buttons) == (asked.shown.message["id"], {})
    assert await seated(tavern, await only_game(tavern)) == ["Carl", "Sam", "Noor"]


async def test_several_lines_are_settled_one_after_the_other(tavern: Tavern, mira: Person) -> None:
    sammy, sanna = add_member(tavern, "sammy", "Sammy"), add_member(tavern, "sanna", "Sanna")
    asked = await plans(mira, "@sa, @sam.")
    assert list(asked.shown.menus) == ["Which “@sa” did you mean?"]
    assert "no member “@sam.”" not in asked.text  # sam.r is the only one
    fixed = await mira.fills(await mira.clicks("Fix the text", on=asked), with_players="@sa, @samm, @SA, Kim")
    assert list(fixed.shown.menus) == ["Which “@sa” did you mean?", "Which “@SA” did you mean?"]
    once = await mira.chooses("Which “@SA” did you mean?", "Sanna", on=fixed)
    assert list(once.shown.menus) == ["Which “@sa” did you mean?"]
    assert await nothing_happened(tavern)
    await mira.chooses("Which “@sa” did you mean?", "Sam", on=once)
    assert await seated(tavern, await only_game(tavern)) == ["Sam", sammy, sanna, "Kim"]


async def test_at_most_four_questions_fit_one_message(tavern: Tavern, mira: Person) -> None:
    for name in ("kim", "lee", "max", "pat", "ray"):
        add_member(tavern, f"{name}1", f"{name} one")
        add_member(tavern, f"{name}2", f"{name} two")
    asked = await plans(mira, "@kim, @lee, @max, @pat, @ray")
    assert len(asked.shown.menus) == 4
    for name in ("kim", "lee", "max", "pat", "ray"):
        asked = await mira.chooses(f"Which “@{name}” did you mean?", f"{name} one", on=asked)
    assert asked.text.startswith("Posted **Strahd**")


async def test_using_two_menus_at_once_posts_one_game(tavern: Tavern, mira: Person) -> None:
    """The first to settle everything posts; the other is told of the same game."""
    add_member(tavern, "sammy", "Sammy")
    asked = (await plans(mira, "@sa")).shown
    menu = "Which “@sa” did you mean?"
    answers = await asyncio.gather(*(mira.chooses(menu, name, on=asked) for name in ("Sam", "Sammy")))
    assert [answer.text.split(" for ")[0] for answer in answers] == ["Posted **Strahd**"] * 2
    assert len(await seated(tavern, await only_game(tavern))) == 1


@pytest.mark.parametrize("kind", ["status", "hangup"])
async def test_discord_being_away_creates_nothing_and_keeps_everything(
    tavern: Tavern, mira: Person, ada: Person, kind: str
) -> None:
    """B-14: not “invalid”, but “try again”; and trying again needs no typing."""
    for _ in range(20):  # disnake itself asks again a few times
        await tavern.control("faults", kind=kind, status=503, match=SEARCH)
    away = await plans(mira, "@ada", description="Bring dice.")
    assert away.text == (
        "I couldn't reach Discord's member list. Nothing was created. Please try again.\n"
        "What you typed is kept for 15 minutes."
    )
    assert await nothing_happened(tavern)


async def test_trying_again_after_discord_was_away_posts_it(
    tavern: Tavern, mira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B-14."""
    with monkeypatch.context() as impatient:
        impatient.setitem(directory.of.__kwdefaults__, "patience", 0.3)
        await tavern.control("faults", kind="delay", seconds=1.0, match=SEARCH)
        away = await plans(mira, "@ada", description="Bring dice.")
    assert away.text.startswith("I couldn't reach Discord's member list.")
    assert (await mira.clicks("Try again", on=away)).text.startswith("Posted **Strahd**")
    game = await only_game(tavern)
    assert await seated(tavern, game) == ["Ada"]
    assert (await tavern.row(game)).description == "Bring dice."


async def test_discord_is_not_asked_for_somebody_who_may_not_plan(tavern: Tavern, noor: Person) -> None:
    answer = await plans(noor, "@ada, <@123456789012345678>")
    assert answer.text.startswith("Only <@&")
    assert tavern.requests("GET", SEARCH["path"]) == tavern.requests("GET", MEMBER["path"]) == []


async def test_guests_alone_need_no_look_up(tavern: Tavern, mira: Person) -> None:
    await plans(mira, "Carl, Kim")
    assert tavern.requests("GET", SEARCH["path"]) == []


async def test_editing_without_touching_people_keeps_them(
    tavern: Tavern, mira: Person, noor: Person, sam: Person
) -> None:
    """B-17: ids, order and times of joining."""
    await plans(mira, "Carl, @noor")
    game = await only_game(tavern)
    await sam.clicks("Join", on=game)
    before = [(p.id, p.position, p.joined_at) for p in await participants(tavern, game)]
    assert len(before) == 3
    await mira.fills(await mira.runs("game edit", game=game), title="Curse of Strahd", when="in 5h")
    assert [(p.id, p.position, p.joined_at) for p in await participants(tavern, game)] == before


async def test_a_manager_names_the_host(tavern: Tavern, ivo: Person, noor: Person) -> None:
    answer = await ivo.runs("game create", title="Strahd", when="in 2h", host=noor.id)
    assert answer.text.startswith("Posted **Strahd**")
    game = await only_game(tavern)
    assert (await tavern.row(game)).host_id == int(noor.id)
    assert f"Hosted by {noor.mention}" in tavern.announcement(game).text


async def test_a_host_can_not_name_somebody_else(tavern: Tavern, mira: Person, noor: Person) -> None:
    answer = await mira.runs("game create", title="Strahd", when="in 2h", host=noor.id)
    assert answer.text == (
        "Only people who manage this server can name somebody else as the host. Nothing was saved.\n"
        "What you typed is kept for 15 minutes."
    )
    assert tavern.requests("GET", MEMBER["path"]) == []
    assert (await mira.clicks("Host it myself", on=answer)).text.startswith("Posted **Strahd**")


@pytest.mark.parametrize("who", ["stranger", "bot"])
async def test_only_people_of_the_server_host(tavern: Tavern, ivo: Person, who: str) -> None:
    """B-19: a host is a Discord user, and one of this server."""
    crew = tavern.crew
    host = crew.users["Zoe"] if who == "stranger" else crew.bot.id
    answer = await ivo.runs("game create", title="Strahd", when="in 2h", host=host)
    assert answer.text == f"Only people in this server can host, so <@{host}> can't.\n{KEPT}"
    assert await nothing_happened(tavern)
    assert list(answer.shown.buttons) == ["Host it myself", "Fix the text", "Discard"]
    assert (await ivo.clicks("Host it myself", on=answer)).text.startswith("Posted **Strahd**")
    assert (await tavern.row(await only_game(tavern))).host_id == int(ivo.id)


async def test_the_host_someone_named_is_not_listed_either(tavern: Tavern, ivo: Person, noor: Person) -> None:
    answer = await plans(ivo, "@noor", host=noor.id)
    assert answer.text.startswith(f"Line 1: leave out {noor.mention}, ")


async def test_hostile_names_are_harmless(tavern: Tavern, mira: Person) -> None:
    """B-106: as text they show as typed, in a menu nothing acts on them."""
    add_member(tavern, "evil", "Eve", nick="@everyone **x**")
    add_member(tavern, "evilla", "</games:5>")
    guests = ["<@&5>", "**[x](https://example.com)**", "<t:1:R>", "# Kim", "||`x`||\u202e"]
    asked = await plans(mira, "\n".join([*guests, "@ev", "@everyone"]))
    assert not ACTED_ON.search(asked.text), asked.text
    menu = asked.shown.menus["Which “@ev” did you mean?"]
    assert [option["label"] for option in menu["options"]] == ["@everyone **x**", "</games:5>"]
    form = await mira.clicks("Fix it", on=asked)
    assert form.form["with_players"] == "\n".join([*guests, "@ev", "@everyone"])
    posted = await mira.fills(form, with_players="\n".join(guests))
    assert not ACTED_ON.search(posted.text.replace(f"<#{tavern.channel('games')}>", "")), posted.text
    assert "1. <\u200b@&5> (guest)" in tavern.announcement(await only_game(tavern)).text
