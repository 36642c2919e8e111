"""What we remember of Discord: people, servers, channels, roles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gamescheduler.app import App
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.errors import Invalid, NotFound
from gamescheduler.models import RoleId, UserId
from gamescheduler.services import accounts, configuring, places, queries
from gamescheduler.services.accounts import GuildSeen, Seen
from tests.builders import (
    GAMES,
    HOSTS,
    MANAGER,
    NOON,
    NOOR,
    OTHER_SERVER,
    PLAYERS,
    TALK,
    TAVERN,
    TAVERN_SEEN,
    ZOE,
    FrozenClock,
    join,
    post,
    rows,
    sheet_of,
)


async def remember(app: App, *people: Seen) -> None:
    async with app.work(SCHEDULER) as work:
        await accounts.remember(work, *people)


async def mirror(app: App, guild: GuildSeen) -> None:
    async with app.work(SCHEDULER) as work:
        await accounts.mirror_guild(work, guild)


@pytest.mark.parametrize(
    ("global_name", "nick", "shown"),
    [(None, None, "noor99"), ("Noor A.", None, "Noor A."), ("Noor A.", "Noor the Bold", "Noor the Bold")],
)
async def test_a_name_is_the_nickname_else_the_global_name(
    app: App, global_name: str | None, nick: str | None, shown: str
) -> None:
    await remember(app, Seen(NOOR, "noor99", global_name, TAVERN, nick))
    async with app.work(SCHEDULER) as work:
        assert await queries.names(work, TAVERN, [NOOR]) == {NOOR: shown}


async def test_a_sheet_names_host_and_participants(app: App) -> None:
    game = await post(app)
    await join(app, game, NOOR)
    assert (await sheet_of(app, game)).names == {1: "mira", 2: "noor"}


async def test_somebody_seen_again_unchanged_costs_no_write_and_no_lock(app: App) -> None:
    query = "SELECT xmin, xmax FROM {} WHERE {} = :id"
    query = f"{query.format('app_user', 'id')} UNION ALL {query.format('member', 'user_id')}"
    before = await rows(app, query, id=NOOR)
    await remember(app, Seen(NOOR, "noor", None, TAVERN))
    assert await rows(app, query, id=NOOR) == before


async def test_somebody_named_twice_at_once_is_remembered_as_last_seen(app: App) -> None:
    """The host of a game may be the one who asks."""
    twice = Seen(UserId(50), "eve", None, TAVERN), Seen(UserId(50), "eve", "Eve", TAVERN, role_ids=(HOSTS,))
    await remember(app, *twice)
    query = "SELECT global_name, role_ids FROM app_user JOIN member ON user_id = id WHERE id = 50"
    assert await rows(app, query) == [("Eve", [HOSTS])]


async def test_somebody_seen_outside_a_server_keeps_their_place_in_it(app: App) -> None:
    await remember(app, Seen(NOOR, "noor", "Noor A."))
    assert await rows(app, "SELECT guild_id FROM member WHERE user_id = :id", id=NOOR) == [(TAVERN,)]


async def test_nobody_is_nothing_to_remember(app: App) -> None:
    await remember(app)


async def test_a_channel_that_is_gone_is_marked_once(app: App, clock: FrozenClock) -> None:
    without_talk = replace(TAVERN_SEEN, channels=TAVERN_SEEN.channels[:1])
    for _ in range(2):
        clock.step(hours=1)
        await mirror(app, without_talk)
    query = "SELECT removed_at, bot_can_post FROM channel WHERE id = :id"
    assert await rows(app, query, id=TALK) == [(NOON.replace(hour=13), False)]
    assert await rows(app, query, id=GAMES) == [(None, True)]


async def test_a_channel_that_came_back_is_open_again(app: App) -> None:
    await mirror(app, replace(TAVERN_SEEN, channels=[]))
    await mirror(app, TAVERN_SEEN)
    query = "SELECT id, removed_at, bot_can_post FROM channel WHERE guild_id = :id ORDER BY id"
    assert await rows(app, query, id=TAVERN) == [(GAMES, None, True), (TALK, None, False)]


async def test_mirroring_keeps_what_managers_set(app: App) -> None:
    await mirror(app, replace(TAVERN_SEEN, name="Saturday Crew"))
    assert await rows(app, "SELECT name, settings FROM guild WHERE id = :id", id=TAVERN) == [
        ("Saturday Crew", {"host_roles": [HOSTS]})
    ]


async def test_roles_follow_discord(app: App) -> None:
    await mirror(app, GuildSeen(OTHER_SERVER, "Elsewhere", ZOE, [], [(RoleId(220), "Players", 1, 0)]))
    await mirror(app, replace(TAVERN_SEEN, roles=[(HOSTS, "Game hosts", 1, 8)]))
    async with app.work(SCHEDULER) as work:
        assert await places.role_names(work, TAVERN) == {HOSTS: "Game hosts"}
        assert await places.role_names(work, OTHER_SERVER) == {220: "Players"}


async def test_a_role_that_was_deleted_breaks_nothing_that_names_it(app: App) -> None:
    """What was set stays set, games are posted, joined and announced; but nobody can choose it any more."""
    values = {"notify_roles": [PLAYERS], "priority_roles": [PLAYERS]}
    async with app.work(MANAGER) as work:
        await configuring.configure(work, await places.place(work, TAVERN), **values)
    await mirror(app, replace(TAVERN_SEEN, roles=TAVERN_SEEN.roles[:1]))
    game = await post(app)
    await join(app, game, NOOR)
    assert (await sheet_of(app, game)).game.notify_roles == [PLAYERS]
    with pytest.raises(Invalid) as invalid:
        await post(app, notify_roles=(PLAYERS,))
    assert [problem.code for problem in invalid.value.problems] == ["unknown_role"]


async def test_a_server_that_was_left_is_not_there_until_it_invites_again(app: App) -> None:
    game = await post(app)
    async with app.work(SCHEDULER) as work:
        await accounts.leave_guild(work, TAVERN)
    with pytest.raises(NotFound):
        await sheet_of(app, game)
    with pytest.raises(NotFound):
        await post(app)
    await mirror(app, TAVERN_SEEN)
    assert (await sheet_of(app, game)).game.id == game
