"""What the list shows while somebody types. Now is Monday, 23 November 2026, 17:30 in Berlin."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gamescheduler.domain.when import Reading, describe, read, suggest

NOW = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)


def offered(text: str, *, now: datetime = NOW, limit: int = 25) -> list[str]:
    """As "Fri 27 Nov 20:00"."""
    readings = suggest(text, now=now, zone="Europe/Berlin", limit=limit)
    described = (describe(each, now=now, zone="Europe/Berlin") for each in readings)
    return [each.split(" CE")[0].replace(" 2026,", "") for each in described]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fri 8pm", ["Fri 27 Nov 20:00", "Fri 4 Dec 20:00", "Fri 11 Dec 20:00"]),
        ("fri 8", ["Fri 27 Nov 20:00", "Fri 4 Dec 20:00", "Fri 11 Dec 20:00"]),
        ("8pm", ["Mon 23 Nov 20:00", "Tue 24 Nov 20:00"]),
        ("8", ["Mon 23 Nov 20:00", "Tue 24 Nov 20:00"]),
        ("8p", ["Mon 23 Nov 20:00", "Tue 24 Nov 20:00"]),
        ("tomorrow 2", ["Tue 24 Nov 14:00", "Tue 24 Nov 20:00", "Tue 24 Nov 21:00"]),
        ("tomorrow 20:", ["Tue 24 Nov 20:00", "Tue 24 Nov 20:15", "Tue 24 Nov 20:30", "Tue 24 Nov 20:45"]),
        ("tomorrow 20:3", ["Tue 24 Nov 20:30", "Tue 24 Nov 20:35"]),
        ("tomorrow 8:30", ["Tue 24 Nov 08:30", "Tue 24 Nov 20:30"]),
        ("tomorrow 10", ["Tue 24 Nov 10:00", "Tue 24 Nov 22:00"]),
        ("tom", ["Tue 24 Nov 18:00", "Tue 24 Nov 19:00", "Tue 24 Nov 20:00"]),
        ("next f", ["Fri 4 Dec 18:00", "Fri 4 Dec 19:00", "Fri 4 Dec 20:00"]),
        ("27 nov", ["Fri 27 Nov 18:00", "Fri 27 Nov 19:00", "Fri 27 Nov 20:00"]),
        ("27 n", ["Fri 27 Nov 18:00", "Fri 27 Nov 19:00", "Fri 27 Nov 20:00"]),
        ("27 nov 8pm", ["Fri 27 Nov 20:00"]),
        ("in 2", ["Mon 23 Nov 17:32", "Mon 23 Nov 19:30", "Wed 25 Nov 17:30"]),
        ("1795806000", ["Fri 27 Nov 20:00"]),
        ("sat 27 nov 8pm", []),
        ("yesterday 8pm", []),
        ("2020-01-01 20:00", []),
        ("fri 8pm and then some", []),
        ("8" * 101, []),
    ],
)
def test_suggesting_completes_what_is_typed(text: str, expected: list[str]) -> None:
    assert offered(text) == expected


def test_suggesting_a_bare_weekday_offers_the_usual_evenings_of_three_weeks() -> None:
    days, clocks = ("27 Nov", "4 Dec", "11 Dec"), ("18:00", "19:00", "20:00")
    assert offered("fri") == [f"Fri {day} {clock}" for day in days for clock in clocks]


def test_suggesting_for_nothing_typed_offers_the_coming_evenings() -> None:
    assert offered("", limit=5) == [
        *("Mon 23 Nov 20:00", "Tue 24 Nov 20:00", "Fri 27 Nov 20:00", "Sat 28 Nov 20:00", "Sun 29 Nov 20:00"),
    ]


def test_suggesting_tonight_late_offers_what_is_left_of_it() -> None:
    assert offered("tonight", now=NOW.replace(hour=20)) == ["Mon 23 Nov 22:00", "Mon 23 Nov 23:00"]


def test_suggesting_stops_at_the_limit() -> None:
    assert offered("fri", limit=2) == ["Fri 27 Nov 18:00", "Fri 27 Nov 19:00"]


def test_suggesting_keeps_a_zone_that_was_typed() -> None:
    first = suggest("fri 2pm america/new_york", now=NOW, zone="Europe/Berlin", limit=1)
    assert first == [Reading(datetime(2026, 11, 27, 19, tzinfo=UTC), "America/New_York")]


def test_picking_a_suggestion_by_its_epoch_reads_the_same_instant() -> None:
    picked = suggest("fri 8pm", now=NOW, zone="Europe/Berlin")[1]
    assert read(str(int(picked.start.timestamp())), now=NOW, zone="Europe/Berlin").start == picked.start
