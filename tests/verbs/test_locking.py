"""Locks: what one level decides for all below it."""

from __future__ import annotations

import pytest

from gamescheduler.app import App
from gamescheduler.domain.actor import Actor
from gamescheduler.domain.drafts import UNSET, GameChanges
from gamescheduler.domain.settings import Level
from gamescheduler.errors import Invalid, Problem
from gamescheduler.services import configuring, hosting
from tests.builders import HOST, MANAGER, TAVERN, post, rows, sheet_of
from tests.verbs.levels import a_template, configure, lock, refused, unlock


async def test_a_lock_holds_for_every_level_below(app: App) -> None:
    await configure(app, Level.CHANNEL, max_players=7)
    await configure(app, max_players=5)
    await lock(app, Level.SERVER, "max_players")
    game = (await sheet_of(app, await post(app, max_players=UNSET))).game
    assert (game.max_players, game.origins["max_players"]) == (5, "server")
    with pytest.raises(Invalid) as invalid:
        await configure(app, Level.CHANNEL, max_players=6)
    locked = Problem("max_players", "locked", {"level": Level.SERVER, "value": 5})
    assert invalid.value.problems == (locked,)
    assert await refused(app, configuring.lock, Level.CHANNEL, ["max_players"]) == [("max_players", "locked")]
    # Whoever locked it may still change it.
    assert (await configure(app, max_players=4)).settings.max_players == 4


async def test_unlocking_makes_what_was_set_below_count_again(app: App) -> None:
    await configure(app, Level.CHANNEL, max_players=7)
    await lock(app, Level.SERVER, "max_players")
    assert (await sheet_of(app, await post(app, max_players=UNSET))).game.max_players == 10
    await unlock(app, Level.SERVER, "max_players", "duration")
    assert (await sheet_of(app, await post(app, max_players=UNSET))).game.max_players == 7


async def test_the_installation_locks_for_all_servers(app: App) -> None:
    await configure(app, Level.INSTANCE, max_players=8)
    await lock(app, Level.INSTANCE, "max_players")
    assert await refused(app, configuring.configure, Level.SERVER, max_players=9) == [
        ("max_players", "locked")
    ]


@pytest.mark.parametrize(
    ("level", "name", "code"),
    [
        (Level.CHANNEL, "active", "nothing_to_lock"),
        (Level.CHANNEL, "time_zone", "nothing_to_lock"),
        (Level.SERVER, "manager_roles", "nothing_to_lock"),
        (Level.INSTANCE, "host_roles", "wrong_level"),
        (Level.SERVER, "active", "wrong_level"),
        (Level.SERVER, "zebra", "unknown_setting"),
    ],
)
async def test_only_what_somebody_below_could_set_is_locked(
    app: App, level: Level, name: str, code: str
) -> None:
    assert await refused(app, configuring.lock, level, [name, "max_players"]) == [(name, code)]
    assert await rows(app, "SELECT DISTINCT locked FROM guild WHERE id = :id", id=TAVERN) == [([],)]


async def test_a_host_has_no_say_about_what_is_locked(app: App) -> None:
    """Only about something else than what holds: a form sends everything it shows."""
    template = await a_template(app, max_players=5, reminders=[60, 15])
    await lock(app, Level.TEMPLATE, "max_players", "reminders", template=template)
    with pytest.raises(Invalid) as invalid:
        await post(app, template_id=template, max_players=6, reminders=(), title="")
    assert invalid.value.problems == (
        Problem("max_players", "locked", {"level": Level.TEMPLATE, "value": 5}),
        Problem("reminders", "locked", {"level": Level.TEMPLATE, "value": (60, 15)}),
        Problem("title", "empty", {"most": 100}),
    )
    game = (
        await sheet_of(app, await post(app, template_id=template, max_players=5, reminders=(15, 60)))
    ).game
    assert (game.max_players, game.reminders, game.origins["max_players"]) == (5, [60, 15], "template")


@pytest.mark.parametrize("by", [HOST, MANAGER], ids=["host", "manager"])
async def test_a_lock_holds_after_posting_too(app: App, by: Actor) -> None:
    game = await post(app, max_players=6)
    await configure(app, max_players=5)
    await lock(app, Level.SERVER, "max_players")
    async with app.work(by) as work:
        assert (await hosting.edit(work, game, GameChanges(title="New"))).made
    assert (await sheet_of(app, game)).game.max_players == 6
    with pytest.raises(Invalid, match="max_players locked"):
        async with app.work(by) as work:
            await hosting.edit(work, game, GameChanges(max_players=7))
    async with app.work(by) as work:
        assert (await hosting.edit(work, game, GameChanges(max_players=5))).made
