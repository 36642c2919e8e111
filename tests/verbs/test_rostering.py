"""What a host does about people: who sits, who waits, who is told, and that nothing is overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from gamescheduler.app import App
from gamescheduler.domain.actor import Actor
from gamescheduler.domain.drafts import GameChanges
from gamescheduler.errors import Conflict, Invalid, NotFound, Problem, Refused
from gamescheduler.events import GamePosted, RosterChanged
from gamescheduler.models import Signup, Status, UserId
from gamescheduler.services import hosting, rostering, seating
from tests.builders import (
    ADA,
    HOST,
    MANAGER,
    MIRA,
    NOOR,
    SAM,
    FrozenClock,
    actor,
    everybody,
    facts,
    join,
    leave,
    post,
    rows,
    run_sql,
)
from tests.verbs.hosts import add, host, last, maybe, move, names, number, remove, replace


async def test_people_are_in_from_the_start_in_their_order(app: App) -> None:
    """B-10, B-22: a guest holds a seat; only members are told."""
    game = await post(app, players=("Carl", NOOR, " Carl "))
    await join(app, game, SAM)
    assert await names(app, game) == (["Carl", NOOR], ["Carl", SAM])
    assert await facts(app, GamePosted) == [GamePosted(game_id=game, added=(NOOR,), by=MIRA)]


async def test_posting_with_the_host_among_the_players_stores_nothing(app: App) -> None:
    with pytest.raises(Invalid) as refused:
        await post(app, players=(NOOR, MIRA))
    assert refused.value.problems == (Problem("players", "host_listed", {"host_id": MIRA}),)
    assert await rows(app, "SELECT count(*) FROM game") == [(0,)]


async def test_adding_somebody_demotes_the_last_player(app: App) -> None:
    """B-23"""
    game = await post(app)
    await join(app, game, NOOR, SAM)
    await add(app, game, ADA)
    assert await everybody(app, game) == ([ADA, NOOR], [SAM])
    assert await last(app) == RosterChanged(
        game_id=game, version=4, added=(ADA,), demoted=(SAM,), cause="host", by=MIRA
    )


async def test_adding_goes_behind_those_the_host_placed_before(app: App) -> None:
    game = await post(app, max_players=5, players=(NOOR, "Carl"))
    await join(app, game, SAM)
    await add(app, game, "Dora", ADA)
    assert await names(app, game) == ([NOOR, "Carl", "Dora", ADA, SAM], [])


async def test_adding_somebody_who_waits_moves_them_up(app: App) -> None:
    """They knew of the game, so they are promoted, not added."""
    game = await post(app)
    await join(app, game, NOOR, SAM, ADA)
    await add(app, game, ADA)
    assert await everybody(app, game) == ([ADA, NOOR], [SAM])
    assert await last(app) == RosterChanged(
        game_id=game, version=5, promoted=(ADA,), demoted=(SAM,), cause="host", by=MIRA
    )


async def test_adding_somebody_who_said_maybe_tells_them(app: App) -> None:
    game = await post(app)
    await maybe(app, game, ADA)
    await add(app, game, ADA)
    assert await everybody(app, game) == ([ADA], [])
    assert (await last(app)).added == (ADA,)


async def test_adding_somebody_twice_seats_them_once(app: App) -> None:
    game = await post(app, max_players=5)
    await add(app, game, NOOR, SAM)
    await add(app, game, ADA, NOOR, ADA)
    assert await everybody(app, game) == ([NOOR, SAM, ADA], [])
    assert [event.added for event in await facts(app, RosterChanged)] == [(NOOR, SAM), (ADA,)]


async def test_adding_somebody_who_left_takes_them_in_again(app: App, clock: FrozenClock) -> None:
    game = await post(app)
    await join(app, game, NOOR, SAM)
    await leave(app, game, NOOR)
    clock.step(seconds=5)
    await add(app, game, NOOR)
    assert await everybody(app, game) == ([NOOR, SAM], [])
    assert (await last(app)).added == (NOOR,)


@pytest.mark.parametrize(("name", "code"), [("  ", "empty"), ("x" * 101, "too_long")])
async def test_a_guest_needs_a_name_of_at_most_a_hundred_characters(app: App, name: str, code: str) -> None:
    """B-13"""
    game = await post(app)
    with pytest.raises(Invalid, match=f"guest {code}"):
        await add(app, game, "Carl", name)
    assert await names(app, game) == ([], [])


async def test_removing_somebody_tells_them_and_moves_the_next_up(app: App) -> None:
    """B-37"""
    game = await post(app)
    await join(app, game, NOOR, SAM, ADA)
    await remove(app, game, NOOR)
    assert await everybody(app, game) == ([SAM, ADA], [])
    assert await last(app) == RosterChanged(
        game_id=game, version=5, removed=(NOOR,), promoted=(ADA,), by=MIRA
    )
    assert await rows(app, "SELECT wanted FROM announcement") == [(5,)]


async def test_removing_a_guest_tells_only_whoever_moves_up(app: App) -> None:
    game = await post(app, max_players=1, players=("Carl",))
    await join(app, game, NOOR)
    await remove(app, game, "Carl")
    assert await last(app) == RosterChanged(game_id=game, version=3, promoted=(NOOR,))


async def test_whoever_was_removed_does_not_take_that_back(app: App) -> None:
    """Undo is for one's own leave; where the host picks, there is no other way in."""
    game = await post(app, signup=Signup.HOST, players=(NOOR,))
    await remove(app, game, NOOR)
    with pytest.raises(Refused, match="undo_too_late"):
        async with app.work(actor(NOOR)) as work:
            await seating.come_back(work, game)


async def test_a_member_takes_the_place_of_a_guest(app: App) -> None:
    game = await post(app, players=("Carl", "Dora"))
    await join(app, game, NOOR)
    change = await replace(app, game, "Carl", SAM)
    assert await names(app, game) == ([SAM, "Dora"], [NOOR])
    assert await last(app) == RosterChanged(game_id=game, version=3, added=(SAM,), cause="host", by=MIRA)
    assert [p.guest_name for p in change.before.roster.players] == ["Carl", "Dora"]


async def test_somebody_who_waits_takes_the_place_of_a_guest(app: App) -> None:
    game = await post(app, players=("Carl", "Dora"))
    await join(app, game, NOOR, SAM)
    await replace(app, game, "Dora", SAM)
    assert await names(app, game) == (["Carl", SAM], [NOOR])
    assert await last(app) == RosterChanged(game_id=game, version=4, promoted=(SAM,), cause="host", by=MIRA)


@pytest.mark.parametrize(("who", "user", "code"), [(NOOR, SAM, "not_a_guest"), ("Carl", MIRA, "host_listed")])
async def test_only_a_guest_is_replaced_and_not_by_the_host(
    app: App, who: UserId | str, user: UserId, code: str
) -> None:
    game = await post(app, players=("Carl", NOOR))
    with pytest.raises(Invalid, match=f"players {code}"):
        await host(app, rostering.replace, game, await number(app, game, who), user)
    assert await names(app, game) == (["Carl", NOOR], [])


VERBS: list[tuple[Any, Sequence[Any]]] = [
    (rostering.add, [[SAM]]),
    (rostering.remove, [1]),
    (rostering.move, [1, 1]),
    (rostering.replace, [1, SAM]),
]


@pytest.mark.parametrize(("verb", "what"), VERBS)
async def test_a_stale_view_of_the_people_is_a_conflict(app: App, verb: Any, what: Sequence[Any]) -> None:
    game = await post(app, players=("Carl",))
    await join(app, game, NOOR)
    told = await facts(app)
    with pytest.raises(Conflict) as conflict:
        await host(app, verb, game, *what, version=1)
    assert (conflict.value.theirs, conflict.value.yours, conflict.value.version) == ({}, {}, 2)
    assert await names(app, game) == (["Carl", NOOR], [])
    assert await facts(app) == told
    assert (await host(app, rostering.add, game, ["Dora"], version=2)).made


async def test_other_fields_that_changed_are_no_conflict_about_people(app: App) -> None:
    game = await post(app)
    async with app.work(HOST) as work:
        await hosting.edit(work, game, GameChanges(title="New"))
    assert (await host(app, rostering.add, game, [NOOR], version=1)).made


@pytest.mark.parametrize("changed", [{"max_players": 4}, {"signup": Signup.ASK}], ids=repr)
async def test_another_way_of_seating_is_a_conflict_about_people(app: App, changed: dict[str, Any]) -> None:
    """“Seat 5” of the list somebody looks at is a place on the waitlist now."""
    game = await post(app, max_players=5, players=("A", "B", "C", "D", "E", "F"))
    async with app.work(MANAGER) as work:
        await hosting.edit(work, game, GameChanges(**changed))
    with pytest.raises(Conflict):
        await host(app, rostering.move, game, await number(app, game, "F"), 5, version=1)


@pytest.mark.parametrize(("verb", "what"), VERBS)
@pytest.mark.parametrize(
    ("by", "status", "error"),
    [
        (actor(NOOR), Status.SCHEDULED, "not_your_game"),
        (HOST, Status.COMPLETED, "finished"),
        (MANAGER, Status.CANCELLED, "cancelled"),
    ],
    ids=["player", "completed", "cancelled"],
)
async def test_the_people_are_the_hosts_to_change_until_the_game_is_over(
    app: App, verb: Any, what: Sequence[Any], by: Actor, status: Status, error: str
) -> None:
    game = await post(app, players=("Carl",))
    await run_sql(app, "UPDATE game SET status = :status", status=status)
    with pytest.raises(Refused, match=error):
        await host(app, verb, game, *what, by=by)
    assert await names(app, game) == (["Carl"], [])


async def test_a_participant_of_another_game_is_not_found(app: App) -> None:
    game, other = await post(app, players=("Carl",)), await post(app, players=("Carl",))
    elsewhere = await number(app, other, "Carl")
    for verb, what in [(rostering.remove, []), (rostering.move, [1]), (rostering.replace, [SAM])]:
        with pytest.raises(NotFound):
            await host(app, verb, game, elsewhere, *what)


async def test_what_a_host_does_about_people_is_audited(app: App) -> None:
    game = await post(app, max_players=1, players=("Carl",))
    await add(app, game, NOOR)
    await move(app, game, NOOR, 1)
    await replace(app, game, "Carl", SAM)
    await remove(app, game, NOOR)
    logged = "SELECT verb, before, after FROM audit WHERE game_id = :game AND verb <> 'post' ORDER BY id"
    found = [
        (verb, (before["players"], before["waitlist"]), (after["players"], after["waitlist"]))
        for verb, before, after in await rows(app, logged, game=game)
    ]
    assert found == [
        ("add", (["Carl"], []), (["Carl"], ["2"])),
        ("move", (["Carl"], ["2"]), (["2"], ["Carl"])),
        ("replace", (["2"], ["Carl"]), (["2"], ["3"])),
        ("remove", (["2"], ["3"]), (["3"], [])),
    ]


async def test_the_host_is_not_told_that_the_game_they_filled_is_full(app: App) -> None:
    game = await post(app)
    await add(app, game, NOOR, SAM)
    assert not (await last(app)).filled
    other = await post(app)
    await host(app, rostering.add, other, [NOOR, SAM], by=MANAGER)
    assert (await last(app)).filled
