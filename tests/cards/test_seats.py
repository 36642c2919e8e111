"""The words of the panel in which a host says who plays, and that they fit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gamescheduler.bot.announcement import payload
from gamescheduler.bot.seats import Spot, draw
from gamescheduler.cards import seats
from gamescheduler.cards.tongues import Plain
from gamescheduler.domain.sheet import Change, Sheet
from gamescheduler.models import Participant, Signup, UserId
from gamescheduler.simulator.component_rules import check_v2
from gamescheduler.simulator.errors import Form
from tests.builders import ADA, NAMES, NOON, NOOR, SAM, a_participant, a_sheet
from tests.cards.hostile import ACTED_ON, hostile
from tests.messages import TEXT_DISPLAY, walk

SAY = Plain("UTC", NOON, people=NAMES)


def sheet(*people: Participant, **fields: Any) -> Sheet:
    return replace(a_sheet(**fields), participants=people)


def offered(shown: Sheet, who: Participant) -> dict[str, int | None]:
    """Label -> the place it gives, where it can be pressed."""
    actions = seats.moves(shown, who)
    return {action.label: int(action.rest) if action.rest else None for action in actions if action.possible}


@pytest.mark.parametrize(
    ("who", "can"),
    [
        (NOOR, {"Move down": 2, "Move to the waitlist": 3}),
        (SAM, {"Move up": 1, "Move down": 3, "Move to the waitlist": 3}),
        (ADA, {"Move up": 2, "Move to the first seat": 1}),
    ],
)
def test_people_can_be_moved_where_there_is_a_place(who: UserId, can: dict[str, int]) -> None:
    people = [a_participant(user) for user in (NOOR, SAM, ADA)]
    shown = sheet(*people)
    participant = next(p for p in people if p.user_id == who)
    assert offered(shown, participant) == {**can, "Remove": None}


def test_nobody_is_moved_to_a_waitlist_that_is_empty() -> None:
    noor = a_participant(NOOR)
    assert offered(sheet(noor), noor) == {"Remove": None}
    assert offered(sheet(noor, a_participant(SAM), max_players=None), noor) == {
        "Move down": 2,
        "Remove": None,
    }


@pytest.mark.parametrize(("seats_there", "label"), [(2, "Add as a player"), (1, "Add to the waitlist")])
def test_whoever_may_come_can_be_added(seats_there: int, label: str) -> None:
    sam = a_participant(SAM, maybe=True)
    assert offered(sheet(a_participant(NOOR), sam, max_players=seats_there), sam) == {
        label: 2,
        "Remove": None,
    }


def test_where_people_ask_seats_are_given_and_taken() -> None:
    """B-40"""
    noor, sam, ada = a_participant(NOOR, position=1), a_participant(SAM), a_participant(ADA)
    asked = sheet(noor, sam, ada, signup=Signup.ASK)
    assert offered(asked, noor) == {"Take the seat away": 4, "Remove": None}
    assert offered(asked, sam) == {"Give a seat": 2, "Remove": None}
    full = sheet(noor, sam, ada, signup=Signup.ASK, max_players=1)
    assert offered(full, sam) == {"Remove": None}


@pytest.mark.parametrize(
    ("signup", "who", "said"),
    [
        (Signup.OPEN, NOOR, "noor has seat 1 of 1."),
        (Signup.OPEN, SAM, "sam is number 1 on the waitlist."),
        (Signup.ASK, SAM, "sam is among those who asked to join."),
    ],
)
def test_what_was_done_says_where_somebody_stands(signup: Signup, who: UserId, said: str) -> None:
    shown = sheet(a_participant(NOOR, position=1), a_participant(SAM), max_players=1, signup=signup)
    assert seats.placed(Change(shown, shown), [int(who)], SAY) == said


def test_a_choice_is_told_apart_from_another_with_the_same_name() -> None:
    guests = [a_participant(n, user_id=None, guest_name="Z" * 100) for n in (1, 2)]
    labels = [seats.suggestion(sheet(*guests), n, guest) for n, guest in enumerate(guests, start=1)]
    assert labels[0] != labels[1]
    assert {len(label) for label in labels} == {100}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    title=hostile(100),
    guests=st.lists(hostile(100), min_size=1, max_size=3),
    picked=st.integers(0, 140),
    page=st.integers(0, 9),
    signup=st.sampled_from(Signup),
)
def test_whatever_people_type_the_panel_fits_and_pings_nobody(
    title: str, guests: list[str], picked: int, page: int, signup: Signup
) -> None:
    """B-98, B-106"""
    crowd = [
        a_participant(n, user_id=None, guest_name=guests[n % len(guests)], maybe=n > 120)
        for n in range(1, 140)
    ]
    shown = sheet(*crowd, title=title, signup=signup, max_players=100)
    panel = payload([draw(shown, Spot(7, page, picked), note="x" * 100)])
    check = Form()
    check_v2(check, panel)
    check.raise_if_wrong()
    texts = "\n".join(c["content"] for c in walk(panel) if c["type"] == TEXT_DISPLAY)
    assert not ACTED_ON.search(texts)
