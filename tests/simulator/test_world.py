"""Time, ids and permissions: the pure parts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gamescheduler.simulator import Clock, World, friday_crew
from gamescheduler.simulator.guild import Guild
from gamescheduler.simulator.ids import Snowflakes, made_at, shard_of
from gamescheduler.simulator.permissions import ALL, Permission

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
VIEW, SEND = Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES


class Ticking:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_world_time_runs_at_its_speed_and_wire_time_does_not() -> None:
    wall = Ticking()
    clock = Clock(60, NOON, wall=wall)
    wall.seconds = 2
    assert (clock.now(), clock.wire()) == (NOON + timedelta(minutes=2), 2)
    assert clock.stamp() == "2026-11-24T12:02:00.000000+00:00"


def test_jumping_moves_world_time_only() -> None:
    wall = Ticking()
    clock = Clock(origin=NOON, wall=wall)
    clock.jump(timedelta(hours=1))
    assert (clock.now(), clock.wire()) == (NOON + timedelta(hours=1), 0)


def test_jumping_back_is_refused() -> None:
    with pytest.raises(ValueError, match="never runs backwards"):
        Clock().jump(timedelta(seconds=-1))


def test_naive_origin_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Clock(origin=datetime(2026, 1, 1))  # noqa: DTZ001


def test_snowflakes_rise_while_time_stands_still() -> None:
    ids = Snowflakes(lambda: NOON)
    made = [int(ids()) for _ in range(5000)]
    assert made == sorted(set(made))
    assert made_at(str(made[0])) == NOON


def test_shard_comes_from_the_guild_id() -> None:
    assert shard_of(str((7 << 22) | 5), 4) == 3
    assert shard_of(None, 4) == 0


@pytest.fixture
def world() -> World:
    return World(Clock(origin=NOON, wall=Ticking()))


@pytest.fixture
def guild(world: World) -> Guild:
    return world.add_guild("Crew", world.add_user("olga"))


def overwrite(target: str, *, allow: int = 0, deny: int = 0) -> dict[str, str | int]:
    return {"id": target, "type": 0, "allow": str(int(allow)), "deny": str(int(deny))}


def test_owner_may_everything(world: World, guild: Guild) -> None:
    channel = world.add_channel(guild, "games")
    channel["permission_overwrites"] = [overwrite(guild.id, deny=VIEW)]
    assert world.permissions(guild.base["owner_id"], channel) == ALL


def test_administrator_may_everything_everywhere(world: World, guild: Guild) -> None:
    role = world.add_role(guild, "Admin", permissions=Permission.ADMINISTRATOR)
    ada = world.add_user("ada")
    world.add_member(guild, ada, roles=(role,))
    channel = world.add_channel(guild, "games")
    channel["permission_overwrites"] = [overwrite(ada["id"], deny=VIEW)]
    assert world.permissions(ada["id"], channel) == ALL


def test_overwrites_apply_everyone_then_roles_then_member(world: World, guild: Guild) -> None:
    silent, loud = world.add_role(guild, "Silent"), world.add_role(guild, "Loud")
    ada = world.add_user("ada")
    world.add_member(guild, ada, roles=(silent, loud))
    channel = world.add_channel(guild, "games")
    everyone = overwrite(guild.id, deny=SEND)
    roles = [overwrite(loud["id"], allow=SEND), overwrite(silent["id"], deny=SEND)]
    member = overwrite(ada["id"], deny=SEND)
    may = []
    for overwrites in ([], [everyone], [everyone, *roles], [member, everyone, *roles]):
        channel["permission_overwrites"] = overwrites
        may.append(world.can(ada["id"], SEND, channel))
    assert may == [True, False, True, False]


def test_losing_sight_loses_everything(world: World, guild: Guild) -> None:
    ada = world.add_user("ada")
    world.add_member(guild, ada)
    channel = world.add_channel(guild, "games")
    channel["permission_overwrites"] = [overwrite(guild.id, deny=VIEW)]
    assert world.permissions(ada["id"], channel) == 0


def test_stranger_may_nothing(world: World, guild: Guild) -> None:
    assert world.permissions(world.add_user("zoe")["id"], world.add_channel(guild, "games")) == 0


def test_seed_is_the_same_every_time() -> None:
    assert friday_crew(Clock())[1] == friday_crew(Clock(60, NOON))[1]


def test_seeded_ids_lie_in_the_past_and_new_ones_now() -> None:
    world, crew = friday_crew(Clock(origin=NOON, wall=Ticking()))
    assert made_at(crew.guild_id) < datetime(2024, 2, 1, tzinfo=UTC)
    assert made_at(world.ids()) == NOON
