"""What a half-typed start time may become, for lists that open while a person types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time

from gamescheduler.domain.when.daywords import MONTHS, WEEKDAYS

USUAL_CLOCKS = (time(18), time(19), time(20))
USUAL_LINES = ("tonight 20:00", "tomorrow 20:00", "friday 20:00", "saturday 20:00", "sunday 20:00")

_WORDS = (
    *("today", "tonight", "tomorrow", "noon", "midnight", "next friday", "next saturday"),
    # At eight in the evening the usual clocks are over, and tonight is not.
    *("tonight 21:00", "tonight 22:00", "tonight 23:00"),
    *("in 1 hour", "in 2 hours", "in 1 day", "in 1 week"),
    *WEEKDAYS,
    *MONTHS,
)
_EVENING_CLOCKS = ("18:00", "19:00", "20:00", "21:00")
_ENDINGS = (
    (re.compile(r"\d{1,2}[:.]", re.ASCII), ("00", "15", "30", "45")),
    (re.compile(r"\d{1,2}[:.][0-5]", re.ASCII), ("0", "5")),
    (re.compile(r"\d{1,2}[ap]", re.ASCII), ("m",)),
    # 8:30 is in the morning when it is read; whoever meant the evening finds it in the list.
    (re.compile(r"[1-9][:.]\d\d|1[01][:.]\d\d", re.ASCII), ("pm",)),
)


def completions(line: str) -> Iterator[str]:
    """The line itself, then its last word finished in each way the grammar may know (it refuses some)."""
    yield line
    head, space, last = line.rpartition(" ")
    for ending in _finished(last, after_in=head == "in"):
        yield head + space + ending


def _finished(word: str, *, after_in: bool) -> Iterator[str]:
    yield from (known for known in _WORDS if known.startswith(word) and known != word)
    yield from (word + rest for pattern, rests in _ENDINGS if pattern.fullmatch(word) for rest in rests)
    if re.fullmatch(r"\d{1,2}", word, re.ASCII):
        yield from (f"{word} {unit}" for unit in ("minutes", "hours", "days")) if after_in else _hours(word)


def _hours(digits: str) -> Iterator[str]:
    """Game nights are in the evening: "8" is 8pm, and "2" may also be the beginning of 20:00."""
    yield f"{digits}pm"
    yield from (clock for clock in _EVENING_CLOCKS if clock.startswith(digits))
    if int(digits) >= 9:
        yield f"{digits}:00"
