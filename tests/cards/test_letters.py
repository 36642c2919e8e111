"""Direct messages: the whole text of each kind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gamescheduler.cards.letters import letter
from gamescheduler.cards.tongues import Discord, Plain
from gamescheduler.domain.notices import Notice
from gamescheduler.models import UserId
from tests.builders import ADA, MIRA, NAMES, NOON, NOOR, SAM, a_sheet
from tests.cards.codes import codes

SAY = Plain("UTC", NOON, people=NAMES)
START = NOON + timedelta(days=1)
WHEN = "Tue 24 Nov 2026, 12:00 UTC (in 24 hours)"
LETTERS = {
    "reminder": "Curse of Strahd starts in 24 hours (Tue 24 Nov 2026, 12:00 UTC). Place: Back room. "
    "Host: mira. You have seat 1.",
    "reminder_waiting": "Curse of Strahd starts in 24 hours (Tue 24 Nov 2026, 12:00 UTC). Place: Back room. "
    "You're number 1 on the waitlist; we'll tell you if a seat opens.",
    "reminder_host": "Curse of Strahd starts in 24 hours (Tue 24 Nov 2026, 12:00 UTC). Place: Back room. "
    "You host. Players: 2 of 2, 1 waiting.",
    "promoted": f"A seat opened — you're in for Curse of Strahd, {WHEN}. Place: Back room.",
    "demoted": f"There are fewer seats now, so you're on the waitlist of Curse of Strahd, {WHEN}.",
    "moved": f"Curse of Strahd moved: was Mon 23 Nov 2026, 12:00 UTC, now {WHEN}. Place: Back room. "
    "If you can't make it, press Leave on the announcement.",
    "cancelled": "Curse of Strahd on Tue 24 Nov 2026, 12:00 UTC is cancelled. mira: “Rain”",
    "full": "Curse of Strahd is full (2 of 2).",
    "left_late": f"sam left Curse of Strahd, {WHEN}. 2 of 2 seats are taken.",
}
READERS = {"reminder_waiting": ADA, "demoted": ADA, "reminder_host": MIRA, "full": MIRA, "left_late": MIRA}


def written(kind: str, **fields: Any) -> str:
    notice = Notice(READERS.get(kind, NOOR), kind, was=NOON, about=SAM)
    return letter(notice, a_sheet(NOOR, SAM, ADA, cancel_reason="Rain", **fields), SAY)


def test_the_table_of_letters_is_complete() -> None:
    assert codes("Notice", 1) == LETTERS.keys()


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_reads(kind: str) -> None:
    """B-58"""
    assert written(kind, location="Back room") == f"{LETTERS[kind]}\n-# Friday Crew"


def test_a_new_place_alone_is_no_move() -> None:
    """The start is the same as before."""
    notice = Notice(NOOR, "moved", was=START)
    moved = letter(notice, a_sheet(NOOR, location="Back room"), SAY)
    assert moved == "Curse of Strahd has a new place. Place: Back room.\n-# Friday Crew"


def test_a_letter_of_an_unknown_kind_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        written("nonsense")


@pytest.mark.parametrize("kind", LETTERS)
def test_what_people_typed_pings_nobody(kind: str) -> None:
    """B-106"""
    evil = "@everyone <@5> # x"
    notice = Notice(READERS.get(kind, NOOR), kind, was=NOON, about=UserId(99))
    sheet = a_sheet(NOOR, SAM, ADA, title=evil, location=evil, cancel_reason=evil)
    sheet.guild.name = evil
    text = letter(notice, sheet, Discord())
    assert "@everyone" not in text
    assert "<@5>" not in text
