"""What a door hands to a verb: a game as somebody wants it, checked field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from gamescheduler.domain.settings import GAME_FIELDS
from gamescheduler.domain.when.localtime import zone_named
from gamescheduler.errors import Invalid, Problem
from gamescheduler.models.types import (
    ChannelId,
    GameId,
    GuildId,
    RoleId,
    Route,
    Signup,
    TemplateId,
    ThreadPolicy,
    UserId,
    new_game_id,
)

TITLE_MAX = 100
DESCRIPTION_MAX = 2000
INSTRUCTIONS_MAX = 1000
LOCATION_MAX = 200
GUEST_MAX = 100
TEMPLATE_NAME_MAX = 50
REASON_MAX = 500
PLAYERS_MAX = 100
DURATION_MAX = 24 * 60
LEAD_MAX = 28 * 24 * 60
LEADS_MAX = 5
ROLES_MAX = 10


class Unset(Enum):
    """The difference between "not mentioned" and None: absent inherits or stays, None is an answer."""

    UNSET = "unset"


UNSET = Unset.UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class GameDraft:
    """A game to be posted. What is UNSET comes from the template, the channel, the server, the instance.

    ``players`` are in before anybody can press Join: members by their id, guests by name, in this order.

    The id is drawn with the draft, so that posting the same draft again after a lost answer finds the
    game instead of making a second one.
    """

    guild_id: GuildId
    channel_id: ChannelId
    host_id: UserId
    title: str
    starts_at: datetime
    zone: str
    description: str | Unset = UNSET
    template_id: TemplateId | None = None
    players: tuple[UserId | str, ...] = ()
    location: str | Unset = UNSET
    instructions: str | Unset = UNSET
    max_players: int | Unset | None = UNSET
    duration: int | Unset | None = UNSET
    reminders: tuple[int, ...] | Unset = UNSET
    signup: Signup | Unset = UNSET
    notify_roles: tuple[RoleId, ...] | Unset = UNSET
    player_roles: tuple[RoleId, ...] | Unset = UNSET
    priority_roles: tuple[RoleId, ...] | Unset = UNSET
    thread: ThreadPolicy | Unset = UNSET
    reminder_route: Route | Unset = UNSET
    id: GameId = field(default_factory=new_game_id)

    def chosen(self) -> Mapping[str, Any]:
        """The settings this draft answers itself: the innermost layer."""
        answers = {name: getattr(self, name) for name in GAME_FIELDS}
        return {name: value for name, value in answers.items() if value is not UNSET}


@dataclass(frozen=True, slots=True, kw_only=True)
class GameChanges:
    """What to change about a posted game; UNSET stays as it is.

    ``version`` is the game's as its editor saw it: when somebody changed the game since, and to something
    else than this, that is a conflict. None: whatever stands there now.
    """

    title: str | Unset = UNSET
    description: str | Unset = UNSET
    location: str | Unset = UNSET
    instructions: str | Unset = UNSET
    starts_at: datetime | Unset = UNSET
    zone: str | Unset = UNSET
    max_players: int | Unset | None = UNSET
    duration: int | Unset | None = UNSET
    reminders: tuple[int, ...] | Unset = UNSET
    signup: Signup | Unset = UNSET
    reminder_route: Route | Unset = UNSET
    version: int | None = None

    def given(self) -> dict[str, Any]:
        """Field -> new value, for what was mentioned."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "version"}
        return {name: value for name, value in values.items() if value is not UNSET}


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateChanges:
    """What to put into a template; UNSET stays as it is.

    ``values`` are settings to set, ``unset`` those to inherit again, ``locked`` all a host may not change.
    """

    name: str | Unset = UNSET
    title: str | Unset = UNSET
    description: str | Unset = UNSET
    channel_id: ChannelId | Unset | None = UNSET
    values: Mapping[str, Any] = field(default_factory=dict)
    unset: tuple[str, ...] = ()
    locked: tuple[str, ...] | Unset = UNSET

    def given(self) -> dict[str, Any]:
        """Field -> new value, for what was mentioned of the template itself."""
        values = {name: getattr(self, name) for name in ("name", "title", "description", "channel_id")}
        return {name: value for name, value in values.items() if value is not UNSET}


def check(values: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """The values as they will be stored: trimmed, without duplicates, leads descending.

    Raises `Invalid` with every problem at once, so that nobody has to try five times.
    """
    tidied = tidy(values)
    problems = [problem for name, value in tidied.items() for problem in _problems(name, value, now)]
    if problems:
        raise Invalid(problems)
    return tidied


def tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values trimmed and in order, right or wrong: two that mean the same are equal then."""
    return {name: _tidy(name, value) for name, value in values.items()}


def _tidy(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    if name == "reminders" and all(map(_is_number, value)):
        return sorted(set(value), reverse=True)
    if name.endswith("_roles"):
        return list(dict.fromkeys(value))
    return value


def _problems(name: str, value: Any, now: datetime) -> Iterator[Problem]:
    if name in _TEXTS:
        yield from _text(name, value, _TEXTS[name])
    elif name in _NUMBERS:
        if value is not None:
            yield from _number(name, value, _NUMBERS[name])
    elif name in _CHOICES:
        if value not in _CHOICES[name]:
            yield Problem(name, "unknown_choice", {"text": str(value), "choices": _CHOICES[name]})
    elif name in ("zone", "time_zone"):
        if zone_named(value) != value:
            yield Problem(name, "unknown_zone", {"text": value})
    elif name == "starts_at":
        yield from _start(value, now)
    elif name == "reminders":
        yield from _many(name, value, LEADS_MAX)
        for lead in value:
            yield from _number(name, lead, LEAD_MAX)
    elif name.endswith("_roles"):
        yield from _many(name, value, ROLES_MAX)


_TEXTS: Mapping[str, int] = {
    "title": TITLE_MAX,
    "description": DESCRIPTION_MAX,
    "instructions": INSTRUCTIONS_MAX,
    "location": LOCATION_MAX,
    "cancel_reason": REASON_MAX,
    "name": TEMPLATE_NAME_MAX,
    "guest": GUEST_MAX,
}
_REQUIRED = frozenset({"title", "name", "guest"})
_NUMBERS: Mapping[str, int] = {"max_players": PLAYERS_MAX, "duration": DURATION_MAX}
_CHOICES: Mapping[str, list[str]] = {
    "signup": [*Signup],
    "thread": [*ThreadPolicy],
    "reminder_route": [*Route],
}


def _text(name: str, value: str, most: int) -> Iterator[Problem]:
    if name in _REQUIRED and not value:
        yield Problem(name, "empty", {"most": most})
    if len(value) > most:
        yield Problem(name, "too_long", {"most": most, "got": len(value)})


def _number(name: str, value: Any, most: int) -> Iterator[Problem]:
    if not _is_number(value):
        yield Problem(name, "not_a_number", {"text": str(value)})
    elif not 1 <= value <= most:
        yield Problem(name, "out_of_range", {"least": 1, "most": most, "got": value})


def _many(name: str, value: Sized, most: int) -> Iterator[Problem]:
    if len(value) > most:
        yield Problem(name, "too_many", {"most": most, "got": len(value)})


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _start(value: datetime, now: datetime) -> Iterator[Problem]:
    if value.tzinfo is None:
        yield Problem("starts_at", "naive")
    elif value <= now:
        yield Problem("starts_at", "past", {"start": value})
    elif value > now + timedelta(days=2 * 366):
        yield Problem("starts_at", "too_far", {"start": value})
