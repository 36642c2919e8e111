"""Who plays and who waits: the only function in the product that parts the two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gamescheduler.models.participant import Participant
from gamescheduler.models.types import UserId


@dataclass(frozen=True, slots=True)
class Roster:
    """Players and waitlist, each in order. Guests hold seats like anybody else."""

    players: tuple[Participant, ...]
    waitlist: tuple[Participant, ...]
    max_players: int | None

    @property
    def seats_left(self) -> int | None:
        """None means that there is no limit."""
        return None if self.max_players is None else self.max_players - len(self.players)

    @property
    def full(self) -> bool:
        return self.seats_left == 0

    def seat_of(self, user_id: UserId | None) -> int | None:
        """1 for the first seat; None for somebody who does not play."""
        return _place(self.players, user_id)

    def wait_of(self, user_id: UserId | None) -> int | None:
        """1 for the first in line; None for somebody who does not wait."""
        return _place(self.waitlist, user_id)

    def user_ids(self) -> tuple[UserId, ...]:
        """Everybody with an account, players first."""
        return tuple(p.user_id for p in (*self.players, *self.waitlist) if p.user_id is not None)

    def promoted_since(self, before: Roster) -> tuple[UserId, ...]:
        """Who waited then and plays now, in seat order."""
        return _moved(before.waitlist, self.players)

    def demoted_since(self, before: Roster) -> tuple[UserId, ...]:
        """Who played then and waits now, in waitlist order."""
        return _moved(before.players, self.waitlist)


def part(participants: Iterable[Participant], max_players: int | None) -> Roster:
    """Order the participants and part them at the number of seats.

    The order is: placed by the host (in the host's order), then priority role, then time of joining,
    then id, so that two who joined in the same instant always stand the same way.
    """
    ordered = tuple(sorted(participants, key=_rank))
    seats = len(ordered) if max_players is None else max_players
    return Roster(players=ordered[:seats], waitlist=ordered[seats:], max_players=max_players)


def _rank(participant: Participant) -> tuple[bool, int, bool, int, float, int]:
    position, priority = participant.position, participant.priority
    return (
        position is None,
        position or 0,
        priority is None,
        priority or 0,
        participant.joined_at.timestamp(),
        participant.id or 0,
    )


def _place(people: Sequence[Participant], user_id: UserId | None) -> int | None:
    if user_id is None:
        return None
    return next((n for n, p in enumerate(people, start=1) if p.user_id == user_id), None)


def _moved(origin: Sequence[Participant], now: Sequence[Participant]) -> tuple[UserId, ...]:
    were = {p.user_id for p in origin}
    return tuple(p.user_id for p in now if p.user_id is not None and p.user_id in were)
