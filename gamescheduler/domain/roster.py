"""Who plays, who waits and who may come: the only function in the product that parts them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gamescheduler.models.participant import Participant
from gamescheduler.models.types import Signup, UserId


@dataclass(frozen=True, slots=True)
class Roster:
    """Players, waitlist and the undecided, each in order. Guests hold seats like anybody else."""

    players: tuple[Participant, ...]
    waitlist: tuple[Participant, ...]
    max_players: int | None
    maybe: tuple[Participant, ...] = ()

    @property
    def seats_left(self) -> int | None:
        """None means that there is no limit."""
        return None if self.max_players is None else max(0, self.max_players - len(self.players))

    @property
    def full(self) -> bool:
        return self.seats_left == 0

    @property
    def order(self) -> tuple[Participant, ...]:
        """Players, then those who wait."""
        return (*self.players, *self.waitlist)

    def seat_of(self, user_id: UserId | None) -> int | None:
        """1 for the first seat; None for somebody who does not play."""
        return _place(self.players, user_id)

    def wait_of(self, user_id: UserId | None) -> int | None:
        """1 for the first in line; None for somebody who does not wait."""
        return _place(self.waitlist, user_id)

    def undecided(self, user_id: UserId | None) -> bool:
        """Whether that person said maybe."""
        return _place(self.maybe, user_id) is not None

    def user_ids(self) -> tuple[UserId, ...]:
        """Everybody with an account: players, then those who wait, then the undecided."""
        return tuple(p.user_id for p in (*self.order, *self.maybe) if p.user_id is not None)

    def promoted_since(self, before: Roster) -> tuple[UserId, ...]:
        """Who waited then and plays now, in seat order."""
        return _moved(before.waitlist, self.players)

    def demoted_since(self, before: Roster) -> tuple[UserId, ...]:
        """Who played then and waits now, in waitlist order."""
        return _moved(before.players, self.waitlist)


def part(
    participants: Iterable[Participant], max_players: int | None, signup: Signup = Signup.OPEN
) -> Roster:
    """Order the participants and part them at the number of seats.

    The order is: placed by the host (in the host's order), then priority role where sign-up is by role,
    then time of joining, then id, so that two who joined in the same instant always stand the same way.
    Where people ask to join, only those whom the host placed play.
    """
    ordered = sorted(participants, key=lambda p: _rank(p, by_role=signup == Signup.ROLE))
    coming = [p for p in ordered if not p.maybe]
    entitled = len(coming)
    if signup == Signup.ASK:
        entitled = sum(p.position is not None for p in coming)  # the placed ones come first
    seats = entitled if max_players is None else min(max_players, entitled)
    return Roster(
        players=tuple(coming[:seats]),
        waitlist=tuple(coming[seats:]),
        max_players=max_players,
        maybe=tuple(p for p in ordered if p.maybe),
    )


def moved(
    roster: Roster, who: Participant, to: int, signup: Signup = Signup.OPEN
) -> list[tuple[Participant, int | None]]:
    """New positions, when the host moves somebody to that place of the order (1 is the first seat).

    Everybody up to there stands where the host now wants them; those behind keep what puts them there.
    Where only the placed play, any place behind them means to wait.
    """
    others = [p for p in roster.order if p is not who]
    placed = [p for p in others if p.position is not None]
    if signup == Signup.ASK and to > len(placed) + 1:
        return [(who, None)]
    order = [*others[: to - 1], who]
    behind = [p for p in placed if p not in order]
    return [(p, n) for n, p in enumerate([*order, *behind], start=1)]


def _rank(participant: Participant, *, by_role: bool) -> tuple[bool, int, bool, int, float, int]:
    position, priority = participant.position, participant.priority if by_role else None
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
