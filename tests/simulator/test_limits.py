"""Rate limits and faults over raw REST."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from gamescheduler.simulator.limits import LimitExceeded, Limits
from tests.simulator.wire import Rest, Stage


@pytest.fixture
def messages(stage: Stage) -> str:
    return stage.path(stage.games, "messages")


async def test_headers_count_down_the_bucket(rest: Rest, messages: str) -> None:
    first = await rest.post(messages, content="1")
    second = await rest.post(messages, content="2")
    assert (first.headers["X-RateLimit-Limit"], first.headers["X-RateLimit-Remaining"]) == ("5", "4")
    assert second.headers["X-RateLimit-Remaining"] == "3"
    assert float(second.headers["X-RateLimit-Reset-After"]) <= 5
    assert first.headers["X-RateLimit-Bucket"] == second.headers["X-RateLimit-Bucket"]


async def test_full_bucket_is_429_until_its_window_closes(rest: Rest, messages: str, wall: Any) -> None:
    for number in range(5):
        assert (await rest.post(messages, content=str(number))).status == 200
    refused = await rest.post(messages, content="6")
    assert refused.status == 429
    assert refused.headers["Via"]
    assert refused.headers["X-RateLimit-Scope"] == "user"
    assert int(refused.headers["Retry-After"]) >= refused.body["retry_after"] > 4
    assert refused.body | {"retry_after": 0} == {
        "message": "You are being rate limited.",
        "code": 0,
        "retry_after": 0,
        "global": False,
    }
    wall.skip(5)
    assert (await rest.post(messages, content="7")).status == 200


async def test_buckets_of_two_channels_are_apart(stage: Stage, rest: Rest, messages: str) -> None:
    for number in range(5):
        await rest.post(messages, content=str(number))
    other = stage.path(stage.crew.channels["general"], "messages")
    assert (await rest.post(other, content="x")).status == 200


async def test_global_limit_counts_every_route_of_one_bot(stage: Stage, rest: Rest) -> None:
    world = stage.world
    other = Rest(stage, world.add_bot("Other", world.user(stage.crew.users["Zoe"])).token)
    answers = [await rest.get(path) for path in ("/users/@me", "/gateway/bot") * 26]
    assert [answer.status for answer in answers[:50]] == [200] * 50
    assert answers[50].status == 429
    assert answers[50].body["global"] is True
    assert answers[50].headers["X-RateLimit-Global"] == "true"
    assert (await other.get("/users/@me")).status == 200


async def test_limits_can_be_scaled_for_measuring(stage: Stage) -> None:
    clock = stage.world.clock
    route = ("POST", "/channels/{channel_id}/messages", {"channel_id": "1"})
    generous = Limits(clock, scale=2)
    left = [generous.take("1", *route)["X-RateLimit-Remaining"] for _ in range(10)]
    assert left == [str(number) for number in range(9, -1, -1)]
    with pytest.raises(LimitExceeded):
        generous.take("1", *route)


async def test_interactions_do_not_count_towards_the_global_limit(stage: Stage, rest: Rest) -> None:
    for _ in range(50):
        await rest.get("/users/@me")
    answer = await rest.post("/interactions/1/nonsense/callback", type=4, data={"content": "x"})
    assert (answer.status, answer.code) == (404, 10062)


async def test_fault_strikes_the_matching_request_as_often_as_told(stage: Stage, rest: Rest) -> None:
    match = {"method": "GET", "path": "/users/@me"}
    await stage.control("faults", kind="status", status=503, times=2, match=match)
    assert (await rest.get("/gateway/bot")).status == 200
    assert [(await rest.get("/users/@me")).status for _ in range(3)] == [503, 503, 200]


async def test_fault_after_effect_has_done_the_thing(stage: Stage, rest: Rest, messages: str) -> None:
    await stage.control("faults", kind="status", status=500, after_effect=True)
    assert (await rest.post(messages, content="there all the same")).status == 500
    assert [message["content"] for message in (await rest.get(messages)).body] == ["there all the same"]


@pytest.mark.parametrize(("after_effect", "left"), [(False, []), (True, ["once"])])
async def test_hang_up_closes_without_an_answer(
    stage: Stage, rest: Rest, messages: str, after_effect: bool, left: list[str]
) -> None:
    await stage.control("faults", kind="hangup", after_effect=after_effect)
    with pytest.raises(aiohttp.ClientConnectionError):
        await rest.post(messages, content="once")
    assert [message["content"] for message in (await rest.get(messages)).body] == left


async def test_exchanges_are_remembered_for_whoever_looks(stage: Stage, rest: Rest, messages: str) -> None:
    await rest.post(messages, content="x")
    await rest.post(messages, content="")
    async with stage.http.get(f"{stage.url}/control/exchanges", params={"after": "1"}) as response:
        exchanges = await response.json()
    assert [(e["seq"], e["method"], e["status"], e["code"]) for e in exchanges] == [(2, "POST", 400, 50006)]
    assert exchanges[0]["template"] == "/channels/{channel_id}/messages"


async def test_fault_of_an_unknown_kind_is_refused(stage: Stage) -> None:
    async with stage.http.post(f"{stage.url}/control/faults", json={"kind": "flood"}) as response:
        assert (response.status, (await response.json())["message"]) == (
            400,
            "ValueError: kind must be one of status, delay, hangup",
        )
