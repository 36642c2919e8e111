"""Changing a posted game: what is news, who moves up or down, who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gamescheduler.app import App
from gamescheduler.domain.drafts import UNSET, GameChanges
from gamescheduler.errors import Conflict, Invalid, Refused
from gamescheduler.events import GameMoved, RosterChanged
from gamescheduler.models import Signup, Status
from gamescheduler.services import hosting
from tests.builders import (
    ADA,
    HOSTS,
    MANAGER,
    MIRA,
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
from tests.verbs.hosts import edit


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
    assert await facts(app, GameMoved) == [GameMoved(game_id=game, version=2, was=old, was_at="")]


async def test_a_new_place_is_news(app: App) -> None:
    game = await post(app)
    await edit(app, game, location="Back room")
    assert await facts(app, GameMoved) == [
        GameMoved(game_id=game, version=2, was=NOON + timedelta(days=1), was_at="")
    ]


async def test_more_seats_promote_who_waited(app: App) -> None:
    """B-26"""
    game = await post(app, max_players=1)
    await join(app, game, NOOR, SAM, ADA)
    await edit(app, game, max_players=3)
    assert (await facts(app, RosterChanged))[-1] == RosterChanged(
        game_id=game, version=5, promoted=(SAM, ADA), cause="seats"
    )
    assert await everybody(app, game) == ([NOOR, SAM, ADA], [])


async def test_fewer_seats_demote_the_last(app: App) -> None:
    """B-29"""
    game = await post(app, max_players=None)
    await join(app, game, NOOR, SAM, ADA)
    await edit(app, game, max_players=1)
    assert (await facts(app, RosterChanged))[-1] == RosterChanged(
        game_id=game, version=5, demoted=(SAM, ADA), cause="seats"
    )
    await edit(app, game, max_players=2)
    assert (await facts(app, RosterChanged))[-1] == RosterChanged(
        game_id=game, version=6, promoted=(SAM,), cause="seats"
    )


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


async def test_a_game_that_has_started_is_not_moved(app: App) -> None:
    """B-74: it would be a planned game again. Everything else about it may still change (B-71)."""
    game = await post(app)
    await run_sql(app, "UPDATE game SET status = 'in_progress'")
    with pytest.raises(Invalid, match="starts_at running, max_players out_of_range"):
        await edit(app, game, starts_at=NOON + timedelta(days=2), max_players=0)
    assert (await edit(app, game, starts_at=NOON + timedelta(days=1), duration=90)).made


async def test_any_field_that_changed_since_is_a_conflict_but_people_are_not(app: App) -> None:
    game = await post(app)
    await join(app, game, NOOR)
    await edit(app, game, version=1, title="Ravenloft")
    await edit(app, game, location="Attic")
    with pytest.raises(Conflict) as conflict:
        await edit(app, game, version=3, title="Barovia")
    assert conflict.value.theirs == {"title": "Ravenloft"}


async def test_a_stale_edit_is_a_conflict_that_knows_both_values(app: App) -> None:
    game = await post(app, location="Hall")
    await edit(app, game, title="Ravenloft", location="Attic")
    with pytest.raises(Conflict) as conflict:
        await edit(app, game, version=1, title="Barovia", location="Attic", description="New")
    assert conflict.value.theirs == {"title": "Ravenloft", "description": ""}
    assert conflict.value.yours == {"title": "Barovia", "description": "New"}
    assert conflict.value.version == 2
    stored = (await sheet_of(app, game)).game
    assert (stored.title, stored.description, stored.version) == ("Ravenloft", "", 2)
    assert (await edit(app, game, version=2, title="Barovia")).made


async def test_the_same_change_twice_is_no_conflict(app: App) -> None:
    game = await post(app)
    await edit(app, game, version=1, title="Ravenloft")
    assert not (await edit(app, game, version=1, title="Ravenloft")).made


async def test_people_who_joined_since_are_no_conflict(app: App) -> None:
    game = await post(app)
    await join(app, game, NOOR, SAM)
    assert (await edit(app, game, version=1, title="Ravenloft")).made


async def test_what_was_edited_is_the_games_own_from_then_on(app: App) -> None:
    game = await post(app, max_players=UNSET, duration=UNSET)
    await edit(app, game, max_players=4, title="Ravenloft")
    origins = (await sheet_of(app, game)).game.origins
    assert (origins["max_players"], origins["duration"], "title" in origins) == ("game", "default", False)


async def test_another_way_to_sign_up_parts_people_anew(app: App) -> None:
    """B-40"""
    game = await post(app)
    await join(app, game, NOOR, SAM)
    await edit(app, game, signup=Signup.ASK)
    assert await everybody(app, game) == ([], [NOOR, SAM])
    assert (await facts(app, RosterChanged))[-1] == RosterChanged(
        game_id=game, version=4, demoted=(NOOR, SAM), cause="host", by=MIRA
    )


async def test_fewer_seats_than_before_are_not_a_seat_taken(app: App) -> None:
    """Nobody has to be told that a game is full when no seat was taken."""
    game = await post(app, max_players=5)
    await join(app, game, NOOR, SAM)
    async with app.work(MANAGER) as work:
        await hosting.edit(work, game, GameChanges(max_players=2))
    assert await facts(app, RosterChanged) == []


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
