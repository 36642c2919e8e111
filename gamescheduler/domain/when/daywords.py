"""The day part of a start time: words and dates in, the calendar dates they can mean out.

Weeks begin on Monday: "next friday" is the Friday of next week, "this friday" that of the current one, and a
bare "friday" the first still to come. Dots put the day first. Slashes are refused: 4/11 is in April for some
and in November for others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gamescheduler.domain.when.notatime import NotATime

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAY_NUMBERS = {name[:cut]: number for number, name in enumerate(WEEKDAYS) for cut in (3, len(name))}
_WEEKDAY_NUMBERS |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_MONTH_NUMBERS = {name[:cut]: number for number, name in enumerate(MONTHS, 1) for cut in (3, len(name))}
_MONTH_NUMBERS |= {"sept": 9}

_DAYS_FROM_TODAY = {"today": 0, "tonight": 0, "tomorrow": 1}
_SLASHES = re.compile(r"\b\d{1,4}/\d", re.ASCII)
_WEEKDAY = re.compile(r"(?:(?P<week>this|next) )?(?P<weekday>[a-z]+)", re.ASCII)
_WEEKDAY_BEFORE_DATE = re.compile(r"(?:(?P<weekday>[a-z]+) )?(?P<date>.+)", re.ASCII)
_DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})?", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)? (?P<month>[a-z]+)(?: (?P<year>\d{4}))?", re.ASCII),
    re.compile(r"(?P<month>[a-z]+) (?P<day>\d{1,2})(?:st|nd|rd|th)?(?: (?P<year>\d{4}))?", re.ASCII),
)
# A leap day can be eight years off (2096 to 2104).
_YEARS_TRIED = 9


@dataclass(frozen=True, slots=True)
class Days:
    """The dates some words can mean, soonest first: the first whose clock time is still to come is meant.

    `weekday` (Monday is 0) is the one typed beside a date, to be held against it.
    """

    dates: tuple[date, ...]
    weekday: int | None = None


def read_days(words: str, today: date) -> Days:
    """Reads "fri", "next friday", "tomorrow", "27 nov", "fri 27 nov 2026", "27.11.", "2026-11-27".

    Raises NotATime.
    """
    if _SLASHES.search(words):
        raise NotATime("ambiguous_date")
    if words in _DAYS_FROM_TODAY:
        return Days((today + timedelta(days=_DAYS_FROM_TODAY[words]),))
    match = _WEEKDAY.fullmatch(words)
    if match and match["weekday"] in _WEEKDAY_NUMBERS:
        return Days(_weekdays(match["week"], _WEEKDAY_NUMBERS[match["weekday"]], today))
    match = _WEEKDAY_BEFORE_DATE.fullmatch(words)
    if match and match["weekday"] in _WEEKDAY_NUMBERS:
        return Days(_dates(match["date"], today), _WEEKDAY_NUMBERS[match["weekday"]])
    return Days(_dates(words, today))


def _weekdays(week: str | None, number: int, today: date) -> tuple[date, ...]:
    if week is None:
        first = today + timedelta(days=(number - today.weekday()) % 7)
        return tuple(first + timedelta(weeks=later) for later in range(4))
    monday = today - timedelta(days=today.weekday())
    return (monday + timedelta(weeks=week == "next", days=number),)


def _dates(words: str, today: date) -> tuple[date, ...]:
    match = next((match for pattern in _DATES if (match := pattern.fullmatch(words))), None)
    month = _month(match["month"]) if match else None
    if match is None or month is None:
        raise NotATime("unknown")
    if match["year"]:
        years = range(_year(int(match["year"]), today), int(match["year"]) + 1)
    else:
        years = range(today.year, today.year + _YEARS_TRIED)
    dates = tuple(_existing(years, month, int(match["day"])))
    if not dates:
        raise NotATime("out_of_range")
    return dates


def _month(word: str) -> int | None:
    return int(word) if word.isdecimal() else _MONTH_NUMBERS.get(word)


def _year(year: int, today: date) -> int:
    """The year, if near enough that no zone can push its dates out of the calendar."""
    if year < today.year - 1:
        raise NotATime("past")
    if year > today.year + _YEARS_TRIED:
        raise NotATime("too_far")
    return year


def _existing(years: range, month: int, day: int) -> Iterator[date]:
    for year in years:
        try:
            yield date(year, month, day)
        except ValueError:
            continue
