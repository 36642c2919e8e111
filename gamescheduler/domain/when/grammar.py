"""The grammar of typed start times: a line in, an instant or the dates and clock time it names out.

A fixed set of forms is known (the tables in `tests/domain/test_when.py` list them) and every other line is
refused. A zone named at the end governs the whole line, "tomorrow" included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gamescheduler.domain.durations import minutes_in
from gamescheduler.domain.when.clockwords import CLOCK, read_clock, read_evening_clock
from gamescheduler.domain.when.daywords import WEEKDAYS, Days, read_days
from gamescheduler.domain.when.localtime import zone_named
from gamescheduler.domain.when.notatime import LONGEST_TEXT, NotATime

HORIZON = timedelta(days=731)

_FILLERS = {"at", "on", "@"}
_RECURRING = {"every", "each", "daily", "weekly", "biweekly", "fortnightly", "monthly"}
_RECURRING |= {f"{weekday}s" for weekday in WEEKDAYS}
# Each of these is several zones' clock, or one zone's for half the year: none says which zone is meant.
_ZONE_ABBREVIATIONS = {
    *("et", "ct", "mt", "pt", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "ist", "jst", "kst"),
    *("wet", "west", "cet", "cest", "eet", "eest", "bst", "msk", "aest", "aedt", "nzst", "nzdt"),
}

_DESCRIBED = re.compile(
    r"(?P<line>.+ \d\d:\d\d) (?P<abbreviation>[a-z]{3,6}|[+-]\d{2,4}) \((?P<zone>[a-z\d_/+-]+)\)",
    re.ASCII,
)
_DISTANCE = re.compile(r" · (?:now|in \d+ \w+|\d+ \w+ ago)$", re.ASCII)
_ELAPSED = re.compile(r"\d ?[hm]", re.ASCII)
_EPOCH = re.compile(r"<t:(\d{1,11})(?::[tdfrs])?>|(\d{10})", re.ASCII)
_OFFSET_TIME = re.compile(
    r"(?P<local>\d{4}-\d{2}-\d{2}[t ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)(?:\.\d{1,9})?"
    r"(?P<offset>z|[+-]\d{2}(?::?[0-5]\d)?)",
    re.ASCII,
)
_LOCAL_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})t(\d{2}:\d{2}(?::\d{2})?)(?:\.\d{1,9})?", re.ASCII)
_EVENING = re.compile(r"tonight (?P<after>.+)|(?P<before>.+) tonight", re.ASCII)
_LINES = (re.compile(rf"(?:(?P<day>.+) )?{CLOCK}", re.ASCII), re.compile(rf"{CLOCK} (?P<day>.+)", re.ASCII))


@dataclass(frozen=True, slots=True)
class Instant:
    """A line that names one instant (UTC), whatever the zone."""

    start: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A line that names a clock time (None: not said) on one of `days` in `zone`.

    `abbreviation` is what the clocks there are called at that time ("cest"); it tells the two 02:30 of an
    autumn night apart.
    """

    days: Days
    clock: time | None
    zone: str
    abbreviation: str | None = None


def parse(text: str, *, now: datetime, zone: str) -> Instant | LocalTime:
    """What `text` says, whether or not it is still to come. Raises NotATime."""
    line = line_of(text)
    if not line:
        raise NotATime("empty")
    if len(text) > LONGEST_TEXT:
        raise NotATime("unknown")
    start = _instant(line)
    if start:
        return Instant(start, zone)
    line, abbreviation, zone = _zoned(_DISTANCE.sub("", line), zone)
    return _relative(line, now, zone) or _local(line, now, zone, abbreviation)


def line_of(text: str) -> str:
    """The text in lower case, single-spaced, without commas and the words that only join."""
    return " ".join(word for word in text.casefold().replace(",", " ").split() if word not in _FILLERS)


def _instant(line: str) -> datetime | None:
    if epoch := _EPOCH.fullmatch(line):
        return datetime.fromtimestamp(int(epoch[1] or epoch[2]), UTC)
    if match := _OFFSET_TIME.fullmatch(line):
        try:
            return datetime.fromisoformat(match["local"] + match["offset"].upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            raise NotATime("out_of_range") from None
    return None


def _zoned(line: str, zone: str) -> tuple[str, str | None, str]:
    """The line without its zone, the abbreviation beside it ("20:00 CET (Europe/Berlin)"), the zone."""
    if described := _DESCRIBED.fullmatch(line):
        return described["line"], described["abbreviation"], _zone(described["zone"])
    rest, _, last = line.rpartition(" ")
    if last in _ZONE_ABBREVIATIONS:
        raise NotATime("unknown_zone", word=last)
    if last in ("utc", "gmt") or ("/" in last and last[0].isalpha()):
        return rest, None, _zone(last)
    return line, None, zone


def _zone(word: str) -> str:
    named = zone_named(word)
    if named is None:
        raise NotATime("unknown_zone", word=word)
    return named


def _relative(line: str, now: datetime, zone: str) -> Instant | LocalTime | None:
    """ "in 90 minutes" is elapsed time; "in 3 days" keeps the clock time even if the clocks change."""
    if not line.startswith("in "):
        return None
    minutes = minutes_in(line.removeprefix("in "))
    if minutes is None:
        raise NotATime("unknown")
    ahead = timedelta(minutes=minutes)
    if ahead > HORIZON:
        raise NotATime("too_far")
    minute = now.replace(second=0, microsecond=0)
    if minutes % (24 * 60) or _ELAPSED.search(line):
        return Instant((minute + ahead).astimezone(UTC), zone)
    local = minute.astimezone(ZoneInfo(zone))
    return LocalTime(Days((local.date() + ahead,)), local.time(), zone)


def _local(line: str, now: datetime, zone: str, abbreviation: str | None) -> LocalTime:
    if not _RECURRING.isdisjoint(line.split()):
        raise NotATime("recurring")
    today = now.astimezone(ZoneInfo(zone)).date()
    evening = _EVENING.fullmatch(line)
    if evening:
        words = evening["after"] or evening["before"]
        later = timedelta(days=words == "midnight")
        return LocalTime(Days((today + later,)), read_evening_clock(words), zone, abbreviation)
    match = next(
        (match for pattern in _LINES if (match := pattern.fullmatch(_LOCAL_ISO.sub(r"\1 \2", line)))), None
    )
    if match is None:
        return LocalTime(read_days(line, today), None, zone)
    if match["day"] is None:
        return LocalTime(
            Days((today, today + timedelta(days=1))), read_clock(match["clock"]), zone, abbreviation
        )
    days = read_days(match["day"], today)
    if match["clock"] == "midnight":
        raise NotATime("ambiguous_midnight")
    return LocalTime(days, read_clock(match["clock"]), zone, abbreviation)
