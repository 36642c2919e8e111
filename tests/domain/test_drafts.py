"""What is typed becomes what is stored, or a list of everything that is wrong with it."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gamescheduler.domain.drafts import UNSET, GameChanges, TemplateChanges, check, tidy
from gamescheduler.errors import Invalid, Problem
from gamescheduler.models import Signup
from tests.builders import NOON, a_draft


def problems(**values: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        check(values, now=NOON)
    return [(p.field, p.code) for p in refused.value.problems]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("title", "", "empty"),
        ("title", "  \n ", "empty"),
        ("title", "x" * 101, "too_long"),
        ("description", "x" * 2001, "too_long"),
        ("location", "x" * 201, "too_long"),
        ("cancel_reason", "x" * 501, "too_long"),
        ("instructions", "x" * 1001, "too_long"),
        ("name", " ", "empty"),
        ("name", "x" * 51, "too_long"),
        ("guest", " ", "empty"),
        ("guest", "x" * 101, "too_long"),
        ("signup", "free", "unknown_choice"),
        ("thread", "", "unknown_choice"),
        ("reminder_route", None, "unknown_choice"),
        ("max_players", "5", "not_a_number"),
        ("max_players", True, "not_a_number"),
        ("duration", 1.5, "not_a_number"),
        ("reminders", ["soon"], "not_a_number"),
        ("reminders", [None], "not_a_number"),
        ("max_players", 0, "out_of_range"),
        ("max_players", 101, "out_of_range"),
        ("duration", 0, "out_of_range"),
        ("duration", 1441, "out_of_range"),
        ("reminders", [0], "out_of_range"),
        ("reminders", [-5], "out_of_range"),
        ("reminders", [40321], "out_of_range"),
        ("reminders", [1, 2, 3, 4, 5, 6], "too_many"),
        ("notify_roles", range(11), "too_many"),
        ("starts_at", NOON, "past"),
        ("starts_at", NOON - timedelta(days=1), "past"),
        ("starts_at", NOON + timedelta(days=733), "too_far"),
        ("starts_at", NOON.replace(tzinfo=None) + timedelta(days=7), "naive"),
        ("zone", "Mars/Phobos", "unknown_zone"),
        ("zone", "../../etc/passwd", "unknown_zone"),
        ("time_zone", "Mars/Phobos", "unknown_zone"),
    ],
)
def test_checking_names_what_is_wrong(name: str, value: Any, code: str) -> None:
    """B-13, B-49, B-50, B-80, B-85"""
    assert problems(**{name: value}) == [(name, code)]


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("title", "  Curse of Strahd ", "Curse of Strahd"),
        ("title", "x" * 100, "x" * 100),
        ("description", "x" * 2000, "x" * 2000),
        ("max_players", None, None),
        ("guest", " " + "x" * 100, "x" * 100),
        ("signup", "ask", Signup.ASK),
        ("max_players", 1, 1),
        ("max_players", 100, 100),
        ("duration", None, None),
        ("duration", 1440, 1440),
        ("reminders", (15, 60, 15), [60, 15]),
        ("reminders", (), []),
        ("reminders", (40320,), [40320]),
        ("notify_roles", (3, 1, 3), [3, 1]),
        ("starts_at", NOON + timedelta(seconds=1), NOON + timedelta(seconds=1)),
        ("zone", "Europe/Berlin", "Europe/Berlin"),
    ],
)
def test_checking_tidies_what_is_right(name: str, value: Any, stored: Any) -> None:
    """B-49"""
    assert check({name: value}, now=NOON) == {name: stored}


def test_checking_names_every_problem_at_once() -> None:
    found = problems(title="", max_players=0, starts_at=NOON, reminders=[0, 99999])
    assert found == [
        ("title", "empty"),
        ("max_players", "out_of_range"),
        ("starts_at", "past"),
        ("reminders", "out_of_range"),
        ("reminders", "out_of_range"),
    ]


def test_a_problem_carries_the_facts_its_sentence_needs() -> None:
    with pytest.raises(Invalid) as refused:
        check({"max_players": 101}, now=NOON)
    assert refused.value.problems == (
        Problem("max_players", "out_of_range", {"least": 1, "most": 100, "got": 101}),
    )


@given(st.lists(st.integers(1, 40320), max_size=5))
def test_leads_are_stored_once_and_longest_first(leads: list[int]) -> None:
    stored = check({"reminders": leads}, now=NOON)["reminders"]
    assert set(stored) == set(leads)
    assert all(one > next_ for one, next_ in pairwise(stored))


def test_checking_what_was_checked_changes_nothing() -> None:
    once = check({"title": " a ", "reminders": (1, 5), "notify_roles": (2, 2)}, now=NOON)
    assert check(once, now=NOON) == once


def test_tidying_asks_nothing() -> None:
    """Right or wrong: it only makes what means the same look the same."""
    assert tidy({"title": " ", "reminders": (5, 90, 5), "max_players": 0}) == {
        "title": "", "reminders": [90, 5], "max_players": 0
    }  # fmt: skip


def test_changes_of_a_template_keep_its_words_apart_from_its_settings() -> None:
    changes = TemplateChanges(title="", channel_id=None, values={"max_players": 5})
    assert changes.given() == {"title": "", "channel_id": None}


def test_a_draft_answers_only_the_settings_it_was_given() -> None:
    assert a_draft(max_players=None, duration=UNSET, reminders=UNSET).chosen() == {"max_players": None}


def test_two_drafts_have_ids_of_their_own() -> None:
    assert a_draft().id != a_draft().id


def test_changes_name_only_what_was_mentioned() -> None:
    assert GameChanges(duration=None, title="New").given() == {"title": "New", "duration": None}
