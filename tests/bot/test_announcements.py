"""The messages that announce games: two steps, one ping, no more edits than needed, and none lost."""

from __future__ import annotations

import asyncio
import re

import pytest

from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.domain.drafts import GameChanges, GameDraft
from gamescheduler.models import GameId, UserId
from gamescheduler.services import accounts, announcing, hosting
from gamescheduler.services.accounts import Seen
from tests.bot.victim import killed
from tests.cast import Person, hours
from tests.tavern import PATCH, POST, Tavern, until


async def _posts_while_the_bot_is_away(tavern: Tavern) -> GameId:
    """Mira's game, posted by another process; the bot was here once and knows the server."""
    async with tavern.bot():
        await tavern.configure(notify_roles=[int(tavern.crew.roles["Players"])])
    mira = UserId(int(tavern.crew.users["Mira"]))
    draft = GameDraft(
        guild_id=tavern.guild_id,
        channel_id=tavern.channel("games"),
        host_id=mira,
        title="Curse of Strahd",
        starts_at=tavern.clock.now() + hours(3),
        zone="UTC",
    )
    async with tavern.app.work(SCHEDULER) as work:
        await accounts.remember(work, Seen(mira, "mira.k", "Mira", tavern.guild_id))
        await hosting.post(work, draft)
    return draft.id


async def _edit(tavern: Tavern, game: GameId, changes: GameChanges) -> int:
    """The version after it."""
    async with tavern.app.work(SCHEDULER) as work:
        return (await hosting.edit(work, game, changes)).after.game.version


async def _shows(tavern: Tavern, game: GameId, version: int) -> None:
    async def shown() -> bool:
        return (await tavern.announced(game)).shown == version

    await until(shown)


async def test_a_game_is_announced_in_two_steps_with_one_ping(
    tavern: Tavern, mira: Person, noor: Person
) -> None:
    role = tavern.crew.roles["Players"]
    await tavern.configure(notify_roles=[int(role)])
    game = await mira.posts_game("Curse of Strahd", max_players=4)
    start = int((await tavern.row(game)).starts_at.timestamp())
    (post,) = tavern.requests("POST", "/channels/{channel_id}/messages")
    assert post.request_body["content"] == (
        f"New game: **Curse of Strahd** · <t:{start}:f> · 4 seats <@&{role}>"
    )
    assert post.request_body["allowed_mentions"] == {"parse": [], "roles": [role], "users": []}
    assert post.request_body["enforce_nonce"] is True
    (patch,) = tavern.requests("PATCH", "/messages/{message_id}")
    assert (patch.request_body["content"], patch.request_body["flags"]) == (None, 1 << 15)
    assert patch.request_body["allowed_mentions"] == {"parse": [], "users": [mira.id]}
    (shown,) = tavern.messages()
    pinged = tavern.world.notified[shown.message["id"]]
    assert pinged == {tavern.crew.users[name] for name in ("Noor", "Sam", "Ada")}


async def test_ten_quick_joins_cost_few_edits(tavern: Tavern, mira: Person) -> None:
    """B-101"""
    guild = tavern.world.guild(tavern.crew.guild_id)
    crowd = []
    for number in range(10):
        user = tavern.world.add_user(f"guest{number}", f"Guest {number}")
        tavern.world.add_member(guild, user)
        tavern.crew.users[f"Guest {number}"] = user["id"]
        crowd.append(Person(f"Guest {number}", tavern))
    game = await mira.posts_game("Curse of Strahd", max_players=8)
    began = tavern.clock.now()
    answers = await asyncio.gather(*(person.clicks("Join", on=game) for person in crowd))
    seats = [answer.text.split(".")[0].removeprefix("You're in — ") for answer in answers]
    await _shows(tavern, game, 11)
    card = tavern.announcement(game)
    assert [len(card.section("Players")), len(card.section("Waitlist"))] == [8, 2]
    assert sorted(seat for seat in seats if seat.startswith("seat")) == [
        f"seat {n} of 8" for n in range(1, 9)
    ]
    by_seat = {seat: person.name for seat, person in zip(seats, crowd, strict=True)}
    assert card.section("Players") == [by_seat[f"seat {n} of 8"] for n in range(1, 9)]
    took = (tavern.clock.now() - began).total_seconds()
    assert len(tavern.requests("PATCH", PATCH["path"])) <= 3 + took / announcing.SPACING


async def test_a_change_nobody_can_see_is_no_edit(tavern: Tavern, mira: Person) -> None:
    game = await mira.posts_game("Curse of Strahd")
    await _shows(tavern, game, 1)
    await _shows(tavern, game, await _edit(tavern, game, GameChanges(reminders=(30,))))
    assert len(tavern.requests("PATCH", "/messages/{message_id}")) == 1


async def test_a_deleted_announcement_is_given_up_and_holds_up_nobody(tavern: Tavern, mira: Person) -> None:
    game = await mira.posts_game("Curse of Strahd")
    message = tavern.announcement(game).message
    await tavern.control("messages/delete", channel_id=message["channel_id"], message_id=message["id"])
    await _edit(tavern, game, GameChanges(title="Strahd"))

    async def parked() -> bool:
        return (await tavern.announced(game)).parked_at is not None

    await until(parked)
    assert (await tavern.announced(game)).last_error == "the message was deleted"
    other = await mira.posts_game("Blades")
    await _shows(tavern, other, 1)


async def test_a_missing_permission_is_written_down_by_name(tavern: Tavern, mira: Person) -> None:
    game = await mira.posts_game("Curse of Strahd")
    channel, everyone = tavern.crew.channels["games"], tavern.crew.guild_id
    hidden = [{"id": everyone, "type": 0, "allow": "0", "deny": str(1 << 10)}]
    await tavern.control("channels", channel_id=channel, overwrites=hidden)
    await _edit(tavern, game, GameChanges(title="Strahd"))

    async def parked() -> bool:
        return (await tavern.announced(game)).parked_at is not None

    await until(parked)
    assert (await tavern.announced(game)).last_error == (
        f"the bot lacks the permission View Channel in <#{channel}>"
    )


async def test_a_deleted_announcement_is_its_hosts_to_post_again(tavern: Tavern, mira: Person) -> None:
    """Whoever was pinged by the first is not pinged by the second."""
    await tavern.configure(notify_roles=[int(tavern.crew.roles["Players"])])
    game = await mira.posts_game("Curse of Strahd")
    await _shows(tavern, game, 1)
    message = (await tavern.announced(game)).message_id
    channel = tavern.crew.channels["games"]
    await tavern.control("messages/delete", channel_id=channel, message_id=str(message))
    await _edit(tavern, game, GameChanges(description="Bring dice."))
    await until(lambda: mira.inbox)
    assert mira.inbox[0].startswith("Your announcement for **Curse of Strahd**")
    assert (await tavern.announced(game)).problem == "deleted"
    answer = await mira.clicks("Post again", on=mira.messages[0])
    assert answer.text == f"**Curse of Strahd** is announced again in <#{channel}>."
    await until(lambda: dict(tavern.cards()).get(game))
    assert "Bring dice" in tavern.announcement(game).text
    assert (await tavern.announced(game)).message_id not in (None, message)
    assert [text[:22] for text in mira.inbox].count("Your announcement for ") == 1
    first, second = (
        post.request_body
        for post in tavern.requests("POST", POST["path"])
        if "New game" in (post.request_body.get("content") or "")
    )
    assert first["nonce"] != second["nonce"]
    assert (len(first["allowed_mentions"]["roles"]), second["allowed_mentions"].get("roles", [])) == (1, [])


async def test_a_permission_given_back_gets_the_announcement_going(tavern: Tavern, mira: Person) -> None:
    """Until then the host knows."""
    channel = tavern.crew.channels["general"]
    game = await mira.posts_game("Curse of Strahd", channel="general")
    await _shows(tavern, game, 1)
    hidden = [{"id": tavern.crew.guild_id, "type": 0, "allow": "0", "deny": str(1 << 10)}]
    await tavern.control("channels", channel_id=channel, overwrites=hidden)
    await _edit(tavern, game, GameChanges(description="Bring dice."))
    await until(lambda: mira.inbox)
    assert mira.inbox[0].startswith("I can't post or change your announcement for **Curse of Strahd**")

    async def problem() -> str | None:
        return (await tavern.announced(game)).problem

    async def repaired() -> bool:
        return await problem() is None

    await until(problem)
    async with tavern.app.work(SCHEDULER) as work:
        (repair,) = await announcing.repairs(work, tavern.guild_id)
    assert repair.last_error == f"the bot lacks the permission View Channel in <#{channel}>"
    await tavern.control("channels", channel_id=channel, overwrites=[])
    await until(repaired)
    await until(lambda: "Bring dice" in tavern.announcement(game).text)


@pytest.mark.parametrize(("policy", "with_nobody"), [("always", True), ("on_first_join", False)])
async def test_a_game_gets_its_thread(
    tavern: Tavern, mira: Person, noor: Person, policy: str, with_nobody: bool
) -> None:
    await tavern.configure(thread=policy)
    game = await mira.posts_game("Curse of Strahd")
    await _shows(tavern, game, 1)

    async def thread() -> int | None:
        return (await tavern.announced(game)).thread_id

    if with_nobody:
        assert await until(thread)
    else:
        assert tavern.requests("POST", "/threads") == []
    await noor.clicks("Join", on=game)
    announced = await tavern.announced(game)
    assert await until(thread) == announced.message_id
    assert [e.request_body["name"] for e in tavern.requests("POST", "/threads")] == ["Curse of Strahd"]


async def test_discord_failing_for_a_while_delays_the_card_only(tavern: Tavern, mira: Person) -> None:
    await tavern.control("faults", kind="status", status=503, times=1, match=PATCH)
    await tavern.control("faults", kind="hangup", times=1, match=PATCH)
    game = await mira.posts_game("Curse of Strahd")
    await _shows(tavern, game, 1)
    assert len(tavern.messages()) == 1


async def test_a_post_whose_answer_was_lost_is_not_posted_again(tavern: Tavern, mira: Person) -> None:
    await tavern.control("faults", kind="hangup", after_effect=True, match=POST)
    game = await mira.posts_game("Curse of Strahd")
    await _shows(tavern, game, 1)
    assert len(tavern.messages()) == 1


async def test_killed_between_claim_and_post_announces_once(empty_tavern: Tavern) -> None:
    game = await _posts_while_the_bot_is_away(empty_tavern)
    async with empty_tavern.app.work(SCHEDULER) as work:
        assert await announcing.take_turn(work) is not None
    empty_tavern.jump(seconds=announcing.LEASE + 1)
    async with empty_tavern.bot():
        await _shows(empty_tavern, game, 1)
    assert [shown.is_card for shown in empty_tavern.messages()] == [True]


async def test_killed_between_post_and_writing_it_down_finds_its_message(empty_tavern: Tavern) -> None:
    game = await _posts_while_the_bot_is_away(empty_tavern)
    await empty_tavern.control("faults", kind="delay", seconds=3, after_effect=True, match=POST)
    await killed(empty_tavern, empty_tavern.messages)
    assert (await empty_tavern.announced(game)).message_id is None
    empty_tavern.world.nonces.clear()  # the few minutes in which Discord itself would notice are over
    empty_tavern.jump(seconds=announcing.LEASE + 1)
    async with empty_tavern.bot():
        await _shows(empty_tavern, game, 1)
    assert [shown.is_card for shown in empty_tavern.messages()] == [True]


async def test_killed_between_post_and_card_finishes_the_card(empty_tavern: Tavern) -> None:
    game = await _posts_while_the_bot_is_away(empty_tavern)
    await empty_tavern.control("faults", kind="delay", seconds=3, match=PATCH)

    async def posted() -> bool:
        return (await empty_tavern.announced(game)).message_id is not None

    await killed(empty_tavern, posted)
    assert [shown.is_card for shown in empty_tavern.messages()] == [False]
    empty_tavern.jump(seconds=announcing.LEASE + 1)
    async with empty_tavern.bot():
        await _shows(empty_tavern, game, 1)
    assert [shown.is_card for shown in empty_tavern.messages()] == [True]


async def test_a_game_cancelled_before_it_was_announced_pings_nobody(empty_tavern: Tavern) -> None:
    game = await _posts_while_the_bot_is_away(empty_tavern)
    async with empty_tavern.app.work(SCHEDULER) as work:
        await hosting.cancel(work, game)
    async with empty_tavern.bot():

        async def given_up() -> bool:
            return (await empty_tavern.announced(game)).parked_at is not None

        await until(given_up)
    assert empty_tavern.messages() == []


async def test_a_hundred_changes_of_old_announcements_cost_few_edits(tavern: Tavern, mira: Person) -> None:
    """As slowly as Discord wants (30046: three edits in six seconds), and the last state is shown."""
    games = [await mira.posts_game(f"Game {number}", in_=hours(9)) for number in range(3)]
    await asyncio.gather(*(_shows(tavern, game, 1) for game in games))
    tavern.jump(hours=2)
    edits_before, began = len(tavern.requests("PATCH", PATCH["path"])), tavern.clock.now()
    versions = {}
    for number in range(100):
        game = games[number % len(games)]
        versions[game] = await _edit(tavern, game, GameChanges(description=f"Change {number}."))
    for game, version in versions.items():
        await _shows(tavern, game, version)
    edits = len(tavern.requests("PATCH", PATCH["path"])) - edits_before
    assert edits <= len(games) + (tavern.clock.now() - began).total_seconds() / announcing.SPACING_OLD
    assert {f"Change {number}." for number in (97, 98, 99)} == {
        re.findall(r"Change \d+\.", tavern.announcement(game).text)[0] for game in games
    }
    assert [exchange for exchange in tavern.exchanges if exchange.status == 429] == []


async def test_start_and_end_show_on_the_card(tavern: Tavern, mira: Person) -> None:
    game = await mira.posts_game("Curse of Strahd", in_=hours(1), duration="2h")
    tavern.jump(hours=1, seconds=1)
    assert await tavern.advances() == 1
    await until(lambda: tavern.announcement(game).text.startswith("## In progress: Curse of Strahd"))
    assert list(tavern.announcement(game).buttons) == ["Leave", "More…"]
    tavern.jump(hours=2)
    assert await tavern.advances() == 1
    await until(lambda: tavern.announcement(game).text.startswith("## Finished: Curse of Strahd"))
    assert list(tavern.announcement(game).buttons) == ["More…"]
