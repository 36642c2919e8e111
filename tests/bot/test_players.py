"""What a host does about people: in the Players panel and by command, over the wire."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from gamescheduler.app import App
from gamescheduler.errors import Unreachable
from gamescheduler.models import GameId
from gamescheduler.services.work import Work
from tests.cast import Person
from tests.messages import Answer
from tests.tavern import Tavern, until

PICK, ADD, GIVE = "Move or remove somebody…", "Add a member…", "Give this place to a member…"


async def opened(host: Person, game: GameId) -> Answer:
    return await host.clicks("Players…", on=await host.clicks("More…", on=game))


async def add_guest(host: Person, panel: Answer, name: str) -> Answer:
    return await host.fills(await host.clicks("Add a guest", on=panel), name=name)


def lines(panel: Answer) -> list[str]:
    return panel.text.splitlines()


async def test_the_panel_lists_everybody_with_what_can_be_done(
    tavern: Tavern, mira: Person, noor: Person, sam: Person, ada: Person
) -> None:
    game = await mira.posts_game("Strahd", max_players=1)
    await noor.clicks("Join", on=game)
    await ada.clicks("Maybe", on=game)
    await until(lambda: "Join waitlist" in tavern.announcement(game).buttons)
    await sam.clicks("Join waitlist", on=game)
    panel = await opened(mira, game)
    assert lines(panel) == [
        "### Who plays **Strahd**",
        "**Players: 1 of 1**",
        f"1. {noor.mention}",
        "**Waitlist: 1** — first in line gets the next seat",
        f"1. {sam.mention}",
        "**Maybe: 1**",
        f"1. {ada.mention}",
    ]
    assert list(panel.shown.choices(PICK)) == ["Noor the Brave", "Sam", "Ada"]
    assert list(panel.shown.buttons) == ["Add a guest"]


async def test_the_panel_of_an_empty_game_says_so(tavern: Tavern, mira: Person) -> None:
    panel = await opened(mira, await mira.posts_game("Strahd"))
    assert lines(panel)[1:] == ["**Players: 0 of 5**", "Nobody yet."]
    assert list(panel.shown.menus) == [ADD]


async def test_adding_a_member_seats_them_and_tells_them(tavern: Tavern, mira: Person, noor: Person) -> None:
    game = await mira.posts_game("Strahd", max_players=2)
    panel = await opened(mira, game)
    shown = await mira.chooses(ADD, "Noor", on=panel)
    assert lines(shown)[1] == f"{noor.mention} has seat 1 of 2."
    assert shown.shown.message["id"] == panel.shown.message["id"]
    await until(lambda: tavern.announcement(game).section("Players") == ["Noor"])
    await until(lambda: noor.inbox)


async def test_adding_a_guest_puts_the_name_on_the_card(tavern: Tavern, mira: Person, noor: Person) -> None:
    game = await mira.posts_game("Strahd", max_players=1)
    await noor.clicks("Join", on=game)
    shown = await add_guest(mira, await opened(mira, game), "Sam *the* Cook")
    assert lines(shown)[1] == "Sam \\*the\\* Cook (guest) has seat 1 of 1."
    # B-23: who is added by the host stands in front of those who joined.
    await until(lambda: tavern.announcement(game).section("Waitlist") == ["Noor"])
    assert "1. Sam \\*the\\* Cook (guest)" in tavern.announcement(game).text


@pytest.mark.parametrize(("name", "sentence"), [("   ", "A guest's name is missing.")])
async def test_a_guest_needs_a_name(tavern: Tavern, mira: Person, name: str, sentence: str) -> None:
    game = await mira.posts_game("Strahd")
    answer = await add_guest(mira, await opened(mira, game), name)
    assert answer.text.startswith(sentence)
    assert (await tavern.row(game)).version == 1


async def test_a_bot_cannot_be_added(tavern: Tavern, mira: Person) -> None:
    game = await mira.posts_game("Strahd")
    panel = await opened(mira, game)
    menu = panel.shown.menus[ADD]["custom_id"]
    answer = await mira.presses(menu, panel.shown, [tavern.crew.bot.id])
    assert answer.text == "Bots can't play."
    assert (await tavern.row(game)).version == 1


async def test_somebody_of_no_server_of_ours_cannot_be_added(tavern: Tavern, mira: Person) -> None:
    game = await mira.posts_game("Strahd")
    answer = await mira.chooses(ADD, "Zoe", on=await opened(mira, game))
    assert answer.text == "Zoe is not in this server. Invite them first, or add a guest by name."
    assert (await tavern.row(game)).version == 1


async def test_the_host_cannot_be_added(tavern: Tavern, mira: Person) -> None:
    game = await mira.posts_game("Strahd")
    answer = await mira.chooses(ADD, "Mira", on=await opened(mira, game))
    assert answer.text.startswith(f"Leave {mira.mention} out of the players")


async def test_moving_somebody_up_moves_another_down(
    tavern: Tavern, mira: Person, noor: Person, sam: Person
) -> None:
    game = await mira.posts_game("Strahd", max_players=1)
    await noor.clicks("Join", on=game)
    await sam.clicks("Join", on=game)
    panel = await mira.chooses(PICK, "Sam", on=await opened(mira, game))
    assert f"{sam.mention} — number 1 on the waitlist" in lines(panel)
    assert panel.shown.enabled == {"Move up", "Move to the first seat", "Remove", "Add a guest"}
    moved = await mira.clicks("Move up", on=panel)
    assert lines(moved)[1] == f"{sam.mention} has seat 1 of 1."
    # Sam stays picked, so that one can go on.
    assert moved.shown.enabled == {"Move down", "Move to the waitlist", "Remove", "Add a guest"}
    await until(lambda: tavern.announcement(game).section("Players") == ["Sam"])
    assert tavern.announcement(game).section("Waitlist") == ["Noor"]
    back = await mira.clicks("Move to the waitlist", on=moved)
    assert lines(back)[1] == f"{sam.mention} is number 1 on the waitlist."


async def test_removing_somebody_gives_their_seat_to_the_next(
    tavern: Tavern, mira: Person, noor: Person, sam: Person
) -> None:
    """B-37"""
    game = await mira.posts_game("Strahd", max_players=1)
    await noor.clicks("Join", on=game)
    await sam.clicks("Join", on=game)
    panel = await mira.chooses(PICK, "Noor the Brave", on=await opened(mira, game))
    shown = await mira.clicks("Remove", on=panel)
    assert lines(shown)[1] == f"{noor.mention} is out. The seat went to {sam.mention}."
    assert list(shown.shown.choices(PICK)) == ["Sam"]
    assert "Remove" not in shown.shown.buttons
    await until(lambda: noor.inbox and sam.inbox)
    await until(lambda: tavern.announcement(game).section("Players") == ["Sam"])


async def test_a_guest_becomes_a_member_in_the_same_seat(
    tavern: Tavern, mira: Person, noor: Person, ada: Person
) -> None:
    game = await mira.posts_game("Strahd", max_players=1)
    await noor.clicks("Join", on=game)
    panel = await add_guest(mira, await opened(mira, game), "Ada's sister")
    panel = await mira.chooses(PICK, "Ada's sister (guest)", on=panel)
    shown = await mira.chooses(GIVE, "Ada", on=panel)
    assert lines(shown)[1] == f"{ada.mention} has seat 1 of 1."
    await until(lambda: tavern.announcement(game).section("Players") == ["Ada"])


async def test_maybe_becomes_a_player(tavern: Tavern, mira: Person, noor: Person) -> None:
    game = await mira.posts_game("Strahd", max_players=2)
    await noor.clicks("Maybe", on=game)
    panel = await mira.chooses(PICK, "Noor the Brave", on=await opened(mira, game))
    shown = await mira.clicks("Add as a player", on=panel)
    assert lines(shown)[1] == f"{noor.mention} has seat 1 of 2."


async def test_where_people_ask_the_host_gives_and_takes_seats(
    tavern: Tavern, mira: Person, noor: Person, sam: Person
) -> None:
    """B-40"""
    await tavern.configure(signup="ask")
    game = await mira.posts_game("Strahd", max_players=1)
    assert list(tavern.announcement(game).buttons) == ["Ask to join", "Maybe", "Leave", "More…"]
    noted = "Noted. Mira \\(GM\\) picks the players and you're told when you're in."
    for who in (noor, sam):
        assert (await who.clicks("Ask to join", on=game)).text == noted
    panel = await mira.chooses(PICK, "Sam", on=await opened(mira, game))
    assert "**Asked to join: 2**" in lines(panel)
    given = await mira.clicks("Give a seat", on=panel)
    assert lines(given)[1] == f"{sam.mention} has seat 1 of 1."
    other = await mira.chooses(PICK, "Noor the Brave", on=given)
    assert "Give a seat" not in other.shown.enabled  # there is none
    await until(lambda: sam.inbox)
    await until(lambda: tavern.announcement(game).section("Players") == ["Sam"])
    again = await mira.chooses(PICK, "Sam", on=other)
    taken = await mira.clicks("Take the seat away", on=again)
    assert lines(taken)[1] == f"{sam.mention} is among those who asked to join."
    await until(lambda: tavern.announcement(game).section("Players") == [])


@pytest.mark.parametrize("what", ["Move down", "Move to the waitlist", "Remove", GIVE, ADD, "Add a guest"])
async def test_an_old_panel_changes_nothing_and_shows_the_new_list(
    tavern: Tavern, mira: Person, noor: Person, sam: Person, what: str
) -> None:
    game = await mira.posts_game("Strahd", max_players=1)
    await noor.clicks("Join", on=game)
    panel = await add_guest(mira, await opened(mira, game), "Zed")
    old = await mira.chooses(PICK, "Zed (guest)", on=panel)
    form = await mira.clicks("Add a guest", on=old)
    await until(lambda: "Join waitlist" in tavern.announcement(game).buttons)
    await sam.clicks("Join waitlist", on=game)
    version = (await tavern.row(game)).version
    if what == "Add a guest":
        answer = await mira.fills(form, name="Late")
    elif what in old.shown.menus:
        answer = await mira.chooses(what, "Ada", on=old)
    else:
        answer = await mira.clicks(what, on=old)
    assert lines(answer)[1] == "Somebody changed the list meanwhile. This is how it stands now."
    assert sam.mention in answer.text
    assert (await tavern.row(game)).version == version
    # It is a fresh panel now, with the same guest picked.
    assert lines(await mira.clicks("Remove", on=answer))[1] == (
        f"Zed (guest) is out. The seat went to {noor.mention}."
    )


async def test_the_panel_is_for_the_host_and_managers(
    tavern: Tavern, mira: Person, noor: Person, ivo: Person
) -> None:
    game = await mira.posts_game("Strahd")
    assert "Players…" not in (await noor.clicks("More…", on=game)).shown.buttons
    assert lines(await opened(ivo, game))[0] == "### Who plays **Strahd**"


async def test_a_panel_of_somebody_who_lost_the_right_does_nothing(
    tavern: Tavern, mira: Person, noor: Person, ivo: Person
) -> None:
    game = await mira.posts_game("Strahd")
    panel = await opened(ivo, game)
    guild = tavern.world.guilds[tavern.crew.guild_id]
    guild.members[ivo.id]["roles"] = []
    answer = await ivo.chooses(ADD, "Noor", on=panel)
    assert answer.text == f"Only {mira.mention}, who hosts it, or a server manager can do that."
    assert (await tavern.row(game)).version == 1


async def test_a_long_list_has_pages(tavern: Tavern, mira: Person) -> None:
    game = await mira.posts_game("Strahd", max_players=100)
    panel = await opened(mira, game)
    for number in range(1, 28):
        panel = await add_guest(mira, panel, f"Guest {number}")
    assert lines(panel)[-1] == "-# Page 1 of 2"
    later = await mira.clicks("Later", on=panel)
    assert lines(later)[1:] == [
        "**Players: 27 of 100**", "26. Guest 26 (guest)", "27. Guest 27 (guest)", "-# Page 2 of 2",
    ]  # fmt: skip
    assert later.shown.enabled == {"Add a guest", "Earlier"}
    picked = await mira.chooses(PICK, "Guest 26 (guest)", on=later)
    moved = await mira.clicks("Move up", on=picked)
    assert lines(moved)[-1] == "Guest 26 (guest) — seat 25 of 100"  # the page went along


async def test_add_by_command_takes_a_member_and_a_guest(tavern: Tavern, mira: Person, noor: Person) -> None:
    game = await mira.posts_game("Strahd", max_players=1)
    answer = await mira.runs("game add", game=game, player=noor.id, guest="Zed")
    assert answer.text == (
        f"**Strahd** — {noor.mention} has seat 1 of 1, Zed (guest) is number 1 on the waitlist."
    )
    await until(lambda: tavern.announcement(game).section("Players") == ["Noor"])
    assert (await mira.runs("game add", game=game)).text.startswith("Say who: ")


async def test_add_by_command_adds_once_when_the_answer_to_the_commit_is_lost(
    tavern: Tavern, mira: Person, noor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    game, work, lost = await mira.posts_game("Strahd"), App.work, []

    @contextlib.asynccontextmanager
    async def losing(app: App, *who: Any, **trace: Any) -> AsyncIterator[Work]:
        async with work(app, *who, **trace) as one:
            yield one
        if one.actor.user_id == int(mira.id) and not lost:
            lost.append(one)
            raise Unreachable

    monkeypatch.setattr(App, "work", losing)
    answer = await mira.runs("game add", game=game, player=noor.id, guest=" Zed ")
    assert answer.text == f"**Strahd** — {noor.mention} has seat 1 of 5, Zed (guest) has seat 2 of 5."
    assert (len(lost), (await tavern.row(game)).version) == (1, 2)


async def test_add_by_command_refuses_bots_and_strangers(tavern: Tavern, mira: Person) -> None:
    game = await mira.posts_game("Strahd")
    bot = await mira.runs("game add", game=game, player=tavern.crew.bot.id)
    zoe = await mira.runs("game add", game=game, player=tavern.crew.users["Zoe"])
    assert (bot.text, zoe.text.split(".")[0]) == ("Bots can't play.", "Zoe is not in this server")


async def test_people_are_suggested_to_those_who_may_move_them(
    tavern: Tavern, mira: Person, noor: Person, sam: Person
) -> None:
    game = await mira.posts_game("Strahd", max_players=1)
    await noor.clicks("Join", on=game)
    await mira.runs("game add", game=game, guest="Zed")
    offered = await mira.types("game remove", "player", "", game=game)
    assert list(offered) == ["1. Zed (guest) · seat 1 of 1", "2. Noor the Brave · number 1 on the waitlist"]
    assert list(await mira.types("game move", "player", "brave", game=game)) == [list(offered)[1]]
    assert list(await mira.types("game replace", "guest", "", game=game)) == [next(iter(offered))]
    assert await noor.types("game remove", "player", "", game=game) == {}
    assert await mira.types("game remove", "player", "") == {}
    moved = await mira.runs("game move", game=game, player=list(offered.values())[1], to=1)
    assert moved.text == f"**Strahd** — {noor.mention} has seat 1 of 1."
    given = await mira.runs("game replace", game=game, guest=next(iter(offered.values())), player=sam.id)
    assert given.text == f"**Strahd** — {sam.mention} is number 1 on the waitlist."
    removed = await mira.runs("game remove", game=game, player=list(offered.values())[1])
    assert removed.text == f"**Strahd** — {noor.mention} is out. The seat went to {sam.mention}."


@pytest.mark.parametrize("typed", ["noor THE brave", " <@{noor}> "])
async def test_somebody_may_be_named_by_hand(tavern: Tavern, mira: Person, noor: Person, typed: str) -> None:
    game = await mira.posts_game("Strahd")
    await noor.clicks("Join", on=game)
    answer = await mira.runs("game remove", game=game, player=typed.format(noor=noor.id))
    assert answer.text == f"**Strahd** — {noor.mention} is out."


async def test_a_name_that_two_have_or_nobody_removes_nobody(tavern: Tavern, mira: Person) -> None:
    game = await mira.posts_game("Strahd")
    for _ in range(2):
        await mira.runs("game add", game=game, guest="Zed")
    for name in ("zed", "none", "1"):
        answer = await mira.runs("game remove", game=game, player=name)
        assert answer.text.startswith("That person isn't in this game any more."), name
    assert (await tavern.row(game)).version == 3


async def test_a_place_that_does_not_exist_is_refused(tavern: Tavern, mira: Person, noor: Person) -> None:
    game = await mira.posts_game("Strahd")
    await noor.clicks("Join", on=game)
    answer = await mira.runs("game move", game=game, player=noor.mention, to=2)
    assert answer.text == "The place in the list must be from 1 to 1, not 2."


@pytest.mark.parametrize(
    ("command", "options"),
    [("add", {"guest": "Zed"}), ("remove", {"player": "Zed"}), ("move", {"player": "Zed", "to": 1})],
)
async def test_commands_about_people_are_for_the_host(
    tavern: Tavern, mira: Person, noor: Person, command: str, options: dict[str, Any]
) -> None:
    game = await mira.posts_game("Strahd")
    answer = await noor.runs(f"game {command}", game=game, **options)
    assert answer.text == f"Only {mira.mention}, who hosts it, or a server manager can do that."
    assert (await tavern.row(game)).version == 1
