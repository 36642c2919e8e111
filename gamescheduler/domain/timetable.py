"""What ought to happen to a game, and when. `services.timing.sync` makes the rows agree with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from gamescheduler.domain.lifecycle import ends_at
from gamescheduler.models.game import Game
from gamescheduler.models.types import Status


@dataclass(frozen=True, slots=True)
class Timetable:
    """Lead in minutes -> when the reminder is due; target status -> when the game gets there."""

    reminders: Mapping[int, datetime]
    transitions: Mapping[Status, datetime]


def timetable(game: Game) -> Timetable:
    """Derived from the game alone, the past included: what has happened already is for `sync` to know."""
    if game.status == Status.SCHEDULED:
        return Timetable(
            reminders={lead: game.starts_at - timedelta(minutes=lead) for lead in game.reminders},
            transitions={Status.IN_PROGRESS: game.starts_at, Status.COMPLETED: ends_at(game)},
        )
    if game.status == Status.IN_PROGRESS:
        return Timetable(reminders={}, transitions={Status.COMPLETED: ends_at(game)})
    return Timetable(reminders={}, transitions={})
