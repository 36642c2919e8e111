"""What a door hands to a verb: a game as somebody wants it, checked field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from gamescheduler.domain.when.localtime import zone_named
from gamescheduler.errors import Invalid, Problem
from gamescheduler.models.types import ChannelId, GameId, GuildId, RoleId, UserId, new_game_id

TITLE_MAX = 100
DESCRIPTION_MAX = 2000
LOCATION_MAX = 200
REASON_MAX = 500
PLAYERS_MAX = 100
DURATION_MAX = 24 * 60
LEAD_MAX = 28 * 24 * 60
LEADS_MAX = 5
NOTIFY_ROLES_MAX = 10


class Unset(Enum):
    """The difference between "not mentioned" and None: absent inherits or stays, None is an answer."""

    UNSET = "unset"


UNSET = Unset.UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class GameDraft:
    """A game to be posted. What is UNSET comes from the settings of channel, server and instance.

    The id is drawn with the draft, so that posting the same draft again after a lost answer finds the
    game instead of making a second one.
    """

    guild_id: GuildId
    channel_id: ChannelId
    host_id: UserId
    title: str
    starts_at: datetime
    zone: str
    description: str = ""
    location: str = ""
    max_players: int | Unset | None = UNSET
    duration: int | Unset | None = UNSET
    reminders: tuple[int, ...] | Unset = UNSET
    notify_roles: tuple[RoleId, ...] | Unset = UNSET
    id: GameId = field(default_factory=new_game_id)

    def chosen(self) -> Mapping[str, Any]:
        """The settings this draft answers itself: the innermost layer."""
        answers = {name: getattr(self, name) for name in _SETTINGS}
        return {name: value for name, value in answers.items() if value is not UNSET}


_SETTINGS = ("max_players", "duration", "reminders", "notify_roles")


@dataclass(frozen=True, slots=True, kw_only=True)
class GameChanges:
    """What to change about a posted game; UNSET stays as it is."""

    title: str | Unset = UNSET
    description: str | Unset = UNSET
    location: str | Unset = UNSET
    starts_at: datetime | Unset = UNSET
    zone: str | Unset = UNSET
    max_players: int | Unset | None = UNSET
    duration: int | Unset | None = UNSET
    reminders: tuple[int, ...] | Unset = UNSET

    def given(self) -> dict[str, Any]:
        """Field -> new value, for what was mentioned."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: value for name, value in values.items() if value is not UNSET}


def check(values: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """The values as they will be stored: trimmed, without duplicates, leads descending.

    Raises `Invalid` with every problem at once, so that nobody has to try five times.
    """
    tidy = {name: _tidy(name, value) for name, value in values.items()}
    problems = [problem for name, value in tidy.items() for problem in _problems(name, value, now)]
    if problems:
        raise Invalid(problems)
    return tidy


def _tidy(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    if name == "reminders":
        return sorted(set(value), reverse=True)
    if name == "notify_roles":
        return list(dict.fromkeys(value))
    return value


def _problems(name: str, value: Any, now: datetime) -> Iterator[Problem]:
    match name:
        case "title":
            yield from _text(name, value, TITLE_MAX, required=True)
        case "description":
            yield from _text(name, value, DESCRIPTION_MAX)
        case "location":
            yield from _text(name, value, LOCATION_MAX)
        case "cancel_reason":
            yield from _text(name, value, REASON_MAX)
        case "starts_at":
            yield from _start(value, now)
        case "zone" | "time_zone" if zone_named(value) != value:
            yield Problem(name, "unknown_zone", {"text": value})
        case "max_players":
            yield from _number(name, value, PLAYERS_MAX)
        case "duration":
            yield from _number(name, value, DURATION_MAX)
        case "reminders":
            if len(value) > LEADS_MAX:
                yield Problem(name, "too_many", {"most": LEADS_MAX, "got": len(value)})
            for lead in value:
                yield from _number(name, lead, LEAD_MAX)
        case "notify_roles" if len(value) > NOTIFY_ROLES_MAX:
            yield Problem(name, "too_many", {"most": NOTIFY_ROLES_MAX, "got": len(value)})


def _text(name: str, value: str, most: int, *, required: bool = False) -> Iterator[Problem]:
    if required and not value:
        yield Problem(name, "empty")
    if len(value) > most:
        yield Problem(name, "too_long", {"most": most, "got": len(value)})


def _number(name: str, value: int | None, most: int) -> Iterator[Problem]:
    if value is not None and not 1 <= value <= most:
        yield Problem(name, "out_of_range", {"least": 1, "most": most, "got": value})


def _start(value: datetime, now: datetime) -> Iterator[Problem]:
    if value.tzinfo is None:
        yield Problem("starts_at", "naive")
    elif value <= now:
        yield Problem("starts_at", "past", {"start": value})
    elif value > now + timedelta(days=2 * 366):
        yield Problem("starts_at", "too_far", {"start": value})
