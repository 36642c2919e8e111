"""Facts on their way: each comes back as it was sent, and somebody reads it."""

from __future__ import annotations

import ast
import inspect
import json
from datetime import UTC
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AwareDatetime, ValidationError

from gamescheduler.domain import notices
from gamescheduler.events import BOT, AnyEvent, Event, parse_event

TYPES: tuple[type[Event], ...] = get_args(get_args(AnyEvent)[0])

st.register_type_strategy(AwareDatetime, st.datetimes(timezones=st.just(UTC)))


@pytest.mark.parametrize("kind", TYPES)
def test_an_event_comes_back_as_it_was_sent(kind: type[Event]) -> None:
    @given(st.from_type(kind))
    def round_trip(event: Event) -> None:
        assert parse_event(json.loads(event.model_dump_json())) == event

    round_trip()


@pytest.mark.parametrize("kind", TYPES)
def test_every_event_goes_somewhere_and_is_read_there(kind: type[Event]) -> None:
    assert kind.queues == (BOT,)
    read = {node.cls.id for node in ast.walk(ast.parse(inspect.getsource(notices))) if _is_case(node)}
    assert kind.__name__ in read


def _is_case(node: Any) -> bool:
    return isinstance(node, ast.MatchClass)


@pytest.mark.parametrize(
    "body",
    [
        {"type": "game_posted", "game_id": "x", "trace": "", "added": [2]},
        {"type": "roster_changed", "game_id": "x", "version": 3, "demoted": [2], "by_host": True},
    ],
)
def test_an_event_of_an_earlier_version_is_still_read(body: dict[str, Any]) -> None:
    """It waits in the outbox while the program is replaced."""
    assert parse_event(body).by is None  # type: ignore[union-attr]


def test_every_event_is_in_the_union() -> None:
    assert set(Event.__subclasses__()) == set(TYPES)


def test_types_are_told_apart_by_name() -> None:
    names = [kind.model_fields["type"].default for kind in TYPES]
    assert len(set(names)) == len(TYPES)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": "nonsense", "game_id": "x"},
        {"type": "game_posted"},
        {"type": "reminder_due", "game_id": "x", "lead": 60, "starts_at": "2026-11-27T20:00:00"},
    ],
    ids=["empty", "unknown", "incomplete", "naive time"],
)
def test_what_nobody_knows_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        parse_event(body)


def test_a_newer_version_may_say_more() -> None:
    assert parse_event({"type": "game_posted", "game_id": "x", "colour": "blue"}).game_id == "x"
