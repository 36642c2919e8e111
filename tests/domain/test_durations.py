from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gamescheduler.domain.durations import (
    NotADuration,
    describe_duration,
    minutes_in,
    read_duration,
    read_leads,
)


@pytest.mark.parametrize(
    ("minutes", "texts"),
    [
        (
            90,
            (
                "1h 30m",
                "1h30m",
                "90m",
                "1:30",
                "90",
                "1.5h",
                "1 hour 30 minutes",
                " 1 HR 30 MIN ",
                "1 h 30 min",
            ),
        ),
        (120, ("2h", "2 hours", "2:00", "120 mins", "2.0 hrs")),
        (180, ("3 hours", "3h")),
        (123, ("2.05h", "2h 3m")),
        (45, ("45", "0:45", "0.75h")),
        (1, ("1", "1 minute")),
        (1440, ("24h", "1d", "1 day", "1440")),
    ],
)
def test_reading_a_duration_gives_minutes(minutes: int, texts: tuple[str, ...]) -> None:
    """B-116"""
    assert {text: read_duration(text) for text in texts} == dict.fromkeys(texts, minutes)


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("empty", ("", "  ")),
        (
            "unknown",
            (
                "abc",
                "-5",
                "1h 2h",
                "30m 1h",
                "1:60",
                "1,5h",
                "h",
                "1.01h",
                "1e3",
                "٣h",
                "2 fortnights",
                "1" * 101,
            ),
        ),
        ("out_of_range", ("0", "0h", "1441", "25h", "1w", "999999 weeks")),
    ],
)
def test_reading_a_duration_refuses_with_its_reason(code: str, texts: tuple[str, ...]) -> None:
    """B-116"""
    assert {text: _refusal(text) for text in texts} == dict.fromkeys(texts, code)


def _refusal(text: str) -> str:
    with pytest.raises(NotADuration) as refused:
        read_duration(text)
    return refused.value.code


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("1d, 1h, 15m", [1440, 60, 15]),
        ("15m,1h,1 day", [1440, 60, 15]),
        ("60, 1h, 1:00", [60]),
        ("4w", [40320]),
        ("none", []),
        (" None ", []),
    ],
)
def test_reading_leads_gives_minutes_longest_first_and_each_once(text: str, leads: list[int]) -> None:
    assert read_leads(text) == leads


@pytest.mark.parametrize(
    ("text", "code", "at_fault"),
    [
        ("", "empty", ""),
        ("1h,", "empty", ""),
        ("1h, soon", "unknown", " soon"),
        ("1h, 0m", "out_of_range", " 0m"),
        ("40321", "out_of_range", "40321"),
        ("1,2,3,4,5,6", "too_many", "1,2,3,4,5,6"),
        ("none, 1h", "unknown", "none"),
        ("1h, " * 30, "unknown", ("1h, " * 30)[:100]),
    ],
)
def test_reading_leads_refuses_with_the_part_at_fault(text: str, code: str, at_fault: str) -> None:
    with pytest.raises(NotADuration) as refused:
        read_leads(text)
    assert (refused.value.code, refused.value.text) == (code, at_fault)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(180, "3 h"), (90, "1 h 30 min"), (45, "45 min"), (1440, "1 d"), (1505, "1 d 1 h 5 min"), (0, "0 min")],
)
def test_describing_a_duration_leaves_out_what_is_zero(minutes: int, text: str) -> None:
    assert describe_duration(minutes) == text


@given(st.integers(1, 1440))
def test_reading_a_described_duration_gives_the_same_minutes(minutes: int) -> None:
    assert read_duration(describe_duration(minutes)) == minutes


@given(st.sets(st.integers(1, 40320), max_size=5))
def test_reading_described_leads_gives_the_same_leads(leads: set[int]) -> None:
    longest_first = sorted(leads, reverse=True)
    assert read_leads(", ".join(map(describe_duration, longest_first)) or "none") == longest_first


@given(st.text(max_size=120))
def test_reading_any_text_as_a_duration_gives_minutes_or_its_own_refusal(text: str) -> None:
    for reads in (read_duration, read_leads):
        with suppress(NotADuration):
            reads(text)
    assert minutes_in(text) is None or read_leads(text)
