"""Start times as people type them: read without guessing, suggested while they type, and echoed in full.

What the grammar does not know is refused with a reason (`NotATime`); sentences about it are worded elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gamescheduler.domain.when import grammar
from gamescheduler.domain.when.completions import USUAL_CLOCKS, USUAL_LINES, completions
from gamescheduler.domain.when.daywords import MONTHS, WEEKDAYS
from gamescheduler.domain.when.grammar import HORIZON, Instant, LocalTime
from gamescheduler.domain.when.localtime import beside_gap, instants
from gamescheduler.domain.when.notatime import LONGEST_TEXT, NotATime

__all__ = ["NotATime", "Reading", "describe", "distance", "read", "suggest"]

_OFFERED_AFTER_FIRST = timedelta(weeks=2)


@dataclass(frozen=True, slots=True)
class Reading:
    """A start time that was understood: the instant (aware, UTC) and the IANA zone it was meant in.

    When the clocks go back and show the time twice, `start` is the first and `alternative` the second.
    """

    start: datetime
    zone: str
    alternative: datetime | None = None

    @property
    def ambiguous(self) -> bool:
        return self.alternative is not None


def read(text: str, *, now: datetime, zone: str) -> Reading:
    """The start time `text` names, strictly after `now` and at most 731 days ahead.

    Local times and words such as "tomorrow" are read in `zone`, unless the text names another.
    Raises NotATime.
    """
    try:
        return _read(grammar.parse(text, now=now, zone=zone), now)
    except NotATime as refused:
        raise refused.about(text, zone) from None


def suggest(text: str, *, now: datetime, zone: str, limit: int = 25) -> list[Reading]:
    """Start times that `text`, typed so far, may come to mean: future ones only, soonest first, each once.

    Unlike `read` it may offer what was not said, because a person picks from it.
    """
    if len(text) > LONGEST_TEXT:
        return []
    line = grammar.line_of(text)
    lines = completions(line) if line else iter(USUAL_LINES)
    found = {reading.start: reading for each in lines for reading in _offers(each, now, zone)}
    return [found[start] for start in sorted(found)][:limit]


def describe(moment: Reading | datetime, *, now: datetime, zone: str) -> str:
    """ "Fri 27 Nov 2026, 20:00 CET (Europe/Berlin) · in 4 days", which `read` reads back.

    At most 100 characters, because that is what a Discord choice may hold.
    """
    start = moment.start if isinstance(moment, Reading) else moment
    local = start.astimezone(ZoneInfo(zone))
    # Not strftime: it would write the day and month names of the machine's locale.
    day = f"{_short(WEEKDAYS[local.weekday()])} {local.day} {_short(MONTHS[local.month - 1])} {local.year}"
    named = "UTC" if zone == "UTC" else f"{local.tzname()} ({zone})"
    return f"{day}, {local:%H:%M} {named} · {distance(start, now)}"


def _short(name: str) -> str:
    return name[:3].title()


def distance(then: datetime, now: datetime) -> str:
    """ "in 4 days", "in 35 minutes", "3 minutes ago" or "now": elapsed time, rounded to one unit."""
    seconds = abs((then - now).total_seconds())
    minutes, hours, days = round(seconds / 60), round(seconds / 3600), round(seconds / 86400)
    if not minutes:
        return "now"
    if minutes < 120 and minutes != 60:
        amount, unit = minutes, "minute"
    elif hours < 48:
        amount, unit = hours, "hour"
    elif days < 60:
        amount, unit = days, "day"
    else:
        amount, unit = round(days / 30.44), "month"
    counted = f"{amount} {unit}" if amount == 1 else f"{amount} {unit}s"
    return f"in {counted}" if then > now else f"{counted} ago"


def _read(said: Instant | LocalTime, now: datetime) -> Reading:
    if isinstance(said, Instant):
        _refuse_unreachable(said.start, said.zone, now)
        return Reading(said.start, said.zone)
    if said.clock is None:
        raise NotATime("no_time")
    for day in said.days.dates:
        reading = _on(day, said.clock, said, now)
        if reading:
            return reading
    gone = datetime.combine(said.days.dates[0], said.clock)
    raise NotATime("past", zone=said.zone, instants=instants(gone, said.zone))


def _on(day: date, clock: time, said: LocalTime, now: datetime) -> Reading | None:
    """The reading on one of the days it may mean; None when that is over."""
    local = datetime.combine(day, clock)
    exact = instants(local, said.zone)
    coming = tuple(each for each in exact or beside_gap(local, said.zone) if each > now)
    if not coming:
        return None
    _refuse_unreachable(coming[0], said.zone, now)
    if said.days.weekday not in (None, day.weekday()):
        raise NotATime("weekday_mismatch", zone=said.zone, instants=coming[:1])
    if not exact:
        raise NotATime("gap", zone=said.zone, instants=coming)
    if said.abbreviation:
        coming = tuple(each for each in coming if _abbreviation(each, said.zone) == said.abbreviation)
        if not coming:
            raise NotATime("unknown")
    return Reading(coming[0], said.zone, coming[1] if len(coming) > 1 else None)


def _abbreviation(instant: datetime, zone: str) -> str:
    return (instant.astimezone(ZoneInfo(zone)).tzname() or "").casefold()


def _refuse_unreachable(start: datetime, zone: str, now: datetime) -> None:
    if start <= now:
        raise NotATime("past", zone=zone, instants=(start,))
    if start > now + HORIZON:
        raise NotATime("too_far", zone=zone, instants=(start,))


def _offers(line: str, now: datetime, zone: str) -> Iterator[Reading]:
    """What a list may show for one finished line: nothing when it is refused."""
    with suppress(NotATime):
        said = grammar.parse(line, now=now, zone=zone)
        if isinstance(said, Instant):
            yield _read(said, now)
            return
        for clock in USUAL_CLOCKS if said.clock is None else (said.clock,):
            yield from _offers_at(clock, said, now)


def _offers_at(clock: time, said: LocalTime, now: datetime) -> Iterator[Reading]:
    """The first day still to come, and those of the two weeks after it."""
    last_day = date.max
    for day in said.days.dates:
        if day > last_day:
            return
        for reading in _offers_on(day, clock, said, now):
            last_day = min(last_day, day + _OFFERED_AFTER_FIRST)
            yield reading


def _offers_on(day: date, clock: time, said: LocalTime, now: datetime) -> tuple[Reading, ...]:
    """Both readings of a time shown twice; for a skipped time, the two beside it."""
    try:
        reading = _on(day, clock, said, now)
    except NotATime as refused:
        if refused.code != "gap":
            raise
        return tuple(Reading(each, said.zone) for each in refused.instants)
    if reading is None:
        return ()
    if reading.alternative is None:
        return (reading,)
    return reading, Reading(reading.alternative, reading.zone, reading.start)
