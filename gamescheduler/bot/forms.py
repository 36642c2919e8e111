"""From what a person typed, in a command or in a form, to values a verb takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from gamescheduler.domain import durations, when
from gamescheduler.domain.drafts import DURATION_MAX, LEAD_MAX, LEADS_MAX, GameChanges, check
from gamescheduler.domain.durations import NotADuration, describe_duration
from gamescheduler.domain.when import NotATime
from gamescheduler.errors import Invalid, Problem
from gamescheduler.models import Game

NO_LIMIT = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A game in a person's own words; None was not asked or not answered."""

    title: str | None = None
    when: str | None = None
    players: str | None = None
    duration: str | None = None
    reminders: str | None = None
    description: str | None = None
    location: str | None = None


def read(typed: Typed, *, now: datetime, zone: str) -> dict[str, Any]:
    """The answers as fields of a draft. Raises `Invalid` with everything that is wrong, in one go."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, text in asdict(typed).items():
        if text is None or (name == "players" and not text.strip()):
            continue
        try:
            values |= _READERS.get(name, _plain)(name, text, now, zone)
        except Invalid as invalid:
            problems += invalid.problems
    try:
        checked = check(values, now=now)
    except Invalid as invalid:
        raise Invalid([*problems, *invalid.problems]) from None
    if problems:
        raise Invalid(problems)
    return checked


def written(game: Game) -> Typed:
    """The game as `read` would read it back; the times in the zone it was planned in."""
    return Typed(
        title=game.title,
        when=written_time(game.starts_at, zone=game.zone),
        players=NO_LIMIT if game.max_players is None else str(game.max_players),
        location=game.location,
        description=game.description,
    )


def written_time(start: datetime, *, zone: str) -> str:
    """Without the distance, which would be another one when the form comes back."""
    return when.describe(start, now=start, zone=zone).partition(" · ")[0]


def changes(typed: Typed, game: Game, *, now: datetime) -> GameChanges:
    """What differs from how the game is written. Raises `Invalid`.

    What was left as it stood is not read again: the start of a running game lies in the past, and a
    written time has no seconds.
    """
    before = asdict(written(game))
    touched = {name: text for name, text in asdict(typed).items() if text != before[name]}
    return GameChanges(**read(Typed(**touched), now=now, zone=game.zone))


def _plain(name: str, text: str, now: datetime, zone: str) -> dict[str, Any]:
    return {name: text}


def _when(name: str, text: str, now: datetime, zone: str) -> dict[str, Any]:
    try:
        reading = when.read(text, now=now, zone=zone)
    except NotATime as refused:
        raise Invalid([Problem("starts_at", "unreadable_time", {"refused": refused})]) from None
    return {"starts_at": reading.start, "zone": reading.zone}


def _players(name: str, text: str, now: datetime, zone: str) -> dict[str, Any]:
    if text.strip().casefold() == NO_LIMIT:
        return {"max_players": None}
    try:
        return {"max_players": int(text)}
    except ValueError:
        example = f"“5”, or “{NO_LIMIT}” for no limit"
        raise Invalid([Problem("max_players", "unreadable", {"text": text, "example": example})]) from None


def _duration(name: str, text: str, now: datetime, zone: str) -> dict[str, Any]:
    return {"duration": _lasting(name, text, durations.read_duration, DURATION_MAX, "“3h” or “1h 30m”")}


def _reminders(name: str, text: str, now: datetime, zone: str) -> dict[str, Any]:
    leads = _lasting(name, text, durations.read_leads, LEAD_MAX, f"“1d, 1h, 15m” or “{NO_LIMIT}”")
    return {"reminders": tuple(leads)}


def _lasting(name: str, text: str, reader: Callable[[str], Any], longest: int, example: str) -> Any:
    try:
        return reader(text)
    except NotADuration as refused:
        facts: dict[str, Any] = {"text": refused.text, "example": example, "got": refused.text}
        if refused.code == "too_many":
            facts |= {"most": LEADS_MAX, "got": "more"}
        elif refused.code == "out_of_range":
            facts |= {"least": describe_duration(1), "most": describe_duration(longest)}
        code = refused.code if refused.code in ("too_many", "out_of_range") else "unreadable"
        raise Invalid([Problem(name, code, facts)]) from None


_READERS = {"when": _when, "players": _players, "duration": _duration, "reminders": _reminders}
