"""Settings inherit: absent inherits, None and [] are answers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gamescheduler.domain.settings import Settings, resolve

layers = st.fixed_dictionaries(
    {},
    optional={
        "max_players": st.none() | st.integers(1, 100),
        "reminders": st.lists(st.integers(1, 99), max_size=3),
        "active": st.none() | st.booleans(),
    },
)


@pytest.mark.parametrize(
    ("given_", "reminders"),
    [
        ([], (60, 15)),
        ([{"reminders": [30]}], (30,)),
        ([{"reminders": [60, 15]}, {"reminders": []}], ()),
        ([{"reminders": [60, 15]}, {"reminders": []}, {"reminders": [30]}], (30,)),
        ([{"reminders": [5]}, {"max_players": 3}], (5,)),
    ],
)
def test_the_innermost_answer_counts(given_: list[dict[str, Any]], reminders: tuple[int, ...]) -> None:
    """B-43"""
    assert resolve(*given_).reminders == reminders


def test_none_is_an_answer() -> None:
    assert resolve({"max_players": 5}, {"max_players": None}).max_players is None


@given(st.lists(layers, max_size=4))
def test_folding_in_one_go_is_folding_step_by_step(given_: list[dict[str, Any]]) -> None:
    merged: dict[str, Any] = {}
    for layer in given_:
        merged = merged | layer
    assert resolve(*given_) == resolve(merged)


@given(layers)
def test_an_empty_level_changes_nothing(layer: dict[str, Any]) -> None:
    assert resolve({}, layer, {}) == resolve(layer)


def test_the_instance_defaults_are_as_documented() -> None:
    assert resolve() == Settings(max_players=10, reminders=(60, 15), duration=None)
