"""Giving upcoming games the settings that hold now: an explicit verb, for a game is a promise."""

from __future__ import annotations

from datetime import timedelta

from gamescheduler.app import App
from gamescheduler.domain.drafts import UNSET
from gamescheduler.events import GameMoved, RosterChanged
from gamescheduler.services import accounts, configuring, places, seating
from gamescheduler.services.accounts import Seen
from tests.builders import (
    ADA,
    GAMES,
    HOSTS,
    MANAGER,
    NOON,
    NOOR,
    PLAYERS,
    SAM,
    TALK,
    TAVERN,
    actor,
    everybody,
    facts,
    join,
    post,
    rows,
    run_sql,
    sheet_of,
)
from tests.verbs.levels import configure, logged


async def test_a_posted_game_keeps_what_it_was_posted_with(app: App) -> None:
    game = await post(app, max_players=UNSET)
    await configure(app, max_players=3)
    assert (await sheet_of(app, game)).game.max_players == 10


async def test_applying_reaches_the_games_that_inherited(app: App) -> None:
    """Three games inherit, one chose, one is elsewhere, one is over: two change, each with an audit row."""
    inherited = [await post(app, max_players=UNSET, duration=30) for _ in range(2)]
    chose = await post(app, max_players=10)
    over = await post(app, max_players=UNSET)
    await run_sql(app, "UPDATE game SET status = 'cancelled' WHERE id = :id", id=over)
    await configure(app, max_players=3, duration=90)

    async with app.work(MANAGER) as work:
        place = await places.place(work, TAVERN)
        behind = await configuring.lagging(work, place, ["max_players", "duration", "time_zone"])
        assert sorted(sheet.game.id for sheet in behind) == sorted([*inherited, chose])
        behind = await configuring.lagging(work, place, ["max_players"])
        assert sorted(sheet.game.id for sheet in behind) == sorted(inherited)
        changed = await configuring.apply(work, place, ["max_players"])
    assert sorted(sheet.game.id for sheet in changed) == sorted(inherited)

    for game_id in inherited:
        game = (await sheet_of(app, game_id)).game
        assert (game.max_players, game.duration) == (3, 30)
        assert (game.origins["max_players"], game.origins["duration"]) == ("server", "game")
        assert (game.version, game.details_version) == (2, 2)
    assert (await sheet_of(app, chose)).game.max_players == 10
    assert (await sheet_of(app, over)).game.max_players == 10
    applied = [(verb, game, *said) for verb, game, *said in await logged(app) if verb == "apply"]
    assert sorted(applied) == sorted(
        ("apply", game, {"max_players": 10}, {"max_players": 3}) for game in inherited
    )
    async with app.work(MANAGER) as work:
        assert await configuring.apply(work, await places.place(work, TAVERN), ["max_players"]) == []


async def test_applying_at_a_channel_leaves_other_channels_alone(app: App) -> None:
    await run_sql(app, "UPDATE channel SET bot_can_post = true WHERE id = :id", id=TALK)
    here, elsewhere = await post(app, max_players=UNSET), await post(app, max_players=UNSET, channel_id=TALK)
    await configure(app, max_players=3)
    async with app.work(MANAGER) as work:
        place = await places.place(work, TAVERN, GAMES)
        assert [sheet.game.id for sheet in await configuring.apply(work, place, ["max_players"])] == [here]
    assert (await sheet_of(app, elsewhere)).game.max_players == 10


async def test_applying_tells_whom_it_concerns(app: App) -> None:
    """B-26, B-29: as the host's own edit would."""
    game = await post(app, max_players=UNSET, location=UNSET)
    await join(app, game, NOOR, SAM, ADA)
    await configure(app, max_players=2, location="Hall")
    async with app.work(MANAGER) as work:
        await configuring.apply(work, await places.place(work, TAVERN), ["max_players", "location"])
    assert await everybody(app, game) == ([NOOR, SAM], [ADA])
    assert await facts(app, RosterChanged) == [
        RosterChanged(game_id=game, version=5, demoted=(ADA,), cause="seats")
    ]
    was = NOON + timedelta(days=1)
    assert await facts(app, GameMoved) == [GameMoved(game_id=game, version=5, was=was, was_at="")]
    assert await rows(app, "SELECT wanted FROM announcement") == [(5,)]


async def test_applying_other_roles_orders_people_by_them(app: App) -> None:
    """The place of a role in the old list says nothing about the new one."""
    await configure(app, signup="role", priority_roles=[HOSTS, PLAYERS])
    game = await post(app, signup=UNSET, priority_roles=UNSET)
    await join(app, game, NOOR, SAM)
    async with app.work(MANAGER) as work:
        await accounts.remember(work, Seen(ADA, "ada", None, TAVERN, role_ids=(PLAYERS,)))
    async with app.work(actor(ADA, role_ids=frozenset({PLAYERS}))) as work:
        await seating.join(work, game)
    assert await everybody(app, game) == ([ADA, NOOR], [SAM])
    for roles, order in [([PLAYERS], ([ADA, NOOR], [SAM])), ([HOSTS], ([NOOR, SAM], [ADA]))]:
        await configure(app, priority_roles=roles)
        async with app.work(MANAGER) as work:
            await configuring.apply(work, await places.place(work, TAVERN), ["priority_roles"])
        assert await everybody(app, game) == order
    assert await rows(app, "SELECT priority FROM participant ORDER BY id") == [(None,)] * 3


async def test_a_game_of_which_nobody_knows_what_it_inherited_keeps_its_values(app: App) -> None:
    game = await post(app, max_players=UNSET)
    await run_sql(app, "UPDATE game SET origins = '{}'")
    await configure(app, max_players=3)
    async with app.work(MANAGER) as work:
        assert await configuring.apply(work, await places.place(work, TAVERN), ["max_players"]) == []
    assert (await sheet_of(app, game)).game.max_players == 10
