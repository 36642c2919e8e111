"""Where a game is in its life, and the only ways it moves on."""

from __future__ import annotations

from datetime import datetime, timedelta

from gamescheduler.models.game import Game
from gamescheduler.models.types import Status

DEFAULT_DURATION = 60
"""Minutes a game without a duration is taken to last, for its status and in calendars alike."""

LIVE = frozenset({Status.SCHEDULED, Status.IN_PROGRESS})

_MOVES = {
    (Status.SCHEDULED, Status.IN_PROGRESS),
    (Status.IN_PROGRESS, Status.COMPLETED),
    (Status.SCHEDULED, Status.CANCELLED),
    (Status.IN_PROGRESS, Status.CANCELLED),
}


def may_move(status: Status, target: Status) -> bool:
    """Whether a game may go from one status to the other. To itself is no move."""
    return (status, target) in _MOVES


def ends_at(game: Game) -> datetime:
    """When a game counts as finished."""
    minutes = DEFAULT_DURATION if game.duration is None else game.duration
    return game.starts_at + timedelta(minutes=minutes)


def path_to(status: Status, target: Status) -> tuple[Status, ...]:
    """The timed moves that bring a game from one status to the other, in order.

    After an outage that spanned start and end the game passes through both. Empty when there is
    nothing to do, also because somebody cancelled it meanwhile.
    """
    if status not in LIVE:
        return ()
    timed = (Status.SCHEDULED, Status.IN_PROGRESS, Status.COMPLETED)
    return timed[timed.index(status) + 1 : timed.index(target) + 1]
