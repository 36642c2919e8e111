"""Settings of the installation, a server, its channels and templates: set, reset, locked, applied."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Any

import pytest

from gamescheduler.app import App
from gamescheduler.domain.actor import Actor
from gamescheduler.domain.drafts import UNSET
from gamescheduler.domain.settings import LEVELS, Level, Settings
from gamescheduler.errors import Invalid, NotFound, Problem, Refused
from gamescheduler.models import RoleId
from gamescheduler.services import configuring, places
from tests.builders import (
    GAMES,
    HOST,
    HOSTS,
    IVO,
    MANAGER,
    NOOR,
    OTHER_CHANNEL,
    OTHER_SERVER,
    PLAYERS,
    TAVERN,
    ZOE,
    actor,
    post,
    rows,
    run_sql,
    sheet_of,
)
from tests.verbs.levels import a_template, change, configure, lock, logged, refused

FAR = RoleId(220)
"""A role of another server."""


async def stored(app: App) -> Any:
    return (await rows(app, "SELECT settings FROM guild WHERE id = :id", id=TAVERN))[0][0]


async def test_a_level_stores_only_what_was_set_there(app: App) -> None:
    place = await configure(app, max_players=5)
    assert (place.settings.max_players, place.settings.host_roles) == (5, (HOSTS,))
    assert await stored(app) == {"host_roles": [HOSTS], "max_players": 5}


async def test_every_level_has_its_say_and_the_innermost_counts(app: App) -> None:
    """B-43"""
    template = await a_template(app)
    for seats, level in enumerate((Level.INSTANCE, Level.SERVER, Level.CHANNEL, Level.TEMPLATE), start=1):
        place = await configure(app, level, max_players=seats, template=template)
        assert place.settings.max_players == seats
    game = (await sheet_of(app, await post(app, max_players=UNSET, template_id=template))).game
    assert (game.max_players, game.origins["max_players"]) == (4, "template")
    game = (await sheet_of(app, await post(app, max_players=UNSET))).game
    assert (game.max_players, game.origins["max_players"]) == (3, "channel")


async def test_a_channel_overrides_its_server_with_nothing_too(app: App) -> None:
    """B-43"""
    await configure(app, max_players=5, duration=90, reminders=[60, 15])
    place = await configure(app, Level.CHANNEL, max_players=None, reminders=[])
    settings = place.settings
    assert (settings.max_players, settings.duration, settings.reminders) == (None, 90, ())


async def test_resetting_inherits_again_and_leaves_the_rest(app: App) -> None:
    """B-44"""
    await configure(app, max_players=5)
    await configure(app, Level.CHANNEL, max_players=None, duration=30)
    place = await change(app, configuring.reset, Level.CHANNEL, ["max_players", "reminders"])
    assert (place.settings.max_players, place.settings.duration) == (5, 30)
    assert place.explained["max_players"].origin == Level.SERVER
    assert await rows(app, "SELECT settings FROM channel WHERE id = :id", id=GAMES) == [({"duration": 30},)]


@pytest.mark.parametrize("level", [Level.INSTANCE, Level.SERVER, Level.CHANNEL, Level.TEMPLATE])
async def test_a_setting_is_set_only_where_it_has_a_meaning(app: App, level: Level) -> None:
    template = await a_template(app)
    values = dataclasses.asdict(Settings())
    wrong = [(name, "wrong_level") for name in LEVELS if level not in LEVELS[name]]
    assert await refused(app, configuring.reset, level, list(values), template=template) == wrong
    found = await refused(app, configuring.configure, level, template=template, zebra=1, **values)
    assert found == [("zebra", "unknown_setting"), *wrong]


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"max_player": 5}, [("max_player", "unknown_setting")]),
        ({"max_players": 0}, [("max_players", "out_of_range")]),
        ({"reminders": [-5]}, [("reminders", "out_of_range")]),
        ({"reminders": ["soon"]}, [("reminders", "not_a_number")]),
        ({"time_zone": "Mars/Phobos"}, [("time_zone", "unknown_zone")]),
        ({"signup": "free"}, [("signup", "unknown_choice")]),
        ({"notify_roles": [FAR]}, [("notify_roles", "unknown_role")]),
        ({"notify_roles": [1234567890123456]}, [("notify_roles", "unknown_role")]),
        ({"host_roles": [HOSTS, "Hosts"]}, [("host_roles", "unknown_role")]),
        ({"max_players": 0, "duration": 0}, [("max_players", "out_of_range"), ("duration", "out_of_range")]),
        ({"max_players": 0, "active": True}, [("active", "wrong_level"), ("max_players", "out_of_range")]),
    ],
)
async def test_a_value_no_game_could_have_is_not_stored(
    app: App, values: dict[str, Any], wrong: list[tuple[str, str]]
) -> None:
    """B-49, B-50: every problem is named, and nothing is stored."""
    assert await refused(app, configuring.configure, Level.SERVER, **values) == wrong
    assert await stored(app) == {"host_roles": [HOSTS]}


async def test_ten_roles_are_enough(app: App) -> None:
    """B-50"""
    many = [RoleId(number) for number in range(300, 311)]
    made = "INSERT INTO role (id, guild_id, name, position, permissions) VALUES (:id, :guild, 'x', 0, 0)"
    for role in many:
        await run_sql(app, made, id=role, guild=TAVERN)
    assert await refused(app, configuring.configure, Level.SERVER, notify_roles=many) == [
        ("notify_roles", "too_many")
    ]
    assert len((await configure(app, notify_roles=many[:10])).settings.notify_roles) == 10


async def test_everyone_is_a_role_of_the_server(app: App) -> None:
    """B-92"""
    assert (await configure(app, player_roles=[TAVERN])).settings.player_roles == (TAVERN,)


async def test_a_role_of_another_server_is_named(app: App) -> None:
    """B-50"""
    with pytest.raises(Invalid) as invalid:
        await configure(app, notify_roles=[PLAYERS, FAR])
    assert invalid.value.problems == (Problem("notify_roles", "unknown_role", {"roles": [FAR]}),)
    with pytest.raises(Invalid, match="notify_roles unknown_role"):
        await post(app, notify_roles=(FAR,))


async def test_reminders_are_stored_once_and_longest_first(app: App) -> None:
    """B-49"""
    assert (await configure(app, reminders=[15, 60, 60])).settings.reminders == (60, 15)


async def test_two_who_change_different_settings_both_get_their_way(app: App) -> None:
    """Neither writes back what the other read."""
    some = {"max_players": 3, "duration": 90, "location": "Hall", "signup": "ask", "reminders": [5]}
    async with asyncio.TaskGroup() as group:
        for name, value in some.items():
            group.create_task(configure(app, **{name: value}))
            group.create_task(lock(app, Level.SERVER, name))
    assert await stored(app) == {"host_roles": [HOSTS], **some}
    assert await rows(app, "SELECT locked FROM guild WHERE id = :id", id=TAVERN) == [(sorted(some),)]


async def test_a_closed_channel_takes_no_games(app: App) -> None:
    """B-47"""
    await configure(app, Level.CHANNEL, active=False)
    with pytest.raises(Refused, match="channel_inactive"):
        await post(app)


async def test_host_roles_of_a_channel_replace_those_of_its_server(app: App) -> None:
    """B-46"""
    await configure(app, Level.CHANNEL, host_roles=[PLAYERS])
    with pytest.raises(Refused, match="hosts_only"):
        await post(app, HOST)
    await post(app, actor(NOOR, role_ids=frozenset({PLAYERS})), host_id=NOOR)
    await change(app, configuring.reset, Level.CHANNEL, ["host_roles"])
    await post(app, HOST)


@pytest.mark.parametrize("by", [HOST, actor(NOOR)], ids=["host", "player"])
@pytest.mark.parametrize("level", [Level.SERVER, Level.CHANNEL])
async def test_only_managers_configure(app: App, by: Actor, level: Level) -> None:
    for verb in (
        configuring.reset,
        configuring.lock,
        configuring.unlock,
        configuring.lagging,
        configuring.apply,
    ):
        with pytest.raises(Refused, match="managers_only"):
            await change(app, verb, level, ["max_players"], by=by)
    with pytest.raises(Refused, match="managers_only"):
        await configure(app, level, max_players=5, by=by)
    with pytest.raises(Refused, match="managers_only"):
        async with app.work(by) as work:
            await configuring.look(work, TAVERN)


async def test_nobody_takes_the_right_to_manage_from_themselves(app: App) -> None:
    by_role = actor(NOOR, role_ids=frozenset({PLAYERS}))
    with pytest.raises(Refused, match="shuts_you_out"):
        await configure(app, manager_roles=[PLAYERS])
    assert await stored(app) == {"host_roles": [HOSTS]}
    await configure(app, manager_roles=[PLAYERS], by=actor(IVO, owns_guild=True))
    with pytest.raises(Refused, match="shuts_you_out"):
        await change(app, configuring.reset, Level.SERVER, ["manager_roles"], by=by_role)
    await configure(app, manager_roles=[HOSTS, PLAYERS], by=by_role)


async def test_what_holds_for_all_servers_is_no_servers_to_change(app: App) -> None:
    with pytest.raises(Refused, match="instance_only"):
        async with app.work(MANAGER) as work:
            await configuring.configure(work, await places.place(work), max_players=5)


async def test_a_manager_of_another_server_finds_nothing(app: App) -> None:
    """B-89"""
    with pytest.raises(NotFound):
        await configure(app, by=actor(ZOE, guild_id=OTHER_SERVER, owns_guild=True), max_players=5)
    with pytest.raises(NotFound):
        async with app.work(MANAGER) as work:
            await places.place(work, TAVERN, OTHER_CHANNEL)


async def test_configuring_is_audited_by_what_changed(app: App) -> None:
    await configure(app, max_players=5)
    await configure(app, max_players=5)
    await configure(app, max_players=None)
    await change(app, configuring.reset, Level.SERVER, ["max_players"])
    await lock(app, Level.CHANNEL, "duration")
    here, there = {"level": "server", "id": str(TAVERN)}, {"level": "channel", "id": str(GAMES)}
    assert await logged(app) == [
        ("configure", None, here, here | {"max_players": 5}),
        ("configure", None, here | {"max_players": 5}, here | {"max_players": None}),
        ("reset", None, here | {"max_players": None}, here),
        ("lock", None, there | {"locked": []}, there | {"locked": ["duration"]}),
    ]
