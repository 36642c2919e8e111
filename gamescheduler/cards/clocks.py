"""“What time is it for you right now?”: the answers one can pick, and what each of them means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from gamescheduler.domain.clocks import PLACES, Clock, alike, clocks, next_change

QUESTION = "What time is it for you right now?"
WHERE = "Which of these places changes its clocks as yours do?"

CHOICES_MAX = 25
"""Discord's limit for a menu."""

_MORE = "more"
_MINUTES = re.compile(r"-?\d{1,4}", re.ASCII)
_NAMED = 3
_RANK = {zone: rank for rank, zone in enumerate(PLACES)}


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a menu."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and every answer to pick from."""

    text: str
    choices: Sequence[Choice]


def ask(now: datetime, *known: str) -> Question:
    """The first question. The right time of day is always to be found, at the latest behind “Another time…”.

    ``known``: zones to begin with, the likeliest first.
    """
    common, rest = _parted(now, known)
    more = [Choice(_MORE, "Another time…")] if rest else []
    return Question(QUESTION, [*(_time(clock, now, known) for clock in common), *more])


def answer(value: str, now: datetime, *known: str) -> str | Question:
    """The zone, once it is settled; till then the next question."""
    if value == _MORE:
        return Question(QUESTION, [_time(clock, now, known) for clock in _parted(now, known)[1]])
    if not _MINUTES.fullmatch(value):
        return value
    zones = next((clock.zones for clock in clocks(now, *known) if clock.minutes == int(value)), ())
    groups = alike(zones, now)
    if len(groups) == 1:
        return groups[0][0]
    # A time of day that is shown nowhere any more: the clocks have changed since it was offered.
    return Question(WHERE, [_place(group, now) for group in groups]) if groups else ask(now, *known)


def shown(zone: str, now: datetime) -> str:
    """What a clock there shows."""
    return f"{now.astimezone(ZoneInfo(zone)):%H:%M}"


def _parted(now: datetime, known: Sequence[str]) -> tuple[list[Clock], list[Clock]]:
    every = clocks(now, *known)
    ranked = sorted(every, key=lambda clock: min(_rank(zone, known) for zone in clock.zones))
    common = ranked[: CHOICES_MAX - 1]
    return [c for c in every if c in common], [c for c in every if c not in common]


def _rank(zone: str, known: Sequence[str]) -> int:
    return -1 if zone in known else _RANK[zone]


def _time(clock: Clock, now: datetime, known: Sequence[str]) -> Choice:
    here = now.astimezone(ZoneInfo(clock.zones[0]))
    reference = now.astimezone(ZoneInfo(known[0])) if known else here
    day = "" if here.date() == reference.date() else f"{here:%a} "
    return Choice(str(clock.minutes), f"{day}{here:%H:%M} — {_cities(clock.zones)}")


def _place(zones: Sequence[str], now: datetime) -> Choice:
    change = next_change(zones[0], now)
    hint = "The clocks never change." if change is None else f"Next change: {change.day} {change:%b %Y}."
    return Choice(zones[0], _cities(zones), hint)


def _cities(zones: Sequence[str]) -> str:
    """A zone is named after its best-known city."""
    named = [zone for zone in zones if zone != "UTC"] or zones
    return ", ".join(zone.rpartition("/")[2].replace("_", " ") for zone in named[:_NAMED])
