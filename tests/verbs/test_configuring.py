"""Settings of a server and its channels."""

from __future__ import annotations

from typing import Any

import pytest

from gamescheduler.app import App
from gamescheduler.domain.actor import Actor
from gamescheduler.domain.settings import Settings
from gamescheduler.errors import Invalid, NotFound, Refused
from gamescheduler.services import configuring
from tests.builders import (
    GAMES,
    HOST,
    HOSTS,
    MANAGER,
    NOOR,
    OTHER_CHANNEL,
    OTHER_SERVER,
    TAVERN,
    ZOE,
    actor,
    post,
    rows,
)


async def configure(app: App, by: Actor = MANAGER, **values: Any) -> Settings:
    async with app.work(by) as work:
        return await configuring.configure_guild(work, TAVERN, **values)


async def test_a_level_stores_only_what_was_set_there(app: App) -> None:
    settings = await configure(app, max_players=5)
    assert settings == Settings(max_players=5, host_roles=(HOSTS,))
    assert await rows(app, "SELECT settings FROM guild WHERE id = :id", id=TAVERN) == [
        ({"host_roles": [HOSTS], "max_players": 5},)
    ]


async def test_a_channel_overrides_its_server(app: App) -> None:
    await configure(app, max_players=5, duration=90)
    async with app.work(MANAGER) as work:
        settings = await configuring.configure_channel(work, TAVERN, GAMES, max_players=None)
    assert (settings.max_players, settings.duration) == (None, 90)


async def test_a_closed_channel_takes_no_games(app: App) -> None:
    """B-47"""
    async with app.work(MANAGER) as work:
        await configuring.configure_channel(work, TAVERN, GAMES, active=False)
    with pytest.raises(Refused, match="channel_inactive"):
        await post(app)


@pytest.mark.parametrize("by", [HOST, actor(NOOR)], ids=["host", "player"])
async def test_only_managers_configure(app: App, by: Actor) -> None:
    with pytest.raises(Refused, match="managers_only"):
        await configure(app, by, max_players=5)


async def test_a_manager_of_another_server_finds_nothing(app: App) -> None:
    with pytest.raises(NotFound):
        await configure(app, actor(ZOE, guild_id=OTHER_SERVER, owns_guild=True), max_players=5)
    with pytest.raises(NotFound):
        async with app.work(MANAGER) as work:
            await configuring.configure_channel(work, TAVERN, OTHER_CHANNEL, max_players=5)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"max_player": 5}, [("max_player", "unknown_setting")]),
        ({"max_players": 0}, [("max_players", "out_of_range")]),
        ({"reminders": [0]}, [("reminders", "out_of_range")]),
        ({"notify_roles": list(range(11))}, [("notify_roles", "too_many")]),
        ({"time_zone": "Mars/Phobos"}, [("time_zone", "unknown_zone")]),
    ],
)
async def test_a_value_no_game_could_have_is_not_stored(
    app: App, values: dict[str, Any], wrong: list[tuple[str, str]]
) -> None:
    """B-49, B-50"""
    with pytest.raises(Invalid) as refused:
        await configure(app, **values)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == wrong
    assert await rows(app, "SELECT settings FROM guild WHERE id = :id", id=TAVERN) == [
        ({"host_roles": [HOSTS]},)
    ]


async def test_reminders_are_stored_once_and_longest_first(app: App) -> None:
    """B-49"""
    assert (await configure(app, reminders=[15, 60, 60])).reminders == (60, 15)


async def test_configuring_is_audited(app: App) -> None:
    await configure(app, max_players=5)
    logged = "SELECT actor, verb, before, after FROM audit ORDER BY id DESC LIMIT 1"
    assert await rows(app, logged) == [("user:5", "configure", {"max_players": None}, {"max_players": 5})]
