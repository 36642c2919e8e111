"""What ought to happen to a game, and when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gamescheduler.domain.lifecycle import ends_at
from gamescheduler.domain.timetable import Timetable, timetable
from gamescheduler.models import Game, Status
from tests.builders import NOON, a_game

games = st.builds(
    a_game,
    starts_at=st.timedeltas(timedelta(days=-400), timedelta(days=400)).map(lambda away: NOON + away),
    duration=st.none() | st.integers(1, 1440),
    reminders=st.lists(st.integers(1, 40320), max_size=5, unique=True),
    status=st.sampled_from(Status),
)


@given(games)
def test_each_lead_is_due_so_many_real_minutes_before_the_start(game: Game) -> None:
    due = timetable(game).reminders
    assert list(due) == (game.reminders if game.status == Status.SCHEDULED else [])
    assert all(at + timedelta(minutes=lead) == game.starts_at for lead, at in due.items())


@given(games)
def test_the_end_comes_after_the_start(game: Game) -> None:
    moves = timetable(game).transitions
    assert list(moves) == {
        Status.SCHEDULED: [Status.IN_PROGRESS, Status.COMPLETED],
        Status.IN_PROGRESS: [Status.COMPLETED],
    }.get(game.status, [])
    assert sorted(moves.values()) == list(moves.values())


@given(games, st.timedeltas(timedelta(days=-300), timedelta(days=300)))
def test_moving_a_game_moves_everything_with_it(game: Game, by: timedelta) -> None:
    moved = a_game(**{**game.model_dump(), "starts_at": game.starts_at + by})
    before, after = timetable(game), timetable(moved)
    assert after.reminders == {lead: at + by for lead, at in before.reminders.items()}
    assert after.transitions == {target: at + by for target, at in before.transitions.items()}


@pytest.mark.parametrize(("duration", "minutes"), [(None, 60), (90, 90), (1, 1), (1440, 1440)])
def test_a_game_without_duration_lasts_an_hour(duration: int | None, minutes: int) -> None:
    """B-70"""
    game = a_game(duration=duration)
    assert ends_at(game) == game.starts_at + timedelta(minutes=minutes)
    assert timetable(game).transitions[Status.COMPLETED] == ends_at(game)


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.CANCELLED])
def test_nothing_is_to_come_for_a_game_that_is_over(status: Status) -> None:
    assert timetable(a_game(status=status, reminders=[60])) == Timetable({}, {})
