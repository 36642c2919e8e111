"""A game as it was typed on the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from gamescheduler.cards import settings
from gamescheduler.domain import when
from gamescheduler.domain.drafts import check
from gamescheduler.domain.when import NotATime
from gamescheduler.errors import Invalid, Problem


@dataclass(slots=True, kw_only=True)
class Wish:
    """What was typed about a game, new or not. Everything is still text; None was not mentioned."""

    title: str | None = None
    at: str | None = None
    zone: str | None = None
    duration: str | None = None
    max_players: str | None = None
    description: str | None = None
    instructions: str | None = None
    location: str | None = None
    signup: str | None = None
    reminders: tuple[str, ...] | None = None
    reminder_route: str | None = None
    thread: str | None = None

    def zone_or(self, usual: str) -> str:
        """The zone that times are typed in. Raises `Invalid` for one that there is not."""
        return usual if self.zone is None else str(settings.read("time_zone", self.zone))

    def values(self, *, now: datetime, zone: str) -> dict[str, Any]:
        """The fields of a game, times read in ``zone``. Raises `Invalid` with all that is wrong."""
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for name in (each.name for each in fields(Wish)):
            typed = getattr(self, name)
            if typed is None or name not in _READERS:
                continue
            try:
                values |= _READERS[name](name, typed, now, zone)
            except Invalid as invalid:
                problems += invalid.problems
        try:
            checked = check(values, now=now)
        except Invalid as invalid:
            raise Invalid([*problems, *invalid.problems]) from None
        if problems:
            raise Invalid(problems)
        return checked


@dataclass(slots=True, kw_only=True)
class GameWish(Wish):
    """A game to be posted: also where, by whom and for whom, all by the names that were typed."""

    guild: str | None = None
    channel: str | None = None
    template: str | None = None
    host: str | None = None
    players: tuple[str, ...] = ()
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def missing(self) -> dict[str, str]:
        """Field -> option, for what can't be left open. A template may have a title of its own."""
        needed = {"at": "--at"} if self.template is not None else {"title": "--title", "at": "--at"}
        return {name: option for name, option in needed.items() if getattr(self, name) is None}


def content(name: str, text: str) -> str:
    """What clig.dev recommends: ``-`` is standard input, ``@FILE`` a file's content. Raises `Invalid`."""
    if text == "-":
        return _standard_input()
    if not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).read_text()
    except (OSError, UnicodeError):
        facts = {"text": text, "example": "text, @FILE with a text file, or - for standard input"}
        raise Invalid([Problem(name, "unreadable", facts)]) from None


@cache
def _standard_input() -> str:
    """It can be read only once, and what is wrong with a game is looked for before it is posted."""
    return sys.stdin.read()


def _plain(name: str, typed: str, now: datetime, zone: str) -> dict[str, Any]:
    return {name: typed}


def _content(name: str, typed: str, now: datetime, zone: str) -> dict[str, Any]:
    return {name: content(name, typed)}


def _when(name: str, typed: str, now: datetime, zone: str) -> dict[str, Any]:
    try:
        reading = when.read(typed, now=now, zone=zone)
    except NotATime as refused:
        raise Invalid([Problem("starts_at", "unreadable_time", {"refused": refused})]) from None
    return {"starts_at": reading.start, "zone": reading.zone}


def _setting(name: str, typed: str, now: datetime, zone: str) -> dict[str, Any]:
    return {name: settings.read(name, typed)}


def _reminders(name: str, typed: tuple[str, ...], now: datetime, zone: str) -> dict[str, Any]:
    return {name: settings.read(name, ",".join(typed) or "none")}


_READERS: Mapping[str, Callable[[str, Any, datetime, str], dict[str, Any]]] = {
    "title": _plain,
    "at": _when,
    "description": _content,
    "instructions": _content,
    "reminders": _reminders,
    **dict.fromkeys(("max_players", "duration", "location", "signup", "reminder_route", "thread"), _setting),
}
