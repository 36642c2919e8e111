"""Lengths of time as people type them ("1h 30m", "90", "1:30") and as we write them back ("1 h 30 min")."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal

LONGEST_GAME = 24 * 60
LONGEST_LEAD = 28 * 24 * 60
MOST_LEADS = 5

_DAY = 24 * 60
_LONGEST_TEXT = 100
_AMOUNT = r"(?P<{0}>\d{{1,6}}(?:\.\d{{1,4}})?) ?(?:{1})"
_UNITS = re.compile(
    " ?".join(
        f"(?:{_AMOUNT.format(unit, spellings)})?"
        for unit, spellings in (
            ("weeks", "weeks?|w"),
            ("days", "days?|d"),
            ("hours", "hours?|hrs?|h"),
            ("minutes", "minutes?|mins?|m"),
        )
    ),
    re.ASCII,
)
_CLOCK = re.compile(r"(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d)", re.ASCII)
_BARE = re.compile(r"(?P<minutes>\d{1,6})", re.ASCII)
_MINUTES_PER = {"weeks": 7 * _DAY, "days": _DAY, "hours": 60, "minutes": 1}


class NotADuration(ValueError):
    """A length of time that was not understood, or not allowed.

    `text` is what was typed (cut at 100 characters); "too_many" is about reminder leads only.
    """

    def __init__(self, text: str, code: Literal["empty", "unknown", "out_of_range", "too_many"]) -> None:
        super().__init__(f"not a duration ({code}): {text[:_LONGEST_TEXT]!r}")
        self.text = text[:_LONGEST_TEXT]
        self.code = code


def read_duration(text: str) -> int:
    """How long a game lasts, in minutes, 1 to 1440; a number without a unit is minutes.

    Raises NotADuration.
    """
    return _within(text, LONGEST_GAME)


def read_leads(text: str) -> list[int]:
    """Reminder leads in minutes before the start, longest first, each once; "none" is an empty list.

    Commas part them ("1d, 1h, 15m"); at most five, each 1 to 40320 minutes (28 days). Raises NotADuration.
    """
    if text.strip().casefold() == "none":
        return []
    if len(text) > _LONGEST_TEXT:
        raise NotADuration(text, "unknown")
    leads = {_within(part, LONGEST_LEAD) for part in text.split(",")}
    if len(leads) > MOST_LEADS:
        raise NotADuration(text, "too_many")
    return sorted(leads, reverse=True)


def describe_duration(minutes: int) -> str:
    """ "1 h 30 min", "45 min", "1 d"; `read_duration` and `read_leads` read it back."""
    days, rest = divmod(minutes, _DAY)
    amounts = ((days, "d"), (rest // 60, "h"), (rest % 60, "min"))
    return " ".join(f"{amount} {unit}" for amount, unit in amounts if amount) or "0 min"


def minutes_in(text: str) -> int | None:
    """Whole minutes in amounts with units, largest first ("2 days 3h", "1.5h"); None for anything else."""
    return _total(_UNITS.fullmatch(_line(text)))


def _within(text: str, longest: int) -> int:
    line = _line(text)
    if not line:
        raise NotADuration(text, "empty")
    if len(line) > _LONGEST_TEXT:
        raise NotADuration(text, "unknown")
    minutes = _total(_UNITS.fullmatch(line) or _CLOCK.fullmatch(line) or _BARE.fullmatch(line))
    if minutes is None:
        raise NotADuration(text, "unknown")
    if not 1 <= minutes <= longest:
        raise NotADuration(text, "out_of_range")
    return minutes


def _line(text: str) -> str:
    return " ".join(text.casefold().split())


def _total(match: re.Match[str] | None) -> int | None:
    """Fractions, because 2.05 hours are 123 minutes, and not 122.99999999999999."""
    if match is None or not match[0]:
        return None
    amounts = {unit: amount for unit, amount in match.groupdict().items() if amount}
    total = sum(Fraction(amount) * _MINUTES_PER[unit] for unit, amount in amounts.items())
    return int(total) if total == int(total) else None
