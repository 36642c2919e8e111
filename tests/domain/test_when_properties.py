"""What holds for any text, any instant and any zone."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

from hypothesis import given, settings
from hypothesis import strategies as st

from gamescheduler.domain.when import NotATime, Reading, describe, read, suggest

ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"}))
MINUTES = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31)).map(  # noqa: DTZ001 (hypothesis wants naive bounds)
    lambda naive: naive.replace(second=0, microsecond=0, tzinfo=UTC)
)
WORDS = st.sampled_from(
    [
        *(
            "fri",
            "friday",
            "next",
            "this",
            "tonight",
            "today",
            "tomorrow",
            "noon",
            "midnight",
            "every",
            "in",
            "at",
            ",",
        ),
        *(
            "8",
            "20",
            "8pm",
            "8:30",
            "20:00",
            "20.30",
            "27",
            "27.11.",
            "2026-11-27",
            "29",
            "feb",
            "march",
            "31",
            "2027",
        ),
        *(
            "2h",
            "90",
            "minutes",
            "3",
            "days",
            "utc",
            "europe/berlin",
            "(utc)",
            "cet",
            "11/27",
            "t",
            "z",
            "+01:00",
        ),
        *("<t:1795806000>", "1795806000", "-", "+", ":", ".", "·", "(", ")"),
    ]
)
PHRASES = st.one_of(
    st.text(max_size=120), st.lists(WORDS, max_size=7).map(" ".join), st.lists(WORDS, max_size=7).map("".join)
)
# Far above the microseconds it takes, far below what a regular expression gone wrong would take.
PATIENCE = 0.25


@given(PHRASES, MINUTES, ZONES)
@settings(max_examples=600, deadline=None)
def test_reading_any_text_gives_a_future_time_or_its_own_refusal(text: str, now: datetime, zone: str) -> None:
    started = time.perf_counter()
    read_or_refused = _read_or_refused(text, now, zone)
    assert time.perf_counter() - started < PATIENCE
    if isinstance(read_or_refused, NotATime):
        assert read_or_refused.text == text[:100]
        assert all(instant.tzinfo is UTC for instant in read_or_refused.instants)
    else:
        assert now < read_or_refused.start <= now + timedelta(days=731)
        assert read_or_refused.start.tzinfo is UTC


def _read_or_refused(text: str, now: datetime, zone: str) -> Reading | NotATime:
    try:
        return read(text, now=now, zone=zone)
    except NotATime as refused:
        return refused


@given(PHRASES, MINUTES, ZONES, st.integers(0, 25))
@settings(max_examples=300, deadline=None)
def test_suggestions_are_future_sorted_unique_and_fit_a_choice(
    text: str, now: datetime, zone: str, limit: int
) -> None:
    started = time.perf_counter()
    readings = suggest(text, now=now, zone=zone, limit=limit)
    assert time.perf_counter() - started < PATIENCE
    starts = [reading.start for reading in readings]
    assert starts == sorted(set(starts))
    assert len(starts) <= limit
    assert all(now < start <= now + timedelta(days=731) for start in starts)
    assert all(len(describe(reading, now=now, zone=zone)) <= 100 for reading in readings)


@given(MINUTES, st.integers(1, 730 * 24 * 60), ZONES, ZONES)
@settings(max_examples=600, deadline=None)
def test_reading_a_description_gives_the_described_instant(
    now: datetime, ahead: int, zone: str, home: str
) -> None:
    start = now + timedelta(minutes=ahead)
    described = describe(start, now=now, zone=zone)
    assert len(described) <= 100
    reading = read(described, now=now, zone=home)
    assert (reading.start, reading.zone, reading.ambiguous) == (start, zone, False)


@given(MINUTES, st.integers(1, 730 * 24 * 60), ZONES)
@settings(max_examples=300, deadline=None)
def test_reading_an_instant_in_any_notation_gives_that_instant(now: datetime, ahead: int, zone: str) -> None:
    start = now + timedelta(minutes=ahead)
    epoch = int(start.timestamp())
    for text in (
        start.isoformat(),
        f"{start:%Y-%m-%dT%H:%M:%SZ}",
        f"<t:{epoch}>",
        f"<t:{epoch}:R>",
        str(epoch),
    ):
        assert read(text, now=now, zone=zone).start == start
