"""What somebody is not meant to see is not there: for them it reads as what never existed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from gamescheduler.app import App
from gamescheduler.cards import apologies
from gamescheduler.domain.actor import SCHEDULER, Actor
from gamescheduler.domain.drafts import GameChanges, TemplateChanges
from gamescheduler.errors import NotFound, Refused
from gamescheduler.models import ChannelId, GameId, GuildId, TemplateId, UserId
from gamescheduler.services import configuring, hosting, places, queries, rostering, seating, templating
from gamescheduler.services.work import Work
from tests.builders import (
    ADA,
    GAMES,
    HOST,
    IVO,
    MANAGER,
    MIRA,
    NOOR,
    OTHER_SERVER,
    PLAYERS,
    SAM,
    TAVERN,
    ZOE,
    a_draft,
    actor,
    facts,
    leave,
    post,
    rows,
    sheet_of,
)

STRANGER = actor(ZOE, guild_id=OTHER_SERVER, owns_guild=True)
NOWHERE = Actor("user:6", ZOE)
"""The same person outside all servers, as in a direct message."""

Verb = Callable[[Work, GameId], Awaitable[Any]]

GAME_VERBS: dict[str, Verb] = {
    "look": queries.look,
    "sheet": queries.sheet,
    "join": seating.join,
    "maybe": seating.maybe,
    "leave": seating.leave,
    "come_back": seating.come_back,
    "add": lambda work, game: rostering.add(work, game, [ZOE]),
    "remove": lambda work, game: rostering.remove(work, game, 1),
    "move": lambda work, game: rostering.move(work, game, 1, 1),
    "replace": lambda work, game: rostering.replace(work, game, 1, ZOE),
    "edit": lambda work, game: hosting.edit(work, game, GameChanges(title="Mine")),
    "cancel": hosting.cancel,
    "announce_again": hosting.announce_again,
    "membership": lambda work, game: queries.membership(work, game, ZOE),
}

UNKNOWN = GuildId(999)
SERVER_VERBS: dict[str, Callable[[Work, GuildId], Awaitable[Any]]] = {
    "place": places.place,
    "listed": queries.listed,
    "zone": lambda work, guild: places.zone(work, guild, ZOE),
    "look": configuring.look,
    "channel": lambda work, guild: configuring.look(work, guild, GAMES),
    "post": lambda work, guild: hosting.post(work, a_draft(guild_id=guild, host_id=ZOE)),
    "create": lambda work, guild: templating.create(work, guild, TemplateChanges(name="Mine")),
    "delete": lambda work, guild: templating.delete(work, guild, TemplateId(1)),
}


async def not_found(app: App, by: Actor, verb: Callable[[Work, Any], Awaitable[Any]], what: Any) -> NotFound:
    with pytest.raises(NotFound) as error:
        async with app.work(by) as work:
            await verb(work, what)
    return error.value


@pytest.mark.parametrize("by", [STRANGER, NOWHERE], ids=["from another server", "from nowhere"])
@pytest.mark.parametrize("verb", GAME_VERBS)
async def test_a_game_of_another_server_reads_as_one_that_never_was(app: App, verb: str, by: Actor) -> None:
    """B-89"""
    game = await post(app, players=("Carl",))
    before = await facts(app), await rows(app, "SELECT * FROM game, participant")
    theirs = await not_found(app, by, GAME_VERBS[verb], game)
    unknown = await not_found(app, by, GAME_VERBS[verb], GameId("nosuchgame"))
    assert apologies.not_found(theirs) == apologies.not_found(unknown)
    assert str(theirs).replace(game, "nosuchgame") == str(unknown)
    assert (await facts(app), await rows(app, "SELECT * FROM game, participant")) == before


@pytest.mark.parametrize("by", [STRANGER, NOWHERE], ids=["from another server", "from nowhere"])
@pytest.mark.parametrize("verb", SERVER_VERBS)
async def test_another_server_reads_as_one_that_never_was(app: App, verb: str, by: Actor) -> None:
    """B-89"""
    theirs = await not_found(app, by, SERVER_VERBS[verb], TAVERN)
    unknown = await not_found(app, by, SERVER_VERBS[verb], UNKNOWN)
    assert apologies.not_found(theirs) == apologies.not_found(unknown)
    assert str(theirs).replace(str(TAVERN), str(UNKNOWN)) == str(unknown)


async def test_a_server_the_bot_was_removed_from_reads_as_one_that_never_was(app: App) -> None:
    game = await post(app)
    async with app.engine.begin() as connection:
        await connection.exec_driver_sql(f"UPDATE guild SET left_at = now() WHERE id = {TAVERN}")
    await not_found(app, HOST, queries.look, game)
    await not_found(app, SCHEDULER, queries.listed, TAVERN)


async def test_a_channel_of_another_server_reads_as_one_that_never_was(app: App) -> None:
    def posting(channel: ChannelId) -> Callable[[Work, GuildId], Awaitable[Any]]:
        return lambda work, guild: hosting.post(
            work, a_draft(guild_id=guild, host_id=ZOE, channel_id=channel)
        )

    theirs = await not_found(app, STRANGER, posting(GAMES), OTHER_SERVER)
    unknown = await not_found(app, STRANGER, posting(ChannelId(999)), OTHER_SERVER)
    assert apologies.not_found(theirs) == apologies.not_found(unknown)


async def listed(app: App, by: Actor, limit: int = 10) -> tuple[list[str], int]:
    async with app.work(by) as work:
        sheets, total = await queries.listed(work, TAVERN, queries.upcoming(TAVERN), limit=limit)
    return [sheet.game.title for sheet in sheets], total


TIER_2 = actor(SAM, role_ids=frozenset({PLAYERS}))


@pytest.mark.parametrize(
    ("by", "sees"),
    [
        (actor(NOOR), False),
        (TIER_2, True),
        (actor(ADA), True),
        (actor(MIRA), True),
        (MANAGER, True),
        (actor(IVO, owns_guild=True), True),
        (SCHEDULER, True),
    ],
    ids=["member", "with the role", "put in by the host", "host", "manager", "owner", "command line"],
)
async def test_a_game_for_some_is_seen_by_those(app: App, by: Actor, sees: bool) -> None:
    """B-92: neither in lists, nor counted, nor shown. A host sees their own game without the role."""
    secret = await post(app, title="Secret", player_roles=(PLAYERS,), players=(ADA,))
    await post(app, title="Open")
    await post(app, title="Everyone's", player_roles=(TAVERN,))
    titles = ["Everyone's", "Open", "Secret"] if sees else ["Everyone's", "Open"]
    found, total = await listed(app, by)
    assert (sorted(found), total) == (titles, len(titles))
    assert (len((await listed(app, by, limit=1))[0]), (await listed(app, by, limit=1))[1]) == (1, len(titles))
    if sees:
        async with app.work(by) as work:
            assert (await queries.look(work, secret)).game.title == "Secret"
    else:
        theirs = await not_found(app, by, queries.look, secret)
        unknown = await not_found(app, by, queries.look, GameId("nosuchgame"))
        assert apologies.not_found(theirs) == apologies.not_found(unknown)


async def test_a_game_for_some_is_joined_by_those(app: App) -> None:
    """B-92: whoever can see the announcement is told why not."""
    game = await post(app, player_roles=(PLAYERS,))
    with pytest.raises(Refused, match="players_only"):
        async with app.work(actor(NOOR)) as work:
            await seating.join(work, game)
    async with app.work(TIER_2) as work:
        await seating.join(work, game)
    assert [p.user_id for p in (await sheet_of(app, game)).participants] == [SAM]


async def test_whoever_left_no_longer_sees_a_game_for_some(app: App) -> None:
    game = await post(app, title="Secret", player_roles=(PLAYERS,), players=(ADA,))
    await leave(app, game, ADA)
    assert await listed(app, actor(ADA)) == ([], 0)
    await not_found(app, actor(ADA), queries.look, game)


@pytest.mark.parametrize(("user", "known"), [(NOOR, True), (ZOE, False), (UserId(99), False)])
async def test_a_direct_message_is_from_home_only_for_who_was_seen_there(
    app: App, user: UserId, known: bool
) -> None:
    """B-89: a click there says nothing about servers, so what counts is what was seen."""
    game = await post(app)
    async with app.work(Actor(f"user:{user}", user)) as work:
        if known:
            assert await queries.membership(work, game, user) == (TAVERN, frozenset())
        else:
            with pytest.raises(NotFound):
                await queries.membership(work, game, user)
