"""Messages over raw REST: limits, edits, mentions, nonces, permissions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from tests.simulator.openapi import Judge
from tests.simulator.wire import Rest, Stage

V2 = 1 << 15


def text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


def button(custom_id: str, **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Join", "custom_id": custom_id, **more}


def row(*children: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(children)}


SIX_BUTTONS = [button(str(number)) for number in range(6)]
BOTH_WAYS = {"parse": ["users"], "users": ["1"]}
IN_ROW = "components.0.components"
DUPLICATED = "COMPONENT_CUSTOM_ID_DUPLICATED"
LEGACY = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
TOO_MUCH_TEXT = "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"
TOO_MANY = "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"
EXCLUSIVE = "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"


@pytest.fixture
def messages(stage: Stage) -> str:
    return stage.path(stage.games, "messages")


async def test_posting_answers_with_what_get_finds(rest: Rest, messages: str) -> None:
    posted = await rest.post(messages, content=" Hello ", components=[row(button("gs1:join:x"))])
    assert posted.status == 200
    assert posted.body["content"] == "Hello"
    assert (await rest.get(f"{messages}/{posted.body['id']}")).body == posted.body


async def test_components_get_ids_and_lose_nulls(rest: Rest, messages: str) -> None:
    posted = await rest.post(messages, content="x", components=[row(button("a", emoji=None, id=0))])
    assert posted.body["components"] == [
        {
            "type": 1,
            "id": 1,
            "components": [{"type": 2, "id": 2, "style": 1, "label": "Join", "custom_id": "a"}],
        }
    ]


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"content": "x" * 2001}, "content", "BASE_TYPE_MAX_LENGTH"),
        ({"content": "x", "nonce": "n" * 26}, "nonce", "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"title": "t" * 257}]}, "embeds.0.title", "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"description": "d" * 4000}] * 2}, "embeds", "MAX_EMBED_SIZE_EXCEEDED"),
        ({"components": [row(button("a"))] * 6}, "components", "BASE_TYPE_MAX_LENGTH"),
        ({"components": [row(*SIX_BUTTONS)]}, "components.0.components", "BASE_TYPE_BAD_LENGTH"),
        ({"components": [row(button("a"), button("a"))]}, f"{IN_ROW}.1.custom_id", DUPLICATED),
        ({"components": [row(button("c" * 101))]}, f"{IN_ROW}.0.custom_id", "BASE_TYPE_BAD_LENGTH"),
        ({"components": [row(button("a", label="l" * 81))]}, f"{IN_ROW}.0.label", "BASE_TYPE_MAX_LENGTH"),
        ({"components": [text("hi")]}, "components.0.type", "UNION_TYPE_CHOICES"),
        ({"flags": V2, "content": "x", "components": [text("y")]}, "content", LEGACY),
        ({"flags": V2, "components": [text("x" * 2500), text("y" * 1501)]}, "components", TOO_MUCH_TEXT),
        ({"flags": V2, "components": [text("x")] * 41}, "components", TOO_MANY),
        ({"content": 5}, "content", "STRING_TYPE_CONVERT"),
        ({"components": ["x"]}, "components.0", "DICT_TYPE_CONVERT"),
        ({"content": "x", "allowed_mentions": BOTH_WAYS}, "allowed_mentions.users", EXCLUSIVE),
    ],
)
async def test_posting_beyond_a_limit_says_where(
    rest: Rest, messages: str, body: dict[str, Any], path: str, code: str
) -> None:
    answer = await rest("POST", messages, body)
    assert (answer.status, answer.code) == (400, 50035)
    node: Any = answer.errors
    for part in path.split("."):
        node = node[part]
    assert [error["code"] for error in node["_errors"]] == [code]


async def test_select_takes_twenty_five_options_at_most(rest: Rest, messages: str) -> None:
    options = [{"label": str(number), "value": str(number)} for number in range(26)]
    full = await rest.post(messages, components=[row({"type": 3, "custom_id": "s", "options": options[:25]})])
    over = await rest.post(messages, components=[row({"type": 3, "custom_id": "s", "options": options})])
    assert (full.status, over.status) == (200, 400)


async def test_posting_nothing_is_50006(rest: Rest, messages: str) -> None:
    assert (await rest.post(messages, content="")).code == 50006


async def test_converting_to_components_v2_needs_the_content_gone(rest: Rest, messages: str) -> None:
    posted = (await rest.post(messages, content="A game!")).body
    path = f"{messages}/{posted['id']}"
    card = [{"type": 17, "components": [text("## A game")]}]
    kept = await rest.patch(path, flags=V2, components=card)
    assert list(kept.errors) == ["content"]
    converted = await rest.patch(path, content=None, flags=V2, components=card)
    assert (converted.body["content"], converted.body["flags"]) == ("", V2)
    assert converted.body["edited_timestamp"] is not None


async def test_components_v2_cannot_be_switched_off(rest: Rest, messages: str) -> None:
    posted = (await rest.post(messages, flags=V2, components=[text("card")])).body
    path = f"{messages}/{posted['id']}"
    assert (await rest.patch(path, flags=0, components=[text("still")])).body["flags"] == V2
    assert list((await rest.patch(path, flags=0, content="plain")).errors) == ["content"]


async def test_every_kind_of_component_comes_back_as_documented(rest: Rest, messages: str) -> None:
    picture = {"url": "https://example.org/die.png"}
    selects = [row({"type": kind, "custom_id": f"select{kind}"}) for kind in (5, 6, 7, 8)]
    sections = [
        {"type": 9, "components": [text("a")], "accessory": button("in a section")},
        {"type": 9, "components": [text("b")], "accessory": {"type": 11, "media": picture}},
    ]
    inside = [*sections, {"type": 14}, {"type": 12, "items": [{"media": picture}]}, *selects]
    posted = await rest.post(messages, flags=V2, components=[{"type": 17, "components": inside}, text("end")])
    assert posted.status == 200
    assert [component["id"] for component in posted.body["components"]] == [1, 18]


async def test_mentions_are_read_from_content_and_text_displays(
    stage: Stage, rest: Rest, messages: str
) -> None:
    noor, sam, players = stage.crew.users["Noor"], stage.crew.users["Sam"], stage.crew.roles["Players"]
    plain = (await rest.post(messages, content=f"<@{noor}> <@&{players}> @everyone")).body
    assert [user["id"] for user in plain["mentions"]] == [noor]
    assert (plain["mention_roles"], plain["mention_everyone"]) == ([players], True)
    card = (
        await rest.post(messages, flags=V2, components=[{"type": 17, "components": [text(f"<@{sam}>")]}])
    ).body
    assert [user["id"] for user in card["mentions"]] == [sam]


async def test_allowed_mentions_silence_the_rest(stage: Stage, rest: Rest, messages: str) -> None:
    noor, sam, players = stage.crew.users["Noor"], stage.crew.users["Sam"], stage.crew.roles["Players"]
    content = f"<@{noor}> <@{sam}> <@&{players}> @everyone"
    posted = (await rest.post(messages, content=content, allowed_mentions={"parse": [], "users": [sam]})).body
    assert [user["id"] for user in posted["mentions"]] == [sam]
    assert (posted["mention_roles"], posted["mention_everyone"]) == ([], False)
    assert stage.world.notified[posted["id"]] == {sam}


async def test_pinging_a_role_notifies_its_members_once(stage: Stage, rest: Rest, messages: str) -> None:
    posted = (await rest.post(messages, content=f"<@&{stage.crew.roles['Players']}>")).body
    players = {stage.crew.users[name] for name in ("Noor", "Sam", "Ada")}
    assert stage.world.notified[posted["id"]] == players
    await rest.patch(f"{messages}/{posted['id']}", content=f"<@{stage.crew.users['Mira']}>")
    assert stage.world.notified[posted["id"]] == players


async def test_mentioning_somebody_who_cannot_look_notifies_nobody(
    stage: Stage, rest: Rest, messages: str
) -> None:
    posted = (await rest.post(messages, content=f"<@{stage.crew.users['Zoe']}>")).body
    assert [user["username"] for user in posted["mentions"]] == ["zoe"]
    assert stage.world.notified[posted["id"]] == set()


async def test_enforced_nonce_finds_the_earlier_message(
    stage: Stage, rest: Rest, messages: str, wall: Any
) -> None:
    first = (await rest.post(messages, content="once", nonce="n-1", enforce_nonce=True)).body
    second = (await rest.post(messages, content="once", nonce="n-1", enforce_nonce=True)).body
    assert (second["id"], second["nonce"]) == (first["id"], "n-1")
    assert len(stage.world.messages[stage.games]) == 1
    wall.skip(301)
    third = (await rest.post(messages, content="once", nonce="n-1", enforce_nonce=True)).body
    assert third["id"] != first["id"]


async def test_listing_pages_by_id(rest: Rest, messages: str) -> None:
    ids = [(await rest.post(messages, content=str(number))).body["id"] for number in range(5)]

    async def listed(**query: str) -> list[str]:
        return [message["content"] for message in (await rest.get(messages, **query)).body]

    assert await listed() == ["4", "3", "2", "1", "0"]
    assert await listed(limit="2") == ["4", "3"]
    assert await listed(before=ids[2]) == ["1", "0"]
    assert await listed(after=ids[2], limit="1") == ["3"]
    assert await listed(around=ids[2], limit="3") == ["3", "2", "1"]


async def test_listing_from_nonsense_is_50035(rest: Rest, messages: str) -> None:
    assert list((await rest.get(messages, after="yesterday")).errors) == ["after"]


async def test_posting_into_a_category_is_50008(stage: Stage, rest: Rest) -> None:
    assert (await rest.post(stage.path(stage.crew.channels["Text"], "messages"), content="x")).code == 50008


async def test_deleting_leaves_nothing_behind(rest: Rest, messages: str) -> None:
    path = f"{messages}/{(await rest.post(messages, content='x')).body['id']}"
    assert (await rest.delete(path)).status == 204
    assert (await rest.get(path)).code == 10008


async def test_editing_somebody_elses_message_is_50005(
    stage: Stage, rest: Rest, messages: str, person: Any
) -> None:
    said = await person("Mira").post("messages", channel_id=stage.games, content="mine")
    answer = await rest.patch(f"{messages}/{said['id']}", content="yours")
    assert (answer.status, answer.code) == (403, 50005)


async def test_posting_where_one_may_not_write_is_50013(stage: Stage, rest: Rest) -> None:
    answer = await rest.post(stage.path(stage.crew.channels["read-only"], "messages"), content="x")
    assert (answer.status, answer.code) == (403, 50013)


async def test_posting_out_of_sight_is_50001(stage: Stage, rest: Rest, messages: str) -> None:
    hidden = [{"id": stage.crew.roles["Game Scheduler"], "type": 0, "allow": "0", "deny": str(1 << 10)}]
    await stage.control("channels", channel_id=stage.games, overwrites=hidden)
    answer = await rest.post(messages, content="x")
    assert (answer.status, answer.code) == (403, 50001)


async def test_old_messages_take_three_edits_in_six_seconds(
    stage: Stage, rest: Rest, messages: str, wall: Any
) -> None:
    path = f"{messages}/{(await rest.post(messages, content='old')).body['id']}"
    stage.world.clock.jump(timedelta(hours=1, seconds=1))
    edits = [await rest.patch(path, content=str(number)) for number in range(4)]
    assert [edit.status for edit in edits] == [200, 200, 200, 429]
    assert edits[3].code == 30046
    assert 5 < edits[3].body["retry_after"] <= 6
    wall.skip(6)
    assert (await rest.patch(path, content="again")).status == 200


async def test_young_messages_are_not_held_to_the_old_ones_limit(rest: Rest, messages: str) -> None:
    path = f"{messages}/{(await rest.post(messages, content='young')).body['id']}"
    assert [(await rest.patch(path, content=str(number))).status for number in range(4)] == [200] * 4


async def test_multipart_says_the_same_as_json(stage: Stage, messages: str) -> None:
    form = aiohttp.FormData()
    form.add_field("payload_json", '{"content": "in parts – ü"}', content_type="application/json")
    form.add_field("files[0]", b"\x00\xff", filename="x.bin")
    headers = {"Authorization": f"Bot {stage.crew.bot.token}"}
    async with stage.http.post(f"{stage.url}/api/v9{messages}", data=form, headers=headers) as response:
        assert (await response.json())["content"] == "in parts – ü"


async def test_direct_message_arrives_unless_closed(stage: Stage, rest: Rest) -> None:
    noor = stage.crew.users["Noor"]
    channel = (await rest.post("/users/@me/channels", recipient_id=int(noor))).body
    path = stage.path(channel["id"], "messages")
    await rest.post(path, content="You are in.")
    await stage.control("dms", user_id=noor, closed=True)
    assert (await rest.post(path, content="Still there?")).code == 50007
    assert [message["content"] for message in stage.world.inbox(noor)] == ["You are in."]


async def test_direct_message_to_somebody_gone_is_50007(stage: Stage, rest: Rest) -> None:
    noor = stage.crew.users["Noor"]
    await stage.control("members", guild_id=stage.crew.guild_id, user_id=noor, action="kick")
    channel = (await rest.post("/users/@me/channels", recipient_id=noor)).body
    assert (await rest.post(stage.path(channel["id"], "messages"), content="Hi")).code == 50007
    assert (await rest.get(f"/guilds/{stage.crew.guild_id}/members/{noor}")).code == 10007


async def test_thread_hangs_on_its_message(rest: Rest, messages: str, stage: Stage) -> None:
    posted = (await rest.post(messages, content="talk here")).body
    path = f"{messages}/{posted['id']}"
    thread = await rest.post(f"{path}/threads", name="Session 12", auto_archive_duration=1440)
    assert (thread.status, thread.body["id"]) == (201, posted["id"])
    assert (await rest.post(stage.path(posted["id"], "messages"), content="first")).status == 200
    assert (await rest.post(f"{path}/threads", name="Again")).code == 160004
    assert (await rest.get(path)).body["flags"] == 1 << 5


async def test_unknown_route_is_404_and_a_problem(rest: Rest, judge: Judge) -> None:
    answer = await rest.get("/nowhere")
    assert (answer.status, answer.body) == (404, {"message": "404: Not Found", "code": 0})
    assert judge.take() == ["GET /nowhere -> 404: no such route"]
