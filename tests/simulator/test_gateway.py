"""The gateway over a raw WebSocket: log-in, intents, resume, shards, close codes."""

from __future__ import annotations

from typing import Any

import pytest

from gamescheduler.simulator.ids import shard_of
from tests.simulator.wire import Gateway, Rest, Stage, connect

GUILDS, MEMBERS, MESSAGES, DIRECT, CONTENT = 1, 1 << 1, 1 << 9, 1 << 12, 1 << 15


async def lost_and_missed(stage: Stage, rest: Rest, gateway: Gateway) -> dict[str, Any]:
    """Cut the line and say something meanwhile; what a RESUME needs."""
    session = next(iter(stage.simulator.sessions))
    await stage.control("gateway", action="drop")
    assert await gateway.closed() == 4000
    await rest.post(stage.path(stage.games, "messages"), content="missed")
    return {"token": stage.crew.bot.token, "session_id": session.id, "seq": gateway.seq}


async def test_login_brings_ready_then_every_guild(stage: Stage) -> None:
    gateway = await connect(stage)
    ready = await gateway.identify(stage.crew.bot)
    ids = [stage.crew.guild_id, stage.crew.chess_club_id]
    assert ready["guilds"] == [{"id": guild_id, "unavailable": True} for guild_id in ids]
    assert ready["resume_gateway_url"].startswith(stage.url.replace("http", "ws"))
    guilds = [await gateway.until("GUILD_CREATE") for _ in ids]
    assert [guild["name"] for guild in guilds] == ["Friday Crew", "Chess Club"]
    assert [member["user"]["username"] for member in guilds[0]["members"]] == ["Game Scheduler"]
    assert guilds[0]["member_count"] == 7


@pytest.mark.parametrize(("compress", "binary"), [(True, False), (False, True)])
async def test_frames_may_be_compressed_or_binary(stage: Stage, compress: bool, binary: bool) -> None:
    gateway = await connect(stage, compress=compress, binary=binary)
    await gateway.identify(stage.crew.bot)
    assert (await gateway.until("GUILD_CREATE"))["name"] == "Friday Crew"


async def test_heartbeat_is_acknowledged(stage: Stage) -> None:
    gateway = await connect(stage)
    await gateway.send(1, None)
    assert (await gateway.next())["op"] == 11


@pytest.mark.parametrize(
    ("op", "data", "code"),
    [
        (2, {"token": "wrong", "intents": 1}, 4004),
        (2, {"token": "{token}", "intents": MEMBERS}, 4014),
        (2, {"token": "{token}", "intents": 1 << 30}, 4013),
        (2, {"token": "{token}", "intents": 1, "shard": [2, 2]}, 4010),
        (2, {}, 4002),
        (8, {}, 4003),
        (1, "x" * 4096, 4002),
    ],
)
async def test_misbehaving_is_closed_with_its_code(stage: Stage, op: int, data: Any, code: int) -> None:
    gateway = await connect(stage)
    if isinstance(data, dict) and data.get("token") == "{token}":
        data = {**data, "token": stage.crew.bot.token}
    await gateway.send(op, data)
    assert await gateway.closed() == code


async def test_identifying_twice_is_4005(stage: Stage, gateway: Gateway) -> None:
    await gateway.send(2, {"token": stage.crew.bot.token, "intents": 1})
    assert await gateway.closed() == 4005


async def test_unknown_opcode_is_4001(gateway: Gateway) -> None:
    await gateway.send(99, None)
    assert await gateway.closed() == 4001


async def test_too_many_sends_are_4008(gateway: Gateway) -> None:
    for _ in range(121):
        await gateway.send(1, None)
    assert await gateway.closed() == 4008


async def test_resume_replays_what_was_missed_then_says_so(
    stage: Stage, rest: Rest, gateway: Gateway
) -> None:
    resume = await lost_and_missed(stage, rest, gateway)
    again = await connect(stage, compress=True)
    await again.send(6, resume)
    packets = [await again.next(), await again.next()]
    assert [packet["t"] for packet in packets] == ["MESSAGE_CREATE", "RESUMED"]
    assert packets[0]["d"]["content"] == "missed"
    assert [packet["s"] for packet in packets] == [resume["seq"] + 1, resume["seq"] + 2]


async def test_resume_of_an_ended_session_is_invalid(stage: Stage, gateway: Gateway) -> None:
    session = next(iter(stage.simulator.sessions))
    await gateway.close(1000)
    again = await connect(stage)
    await again.send(6, {"token": stage.crew.bot.token, "session_id": session.id, "seq": 1})
    packet = await again.next()
    assert (packet["op"], packet["d"]) == (9, False)


async def test_resume_after_minutes_is_invalid(stage: Stage, rest: Rest, gateway: Gateway, wall: Any) -> None:
    resume = await lost_and_missed(stage, rest, gateway)
    wall.skip(301)
    again = await connect(stage)
    await again.send(6, resume)
    assert (await again.next())["op"] == 9


async def test_abandoned_session_is_forgotten_at_the_next_login(
    stage: Stage, rest: Rest, gateway: Gateway, wall: Any
) -> None:
    abandoned = (await lost_and_missed(stage, rest, gateway))["session_id"]
    await (await connect(stage)).identify(stage.crew.bot)
    assert abandoned in [session.id for session in stage.simulator.sessions]
    wall.skip(301)
    await (await connect(stage)).identify(stage.crew.bot)
    assert abandoned not in [session.id for session in stage.simulator.sessions]


async def test_resume_from_the_future_is_4007(stage: Stage, rest: Rest, gateway: Gateway) -> None:
    resume = await lost_and_missed(stage, rest, gateway)
    again = await connect(stage)
    await again.send(6, {**resume, "seq": 10_000})
    assert await again.closed() == 4007


async def test_server_can_ask_for_a_reconnect(stage: Stage, gateway: Gateway) -> None:
    await stage.control("gateway", action="reconnect")
    assert (await gateway.next())["op"] == 7


async def test_server_can_end_a_session(stage: Stage, gateway: Gateway) -> None:
    await stage.control("gateway", action="invalid_session")
    assert await gateway.next() == {"op": 9, "d": False, "s": None, "t": None}
    assert list(stage.simulator.sessions) == []


async def test_message_content_is_empty_without_its_intent(
    stage: Stage, gateway: Gateway, person: Any
) -> None:
    noor = person("Noor")
    await noor.post("messages", channel_id=stage.games, content="between us")
    assert (await gateway.until("MESSAGE_CREATE"))["content"] == ""
    await noor.post("messages", channel_id=stage.games, content=f"<@{stage.crew.bot.id}> hello")
    assert (await gateway.until("MESSAGE_CREATE"))["content"] == f"<@{stage.crew.bot.id}> hello"


async def test_own_messages_keep_content_and_nonce(stage: Stage, rest: Rest, gateway: Gateway) -> None:
    await rest.post(stage.path(stage.games, "messages"), content="mine", nonce="n")
    created = await gateway.until("MESSAGE_CREATE")
    assert (created["content"], created["nonce"], created["guild_id"]) == ("mine", "n", stage.crew.guild_id)


async def test_events_need_their_intent(stage: Stage, rest: Rest) -> None:
    deaf = await connect(stage)
    await deaf.identify(stage.crew.bot, intents=GUILDS)
    await rest.post(stage.path(stage.games, "messages"), content="unheard")
    stage.world.add_channel(stage.world.guild(stage.crew.guild_id), "new")
    heard = [(await deaf.next())["t"] for _ in range(3)]
    assert heard == ["GUILD_CREATE", "GUILD_CREATE", "CHANNEL_CREATE"]


async def test_direct_messages_go_to_shard_zero_and_guilds_to_theirs(stage: Stage, rest: Rest) -> None:
    guilds = (stage.crew.guild_id, stage.crew.chess_club_id)
    count = next(count for count in range(2, 50) if len({shard_of(guild, count) for guild in guilds}) == 2)
    for guild_id in guilds:
        index = shard_of(guild_id, count)
        gateway = await connect(stage)
        ready = await gateway.identify(stage.crew.bot, intents=GUILDS | DIRECT, shard=[index, count])
        assert [guild["id"] for guild in ready["guilds"]] == [guild_id]
        await gateway.until("GUILD_CREATE")
        for other in guilds:
            stage.world.add_role(stage.world.guild(other), "New")
        assert (await gateway.next())["d"]["guild_id"] == guild_id
        stage.world.add_channel(stage.world.guild(guild_id), "told-last")
        assert (await gateway.next())["t"] == "CHANNEL_CREATE"
    zero = await connect(stage)
    await zero.identify(stage.crew.bot, intents=GUILDS | DIRECT, shard=[0, count])
    channel = (await rest.post("/users/@me/channels", recipient_id=stage.crew.users["Zoe"])).body
    await rest.post(stage.path(channel["id"], "messages"), content="psst")
    assert (await zero.until("MESSAGE_CREATE"))["content"] == "psst"


async def test_member_list_needs_the_intent_or_ids(stage: Stage, gateway: Gateway) -> None:
    noor = stage.crew.users["Noor"]
    await gateway.send(8, {"guild_id": int(stage.crew.guild_id), "query": "", "limit": 0})
    assert (await gateway.until("GUILD_MEMBERS_CHUNK"))["members"] == []
    await gateway.send(8, {"guild_id": stage.crew.guild_id, "user_ids": [int(noor), 12], "nonce": "n"})
    chunk = await gateway.until("GUILD_MEMBERS_CHUNK")
    assert [member["user"]["id"] for member in chunk["members"]] == [noor]
    assert (chunk["guild_id"], chunk["not_found"], chunk["nonce"]) == (stage.crew.guild_id, ["12"], "n")


async def test_privileged_bot_gets_the_whole_list_in_chunks(stage: Stage) -> None:
    world = stage.world
    guild = world.add_guild("Crowd", world.user(stage.crew.users["Zoe"]))
    bot = world.add_bot("Counter", world.user(stage.crew.users["Zoe"]), privileged=MEMBERS)
    world.add_member(guild, bot.user)
    for number in range(1000):
        world.add_member(guild, world.add_user(f"fan{number}"))
    gateway = await connect(stage)
    await gateway.identify(bot, intents=GUILDS | MEMBERS)
    await gateway.send(8, {"guild_id": guild.id, "query": "", "limit": 0})
    chunks = [await gateway.until("GUILD_MEMBERS_CHUNK") for _ in range(2)]
    assert [(chunk["chunk_index"], chunk["chunk_count"], len(chunk["members"])) for chunk in chunks] == [
        (0, 2, 1000),
        (1, 2, 2),
    ]


async def test_two_bots_hear_only_their_own_servers(stage: Stage, rest: Rest) -> None:
    world = stage.world
    other = world.add_bot("Dice", world.user(stage.crew.users["Zoe"]))
    world.add_member(world.guild(stage.crew.chess_club_id), other.user)
    gateway = await connect(stage)
    ready = await gateway.identify(other, intents=GUILDS | MESSAGES)
    assert [guild["id"] for guild in ready["guilds"]] == [stage.crew.chess_club_id]
    await rest.post(stage.path(stage.games, "messages"), content="elsewhere")
    chess = world.guild(stage.crew.chess_club_id).channel_named("general")
    await rest.post(stage.path(chess["id"], "messages"), content="here")
    created = await gateway.until("MESSAGE_CREATE")
    assert (created["channel_id"], created["content"]) == (chess["id"], "")


async def test_invited_bot_learns_of_its_server_and_kicked_bot_of_its_loss(
    stage: Stage, gateway: Gateway
) -> None:
    world, bot = stage.world, stage.crew.bot
    guild = world.add_guild("New", world.user(stage.crew.users["Zoe"]))
    world.add_member(guild, bot.user)
    assert (await gateway.until("GUILD_CREATE"))["name"] == "New"
    await stage.control("members", guild_id=guild.id, user_id=bot.id, action="kick")
    assert await gateway.until("GUILD_DELETE") == {"id": guild.id}


async def test_deleted_message_is_told_by_ids_only(stage: Stage, rest: Rest, gateway: Gateway) -> None:
    posted = (await rest.post(stage.path(stage.games, "messages"), content="x")).body
    await stage.control("messages/delete", channel_id=stage.games, message_id=posted["id"])
    gone = await gateway.until("MESSAGE_DELETE")
    assert gone == {"id": posted["id"], "channel_id": stage.games, "guild_id": stage.crew.guild_id}
