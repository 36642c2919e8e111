"""Direct messages: the whole text of each kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gamescheduler.bot.mentioning import AT_ONCE
from gamescheduler.cards.letters import TEXT_MAX, letter, mention
from gamescheduler.cards.told import told_summary
from gamescheduler.cards.tongues import Discord, Plain
from gamescheduler.domain.notices import Notice
from gamescheduler.events import Cause
from gamescheduler.models import Delivery, GameId, Signup, Status, UserId
from tests.builders import ADA, IVO, MIRA, NAMES, NOON, NOOR, SAM, ZOE, a_sheet
from tests.cards.codes import codes
from tests.cards.hostile import ACTED_ON, hostile

SAY = Plain("UTC", NOON, people=NAMES)
START = NOON + timedelta(days=1)
WHEN = "Tue 24 Nov 2026, 12:00 UTC (in 24 hours)"
LETTERS = {
    "reminder": "Curse of Strahd starts in 24 hours (Tue 24 Nov 2026, 12:00 UTC). Place: Back room. "
    "Host: mira. You have seat 1 of 2.",
    "reminder_waiting": "Curse of Strahd starts in 24 hours (Tue 24 Nov 2026, 12:00 UTC). Place: Back room. "
    "You're number 1 on the waitlist; we'll tell you if a seat opens.",
    "reminder_host": "Curse of Strahd starts in 24 hours (Tue 24 Nov 2026, 12:00 UTC). Place: Back room. "
    "You host. Players: 2 of 2, 1 waiting.",
    "reminder_maybe": "Curse of Strahd starts in 24 hours (Tue 24 Nov 2026, 12:00 UTC). Place: Back room. "
    "You said maybe, which holds no seat: 2 of 2 are taken.",
    "added": f"ivo put you in for Curse of Strahd, {WHEN} — seat 1 of 2. Place: Back room.",
    "removed": f"ivo took you out of Curse of Strahd, {WHEN}.",
    "promoted": f"A seat opened — you're in for Curse of Strahd, {WHEN}. Place: Back room.",
    "demoted": f"Who plays has changed, so you're on the waitlist of Curse of Strahd, {WHEN}. "
    "We'll tell you if a seat opens.",
    "moved": f"Curse of Strahd moved: was Mon 23 Nov 2026, 12:00 UTC, now {WHEN}. Place: Back room. "
    "If you can't make it, press Leave on the announcement.",
    "cancelled": "Curse of Strahd on Tue 24 Nov 2026, 12:00 UTC is cancelled. ivo: “Rain”",
    "full": "Curse of Strahd is full (2 of 2).",
    "announcement_lost": f"Your announcement for Curse of Strahd, {WHEN}, was deleted. "
    "The game still stands: post it again, or cancel it with /game cancel.",
    "announcement_blocked": f"I can't post or change your announcement for Curse of Strahd, {WHEN}: I lack a "
    "permission in #110. The game still stands, and I go on as soon as I may. Server admins see what is "
    "missing with /gamescheduler status.",
    "left_late": f"sam left Curse of Strahd, {WHEN}. 2 of 2 seats are taken.",
}
READERS = {
    "reminder_waiting": ADA,
    "demoted": ADA,
    "reminder_host": MIRA,
    "full": MIRA,
    "left_late": MIRA,
    "announcement_lost": MIRA,
    "announcement_blocked": MIRA,
}


def written(kind: str, **fields: Any) -> str:
    notice = Notice(READERS.get(kind, NOOR), kind, was=NOON, about=SAM, by=IVO)
    return letter(notice, a_sheet(NOOR, SAM, ADA, cancel_reason="Rain", **fields), SAY)


def test_the_table_of_letters_is_complete() -> None:
    assert codes("Notice", 1) == LETTERS.keys()


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_reads(kind: str) -> None:
    """B-58; who did it is named, host or not."""
    choice = " · Change reminders with /settings me" if kind.startswith("reminder") else ""
    assert written(kind, location="Back room") == f"{LETTERS[kind]}\n-# Friday Crew{choice}"


def test_a_new_place_alone_is_no_move() -> None:
    """The start is the same as before."""
    notice = Notice(NOOR, "moved", was=START)
    moved = letter(notice, a_sheet(NOOR, location="Back room"), SAY)
    assert moved == "Curse of Strahd has a new place. Place: Back room.\n-# Friday Crew"


@pytest.mark.parametrize(
    ("kind", "cause", "by", "words"),
    [
        ("promoted", "left", None, "A seat opened — you're in"),
        ("promoted", "seats", None, "There are more seats now — you're in"),
        ("promoted", "host", IVO, "ivo gave you a seat — you're in"),
        ("promoted", "host", None, "You were given a seat — you're in"),
        ("demoted", "seats", None, "There are fewer seats now, so you're on the waitlist"),
        ("demoted", "role", None, "Somebody whose role goes first signed up, so you're on the waitlist"),
        ("demoted", "host", IVO, "ivo changed who plays, so you're on the waitlist"),
        ("demoted", "host", UserId(99), "Who plays was changed, so you're on the waitlist"),
    ],
)
def test_who_moves_reads_why(kind: str, cause: Any, by: UserId | None, words: str) -> None:
    """B-23"""
    notice = Notice(READERS.get(kind, NOOR), kind, cause=cause, by=by)
    assert letter(notice, a_sheet(NOOR, SAM, ADA), SAY).startswith(words)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("added", "You were put in for Curse"),
        ("removed", "You were taken out of Curse"),
        ("cancelled", "Curse of Strahd on Tue 24 Nov 2026, 12:00 UTC is cancelled: “Rain”"),
    ],
)
def test_what_nobody_known_did_names_nobody(kind: str, words: str) -> None:
    """Somebody at a terminal, say."""
    sheet = a_sheet(NOOR, cancel_reason="Rain")
    assert letter(Notice(NOOR, kind), sheet, SAY).startswith(words)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("added", "ivo put you in for Curse of Strahd, which is running now — seat 1 of 2. Place: Attic."),
        ("removed", "ivo took you out of Curse of Strahd, which is running now."),
        ("promoted", "A seat opened — you're in for Curse of Strahd, which is running now. Place: Attic."),
        (
            "demoted",
            "Who plays has changed, so you're on the waitlist of Curse of Strahd, which is running now.",
        ),
        ("moved", "Curse of Strahd, which is running now, has a new place. Place: Attic."),
    ],
)
def test_a_running_game_is_said_to_run(kind: str, words: str) -> None:
    sheet = a_sheet(NOOR, SAM, ADA, status=Status.IN_PROGRESS, location="Attic")
    assert letter(Notice(READERS.get(kind, NOOR), kind, was=START, by=IVO), sheet, SAY).startswith(words)


@pytest.mark.parametrize("kind", ["reminder_waiting", "demoted"])
def test_where_the_host_picks_nobody_is_promised_a_seat(kind: str) -> None:
    text = letter(Notice(NOOR, kind), a_sheet(NOOR, signup=Signup.ASK), SAY)
    assert "mira picks the players." in text
    assert "asked to join" in text
    assert "seat opens" not in text


def test_a_place_that_was_taken_back_is_no_new_one() -> None:
    assert "has no fixed place any more." in letter(Notice(NOOR, "moved", was=START), a_sheet(NOOR), SAY)


@pytest.mark.parametrize("kind", ["reminder", "reminder_waiting", "reminder_maybe", "reminder_host"])
def test_who_has_a_seat_is_reminded_of_the_instructions(kind: str) -> None:
    told = "Before you come: Bring dice" in written(kind, instructions="Bring dice")
    assert told == (kind == "reminder")


def test_who_is_put_in_reads_the_instructions() -> None:
    put_in = letter(Notice(ADA, "added"), a_sheet(NOOR, SAM, ADA, instructions="Bring dice"), SAY)
    assert "number 1 on the waitlist. Before you come: Bring dice" in put_in


def test_the_summary_accounts_for_everybody_and_for_what_nobody_got() -> None:
    """B-62"""
    told = [
        Delivery(
            game_id=GameId("Game111111"), user_id=NOOR, kind="moved", occasion="v2", planned_at=NOON, **how
        )
        for how in ({"state": "sent"}, {"state": "skipped", "reason": "the game has begun"})
    ]
    assert told_summary(told) == "1 sent, 1 skipped (the game has begun)"
    assert told_summary([], [60]) == "nobody reminded 1 h before (it was too late: the game has begun)"


def test_a_letter_of_an_unknown_kind_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        written("nonsense")


def test_a_mention_says_who_waits_and_who_only_may_come() -> None:
    """B-58"""
    sheet = a_sheet(NOOR, SAM, ADA, ZOE)
    sheet.participants[3].maybe = True
    sheet = replace(sheet)
    rest = "Curse of Strahd starts Tue 24 Nov 2026, 12:00 UTC (in 24 hours)."
    assert mention([NOOR, ADA, ZOE, MIRA], sheet, SAY) == (
        f"Reminder for noor mira and the waitlist (ada) and those who said maybe (zoe): {rest}"
    )
    assert mention([ADA], sheet, SAY) == f"Reminder for the waitlist (ada): {rest}"
    asked = a_sheet(NOOR, signup=Signup.ASK)
    assert mention([NOOR], asked, SAY) == f"Reminder for those who asked to join (noor): {rest}"


LONGEST = {"title": 100, "location": 200, "instructions": 1000, "cancel_reason": 500}


@settings(max_examples=40)
@given(st.data(), st.sampled_from([*LETTERS]), st.sampled_from([Status.SCHEDULED, Status.IN_PROGRESS]))
def test_every_letter_fits_a_message(data: st.DataObject, kind: str, status: Status) -> None:
    """Whatever was typed; and pings nobody, wherever it had to be cut. B-106"""
    fields = {name: data.draw(hostile(most)) for name, most in LONGEST.items()}
    people = (NOOR, SAM, ADA, MIRA, IVO)
    sheet = replace(
        a_sheet(NOOR, SAM, ADA, status=status, **fields), names={u: data.draw(hostile(32)) for u in people}
    )
    sheet.guild.name = data.draw(hostile(100))
    for cause in get_args(Cause):
        notice = Notice(READERS.get(kind, NOOR), kind, was=NOON, about=SAM, by=IVO, cause=cause)
        text = letter(notice, sheet, Discord())
        assert len(text) <= TEXT_MAX
        own = Discord().channel(sheet.channel.id)  # meant to be a link
        assert not ACTED_ON.search(text.replace(own, ""))


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_fits_a_message_when_every_character_is_escaped(kind: str) -> None:
    """Twice as long as typed. Only instructions are cut for it: of the rest every word is read."""
    fields = {name: "*" * most for name, most in LONGEST.items()}
    names = dict.fromkeys((NOOR, SAM, ADA, MIRA, IVO), "*" * 32)
    sheet = replace(a_sheet(NOOR, SAM, ADA, **fields), names=names)
    sheet.guild.name = "*" * 100
    text = letter(Notice(READERS.get(kind, NOOR), kind, was=NOON, about=SAM, by=IVO), sheet, Discord())
    assert len(text) <= TEXT_MAX
    assert ("…" in text) == (kind in ("added", "reminder"))


def test_a_mention_of_as_many_as_are_mentioned_at_once_fits_a_message() -> None:
    people = [UserId(10**19 + n) for n in range(AT_ONCE)]
    sheet = a_sheet(*people[:30], title="*" * 100, location="*" * 200, max_players=10)
    for participant in sheet.participants[20:]:
        participant.maybe = True
    assert len(mention(people, replace(sheet), Discord())) <= TEXT_MAX


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
