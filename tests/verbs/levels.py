"""Changing settings at any level of the tavern."""

from __future__ import annotations

from typing import Any

import pytest

from gamescheduler.app import App
from gamescheduler.domain.actor import SCHEDULER, Actor
from gamescheduler.domain.drafts import TemplateChanges
from gamescheduler.domain.place import Place
from gamescheduler.domain.settings import Level
from gamescheduler.errors import Invalid
from gamescheduler.models import ChannelId, GuildId, TemplateId
from gamescheduler.services import configuring, places, templating
from tests.builders import GAMES, MANAGER, TAVERN, rows


async def at(work: Any, level: Level, template: TemplateId | None = None) -> Place:
    """The tavern's place at that level."""
    guild: GuildId | None = None if level == Level.INSTANCE else TAVERN
    channel: ChannelId | None = GAMES if level == Level.CHANNEL else None
    return await places.place(work, guild, channel, template if level == Level.TEMPLATE else None)


async def change(
    app: App, verb: Any, level: Level, *names: Any, by: Actor = MANAGER, template: Any = None, **values: Any
) -> Place:
    by = SCHEDULER if level == Level.INSTANCE else by
    async with app.work(by) as work:
        place: Place = await verb(work, await at(work, level, template), *names, **values)
    return place


async def configure(app: App, level: Level = Level.SERVER, **given: Any) -> Place:
    return await change(app, configuring.configure, level, **given)


async def lock(app: App, level: Level, *names: str, **given: Any) -> Place:
    return await change(app, configuring.lock, level, names, **given)


async def unlock(app: App, level: Level, *names: str) -> Place:
    return await change(app, configuring.unlock, level, names)


async def a_template(app: App, **values: Any) -> TemplateId:
    async with app.work(MANAGER) as work:
        place = await templating.create(work, TAVERN, TemplateChanges(name="D&D", values=values))
    assert place.template is not None
    assert place.template.id is not None
    return place.template.id


async def refused(app: App, verb: Any, level: Level, *names: Any, **given: Any) -> list[tuple[str, str]]:
    """Field and code of every problem."""
    with pytest.raises(Invalid) as invalid:
        await change(app, verb, level, *names, **given)
    return [(problem.field, problem.code) for problem in invalid.value.problems]


async def logged(app: App) -> list[tuple[Any, ...]]:
    found = "SELECT verb, game_id, before, after FROM audit WHERE actor = 'user:5' ORDER BY id"
    return await rows(app, found)
