"""Every pair of statuses: which moves exist, and the way there."""

from __future__ import annotations

from itertools import pairwise, product

import pytest

from gamescheduler.domain.lifecycle import may_move, path_to
from gamescheduler.models import Status

S, IP, CO, C = Status.SCHEDULED, Status.IN_PROGRESS, Status.COMPLETED, Status.CANCELLED
MOVES = {(S, IP), (IP, CO), (S, C), (IP, C)}
PATHS = {(S, IP): (IP,), (S, CO): (IP, CO), (IP, CO): (CO,)}


@pytest.mark.parametrize(("status", "target"), list(product(Status, Status)))
def test_a_game_moves_only_along_the_known_ways(status: Status, target: Status) -> None:
    """B-74"""
    assert may_move(status, target) == ((status, target) in MOVES)


@pytest.mark.parametrize(("status", "target"), list(product(Status, (IP, CO))))
def test_a_late_transition_passes_through_what_it_missed(status: Status, target: Status) -> None:
    """B-73"""
    assert path_to(status, target) == PATHS.get((status, target), ())


@pytest.mark.parametrize(("status", "target"), list(product(Status, (IP, CO))))
def test_every_step_of_a_path_is_a_move(status: Status, target: Status) -> None:
    steps = (status, *path_to(status, target))
    assert all(may_move(one, next_) for one, next_ in pairwise(steps))
