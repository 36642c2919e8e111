"""Every form the time grammar takes or refuses, on Monday, 23 November 2026, at 20:13 in Berlin."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from gamescheduler.domain.when import NotATime, Reading, describe, distance, read

NOW = datetime(2026, 11, 23, 19, 13, 27, tzinfo=UTC)
BERLIN = "Europe/Berlin"


def utc(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


FRIDAY_8PM = utc("2026-11-27 19:00")


@pytest.fixture(autouse=True, params=["UTC", "America/New_York"])
def machine_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's own zone is nobody's answer."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2026-11-27T20:00:00+01:00",
            "2026-11-27 20:00:00+01:00",
            "2026-11-27T20:00+0100",
            "2026-11-27T20:00+01",
        ),
        *("2026-11-27T19:00:00Z", "2026-11-27T19:00:00.000Z", "2026-11-27 19:00z", "2026-11-27T14:00-05:00"),
        *(
            "2026-11-27T20:00",
            "2026-11-27T20:00:00",
            "2026-11-27T20:00:00.000",
            "2026-11-27 20:00",
            "2026-11-27 8pm",
        ),
        *(
            "27 nov 20:00",
            "27 november 2026 8pm",
            "27th november 8 pm",
            "27. november 20:00",
            "27 NOV 2026, 20.00",
        ),
        *("nov 27 8pm", "November 27th, 2026, at 8:00 p.m.", "Nov 27 20:00", "8pm on 27 nov"),
        *("27.11. 20:00", "27.11.2026 20:00", "27.11. 20.00", "20:00 27.11.2026"),
        *(
            "fri 8pm",
            "Fri 8 PM",
            "friday 20:00",
            "FRIDAY, 8pm",
            "fri 20.00",
            "fri at 8pm",
            "8pm friday",
            "8pm on fri",
        ),
        *("on friday at 8:00pm", "  fri   8pm  ", "fri @ 20:00", "fri\u00a08\u202fpm", "this friday 8pm"),
        *("fri 27 nov 20:00", "Friday, 27 November 2026, 20:00", "fri 2026-11-27 20:00", "fri 27.11. 20:00"),
        *("<t:1795806000>", "<t:1795806000:F>", "<T:1795806000:r>", "1795806000"),
        *(
            "fri 8pm europe/berlin",
            "fri 2pm America/New_York",
            "fri 7pm utc",
            "fri 19:00 GMT",
            "27 nov 7pm UTC",
        ),
        *("Fri 27 Nov 2026, 20:00 CET (Europe/Berlin) · in 4 days", "Fri 27 Nov 2026, 19:00 UTC · in 4 days"),
        "fri 20:00 CET (Europe/Berlin)",
    ],
)
def test_reading_any_spelling_of_friday_at_eight_gives_one_instant(text: str) -> None:
    assert read(text, now=NOW, zone=BERLIN).start == FRIDAY_8PM


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("tomorrow 20:00", "2026-11-24 20:00"),
        ("tomorrow at noon", "2026-11-24 12:00"),
        ("noon tomorrow", "2026-11-24 12:00"),
        ("today 21:00", "2026-11-23 21:00"),
        ("tonight 9pm", "2026-11-23 21:00"),
        ("tonight at 9", "2026-11-23 21:00"),
        ("9 tonight", "2026-11-23 21:00"),
        ("tonight 8:30", "2026-11-23 20:30"),
        ("tonight 21.15", "2026-11-23 21:15"),
        ("midnight tonight", "2026-11-24 00:00"),
        ("midnight", "2026-11-24 00:00"),
        ("noon", "2026-11-24 12:00"),
        ("12am", "2026-11-24 00:00"),
        ("12pm", "2026-11-24 12:00"),
        ("20:14", "2026-11-23 20:14"),
        ("20:13", "2026-11-24 20:13"),
        ("8pm", "2026-11-24 20:00"),
        ("9.30pm", "2026-11-23 21:30"),
        ("in 2h", "2026-11-23 22:13"),
        ("in 90 minutes", "2026-11-23 21:43"),
        ("in 1h 30m", "2026-11-23 21:43"),
        ("in 3 days", "2026-11-26 20:13"),
        ("in 1 week", "2026-11-30 20:13"),
        ("in 1 day 2 hours", "2026-11-24 22:13"),
        ("in 1.5 days", "2026-11-25 08:13"),
        ("mon 8pm", "2026-11-30 20:00"),
        ("mon 9pm", "2026-11-23 21:00"),
        ("this sunday noon", "2026-11-29 12:00"),
        ("next monday 8pm", "2026-11-30 20:00"),
        ("next friday 8pm", "2026-12-04 20:00"),
        ("next sun 8pm", "2026-12-06 20:00"),
        ("23 nov 20:00", "2027-11-23 20:00"),
        ("23 nov 21:00", "2026-11-23 21:00"),
        ("1.2. 18:00", "2027-02-01 18:00"),
        ("29 feb 8pm", "2028-02-29 20:00"),
        ("sept 3 8pm", "2027-09-03 20:00"),
    ],
)
def test_reading_gives_the_next_such_time(text: str, local: str) -> None:
    reading = read(text, now=NOW, zone=BERLIN)
    assert describe(reading, now=NOW, zone="UTC") == describe(_in_berlin(local), now=NOW, zone="UTC")


def _in_berlin(local: str) -> datetime:
    return read(local, now=NOW, zone=BERLIN).start


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("empty", ("", "   ", ",", "at")),
        (
            "unknown",
            (
                "8",
                "27",
                "soon",
                "8pm 9pm",
                "fri 8",
                "27.11 20:00",
                "27.11.26 20:00",
                "11-27 20:00",
                "in",
                "utc",
            ),
        ),
        (
            "unknown",
            (
                "in two hours",
                "in 2",
                "in 1h 1h",
                "<t:-5>",
                "<t:1795806000:x>",
                "179580600",
                "tonight noonish",
            ),
        ),
        ("unknown", ("20:00 fri 21:00", "fri 8pm please", "frid 8pm", "2026-11-27 24:00Z", "8pm " * 26)),
        ("unknown", ("fri 20:00 PST (Europe/Berlin)", "fri" + " at" * 40 + " 8pm")),
        ("unknown_zone", ("fri 20:00 CET (localtime)",)),
        (
            "no_time",
            ("fri", "tomorrow", "tonight", "27 nov", "27.11.", "2026-11-27", "next friday", "this fri"),
        ),
        ("recurring", ("every friday 8pm", "fridays 8pm", "weekly fri 8pm", "each monday 20:00")),
        ("ambiguous_date", ("11/27 20:00", "27/11/2026 8pm", "2026/11/27 20:00", "fri 11/27 8pm")),
        ("ambiguous_midnight", ("fri midnight", "midnight on 27 nov", "today midnight", "tomorrow midnight")),
        ("weekday_mismatch", ("sat 27 nov 20:00", "mon 23 nov 20:00", "thu 2026-11-27 8pm")),
        (
            "unknown_zone",
            ("fri 8pm EST", "fri 8pm cet", "fri 8pm mars/olympus", "8pm PT", "fri 20:00 XXX (Mars/Olympus)"),
        ),
        ("out_of_range", ("fri 28pm", "0pm", "24:00", "20:60", "31 june 8pm", "30 feb 8pm", "27.13. 20:00")),
        (
            "out_of_range",
            ("2026-02-30T20:00Z", "2026-11-27T20:00+99:00", "0001-01-01T00:00+10:00"),
        ),
        ("out_of_range", ("tonight 2pm", "tonight 1am", "tonight 9am", "tonight 8:30 a.m.", "tonight 4")),
        (
            "past",
            (
                "2026-11-23 20:13",
                "2020-01-01 20:00",
                "today 8pm",
                "this monday 8pm",
                "tonight 6",
                "<t:0>",
                "in 0m",
            ),
        ),
        ("past", ("1000000000", "2026-11-23T19:13:27Z", "2026-03-29 02:30")),
        (
            "too_far",
            (
                "2029-01-01 20:00",
                "9999-12-31 23:59",
                "9999-12-31 23:59 America/New_York",
                "<t:99999999999>",
                "in 800 days",
                "in 999999 weeks",
            ),
        ),
    ],
)
def test_reading_refuses_with_its_reason(code: str, texts: tuple[str, ...]) -> None:
    assert {text: _refusal(text).code for text in texts} == dict.fromkeys(texts, code)


def _refusal(text: str, *, now: datetime = NOW, zone: str = BERLIN) -> NotATime:
    with pytest.raises(NotATime) as refused:
        read(text, now=now, zone=zone)
    return refused.value


def test_refusing_carries_the_text_the_zone_and_the_word_at_fault() -> None:
    refused = _refusal("Fri 8pm EST")
    assert (refused.text, refused.zone, refused.word, refused.instants) == ("Fri 8pm EST", BERLIN, "est", ())
    assert _refusal("x" * 200).text == "x" * 100
    assert str(refused) == "not a start time (unknown_zone): 'Fri 8pm EST'"


def test_refusing_a_past_time_says_which_it_was_and_in_which_zone() -> None:
    refused = _refusal("today 8am America/New_York")
    assert (refused.zone, refused.instants) == ("America/New_York", (utc("2026-11-23 13:00"),))


def test_refusing_a_wrong_weekday_holds_the_time_on_that_date() -> None:
    assert _refusal("sat 27 nov 20:00").instants == (FRIDAY_8PM,)


def test_reading_a_distance_starts_on_the_full_minute() -> None:
    assert read("in 2h", now=NOW, zone=BERLIN).start == utc("2026-11-23 21:13")
    assert read("in 2 days", now=NOW, zone=BERLIN).start == utc("2026-11-25 19:13")


def test_reading_keeps_the_zone_it_was_meant_in() -> None:
    assert read("fri 8pm", now=NOW, zone=BERLIN) == Reading(FRIDAY_8PM, BERLIN)
    assert read("fri 2pm america/new_york", now=NOW, zone=BERLIN) == Reading(FRIDAY_8PM, "America/New_York")


def test_reading_tomorrow_with_a_zone_means_tomorrow_there() -> None:
    late_in_berlin = utc("2026-11-23 23:30")
    assert read("tomorrow 8pm", now=late_in_berlin, zone=BERLIN).start == utc("2026-11-25 19:00")
    assert read("tomorrow 8pm America/New_York", now=late_in_berlin, zone=BERLIN).start == utc(
        "2026-11-25 01:00"
    )


def test_reading_a_weekday_is_today_until_the_time_has_come() -> None:
    hour_before, then, hour_after = (utc(f"2026-11-27 {hour}:00") for hour in (18, 19, 20))
    assert read("fri 8pm", now=hour_before, zone=BERLIN).start == FRIDAY_8PM
    assert read("fri 8pm", now=then, zone=BERLIN).start == utc("2026-12-04 19:00")
    assert read("fri 8pm", now=hour_after, zone=BERLIN).start == utc("2026-12-04 19:00")


def test_reading_next_weekday_on_a_sunday_stays_in_the_week_that_begins_tomorrow() -> None:
    assert read("next friday 8pm", now=utc("2026-11-29 12:00"), zone=BERLIN).start == utc("2026-12-04 19:00")


def test_describing_names_weekday_date_time_zone_and_distance() -> None:
    reading = read("fri 8pm", now=NOW, zone=BERLIN)
    assert describe(reading, now=NOW, zone=BERLIN) == "Fri 27 Nov 2026, 20:00 CET (Europe/Berlin) · in 4 days"
    assert describe(reading.start, now=NOW, zone="UTC") == "Fri 27 Nov 2026, 19:00 UTC · in 4 days"
    assert (
        describe(reading, now=NOW, zone="Asia/Kathmandu")
        == "Sat 28 Nov 2026, 00:45 +0545 (Asia/Kathmandu) · in 4 days"
    )


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("2026-11-23 19:13", "now"),
        ("2026-11-23 19:14", "in 1 minute"),
        ("2026-11-23 19:48", "in 35 minutes"),
        ("2026-11-23 20:13", "in 1 hour"),
        ("2026-11-23 20:43", "in 90 minutes"),
        ("2026-11-23 21:13", "in 2 hours"),
        ("2026-11-25 07:13", "in 36 hours"),
        ("2026-11-27 19:00", "in 4 days"),
        ("2027-11-23 19:00", "in 12 months"),
        ("2026-11-23 19:10", "3 minutes ago"),
        ("2026-11-22 19:13", "24 hours ago"),
    ],
)
def test_telling_the_distance_uses_one_unit(then: str, said: str) -> None:
    assert distance(utc(then), NOW.replace(second=0)) == said
