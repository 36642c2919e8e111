"""Buttons on announcements, panels and direct messages, pressed over the wire."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from gamescheduler.app import TURNS
from gamescheduler.bot import replies
from gamescheduler.simulator import messages
from tests.cast import Person, hours
from tests.messages import Shown
from tests.tavern import PATCH, Tavern, until

ANSWER = {"method": "PATCH", "path": "/webhooks/{webhook_id}/{webhook_token}/messages/@original"}
STALE = "This button is from an old version or was changed. See what is planned with /games."


def _message_with(tavern: Tavern, custom_id: str) -> Shown:
    """A message of the bot that has been there for ages."""
    button = {"type": 2, "style": 2, "label": "Join", "custom_id": custom_id}
    body = {"content": "a game", "components": [{"type": 1, "components": [button]}]}
    channel = tavern.world.channel(tavern.crew.channels["games"])
    return Shown(messages.post(tavern.world, channel, tavern.crew.bot.user, body))


async def test_join_takes_a_seat_and_the_card_follows(tavern: Tavern, mira: Person, noor: Person) -> None:
    game = await mira.posts_game("Curse of Strahd", in_=hours(2), max_players=2)
    start = int((await tavern.row(game)).starts_at.timestamp())
    answer = await noor.clicks("Join", on=game)
    assert answer.text == f"You're in — seat 1 of 2. **Curse of Strahd**, <t:{start}:F> (<t:{start}:R>)."
    await until(lambda: tavern.announcement(game).section("Players") == ["Noor"])


async def test_leaving_moves_the_first_in_line_up_and_tells_her(
    tavern: Tavern, mira: Person, noor: Person, sam: Person
) -> None:
    game = await mira.posts_game("Curse of Strahd", in_=hours(48), max_players=1)
    await noor.clicks("Join", on=game)
    await until(lambda: "Join waitlist" in tavern.announcement(game).buttons)
    waiting = await sam.clicks("Join waitlist", on=game)
    assert waiting.text.startswith("It's full, so you're number 1 on the waitlist of **Curse of Strahd**.")
    left = await noor.clicks("Leave", on=game)
    assert left.text == f"You're out of **Curse of Strahd**. Your seat went to {sam.mention}."
    await until(lambda: tavern.announcement(game).section("Players") == ["Sam"])
    await until(lambda: sam.inbox)
    start = int((await tavern.row(game)).starts_at.timestamp())
    assert sam.inbox == [f"A seat opened — you're in for **Curse of Strahd**, <t:{start}:F> (<t:{start}:R>)."]
    assert noor.inbox == []


async def test_undo_of_a_join_leaves(tavern: Tavern, mira: Person, noor: Person) -> None:
    game = await mira.posts_game("Curse of Strahd")
    joined = await noor.clicks("Join", on=game)
    assert (await noor.clicks("Undo", on=joined)).text.startswith("You're out of **Curse of Strahd**.")
    await until(lambda: tavern.announcement(game).section("Players") == [])


async def test_undo_of_a_leave_gives_the_same_seat_back(
    tavern: Tavern, mira: Person, noor: Person, sam: Person
) -> None:
    game = await mira.posts_game("Curse of Strahd", max_players=2)
    for who in (noor, sam):
        await who.clicks("Join", on=game)
    left = await noor.clicks("Leave", on=game)
    assert (await noor.clicks("Undo", on=left)).text.startswith(
        "You're back — seat 1 of 2. **Curse of Strahd**, <t:"
    )
    assert (await noor.clicks("Undo", on=left)).text == "You're already in (seat 1 of 2)."
    await until(lambda: tavern.announcement(game).section("Players") == ["Noor", "Sam"])


async def test_undo_of_a_leave_when_the_seat_was_taken_waits_in_line(
    tavern: Tavern, mira: Person, noor: Person, sam: Person, ada: Person
) -> None:
    game = await mira.posts_game("Curse of Strahd", max_players=1)
    for who in (noor, sam, ada):
        await who.clicks("Join", on=game)
    left = await noor.clicks("Leave", on=game)
    assert left.text == f"You're out of **Curse of Strahd**. Your seat went to {sam.mention}."
    back = await noor.clicks("Undo", on=left)
    assert back.text.startswith(
        "Your seat was taken meanwhile, so you're number 2 on the waitlist of **Curse of Strahd**. If a seat"
    )
    off = await ada.clicks("Leave", on=game)
    assert off.text == "You're off the waitlist of **Curse of Strahd**."
    assert (await ada.clicks("Undo", on=off)).text.startswith("You're back — number 1 on the waitlist of")


async def test_undo_of_a_leave_comes_too_late_after_a_minute(
    tavern: Tavern, mira: Person, noor: Person
) -> None:
    game = await mira.posts_game("Curse of Strahd")
    await noor.clicks("Join", on=game)
    left = await noor.clicks("Leave", on=game)
    tavern.jump(seconds=61)
    late = await noor.clicks("Undo", on=left)
    assert late.text == "That can't be taken back any more. Press Join if you'd like to play after all."


async def test_undo_works_after_a_restart(empty_tavern: Tavern, mira: Person, noor: Person) -> None:
    async with empty_tavern.bot():
        await empty_tavern.configure(host_roles=[int(empty_tavern.crew.roles["Game Master"])])
        game = await mira.posts_game("Curse of Strahd")
        await noor.clicks("Join", on=game)
        left = await noor.clicks("Leave", on=game)
    async with empty_tavern.bot():
        assert (await noor.clicks("Undo", on=left)).text.startswith("You're back — seat 1 of 5.")


async def test_maybe_holds_no_seat(tavern: Tavern, mira: Person, noor: Person) -> None:
    game = await mira.posts_game("Curse of Strahd", max_players=2)
    answer = await noor.clicks("Maybe", on=game)
    assert answer.text == "Noted as maybe. That doesn't hold a seat — 2 left."
    await until(lambda: f"**Maybe: 1**  {noor.mention}" in tavern.announcement(game).text)
    again = await noor.clicks("Maybe", on=game)
    assert again.text == "You're noted as maybe already for **Curse of Strahd**."
    joined = await noor.clicks("Join instead", on=answer)
    assert joined.text.startswith("You're in — seat 1 of 2.")
    undone = await noor.clicks("Undo", on=joined)  # back to maybe, not out
    assert undone.text == "Noted as maybe. Your seat is free again — 2 left."
    assert (await noor.clicks("Leave", on=game)).text == (
        "You're no longer noted as maybe for **Curse of Strahd**."
    )


async def test_maybe_gives_a_seat_to_the_next_in_line(
    tavern: Tavern, mira: Person, noor: Person, sam: Person
) -> None:
    game = await mira.posts_game("Curse of Strahd", max_players=1)
    for who in (noor, sam):
        await who.clicks("Join", on=game)
    answer = await noor.clicks("Maybe", on=game)
    assert answer.text == f"Noted as maybe. Your seat went to {sam.mention}."
    assert list(answer.shown.buttons) == ["Join waitlist"]
    await until(lambda: sam.inbox)


async def test_joining_shows_the_hosts_instructions_once(tavern: Tavern, mira: Person, noor: Person) -> None:
    await tavern.configure(instructions="Bring a *sheet*.")
    game = await mira.posts_game("Curse of Strahd")
    assert "**Before you join:** Bring a \\*sheet\\*." in tavern.announcement(game).text
    joined = await noor.clicks("Join", on=game)
    assert joined.text.startswith("You're in — seat 1 of 5.")
    assert joined.text.endswith("\n**Before you play:** Bring a \\*sheet\\*.")
    assert list(joined.shown.buttons) == ["Undo"]
    assert "Bring" not in (await noor.clicks("Join", on=game)).text


async def test_joining_warns_of_a_game_at_the_same_time(tavern: Tavern, mira: Person, noor: Person) -> None:
    blades = await mira.posts_game("Blades", in_=hours(3), duration="2h")
    later = await mira.posts_game("Later", in_=hours(9))
    strahd = await mira.posts_game("Curse of Strahd", in_=hours(4))
    for game in (blades, later):
        assert "overlaps" not in (await noor.clicks("Join", on=game)).text
    joined = await noor.clicks("Join", on=strahd)
    start = int((await tavern.row(blades)).starts_at.timestamp())
    assert joined.text.endswith(f"This overlaps **Blades**, <t:{start}:t>–<t:{start + 7200}:t>.")
    left = await noor.clicks("Leave that one", on=joined)
    assert left.text.startswith("You're out of **Blades**.")
    await until(lambda: tavern.announcement(blades).section("Players") == [])
    await until(lambda: tavern.announcement(strahd).section("Players") == ["Noor"])


async def test_where_the_host_picks_nobody_is_offered_to_join(
    tavern: Tavern, mira: Person, noor: Person
) -> None:
    await tavern.configure(signup="host")
    game = await mira.posts_game("Curse of Strahd")
    card = tavern.announcement(game)
    assert list(card.buttons) == ["Leave", "More…"]
    assert "**Players: 0 of 5** — Mira \\(GM\\) picks the players." in card.text
    forged = _message_with(tavern, f"gs1:join:{game}")
    answer = await noor.clicks("Join", on=forged)
    assert answer.text == f"Ask {mira.mention}, who picks the players of this game, if you'd like to play."


async def test_where_roles_go_first_the_card_says_which(
    tavern: Tavern, mira: Person, noor: Person, ivo: Person
) -> None:
    """B-41"""
    players = tavern.crew.roles["Players"]
    await tavern.configure(signup="role", priority_roles=[int(players)])
    game = await mira.posts_game("Curse of Strahd", max_players=1)
    assert f"Seats go first to <@&{players}>." in tavern.announcement(game).text
    await ivo.clicks("Join", on=game)
    assert (await noor.clicks("Join", on=game)).text.startswith("You're in — seat 1 of 1.")
    await until(lambda: tavern.announcement(game).section("Waitlist") == ["Ivo"])


async def test_join_without_the_player_role_is_refused(
    tavern: Tavern, mira: Person, noor: Person, ivo: Person
) -> None:
    """B-92"""
    manager = tavern.crew.roles["Manager"]
    await tavern.configure(player_roles=[int(manager)])
    game = await mira.posts_game("Curse of Strahd")
    said = f"Only <@&{manager}> can join this game. Ask {mira.mention} or a server admin."
    for label in ("Join", "Maybe", "More…"):
        assert (await noor.clicks(label, on=game)).text == said
    assert (await ivo.clicks("Join", on=game)).text.startswith("You're in")
    assert "Players…" in (await mira.clicks("More…", on=game)).shown.buttons


async def test_join_pressed_twice_at_once_takes_one_seat(tavern: Tavern, mira: Person, noor: Person) -> None:
    game = await mira.posts_game("Curse of Strahd")
    answers = await asyncio.gather(noor.clicks("Join", on=game), noor.clicks("Join", on=game))
    assert sorted(answer.text.split(".")[0] for answer in answers) == [
        "You're already in (seat 1 of 5)",
        "You're in — seat 1 of 5",
    ]


async def test_join_by_the_host_is_refused(tavern: Tavern, mira: Person) -> None:
    game = await mira.posts_game("Curse of Strahd")
    answer = await mira.clicks("Join", on=game)
    assert answer.text == "You host this game, so you have your place already."


async def test_leave_by_somebody_who_is_not_in_changes_nothing(
    tavern: Tavern, mira: Person, noor: Person
) -> None:
    game = await mira.posts_game("Curse of Strahd")
    assert (await noor.clicks("Leave", on=game)).text == "You weren't in this game, so nothing changed."
    assert (await tavern.row(game)).version == 1


async def test_join_on_a_cancelled_game_says_so_while_the_card_lags(
    tavern: Tavern, mira: Person, noor: Person
) -> None:
    game = await mira.posts_game("Curse of Strahd")
    await tavern.control("faults", kind="delay", seconds=1.0, match=PATCH)
    await mira.runs("game cancel", game=game)
    answer = await noor.clicks("Join", on=game)
    assert answer.text.startswith("This game was cancelled <t:")
    await until(lambda: list(tavern.announcement(game).buttons) == ["More…"])


@pytest.mark.parametrize(
    "custom_id",
    ["hello", "gs2:join:aaaaaaaaaa", "gs1:join:short", "gs1:dance:aaaaaaaaaa", "gs1:join:0OIl000000"],
)
async def test_a_button_nobody_knows_is_answered(tavern: Tavern, noor: Person, custom_id: str) -> None:
    assert (await noor.presses(custom_id, _message_with(tavern, custom_id))).text == STALE


async def test_a_button_of_a_game_that_is_gone_is_answered(tavern: Tavern, noor: Person) -> None:
    answer = await noor.presses("gs1:join:aaaaaaaaaa", _message_with(tavern, "gs1:join:aaaaaaaaaa"))
    assert answer.text.startswith("There is no such game here.")


async def test_a_game_of_another_server_is_not_found(tavern: Tavern, mira: Person, noor: Person) -> None:
    game = await mira.posts_game("Curse of Strahd")
    elsewhere = tavern.world.guild(tavern.crew.chess_club_id)
    channel = next(iter(elsewhere.channels.values()))
    tavern.world.add_member(elsewhere, tavern.world.user(noor.id))
    button = {"type": 2, "style": 2, "label": "Join", "custom_id": f"gs1:join:{game}"}
    body = {"content": "a game", "components": [{"type": 1, "components": [button]}]}
    forged = Shown(messages.post(tavern.world, channel, tavern.crew.bot.user, body))
    await until(lambda: tavern.requests("PUT", "/commands"))
    answer = await noor.clicks("Join", on=forged)
    assert answer.text.startswith("There is no such game here.")


async def test_buttons_work_after_a_restart(empty_tavern: Tavern, mira: Person, noor: Person) -> None:
    async with empty_tavern.bot():
        await empty_tavern.configure(host_roles=[int(empty_tavern.crew.roles["Game Master"])])
        game = await mira.posts_game("Curse of Strahd")
    async with empty_tavern.bot():
        assert (await noor.clicks("Join", on=game)).text.startswith("You're in — seat 1 of 5.")
        await until(lambda: empty_tavern.announcement(game).section("Players") == ["Noor"])


async def test_more_tells_everybody_where_they_stand(tavern: Tavern, mira: Person, noor: Person) -> None:
    game = await mira.posts_game("Curse of Strahd", reminders="1h")
    host, stranger = await mira.clicks("More…", on=game), await noor.clicks("More…", on=game)
    assert host.text.splitlines()[0] == "**Curse of Strahd** — your game, 0 of 5 seats taken."
    assert host.text.splitlines()[2] == "Reminders: 1 h before."
    assert list(host.shown.buttons) == [
        "Show the card", "Edit", "Players…", "Cancel game", "Copy to next week",
    ]  # fmt: skip
    assert stranger.text.splitlines()[0] == "**Curse of Strahd** — you are not in this game."
    assert list(stranger.shown.buttons) == ["Show the card"]


async def test_more_tells_the_host_who_was_told(tavern: Tavern, mira: Person, noor: Person) -> None:
    game = await mira.posts_game("Curse of Strahd")
    await noor.clicks("Join", on=game)
    await mira.fills(await mira.runs("game edit", game=game), when="in 5h")
    await until(lambda: noor.inbox)

    async def told() -> bool:
        return (await mira.clicks("More…", on=game)).text.endswith("\nTold: 1 sent.")

    await until(told)
    assert "Told" not in (await noor.clicks("More…", on=game)).text


async def test_a_copy_is_a_form_with_the_same_game_a_week_later(tavern: Tavern, mira: Person) -> None:
    said = {"duration": "3h", "location": "At Mira's", "description": "Bring dice.", "signup": "ask"}
    game = await mira.posts_game("Strahd", max_players=4, reminders="none", channel="general", **said)
    form = await mira.clicks("Copy to next week", on=await mira.clicks("More…", on=game))
    assert (form.form["title"], form.form["description"]) == ("Strahd", "Bring dice.")
    posted = await mira.fills(form, title="Strahd II")
    assert f"in <#{tavern.channel('general')}>." in posted.text
    both = await until(lambda: len(found := dict(tavern.cards())) == 2 and found)
    (copy,) = both.keys() - {game}
    old, new = await tavern.row(game), await tavern.row(copy)
    assert new.starts_at - old.starts_at.replace(second=0) == timedelta(days=7)
    same = ("max_players", "duration", "location", "description", "signup", "reminders", "channel_id")
    assert [getattr(new, name) for name in same] == [getattr(old, name) for name in same]


async def test_show_gives_the_card_in_private(tavern: Tavern, mira: Person, noor: Person) -> None:
    game = await mira.posts_game("Curse of Strahd")
    card = (await noor.clicks("Show the card", on=await noor.clicks("More…", on=game))).shown
    assert (card.is_card, card.text) == (True, tavern.announcement(game).text)
    assert (await noor.clicks("Join", on=card)).text.startswith("You're in")


async def test_edit_in_the_panel_opens_the_form(tavern: Tavern, mira: Person) -> None:
    game = await mira.posts_game("Curse of Strahd")
    form = await mira.clicks("Edit", on=await mira.clicks("More…", on=game))
    assert form.form["title"] == "Curse of Strahd"
    assert (await mira.fills(form, title="Strahd")).text.startswith("Saved. **Strahd** is on ")


async def test_cancel_in_the_panel_asks_first(tavern: Tavern, mira: Person, noor: Person) -> None:
    game = await mira.posts_game("Curse of Strahd")
    await noor.clicks("Join", on=game)
    asked = await mira.clicks("Cancel game", on=await mira.clicks("More…", on=game))
    assert asked.text.startswith("Cancel **Curse of Strahd**? 1 person will be told.")
    assert (await tavern.row(game)).status == "scheduled"
    done = await mira.clicks("Yes, cancel it", on=asked)
    assert done.text == "Cancelled **Curse of Strahd**. 1 person will be told."
    assert (await tavern.row(game)).status == "cancelled"


async def test_leave_works_in_a_direct_message(tavern: Tavern, mira: Person, noor: Person) -> None:
    game = await mira.posts_game("Curse of Strahd", in_=hours(3), reminders="1h")
    await noor.clicks("Join", on=game)
    tavern.jump(hours=2, seconds=5)
    assert await tavern.reminds() == 1
    (reminder,) = await until(lambda: noor.messages)
    assert (await noor.clicks("Can't make it", on=reminder)).text.startswith(
        "You're out of **Curse of Strahd**."
    )
    await until(lambda: tavern.announcement(game).section("Players") == [])


async def test_an_answer_that_takes_long_is_deferred(tavern: Tavern, mira: Person, noor: Person) -> None:
    game = await mira.posts_game("Curse of Strahd")
    async with tavern.app.engine.begin() as connection:
        await connection.exec_driver_sql(f"SELECT FROM game WHERE id = '{game}' FOR UPDATE")
        answer = await noor.hasty.clicks("Join", on=game)
        assert answer.outcome["state"] == "deferred"
    assert (await noor.reads(answer)).startswith("You're in — seat 1 of 5.")


async def test_nobodys_patience_runs_out_in_a_crowd(
    tavern: Tavern, mira: Person, noor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    game = await mira.posts_game("Curse of Strahd")
    monkeypatch.setattr(replies, "DEFER_AFTER", 0.1)
    monkeypatch.setattr(replies, "PATIENCE", 0.5)
    for _ in range(TURNS):
        await tavern.app.turns.acquire()
    answer = await noor.hasty.clicks("Join", on=game)
    await asyncio.sleep(0.6)
    monkeypatch.setattr(replies, "PATIENCE", 12.0)
    for _ in range(TURNS):
        tavern.app.turns.release()
    assert (await noor.reads(answer)).startswith("You're in — seat 1 of 5.")


async def test_a_deferred_answer_arrives_though_the_connection_breaks(
    tavern: Tavern, mira: Person, noor: Person
) -> None:
    game = await mira.posts_game("Curse of Strahd")
    await tavern.control("faults", kind="hangup", times=2, match=ANSWER)
    async with tavern.app.engine.begin() as connection:
        await connection.exec_driver_sql(f"SELECT FROM game WHERE id = '{game}' FOR UPDATE")
        answer = await noor.hasty.clicks("Join", on=game)
    assert (await noor.reads(answer)).startswith("You're in — seat 1 of 5.")


async def test_nobody_is_pinged_by_an_answer(tavern: Tavern, mira: Person, noor: Person, sam: Person) -> None:
    game = await mira.posts_game("@everyone", in_=timedelta(hours=2), max_players=1)
    await noor.clicks("Join", on=game)
    await sam.clicks("Join", on=game)
    await noor.clicks("Leave", on=game)
    bodies = [
        e.request_body["data"] for e in tavern.requests("POST", "/callback") if "data" in e.request_body
    ]
    assert [body["allowed_mentions"] for body in bodies] == [{"parse": []}] * len(bodies)
