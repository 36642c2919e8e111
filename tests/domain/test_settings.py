"""Settings inherit: what must hold for any levels, whatever each of them says and locks."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gamescheduler.domain.settings import (
    GAME_FIELDS,
    LEVELS,
    ROLE_FIELDS,
    Layer,
    Level,
    Settings,
    explain,
    resolve,
)
from gamescheduler.models import Game

BELOW_DEFAULT = [level for level in Level if level != Level.DEFAULT]
NAMES = ("max_players", "reminders", "active")

values = st.fixed_dictionaries(
    {},
    optional={
        "max_players": st.none() | st.integers(1, 3),
        "reminders": st.lists(st.integers(1, 3), max_size=2),
        "active": st.none() | st.booleans(),
    },
)
locks = st.frozensets(st.sampled_from(NAMES))


@st.composite
def stacks(draw: st.DrawFn, locks: st.SearchStrategy[frozenset[str]] = locks) -> list[Layer]:
    """Some of the levels, outermost first."""
    present = [level for level in BELOW_DEFAULT if draw(st.booleans())]
    return [Layer(level, draw(values), draw(locks)) for level in present]


unlocked_stacks = stacks(st.just(frozenset[str]()))


def said(*told: dict[str, Any]) -> Settings:
    """These answers, on as many levels, nothing locked."""
    return resolve(*(Layer(level, values) for level, values in zip(BELOW_DEFAULT, told, strict=False)))


@pytest.mark.parametrize(
    ("told", "reminders"),
    [
        ([], (60, 15)),
        ([{"reminders": [30]}], (30,)),
        ([{"reminders": [60, 15]}, {"reminders": []}], ()),
        ([{"reminders": [60, 15]}, {"reminders": []}, {"reminders": [30]}], (30,)),
        ([{"reminders": [5]}, {"max_players": 3}], (5,)),
    ],
)
def test_the_innermost_answer_counts(told: list[dict[str, Any]], reminders: tuple[int, ...]) -> None:
    """B-43"""
    assert said(*told).reminders == reminders


@pytest.mark.parametrize(("name", "answer"), [("max_players", None), ("reminders", ()), ("location", "")])
def test_nothing_is_an_answer_too(name: str, answer: Any) -> None:
    """B-43, B-44: None, [] and "" end the search; only an absent key goes on."""
    outer = {"max_players": 5, "reminders": [60], "location": "Hall"}
    assert getattr(said(outer, {name: answer}), name) == answer
    assert getattr(said(outer, {}), name) != answer


@given(unlocked_stacks)
def test_folding_in_one_go_is_folding_step_by_step(stack: list[Layer]) -> None:
    merged: dict[str, Any] = {}
    for layer in stack:
        merged = merged | dict(layer.values)
    assert resolve(*stack) == resolve(Layer(Level.SERVER, merged))


@given(stacks(), st.data())
def test_an_empty_level_changes_nothing(stack: list[Layer], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(stack)))
    empty = Layer(Level.TEMPLATE)
    assert resolve(*stack[:at], empty, *stack[at:]) == resolve(*stack)


@given(stacks())
def test_explaining_agrees_with_resolving(stack: list[Layer]) -> None:
    resolved = resolve(*stack)
    for name, explained in explain(*stack).items():
        assert explained.value == getattr(resolved, name)
        answers = dict(explained.said)
        if explained.origin == Level.DEFAULT:
            assert explained.value == getattr(Settings(), name)
        else:
            assert explained.value == answers[explained.origin]
        assert list(answers) == [layer.level for layer in stack if name in layer.values]


@given(stacks(), st.sampled_from(NAMES), st.data())
def test_a_lock_makes_all_below_irrelevant(stack: list[Layer], name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(stack)))
    locking = Layer(Level.SERVER, data.draw(values), frozenset({name}))
    above, below = stack[:at], stack[at:]
    alone, all_ = explain(*above, locking)[name], explain(*above, locking, *below)[name]
    assert (all_.value, all_.origin, all_.locked_by) == (alone.value, alone.origin, alone.locked_by)
    assert all_.locked_by is not None


@given(stacks(), st.sampled_from(NAMES))
def test_the_outermost_lock_is_the_one_that_counts(stack: list[Layer], name: str) -> None:
    locked_by = next((layer.level for layer in stack if name in layer.locked), None)
    explained = explain(*stack)[name]
    assert explained.locked_by == locked_by
    for level in Level:
        below = locked_by is not None and list(Level).index(level) > list(Level).index(locked_by)
        assert explained.locked_above(level) is below


@given(stacks())
def test_a_lock_without_an_answer_holds_what_comes_from_above(stack: list[Layer]) -> None:
    """To lock a default one need not repeat it."""
    holding = Layer(Level.GAME, {}, frozenset(NAMES))
    assert resolve(*stack, holding) == resolve(*stack)


def test_the_defaults_are_as_documented() -> None:
    assert resolve() == Settings(max_players=10, reminders=(60, 15), duration=None)


def test_every_setting_has_levels_and_every_level_has_a_setting() -> None:
    assert list(LEVELS) == [f.name for f in fields(Settings)]
    assert set().union(*LEVELS.values()) == set(BELOW_DEFAULT)


def test_roles_belong_to_one_server() -> None:
    assert all(Level.INSTANCE not in LEVELS[name] for name in ROLE_FIELDS)


def test_a_game_keeps_what_it_was_posted_with() -> None:
    assert set(GAME_FIELDS) <= set(Game.model_fields)
