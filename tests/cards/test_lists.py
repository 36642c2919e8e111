"""Lists of games, day by day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from gamescheduler.cards import lists
from gamescheduler.cards.card import TEXT_MAX
from gamescheduler.cards.tongues import Discord, Plain
from tests.builders import NOON, NOOR, a_sheet

SAY = Plain("UTC", NOON)


def listed(*starts: datetime, zone: str = "UTC", before: int = 0) -> list[str]:
    games = [a_sheet(title="Strahd", starts_at=start) for start in starts]
    text = lists.days(games, before, NOOR, SAY, now=NOON, zone=zone, exact=True)
    return [line.split(" Strahd")[0] for line in text.splitlines()]


def test_a_list_has_days_and_goes_on_counting() -> None:
    soon = [NOON + timedelta(hours=n) for n in (1, 2, 30, 54)]
    weekday = f"{NOON + timedelta(days=2):%A}"
    assert listed(*soon, before=10) == ["Today", "11.", "12.", "Tomorrow", "13.", weekday, "14."]


def test_a_day_further_on_has_its_date() -> None:
    later = NOON + timedelta(days=7)
    assert listed(later)[0] == f"{later:%A}, {later.day} {later:%B}"


def test_days_are_those_of_the_readers_zone() -> None:
    assert listed(NOON + timedelta(hours=1), zone="Pacific/Kiritimati")[0] == "Today"
    assert listed(NOON + timedelta(hours=11), zone="Asia/Tokyo")[0] == "Tomorrow"


@pytest.mark.parametrize(
    ("shown", "total", "said"),
    [(10, 12, "10 of 12 games."), (1, 1, "1 game."), (3, 3, "3 games."), (0, 0, "0 games.")],
)
def test_a_list_says_how_much_of_it_is_shown(shown: int, total: int, said: str) -> None:
    """B-107"""
    assert lists.footer(shown, total) == said


def test_the_longest_list_fits_one_message() -> None:
    games = [
        a_sheet(NOOR, title="*" * 100, max_players=1, starts_at=NOON + timedelta(days=n + 20))
        for n in range(10)
    ]
    say = Discord()
    text = lists.days(games, 90, NOOR, say, now=NOON, zone="UTC", exact=False)
    heading = lists.heading("*" * 100, "week", say)
    assert len(f"### {heading}\n{text}\n-# {lists.footer(10, 1000)}") <= TEXT_MAX
