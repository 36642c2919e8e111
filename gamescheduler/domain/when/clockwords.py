"""The clock part of a start time: "8pm", "20:00", "20.30", "8:30 p.m.", "noon", "midnight"."""

from __future__ import annotations

import re
from datetime import time

from gamescheduler.domain.when.notatime import NotATime

_HALF = r" ?[ap]\.?m\.?"
# A group of a larger pattern; a bare hour is left out, since "nov 27" is a date.
CLOCK = rf"(?P<clock>noon|midnight|\d{{1,2}}(?::\d\d(?::\d\d)?|\.\d\d)(?:{_HALF})?|\d{{1,2}}{_HALF})"
_CLOCK_PARTS = re.compile(r"(\d{1,2})(?:[:.](\d\d))?(?::(\d\d))? ?(?:([ap])\.?m\.?)?", re.ASCII)


def read_clock(word: str) -> time:
    """Reads what `CLOCK` matches, and a bare hour. Raises NotATime."""
    if word in ("noon", "midnight"):
        return time(12 if word == "noon" else 0)
    parts = _CLOCK_PARTS.fullmatch(word)
    if parts is None:
        raise NotATime("unknown")
    hour, minute, second, half = int(parts[1]), int(parts[2] or 0), int(parts[3] or 0), parts[4]
    if half:
        # 12am begins the day and 12pm is noon.
        hour = hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 24
    try:
        return time(hour, minute, second)
    except ValueError:
        raise NotATime("out_of_range") from None


def read_evening_clock(words: str) -> time:
    """Five to eleven are in the evening by the word "tonight"; so is midnight, which begins the day after.

    Raises NotATime.
    """
    clock = read_clock(words)
    if words == "midnight":
        return clock
    if 5 <= clock.hour < 12 and "m" not in words:
        clock = clock.replace(hour=clock.hour + 12)
    if clock.hour < 17:
        raise NotATime("out_of_range")
    return clock
