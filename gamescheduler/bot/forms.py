"""From what a person typed, in a command or in a form, to values a verb takes; and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from gamescheduler.cards import settings
from gamescheduler.domain import when
from gamescheduler.domain.drafts import check
from gamescheduler.domain.when import NotATime
from gamescheduler.errors import Invalid, Problem
from gamescheduler.models import Game


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A game in a person's own words; None was not asked or not answered.

    ``players`` is the number of seats, ``with_players`` who is in from the start.
    """

    title: str | None = None
    when: str | None = None
    players: str | None = None
    with_players: str | None = None
    duration: str | None = None
    reminders: str | None = None
    signup: str | None = None
    description: str | None = None
    location: str | None = None
    template: str | None = None

    def given(self) -> dict[str, str]:
        """Name -> text, for what was answered. Nothing typed into these is no answer; elsewhere it is one."""
        return {
            name: text
            for name, text in asdict(self).items()
            if text is not None and (text.strip() or name not in _EMPTY_IS_OPEN)
        }


_A_WEEK = timedelta(days=7)
_EMPTY_IS_OPEN = frozenset({"players", "with_players", "duration", "reminders", "signup", "template"})
_SETTINGS: Mapping[str, str] = {
    "players": "max_players",
    "duration": "duration",
    "reminders": "reminders",
    "signup": "signup",
}

FIELDS: Mapping[str, str] = {
    "title": "title",
    "when": "starts_at",
    "description": "description",
    "location": "location",
    "with_players": "players",
    "template": "template",
    **_SETTINGS,
}
"""What was typed -> the field it becomes, which problems are named after."""


def parse(typed: Typed, *, now: datetime, zone: str) -> tuple[dict[str, Any], list[Problem]]:
    """What can be read, as fields of a draft; and everything that is wrong with the rest.

    Players and template are left to whoever can look them up.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, text in typed.given().items():
        try:
            values |= check(_READERS[name](name, text, now, zone), now=now) if name in _READERS else {}
        except Invalid as invalid:
            problems += invalid.problems
    return values, problems


def read(typed: Typed, *, now: datetime, zone: str) -> dict[str, Any]:
    """As `parse`. Raises `Invalid` with everything that is wrong, in one go."""
    values, problems = parse(typed, now=now, zone=zone)
    if problems:
        raise Invalid(problems)
    return values


def written(game: Game) -> Typed:
    """The game as `read` would read it back; the times in the zone it was planned in."""
    return Typed(
        title=game.title,
        when=written_time(game.starts_at, zone=game.zone),
        players=settings.written("max_players", game.max_players),
        location=game.location,
        description=game.description,
    )


def written_again(game: Game, *, now: datetime) -> Typed:
    """As a new game: its next week still to come, and everything else that a host can say."""
    zone = ZoneInfo(game.zone)
    start = game.starts_at.astimezone(zone) + _A_WEEK  # the same time of day, whatever the clocks did
    while start <= now:
        start += _A_WEEK
    return replace(
        written(game),
        when=written_time(start, zone=game.zone),
        duration=settings.written("duration", game.duration),
        reminders=settings.written("reminders", game.reminders),
        signup=str(game.signup),
    )


def written_time(start: datetime, *, zone: str) -> str:
    """Without the distance, which would be another one when the form comes back."""
    return when.describe(start, now=start, zone=zone).partition(" · ")[0]


def readable_time(text: str, *, now: datetime, zone: str) -> str:
    """A suggestion that was picked arrives as seconds since 1970; nobody should find those in a form."""
    try:
        reading = when.read(text, now=now, zone=zone)
    except NotATime:
        return text
    return written_time(reading.start, zone=reading.zone) if text.strip().isdecimal() else text


def is_local(text: str, *, now: datetime) -> bool:
    """Whether it means another moment in another zone; “in 2h”, “20:00 CET” and an instant do not."""
    return len({_meant(text, now, zone) for zone in _FAR_APART}) > 1


_FAR_APART = ("Pacific/Pago_Pago", "UTC", "Pacific/Kiritimati")


def _meant(text: str, now: datetime, zone: str) -> datetime | str:
    try:
        return when.read(text, now=now, zone=zone).start
    except NotATime as refused:
        return refused.code


def _plain(name: str, text: str, now: datetime, zone: str) -> dict[str, Any]:
    return {name: text}


def _when(name: str, text: str, now: datetime, zone: str) -> dict[str, Any]:
    try:
        reading = when.read(text, now=now, zone=zone)
    except NotATime as refused:
        raise Invalid([Problem("starts_at", "unreadable_time", {"refused": refused})]) from None
    return {"starts_at": reading.start, "zone": reading.zone}


def _setting(name: str, text: str, now: datetime, zone: str) -> dict[str, Any]:
    return {_SETTINGS[name]: settings.read(_SETTINGS[name], text)}


_READERS: Mapping[str, Callable[[str, str, datetime, str], dict[str, Any]]] = {
    "title": _plain,
    "description": _plain,
    "location": _plain,
    "when": _when,
    **dict.fromkeys(_SETTINGS, _setting),
}
