"""What somebody chooses for themselves: the zone of the times they type, and how reminders reach them."""

from __future__ import annotations

from collections.abc import Sequence

import disnake

from gamescheduler.bot import people
from gamescheduler.bot.announcement import Row
from gamescheduler.bot.replies import Form, Reply
from gamescheduler.bot.settings import drawing
from gamescheduler.bot.settings.targets import VALUE, Target
from gamescheduler.cards import clocks, managing, settings
from gamescheduler.cards.clocks import Question
from gamescheduler.models import Route, User
from gamescheduler.services import accounts, places
from gamescheduler.services.work import Work

_NO_CHOICE = "none"
_ZONE_MAX = 64


async def show(work: Work, target: Target, values: Sequence[str] = ()) -> Reply:
    """Raises `NotFound`."""
    return _panel(work, target, await accounts.person(work, people.user_id(work)), await _zone(work, target))


async def zone(work: Work, target: Target, values: Sequence[str]) -> Reply:
    """One answer to the question about the clock; there may be another question."""
    person, server_zone = await accounts.person(work, people.user_id(work)), await _zone(work, target)
    answer = clocks.answer(values[0], work.now, *_known(person, server_zone))
    if isinstance(answer, Question):
        return _panel(work, target, person, server_zone, question=answer)
    return await _prefer_zone(work, target, answer)


async def typed_zone(work: Work, target: Target, values: Sequence[str]) -> Reply:
    """Nothing typed is the server's zone again. Raises `Invalid`."""
    text = values[0].strip()
    return await _prefer_zone(work, target, settings.read("time_zone", text) if text else None)


async def route(work: Work, target: Target, values: Sequence[str]) -> Reply:
    chosen = None if values[0] == _NO_CHOICE else Route(values[0])
    person = await accounts.prefer(work, people.user_id(work), reminder_route=chosen)
    return _panel(work, target, person, await _zone(work, target), news=managing.reminders_saved(person))


async def zone_form(work: Work, target: Target) -> Form:
    person = await accounts.person(work, people.user_id(work))
    box = drawing.field(
        VALUE, settings.LABELS["time_zone"], managing.ZONE_HINT, person.zone or "", _ZONE_MAX, required=False
    )
    return Form(target.custom_id("myzone"), settings.LABELS["time_zone"], [box])


async def _prefer_zone(work: Work, target: Target, zone: str | None) -> Reply:
    person = await accounts.prefer(work, people.user_id(work), zone=zone)
    return _panel(work, target, person, await _zone(work, target), news=managing.zone_saved(person))


async def _zone(work: Work, target: Target) -> str:
    return (await places.place(work, target.guild_id)).settings.time_zone


def _known(person: User, server_zone: str) -> list[str]:
    return [zone for zone in (person.zone, server_zone) if zone]


def _panel(
    work: Work,
    target: Target,
    person: User,
    server_zone: str,
    *,
    news: str = "",
    question: Question | None = None,
) -> Reply:
    question = question or clocks.ask(work.now, *_known(person, server_zone))
    return drawing.panel(
        [f"### {managing.MINE}\n{managing.mine(person, server_zone, work.now)}", news],
        [
            drawing.asked(target.custom_id("myclock"), question),
            _routes(target, person.reminder_route),
            *drawing.buttons(drawing.button(managing.TYPE_A_ZONE, target.custom_id("myzone"))),
        ],
    )


def _routes(target: Target, chosen: Route | None) -> Row:
    options = [
        disnake.SelectOption(label=managing.AS_THE_GAME_SAYS, value=_NO_CHOICE, default=chosen is None),
        *(
            disnake.SelectOption(label=words.capitalize(), value=str(stored), default=stored == chosen)
            for stored, words in settings.CHOICES["reminder_route"].items()
        ),
    ]
    return drawing.menu(target.custom_id("myreminders"), managing.REMINDERS, options)
