"""Templates: what a kind of game begins with, and what a host may not change about it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gamescheduler.app import App
from gamescheduler.domain.actor import Actor
from gamescheduler.domain.drafts import UNSET, TemplateChanges
from gamescheduler.domain.place import Place
from gamescheduler.errors import Invalid, NotFound, Problem, Refused
from gamescheduler.models import Template, TemplateId
from gamescheduler.services import places, templating
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
    sheet_of,
)

STRANGER = actor(ZOE, guild_id=OTHER_SERVER, owns_guild=True)


async def create(app: App, name: str, *, by: Actor = MANAGER, **changes: Any) -> TemplateId:
    async with app.work(by) as work:
        return identity(await templating.create(work, TAVERN, TemplateChanges(name=name, **changes)))


def identity(place: Place) -> TemplateId:
    assert place.template is not None
    assert place.template.id is not None
    return place.template.id


async def edit(app: App, template: TemplateId, **changes: Any) -> Place:
    async with app.work(MANAGER) as work:
        return await templating.edit(work, TAVERN, template, TemplateChanges(**changes))


async def templates(app: App) -> list[Template]:
    async with app.work(MANAGER) as work:
        return [*await places.templates(work, TAVERN)]


async def move(app: App, template: TemplateId, to: int) -> list[str]:
    async with app.work(MANAGER) as work:
        return [t.name for t in await templating.move(work, TAVERN, template, to)]


async def make_default(app: App, template: TemplateId | None) -> None:
    async with app.work(MANAGER) as work:
        await templating.make_default(work, TAVERN, template)


async def defaults(app: App) -> list[str]:
    return [t.name for t in await templates(app) if t.is_default]


async def logged(app: App) -> list[tuple[Any, ...]]:
    return await rows(app, "SELECT verb, before, after FROM audit WHERE actor = 'user:5' ORDER BY id")


async def test_a_template_is_what_a_game_begins_with(app: App) -> None:
    template = await create(
        app, " D&D ", title="Session", description="Bring dice", values={"max_players": 5, "location": "Hall"}
    )
    game = (await sheet_of(app, await post(app, template_id=template, title="", max_players=UNSET))).game
    assert (game.title, game.description, game.max_players, game.location) == (
        "Session", "Bring dice", 5, "Hall"
    )  # fmt: skip
    assert (game.template_id, game.origins["max_players"]) == (template, "template")
    game = (await sheet_of(app, await post(app, template_id=template, title="Mine", max_players=3))).game
    assert (game.title, game.max_players, game.origins["max_players"]) == ("Mine", 3, "game")


async def test_a_template_without_a_title_leaves_that_to_the_host(app: App) -> None:
    template = await create(app, "D&D")
    with pytest.raises(Invalid, match="title empty"):
        await post(app, template_id=template, title="")


async def test_a_template_is_changed_by_what_is_mentioned(app: App) -> None:
    template = await create(app, "D&D", title="Session", channel_id=GAMES, values={"max_players": 5})
    await edit(app, template, title="", channel_id=None, values={"duration": 90}, unset=("max_players",))
    (row,) = await templates(app)
    assert (row.name, row.title, row.channel_id, row.settings) == ("D&D", "", None, {"duration": 90})


async def test_what_a_host_may_not_change_is_listed_as_a_whole(app: App) -> None:
    template = await create(app, "D&D", values={"max_players": 5}, locked=("max_players", "duration"))
    place = await edit(app, template, locked=("max_players", "reminders"))
    assert place.row.locked == ["max_players", "reminders"]
    assert place.settings.max_players == 5
    await edit(app, template, title="Session")
    assert (await templates(app))[0].locked == ["max_players", "reminders"]
    # What the template locks for hosts it may still change itself.
    await edit(app, template, values={"max_players": 6}, locked=())
    assert (await templates(app))[0].settings == {"max_players": 6}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": " "}, [("name", "empty")]),
        ({"name": "x" * 51, "title": "x" * 101}, [("name", "too_long"), ("title", "too_long")]),
        ({"values": {"active": True}}, [("active", "wrong_level")]),
        ({"values": {"max_players": 0}}, [("max_players", "out_of_range")]),
        ({"values": {"host_roles": [999]}}, [("host_roles", "unknown_role")]),
        ({"locked": ("time_zone",)}, [("time_zone", "wrong_level")]),
        ({"locked": ("host_roles",)}, [("host_roles", "nothing_to_lock")]),
        ({"unset": ("zebra",)}, [("zebra", "unknown_setting")]),
    ],
)
async def test_a_template_no_game_could_have_is_not_stored(
    app: App, changes: dict[str, Any], wrong: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as refused:
        await create(app, **{"name": "D&D", **changes})
    assert [(problem.field, problem.code) for problem in refused.value.problems] == wrong
    assert await templates(app) == []


async def test_a_name_is_taken_once_whatever_its_case(app: App) -> None:
    await create(app, "D&D Straße")
    other = await create(app, "Chess")
    with pytest.raises(Invalid) as refused:
        await create(app, "d&d straße ")
    assert refused.value.problems == (Problem("name", "taken", {"text": "d&d straße"}),)
    with pytest.raises(Invalid, match="name taken"):
        await edit(app, other, name="D&D STRAßE")
    assert (await edit(app, other, name="CHESS")).row.settings == {}


async def test_a_channel_of_another_server_is_not_found(app: App) -> None:
    with pytest.raises(NotFound, match="unknown channel"):
        await create(app, "D&D", channel_id=OTHER_CHANNEL)
    assert await templates(app) == []


async def test_the_first_template_is_the_default_and_only_one_is(app: App) -> None:
    one, other = await create(app, "D&D"), await create(app, "Chess")
    assert await defaults(app) == ["D&D"]
    await make_default(app, other)
    assert await defaults(app) == ["Chess"]
    await make_default(app, other)
    await make_default(app, None)
    assert await defaults(app) == []
    await make_default(app, one)
    assert await defaults(app) == ["D&D"]


async def test_templates_made_at_once_have_places_of_their_own_and_one_default(app: App) -> None:
    names = [f"Kind {number}" for number in range(6)]
    ids = await asyncio.gather(*(create(app, name) for name in names))
    made = await templates(app)
    assert sorted(t.name for t in made) == names
    assert [t.position for t in made] == [1, 2, 3, 4, 5, 6]
    assert await defaults(app) == [made[0].name]
    await asyncio.gather(*(make_default(app, template) for template in ids))
    assert len(await defaults(app)) == 1


async def test_the_same_name_made_at_once_is_made_once(app: App) -> None:
    outcomes = await asyncio.gather(*(create(app, "D&D") for _ in range(4)), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Invalid"] * 3 + ["int"]


async def test_templates_have_an_order(app: App) -> None:
    _, _, chess = [await create(app, name) for name in ("D&D", "Go", "Chess")]
    assert await move(app, chess, 1) == ["Chess", "D&D", "Go"]
    assert await move(app, chess, 2) == ["D&D", "Chess", "Go"]
    assert [t.name for t in await templates(app)] == ["D&D", "Chess", "Go"]
    for to in (0, 4):
        with pytest.raises(Invalid) as refused:
            await move(app, chess, to)
        assert refused.value.problems == (
            Problem("place", "out_of_range", {"least": 1, "most": 3, "got": to}),
        )


async def test_moves_at_once_leave_an_order(app: App) -> None:
    ids = [await create(app, name) for name in ("D&D", "Go", "Chess", "Uno")]
    await asyncio.gather(*(move(app, template, 1) for template in ids))
    assert [t.position for t in await templates(app)] == [1, 2, 3, 4]


async def test_deleting_a_template_keeps_its_games(app: App) -> None:
    template = await create(app, "D&D", values={"max_players": 5}, locked=("max_players",))
    game_id = await post(app, template_id=template, max_players=UNSET)
    async with app.work(MANAGER) as work:
        assert (await templating.delete(work, TAVERN, template)).name == "D&D"
    game = (await sheet_of(app, game_id)).game
    assert (game.max_players, game.template_id, game.origins["max_players"]) == (5, None, "template")
    with pytest.raises(NotFound, match="unknown template"):
        await post(app, template_id=template)


async def test_a_template_narrows_who_may_host_with_it(app: App) -> None:
    """B-46"""
    template = await create(app, "D&D", values={"host_roles": [PLAYERS]})
    with pytest.raises(Refused, match="template_only"):
        await post(app, HOST, template_id=template)
    await post(app, HOST)
    await post(app, actor(NOOR, role_ids=frozenset({HOSTS, PLAYERS})), host_id=NOOR, template_id=template)
    await post(app, MANAGER, host_id=IVO, template_id=template)


async def _delete(work: Any, template: TemplateId) -> None:
    await templating.delete(work, TAVERN, template)


async def _edit(work: Any, template: TemplateId) -> None:
    await templating.edit(work, TAVERN, template, TemplateChanges(name="Mine"))


async def _move(work: Any, template: TemplateId) -> None:
    await templating.move(work, TAVERN, template, 1)


async def _choose(work: Any, template: TemplateId) -> None:
    await templating.make_default(work, TAVERN, template)


async def _create(work: Any, template: TemplateId) -> None:
    await templating.create(work, TAVERN, TemplateChanges(name="Mine"))


@pytest.mark.parametrize("verb", [_create, _edit, _move, _choose, _delete])
@pytest.mark.parametrize(
    ("by", "error"),
    [(HOST, Refused), (actor(NOOR), Refused), (STRANGER, NotFound)],
    ids=["host", "player", "stranger"],
)
async def test_only_managers_change_templates(app: App, verb: Any, by: Actor, error: type[Exception]) -> None:
    template = await create(app, "D&D")
    with pytest.raises(error):
        async with app.work(by) as work:
            await verb(work, template)
    assert [(t.name, t.is_default) for t in await templates(app)] == [("D&D", True)]


async def test_a_template_of_another_server_is_not_found(app: App) -> None:
    async with app.work(STRANGER) as work:
        theirs = identity(await templating.create(work, OTHER_SERVER, TemplateChanges(name="Theirs")))
    for verb in (_edit, _move, _choose, _delete):
        with pytest.raises(NotFound, match="unknown template"):
            async with app.work(MANAGER) as work:
                await verb(work, theirs)
    with pytest.raises(NotFound, match="unknown template"):
        await post(app, template_id=theirs)


async def test_templates_are_audited(app: App) -> None:
    one, other = await create(app, "D&D", values={"max_players": 5}), await create(app, "Chess")
    await edit(app, one, name="D&D 5")
    await edit(app, one, name="D&D 5")
    await move(app, other, 1)
    await make_default(app, other)
    async with app.work(MANAGER) as work:
        await templating.delete(work, TAVERN, one)
    words = {"title": "", "description": "", "channel_id": None}
    where = {"level": "template", "id": str(one)}
    assert await logged(app) == [
        ("create_template", {}, {"name": "D&D", **words}),
        ("configure", where, where | {"max_players": 5}),
        ("create_template", {}, {"name": "Chess", **words}),
        ("edit_template", {"name": "D&D", **words}, {"name": "D&D 5", **words}),
        ("move_template", {"order": ["D&D 5", "Chess"]}, {"order": ["Chess", "D&D 5"]}),
        ("default_template", {"name": "D&D 5"}, {"name": "Chess"}),
        ("delete_template", {"name": "D&D 5", **words}, {}),
    ]
