"""Nights on which clocks go forward (a time is skipped) and back (a time comes twice), 2024 to 2030."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gamescheduler.domain.when import NotATime, describe, read, suggest

ZONES = (
    *(
        "Europe/Berlin",
        "Europe/London",
        "Europe/Dublin",
        "America/New_York",
        "America/Los_Angeles",
        "America/St_Johns",
    ),
    *("America/Santiago", "America/Havana", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland"),
    *(
        "Pacific/Chatham",
        "Africa/Cairo",
        "Africa/Casablanca",
        "Asia/Beirut",
        "Asia/Jerusalem",
        "Antarctica/Troll",
    ),
)
HALF_HOUR = timedelta(minutes=30)


def clock_changes(zone: str) -> list[tuple[datetime, timedelta]]:
    """When (UTC) and by how much the clocks of a zone jump, to the half hour they all keep to."""
    tz = ZoneInfo(zone)
    changes, instant = [], datetime(2024, 1, 1, tzinfo=UTC)
    offset = instant.astimezone(tz).utcoffset()
    while instant.year < 2031:
        instant += HALF_HOUR
        before, offset = offset, instant.astimezone(tz).utcoffset()
        if before is not None and offset is not None and offset != before:
            changes.append((instant, offset - before))
    return changes


@pytest.mark.parametrize("zone", ZONES)
def test_reading_a_skipped_time_offers_the_ones_beside_it_and_a_doubled_time_its_first(zone: str) -> None:
    """B-83"""
    changes = clock_changes(zone)
    assert len(changes) >= 13
    for instant, jump in changes:
        now = instant - timedelta(days=3)
        middle = (instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)) - abs(jump) / 2
        if jump > timedelta(0):
            with pytest.raises(NotATime) as refused:
                read(f"{middle:%Y-%m-%d %H:%M}", now=now, zone=zone)
            assert (refused.value.code, refused.value.zone) == ("gap", zone)
            assert refused.value.instants == (instant - jump / 2, instant + jump / 2)
        else:
            doubled = middle + abs(jump)
            reading = read(f"{doubled:%Y-%m-%d %H:%M}", now=now, zone=zone)
            assert (reading.start, reading.alternative) == (instant + jump / 2, instant - jump / 2)


def test_reading_a_doubled_time_between_its_two_takes_the_one_to_come() -> None:
    between = datetime(2027, 10, 31, 0, 45, tzinfo=UTC)
    reading = read("2:30", now=between, zone="Europe/Berlin")
    assert (reading.start, reading.ambiguous) == (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), False)


def test_reading_tells_doubled_times_apart_by_the_name_of_the_clock() -> None:
    now = datetime(2027, 10, 28, tzinfo=UTC)
    first = read("sun 02:30 CEST (Europe/Berlin)", now=now, zone="UTC")
    second = read("sun 02:30 CET (Europe/Berlin)", now=now, zone="UTC")
    assert (first.start.hour, first.ambiguous, second.start.hour, second.ambiguous) == (0, False, 1, False)


def test_reading_a_skipped_time_without_a_date_is_refused_on_that_night_only() -> None:
    evening_before = datetime(2027, 3, 27, 19, tzinfo=UTC)
    with pytest.raises(NotATime) as refused:
        read("2:30", now=evening_before, zone="Europe/Berlin")
    assert refused.value.code == "gap"
    after_it = read("2:30", now=evening_before + timedelta(hours=12), zone="Europe/Berlin")
    assert after_it.start == datetime(2027, 3, 29, 0, 30, tzinfo=UTC)


def test_refusing_a_skipped_time_leaves_out_what_is_over() -> None:
    after_half_past_one = datetime(2027, 3, 28, 0, 45, tzinfo=UTC)
    with pytest.raises(NotATime) as refused:
        read("2:30", now=after_half_past_one, zone="Europe/Berlin")
    assert refused.value.instants == (datetime(2027, 3, 28, 1, 30, tzinfo=UTC),)


@pytest.mark.parametrize("zone", ZONES)
def test_reading_friday_8pm_keeps_the_local_hour_all_year(zone: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for _ in range(104):
        now = read("fri 8pm", now=now, zone=zone).start
        assert now.astimezone(ZoneInfo(zone)).strftime("%w %H:%M") == "5 20:00"
    assert now.astimezone(ZoneInfo(zone)).date().isoformat() == "2027-12-24"


def test_reading_days_ahead_keeps_the_clock_and_hours_ahead_do_not() -> None:
    eve = datetime(2027, 3, 27, 19, tzinfo=UTC)
    assert read("in 1 day", now=eve, zone="Europe/Berlin").start == eve + timedelta(hours=23)
    assert read("in 24h", now=eve, zone="Europe/Berlin").start == eve + timedelta(hours=24)


def test_suggesting_a_skipped_or_doubled_time_offers_both_neighbours() -> None:
    now = datetime(2027, 1, 4, tzinfo=UTC)
    skipped = suggest("28 mar 02:30", now=now, zone="Europe/Berlin")
    doubled = suggest("31 oct 02:30", now=now, zone="Europe/Berlin")
    assert [describe(each, now=now, zone="Europe/Berlin") for each in (*skipped, *doubled)] == [
        "Sun 28 Mar 2027, 01:30 CET (Europe/Berlin) · in 3 months",
        "Sun 28 Mar 2027, 03:30 CEST (Europe/Berlin) · in 3 months",
        "Sun 31 Oct 2027, 02:30 CEST (Europe/Berlin) · in 10 months",
        "Sun 31 Oct 2027, 02:30 CET (Europe/Berlin) · in 10 months",
    ]
