"""Changing a posted game: what is news, who moves up or down, who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gamescheduler.app import App
from gamescheduler.domain.drafts import GameChanges
from gamescheduler.domain.sheet import Change
from gamescheduler.errors import Invalid, Refused
from gamescheduler.events import GameMoved, RosterChanged
from gamescheduler.models import GameId, Status
from gamescheduler.services import hosting
from tests.builders import (
    ADA,
    HOST,
    HOSTS,
    MANAGER,
    NOON,
    NOOR,
    SAM,
    FrozenClock,
    actor,
    everybody,
    facts,
    join,
    post,
    rows,
    run_sql,
    sheet_of,
)


async def edit(app: App, game: GameId, **changes: Any) -> Change:
    async with app.work(HOST) as work:
        return await hosting.edit(work, game, GameChanges(**changes))


async def test_editing_changes_what_was_named_and_nothing_else(app: App) -> None:
    game = await post(app, description="Bring dice")
    change = await edit(app, game, title="Ravenloft")
    assert change.made
    after = (await sheet_of(app, game)).game
    assert (after.title, after.description, after.version) == ("Ravenloft", "Bring dice", 2)
    assert await rows(app, "SELECT wanted FROM announcement") == [(2,)]
    assert await facts(app, GameMoved) == []


@pytest.mark.parametrize(
    "changes", [{}, {"title": " Curse of Strahd "}, {"reminders": ()}, {"max_players": 2}]
)
async def test_editing_nothing_is_no_event_and_no_version(app: App, changes: dict[str, Any]) -> None:
    game = await post(app)
    before = await facts(app)
    assert not (await edit(app, game, **changes)).made
    assert (await sheet_of(app, game)).game.version == 1
    assert await facts(app) == before


async def test_moving_a_game_tells_where_it_was(app: App) -> None:
    game = await post(app)
    old = NOON + timedelta(days=1)
    await edit(app, game, starts_at=old + timedelta(hours=1))
    assert await facts(app, GameMoved) == [GameMoved(game_id=game, version=2, was=old)]


async def test_a_new_place_is_news(app: App) -> None:
    game = await post(app)
    await edit(app, game, location="Back room")
    assert await facts(app, GameMoved) == [GameMoved(game_id=game, version=2, was=NOON + timedelta(days=1))]


async def test_more_seats_promote_who_waited(app: App) -> None:
    """B-26"""
    game = await post(app, max_players=1)
    await join(app, game, NOOR, SAM, ADA)
    await edit(app, game, max_players=3)
    assert (await facts(app, RosterChanged))[-1] == RosterChanged(
        game_id=game, version=5, promoted=(SAM, ADA)
    )
    assert await everybody(app, game) == ([NOOR, SAM, ADA], [])


async def test_fewer_seats_demote_the_last(app: App) -> None:
    """B-29"""
    game = await post(app, max_players=None)
    await join(app, game, NOOR, SAM, ADA)
    await edit(app, game, max_players=1)
    assert (await facts(app, RosterChanged))[-1] == RosterChanged(game_id=game, version=5, demoted=(SAM, ADA))
    await edit(app, game, max_players=2)
    assert (await facts(app, RosterChanged))[-1] == RosterChanged(game_id=game, version=6, promoted=(SAM,))


async def test_editing_keeps_people_and_their_order(app: App) -> None:
    """B-17"""
    game = await post(app)
    await join(app, game, NOOR, SAM)
    query = "SELECT id, user_id, joined_at FROM participant ORDER BY id"
    before = await rows(app, query)
    await edit(app, game, title="Ravenloft", description="New")
    assert await rows(app, query) == before


async def test_a_past_game_can_be_described_but_not_moved_into_the_past(app: App, clock: FrozenClock) -> None:
    """B-85"""
    game = await post(app)
    clock.step(days=1, minutes=5)
    assert (await edit(app, game, description="Late", starts_at=NOON + timedelta(days=1))).made
    with pytest.raises(Invalid, match="starts_at past"):
        await edit(app, game, starts_at=NOON + timedelta(days=1, minutes=1))


async def test_an_edit_with_one_problem_changes_nothing(app: App) -> None:
    """B-38"""
    game = await post(app)
    with pytest.raises(Invalid, match="max_players out_of_range"):
        await edit(app, game, title="New", max_players=101)
    assert (await sheet_of(app, game)).game.title == "Curse of Strahd"


@pytest.mark.parametrize(
    "by", [actor(NOOR), actor(ADA, role_ids=frozenset({HOSTS}))], ids=["player", "other host"]
)
async def test_a_game_is_changed_only_by_its_host_or_a_manager(app: App, by: Any) -> None:
    game = await post(app)
    with pytest.raises(Refused, match="not_your_game"):
        async with app.work(by) as work:
            await hosting.edit(work, game, GameChanges(title="Mine"))
    async with app.work(MANAGER) as work:
        assert (await hosting.edit(work, game, GameChanges(title="Ours"))).made


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.CANCELLED])
async def test_a_game_that_is_over_is_not_edited(app: App, status: Status) -> None:
    """B-74"""
    game = await post(app)
    await run_sql(app, "UPDATE game SET status = :status", status=status)
    with pytest.raises(Refused):
        await edit(app, game, title="New")
