"""Direct messages: the right words to the right people, once each, and every one accounted for."""

from __future__ import annotations

import re

from sqlalchemy import text

from gamescheduler.adapters.bus import LEASE
from gamescheduler.domain.actor import SCHEDULER, Actor
from gamescheduler.models import GameId, Route, User, UserId
from gamescheduler.services import accounts, seating
from tests.bot.victim import killed
from tests.cast import Person, hours
from tests.tavern import POST, Tavern, until

OPEN_DM = {"method": "POST", "path": "/users/@me/channels"}


async def _with_reminder(tavern: Tavern, mira: Person, *players: Person, max_players: int = 5) -> GameId:
    """A game in three hours, with a reminder an hour before it, that these people joined."""
    game = await mira.posts_game("Strahd", in_=hours(3), max_players=max_players, reminders="1h")
    for player in players:
        await player.clicks("Join", on=game)
    return game


async def _fates(tavern: Tavern, game: GameId) -> dict[str, tuple[str, str | None]]:
    """Name -> how their reminder ended, and why."""
    found = [d for d in await tavern.deliveries(game) if d.kind.startswith("reminder")]
    return {tavern.names[str(d.user_id)]: (d.state, d.reason) for d in found}


async def _settled(tavern: Tavern, game: GameId, *, within: float = 30) -> dict[str, tuple[str, str | None]]:
    """The fates, once every event is dealt with."""

    async def done() -> bool:
        async with tavern.app.engine.connect() as connection:
            left = (await connection.execute(text("SELECT count(*) FROM outbox"))).scalar_one()
        return left == 0 and bool(await _fates(tavern, game))

    await until(done, within=within)
    return await _fates(tavern, game)


async def test_a_reminder_tells_players_waitlist_and_host_what_concerns_them(
    tavern: Tavern, mira: Person, noor: Person, sam: Person
) -> None:
    game = await _with_reminder(tavern, mira, noor, sam, max_players=1)
    start = int((await tavern.row(game)).starts_at.timestamp())
    tavern.jump(hours=2, seconds=1)
    assert await tavern.reminds() == 1
    assert await _settled(tavern, game) == {
        "Noor": ("sent", None), "Sam": ("sent", None), "Mira": ("sent", None),
    }  # fmt: skip
    opening = f"**Strahd** starts <t:{start}:R> (<t:{start}:F>)."
    assert noor.inbox == [f"{opening} Host: Mira \\(GM\\). You have seat 1 of 1."]
    assert sam.inbox == [f"{opening} You're number 1 on the waitlist; we'll tell you if a seat opens."]
    assert mira.inbox[-1] == f"{opening} You host. Players: 1 of 1, 1 waiting."
    pressable = [list(person.messages[-1].buttons) for person in (noor, sam, mira)]
    assert pressable == [["Can't make it"], ["Can't make it"], []]
    assert noor.messages[-1].text.endswith("\n-# Friday Crew · Change reminders with /settings me")


def _mentions(tavern: Tavern) -> list[str]:
    """What was said to people without direct messages, every time as ``<t>``."""
    said = [shown for shown in tavern.messages() if shown.text.startswith("Reminder for")]
    return [re.sub(r"<t:\d+:\w>", "<t>", shown.text) for shown in said]


async def _prefers(tavern: Tavern, person: Person, route: Route) -> None:
    async with tavern.app.work(SCHEDULER) as work:
        await accounts.prefer(work, UserId(int(person.id)), reminder_route=route)


async def test_closed_direct_messages_become_one_mention_in_the_channel(
    tavern: Tavern, mira: Person, noor: Person, sam: Person, ada: Person
) -> None:
    game = await _with_reminder(tavern, mira, noor, sam, ada)
    for person in (noor, ada):
        await tavern.control("dms", user_id=person.id, closed=True)
    tavern.jump(hours=2, seconds=1)
    await tavern.reminds()
    assert await _settled(tavern, game) == {
        "Noor": ("channel", None),
        "Ada": ("channel", None),
        "Sam": ("sent", None),
        "Mira": ("sent", None),
    }
    assert (noor.inbox, len(sam.inbox)) == ([], 1)
    assert _mentions(tavern) == [f"Reminder for {noor.mention} {ada.mention}: **Strahd** starts <t> (<t>)."]
    (post,) = [e for e in tavern.requests("POST", "/messages") if "Reminder" in e.request_body["content"]]
    pinged = {"parse": [], "roles": [], "users": [noor.id, ada.id]}
    assert post.request_body["allowed_mentions"] == pinged
    async with tavern.app.work(SCHEDULER) as work:
        people = [await work.session.get_one(User, int(person.id)) for person in (noor, sam)]
    assert [person.dm_blocked_at is not None for person in people] == [True, False]


async def test_who_closed_direct_messages_is_not_tried_again_for_a_week(
    tavern: Tavern, mira: Person, noor: Person
) -> None:
    game = await mira.posts_game("Strahd", in_=hours(3), reminders="2h, 1h")
    await noor.clicks("Join", on=game)
    await tavern.control("dms", user_id=noor.id, closed=True)
    for tries in (1, 1):
        tavern.jump(hours=1, seconds=1)
        await tavern.reminds()
        await _settled(tavern, game)
        refused = [e for e in tavern.requests("POST", "/messages") if e.status == 403]
        assert len(refused) == tries
    assert len(_mentions(tavern)) == 2


async def test_people_choose_how_reminders_reach_them(
    tavern: Tavern, mira: Person, noor: Person, sam: Person, ada: Person
) -> None:
    """Somebody deleted the game's thread meanwhile: its channel is still there."""
    game = await _with_reminder(tavern, mira, noor, sam, ada)
    await _prefers(tavern, noor, Route.CHANNEL)
    await _prefers(tavern, sam, Route.OFF)
    async with tavern.app.engine.begin() as connection:
        await connection.execute(text("UPDATE announcement SET thread_id = 4711"))
    tavern.jump(hours=2, seconds=1)
    await tavern.reminds()
    assert await _settled(tavern, game) == {
        "Noor": ("channel", None),
        "Sam": ("skipped", "has turned reminders off"),
        "Ada": ("sent", None),
        "Mira": ("sent", None),
    }
    assert (noor.inbox, sam.inbox, len(ada.inbox)) == ([], [], 1)
    assert _mentions(tavern) == [f"Reminder for {noor.mention}: **Strahd** starts <t> (<t>)."]


async def test_a_lost_answer_to_the_mention_is_looked_for_before_it_is_said_again(
    tavern: Tavern, mira: Person, noor: Person
) -> None:
    game = await _with_reminder(tavern, mira, noor)
    for person in (noor, mira):
        await _prefers(tavern, person, Route.CHANNEL)
    await tavern.control("faults", kind="hangup", times=1, after_effect=True, match=POST)
    tavern.jump(hours=2, seconds=1)
    await tavern.reminds()
    await until(lambda: _mentions(tavern))
    tavern.world.nonces.clear()  # Discord itself would notice for a few minutes only
    assert set((await _settled(tavern, game)).values()) == {("channel", None)}
    assert len(_mentions(tavern)) == 1


async def test_a_conversation_of_an_earlier_application_is_opened_anew(
    tavern: Tavern, mira: Person, noor: Person
) -> None:
    game = await _with_reminder(tavern, mira, noor)
    async with tavern.app.engine.begin() as connection:
        await connection.execute(text("UPDATE app_user SET dm_channel_id = 4711"))
    tavern.jump(hours=2, seconds=1)
    await tavern.reminds()
    assert set((await _settled(tavern, game)).values()) == {("sent", None)}
    assert len(noor.inbox) == 1


async def test_a_server_error_after_the_message_went_out_sends_it_once(
    tavern: Tavern, mira: Person, noor: Person
) -> None:
    game = await _with_reminder(tavern, mira, noor)
    await tavern.control("faults", kind="status", status=500, after_effect=True, match=POST)
    tavern.jump(hours=2, seconds=1)
    await tavern.reminds()
    assert set((await _settled(tavern, game)).values()) == {("sent", None)}
    assert (len(noor.inbox), len(mira.inbox)) == (1, 1)


async def test_a_lost_answer_is_looked_for_before_sending_again(
    tavern: Tavern, mira: Person, noor: Person
) -> None:
    game = await _with_reminder(tavern, mira, noor)
    await tavern.control("faults", kind="hangup", times=2, after_effect=True, match=POST)
    tavern.jump(hours=2, seconds=1)
    await tavern.reminds()
    await until(lambda: noor.inbox and mira.inbox)
    tavern.world.nonces.clear()  # Discord itself would notice for a few minutes only
    assert set((await _settled(tavern, game)).values()) == {("sent", None)}
    assert (len(noor.inbox), len(mira.inbox)) == (1, 1)


async def test_one_person_who_fails_does_not_hold_up_the_others(
    tavern: Tavern, mira: Person, noor: Person, sam: Person
) -> None:
    game = await _with_reminder(tavern, mira, noor, sam)
    await tavern.control("faults", kind="status", status=503, times=1, match=OPEN_DM)
    tavern.jump(hours=2, seconds=1)
    await tavern.reminds()
    assert set((await _settled(tavern, game)).values()) == {("sent", None)}
    assert [len(person.inbox) for person in (noor, sam, mira)] == [1, 1, 1]


async def test_killed_between_sending_and_writing_it_down_sends_once(
    empty_tavern: Tavern, mira: Person, noor: Person, sam: Person
) -> None:
    tavern = empty_tavern
    async with tavern.bot():
        await tavern.configure(host_roles=[int(tavern.crew.roles["Game Master"])])
        game = await mira.posts_game("Strahd", in_=hours(48), max_players=1)
        for player in (noor, sam):
            await player.clicks("Join", on=game)
    await tavern.control("faults", kind="delay", seconds=3, after_effect=True, match=POST)
    async with tavern.app.work(Actor("user", UserId(int(noor.id)), tavern.guild_id)) as work:
        await seating.leave(work, game)
    await killed(tavern, lambda: sam.inbox)
    assert [(d.kind, d.state) for d in await tavern.deliveries(game)][-1] == ("promoted", "planned")
    tavern.world.nonces.clear()  # Discord itself would notice for a few minutes only
    tavern.jump(seconds=LEASE + 1)
    async with tavern.bot():

        async def sent() -> bool:
            return [d.state for d in await tavern.deliveries(game)][-1] == "sent"

        await until(sent)
    assert len(sam.inbox) == 1


async def test_an_event_nobody_understands_is_parked(tavern: Tavern, mira: Person) -> None:
    await mira.posts_game("Strahd")
    insert = (
        "INSERT INTO outbox (queue, event, due_at, created_at, attempts) "
        """VALUES ('bot', '{"type": "from_the_future"}', now(), now(), 0)"""
    )
    async with tavern.app.engine.begin() as connection:
        await connection.exec_driver_sql(insert)

    async def parked() -> bool:
        async with tavern.app.engine.connect() as connection:
            rows = await connection.execute(text("SELECT last_error FROM outbox WHERE parked_at IS NOT NULL"))
            return ["from_the_future" in row.last_error for row in rows] == [True]

    await until(parked)
