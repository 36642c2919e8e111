"""A game to try the bot out with: it says that it is a test, pings nobody, and is over by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from gamescheduler.bot import people
from gamescheduler.bot.replies import Reply
from gamescheduler.bot.settings import drawing
from gamescheduler.bot.settings.drawing import Here
from gamescheduler.bot.settings.targets import Target
from gamescheduler.cards import setup as words
from gamescheduler.domain.drafts import GameDraft
from gamescheduler.models import GameId, new_game_id
from gamescheduler.services import hosting
from gamescheduler.services.work import Work

_STARTS_IN = timedelta(minutes=10)
_LASTS = 1


def offered(target: Target) -> drawing.Button:
    """In a channel. The id is drawn with the button: pressing it twice makes one game."""
    return drawing.primary(words.TRY_OUT, target.custom_id("testgame", new_game_id()))


async def post(work: Work, target: Target, values: Sequence[str] = ()) -> Reply:
    """Raises `NotFound`, `Refused`, or `Invalid` where a lock would have it ping somebody."""
    place = await target.look(work)
    if target.channel_id is None:
        raise LookupError("a test game is posted in a channel")
    quiet: dict[str, Any] = {"notify_roles": ()}
    for name, value in {"reminders": (), "duration": _LASTS}.items():
        if place.explained[name].locked_by is None:
            quiet[name] = value
    sheet = await hosting.post(
        work,
        GameDraft(
            id=GameId(target.word),
            guild_id=target.guild_id,
            channel_id=target.channel_id,
            host_id=people.user_id(work),
            title=words.TEST_GAME,
            description=words.TEST_DESCRIPTION,
            starts_at=work.now + _STARTS_IN,
            zone=place.settings.time_zone,
            **quiet,
        ),
    )
    remove = drawing.button(words.REMOVE_TEST, target.custom_id("removetest", sheet.game.id))
    return drawing.panel([words.test_posted(sheet, Here(target.guild_id))], drawing.buttons(remove))


async def remove(work: Work, target: Target, values: Sequence[str] = ()) -> Reply:
    """Again changes nothing. Raises `NotFound` or `Refused`."""
    await target.look(work)
    await hosting.cancel(work, GameId(target.word), words.TEST_OVER)
    again = offered(replace(target, word=""))
    return drawing.panel([words.TEST_REMOVED], drawing.buttons(again))
