"""What people choose for themselves, and who greets a new server."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gamescheduler.app import App
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.errors import Invalid, NotFound
from gamescheduler.models import GuildId, UserId
from gamescheduler.services import accounts
from tests.builders import NOOR, TAVERN, actor, rows


async def prefer(app: App, **values: Any) -> None:
    async with app.work(actor(NOOR)) as work:
        await accounts.prefer(work, NOOR, **values)


async def stored(app: App) -> tuple[Any, ...]:
    found = await rows(app, "SELECT zone, reminder_route FROM app_user WHERE id = :id", id=NOOR)
    return found[0]


async def test_prefer_stores_what_was_chosen_and_leaves_the_rest(app: App) -> None:
    await prefer(app, zone="Asia/Tokyo")
    await prefer(app, reminder_route="off")
    assert await stored(app) == ("Asia/Tokyo", "off")
    await prefer(app, zone=None)
    assert await stored(app) == (None, "off")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"zone": "Mars/Phobos", "reminder_route": "dm"}, "unknown_zone"),
        ({"zone": "UTC", "reminder_route": "pigeon"}, "unknown_choice"),
    ],
)
async def test_prefer_stores_nothing_when_anything_is_wrong(
    app: App, values: dict[str, str], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await prefer(app, **values)
    assert [problem.code for problem in refused.value.problems] == [code]
    assert await stored(app) == (None, None)


async def test_prefer_knows_nobody_who_was_never_seen(app: App) -> None:
    async with app.work(SCHEDULER) as work:
        with pytest.raises(NotFound):
            await accounts.prefer(work, UserId(404), zone="UTC")


async def test_one_of_many_claims_the_welcome(app: App) -> None:
    async def claim(guild_id: GuildId) -> bool:
        async with app.work(SCHEDULER) as work:
            return await accounts.claim_welcome(work, guild_id)

    assert sorted(await asyncio.gather(*(claim(TAVERN) for _ in range(5)))) == [False] * 4 + [True]
    assert await claim(TAVERN) is False
    assert await claim(GuildId(404)) is False
