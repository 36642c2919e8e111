"""Asking for the clock finds the zone, wherever somebody lives and whatever day it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from gamescheduler.cards import clocks as words
from gamescheduler.cards.clocks import QUESTION, WHERE, Question
from gamescheduler.domain.clocks import alike, clocks, minutes_ahead, next_change
from tests.builders import NOON

SUMMER = datetime(2026, 7, 1, 12, tzinfo=UTC)
BETWEEN = datetime(2027, 3, 20, 12, tzinfo=UTC)
"""America has changed its clocks by then, Europe has not."""

# Nobody lives at UTC-12, and the other two are not zones but settings of the machine.
EVERYWHERE = sorted(available_timezones() - {"Etc/GMT+12", "localtime", "Factory"})


def find(zone: str, now: datetime, *known: str) -> str:
    """Somebody who lives there answers the questions by their clock."""
    local = f"{now.astimezone(ZoneInfo(zone)):%H:%M} — "
    asked = words.ask(now, *known)
    while True:
        assert len(asked.choices) <= 25
        if asked.text == WHERE:
            value = next(c.value for c in asked.choices if _same_clocks(c.value, zone, now))
        else:
            fitting = [c for c in asked.choices if local in c.label]
            fitting = [c for c in fitting if int(c.value) == minutes_ahead(zone, now)]
            value = fitting[0].value if fitting else "more"
        assert value in [choice.value for choice in asked.choices]
        answer = words.answer(value, now, *known)
        if isinstance(answer, str):
            return answer
        asked = answer


def _same_clocks(one: str, other: str, now: datetime) -> bool:
    return len(alike([one, other], now)) == 1


@pytest.mark.parametrize(
    ("now", "known"),
    [(NOON, ()), (SUMMER, ("Europe/Berlin",)), (BETWEEN, ("Asia/Kathmandu", "America/New_York"))],
)
def test_whoever_answers_gets_a_zone_whose_clocks_go_as_theirs(now: datetime, known: tuple[str, ...]) -> None:
    for home, *_ in alike(EVERYWHERE, now):  # one of each kind: there are about sixty
        assert _same_clocks(find(home, now, *known), home, now), home


def test_every_time_of_day_is_offered_once_and_known_ones_first() -> None:
    found = clocks(NOON, "Asia/Kathmandu", "Europe/Berlin")
    minutes = [clock.minutes for clock in found]
    assert minutes[:2] == [345, 60]
    assert minutes[2:] == sorted(minutes[2:])
    assert len(minutes) == len(set(minutes))
    assert found[0].zones[0] == "Asia/Kathmandu"


def test_the_likeliest_zone_is_the_one_that_is_stored() -> None:
    assert find("Europe/Paris", NOON, "Europe/Vienna") == "Europe/Vienna"
    assert find("Europe/Paris", NOON) == "Europe/Berlin"


def test_a_time_is_shown_with_places_and_on_another_day_with_the_day() -> None:
    late = datetime(2026, 11, 23, 19, 14, tzinfo=UTC)
    labels = [choice.label for choice in words.ask(late, "Europe/Berlin").choices]
    assert labels[0] == "20:14 — Berlin, Paris, Lagos"
    assert "Tue 04:14 — Tokyo, Seoul, Dili" in labels
    assert labels[-1] == "Another time…"


def test_places_say_when_their_clocks_change() -> None:
    question = words.answer("60", NOON)
    assert isinstance(question, Question)
    assert [(choice.label, choice.hint) for choice in question.choices][:2] == [
        ("Berlin, Paris, Madrid", "Next change: 28 Mar 2027."),
        ("Lagos, Algiers, Tunis", "The clocks never change."),
    ]
    assert next_change("Europe/Berlin", NOON) == date(2027, 3, 28)
    assert next_change("Africa/Lagos", NOON) is None


def test_a_time_that_is_shown_nowhere_any_more_is_asked_for_again() -> None:
    """The menu was opened before the clocks changed."""
    nowhere = next(str(m) for m in range(-600, 900) if m not in {c.minutes for c in clocks(NOON)})
    again = words.answer(nowhere, NOON)
    assert isinstance(again, Question)
    assert again.text == QUESTION


def test_a_clock_is_read_in_its_zone() -> None:
    assert words.shown("Asia/Kathmandu", NOON) == "17:45"
    assert words.shown("Europe/Berlin", NOON + timedelta(minutes=5)) == "13:05"
