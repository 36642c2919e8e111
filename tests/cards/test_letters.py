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
    "reminder_maybe": "Curse of Strahd starts in 24 hours (Tue 24 Nov 2026, 12:00 UTC). Place: Back room. "
    "You said maybe, which holds no seat: 2 of 2 are taken.",
    "added": f"mira put you in for Curse of Strahd, {WHEN} — seat 1 of 2. Place: Back room.",
    "removed": f"mira took you out of Curse of Strahd, {WHEN}.",
    "promoted": f"A seat opened — you're in for Curse of Strahd, {WHEN}. Place: Back room.",
    "demoted": f"There are fewer seats now, so you're on the waitlist of Curse of Strahd, {WHEN}.",
    "moved": f"Curse of Strahd moved: was Mon 23 Nov 2026, 12:00 UTC, now {WHEN}. Place: Back room. "
    "If you can't make it, press Leave on the announcement.",
    "cancelled": "Curse of Strahd on Tue 24 Nov 2026, 12:00 UTC is cancelled. mira: “Rain”",
    "full": "Curse of Strahd is full (2 of 2).",
    "announcement_lost": f"Your announcement for Curse of Strahd, {WHEN}, was deleted. "
    "The game still stands: post it again, or cancel it with /game cancel.",
    "left_late": f"sam left Curse of Strahd, {WHEN}. 2 of 2 seats are taken.",
}
READERS = {
    "reminder_waiting": ADA,
    "demoted": ADA,
    "reminder_host": MIRA,
    "full": MIRA,
    "left_late": MIRA,
    "announcement_lost": MIRA,
}


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


@pytest.mark.parametrize(
    ("kind", "words"), [("promoted", "mira gave you a seat"), ("demoted", "mira changed who plays")]
)
def test_a_move_by_the_host_says_so(kind: str, words: str) -> None:
    """B-23"""
    reader = READERS.get(kind, NOOR)
    assert letter(Notice(reader, kind, by_host=True), a_sheet(NOOR, SAM, ADA), SAY).startswith(words)


def test_who_is_put_in_reads_the_instructions() -> None:
    put_in = letter(Notice(ADA, "added"), a_sheet(NOOR, SAM, ADA, instructions="Bring dice"), SAY)
    assert "number 1 on the waitlist. Before you come: Bring dice" in put_in


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
