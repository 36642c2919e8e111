"""Posting a game: what is stored, what is refused, and that twice is once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from gamescheduler.app import App
from gamescheduler.domain.drafts import UNSET
from gamescheduler.errors import Invalid, NotFound, Refused
from gamescheduler.events import GamePosted
from gamescheduler.models import GameId, Status
from gamescheduler.services import configuring, hosting, places
from tests.builders import (
    GAMES,
    HOST,
    MANAGER,
    MIRA,
    NOON,
    NOOR,
    OTHER_CHANNEL,
    OTHER_SERVER,
    TALK,
    TAVERN,
    ZOE,
    a_draft,
    actor,
    facts,
    post,
    rows,
    sheet_of,
)

STORED = (
    "SELECT (SELECT count(*) FROM game), (SELECT count(*) FROM announcement), (SELECT count(*) FROM outbox)"
)


async def test_posting_stores_the_game_and_wants_an_announcement(app: App) -> None:
    game = await post(app, title="  Curse of Strahd ", reminders=(15, 60, 15), description="Bring dice")
    stored = (await sheet_of(app, game)).game
    assert (stored.title, stored.description, stored.reminders) == ("Curse of Strahd", "Bring dice", [60, 15])
    assert (stored.host_id, stored.status, stored.version) == (MIRA, Status.SCHEDULED, 1)
    assert await rows(app, "SELECT game_id, channel_id, wanted, shown FROM announcement") == [
        (game, GAMES, 1, 0)
    ]
    assert await facts(app) == [GamePosted(game_id=game, by=MIRA)]


async def test_posting_the_same_draft_again_finds_the_game(app: App) -> None:
    draft = a_draft()
    for _ in range(2):
        async with app.work(HOST) as work:
            assert (await hosting.post(work, draft)).game.id == draft.id
    assert await rows(app, STORED) == [(1, 1, 1)]


async def test_posting_the_same_draft_at_once_makes_one_game(app: App) -> None:
    draft = a_draft()

    async def once() -> GameId:
        async with app.work(HOST) as work:
            return (await hosting.post(work, draft)).game.id

    assert await asyncio.gather(*(once() for _ in range(5))) == [draft.id] * 5
    assert await rows(app, STORED) == [(1, 1, 1)]


async def test_posting_takes_what_is_left_open_from_the_settings(app: App) -> None:
    """B-43"""
    async with app.work(MANAGER) as work:
        await configuring.configure(
            work, await places.place(work, TAVERN), reminders=[60, 15], max_players=5, duration=90
        )
        await configuring.configure(
            work, await places.place(work, TAVERN, GAMES), reminders=[], max_players=None
        )
    game = (await sheet_of(app, await post(app, max_players=UNSET, reminders=UNSET))).game
    assert (game.reminders, game.max_players, game.duration) == ([], None, 90)
    game = (await sheet_of(app, await post(app, max_players=3, reminders=(30,)))).game
    assert (game.reminders, game.max_players, game.duration) == ([30], 3, 90)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title": ""}, [("title", "empty")]),
        ({"starts_at": NOON - timedelta(minutes=1)}, [("starts_at", "past")]),
        ({"max_players": 0, "duration": 0}, [("max_players", "out_of_range"), ("duration", "out_of_range")]),
        ({"zone": "Nowhere"}, [("zone", "unknown_zone")]),
    ],
)
async def test_posting_nonsense_stores_nothing(
    app: App, fields: dict[str, Any], wrong: list[tuple[str, str]]
) -> None:
    """B-85"""
    with pytest.raises(Invalid) as refused:
        await post(app, **fields)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == wrong
    assert await rows(app, STORED) == [(0, 0, 0)]


async def test_a_manager_may_name_another_host(app: App) -> None:
    game = (await sheet_of(app, await post(app, MANAGER, host_id=NOOR))).game
    assert game.host_id == NOOR
    with pytest.raises(Refused, match="hosts_for_others"):
        await post(app, HOST, host_id=NOOR)


async def test_posting_writes_down_where_each_setting_came_from(app: App) -> None:
    async with app.work(MANAGER) as work:
        await configuring.configure(work, await places.place(work, TAVERN), duration=90)
        await configuring.configure(work, await places.place(work, TAVERN, GAMES), location="Hall")
    origins = (await sheet_of(app, await post(app))).game.origins
    named = ("max_players", "duration", "location", "signup")
    assert [origins[name] for name in named] == ["game", "server", "channel", "default"]


async def test_every_problem_of_a_draft_is_named_at_once(app: App) -> None:
    """B-38"""
    async with app.work(MANAGER) as work:
        place = await configuring.configure(work, await places.place(work, TAVERN), max_players=5)
        await configuring.lock(work, place, ["max_players"])
    with pytest.raises(Invalid) as refused:
        await post(app, title="", max_players=6, notify_roles=(999,), duration=0)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [
        ("max_players", "locked"),
        ("notify_roles", "unknown_role"),
        ("title", "empty"),
        ("duration", "out_of_range"),
    ]
    assert await rows(app, STORED) == [(0, 0, 0)]


@pytest.mark.parametrize(
    ("fields", "by", "error"),
    [
        ({"channel_id": OTHER_CHANNEL}, HOST, NotFound),
        ({"guild_id": OTHER_SERVER, "channel_id": OTHER_CHANNEL}, HOST, NotFound),
        ({"channel_id": TALK}, HOST, Refused),
        ({}, actor(NOOR), Refused),
        ({}, actor(ZOE, guild_id=OTHER_SERVER, owns_guild=True), NotFound),
    ],
    ids=[
        "channel of another server",
        "another server",
        "closed channel",
        "no host",
        "owner of another server",
    ],
)
async def test_posting_where_one_may_not_stores_nothing(
    app: App, fields: dict[str, Any], by: Any, error: type[Exception]
) -> None:
    """B-46, B-47"""
    with pytest.raises(error):
        await post(app, by, **fields)
    assert await rows(app, STORED) == [(0, 0, 0)]
