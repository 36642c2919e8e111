"""Who plays and who waits: what must hold for any set of people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gamescheduler.domain.roster import Roster, part
from gamescheduler.models import Participant, UserId
from tests.builders import NOON, a_participant

SEATS = st.none() | st.integers(1, 100)


@st.composite
def crowds(draw: st.DrawFn) -> list[Participant]:
    """Up to twelve people, guests among them; few distinct values, so that ties are common."""
    few = st.none() | st.integers(0, 2)
    return [
        a_participant(
            number,
            user_id=None if draw(st.booleans()) else UserId(number),
            position=draw(few),
            priority=draw(few),
            joined_at=NOON + timedelta(seconds=draw(st.integers(0, 2))),
        )
        for number in range(1, draw(st.integers(0, 12)) + 1)
    ]


def ids(people: tuple[Participant, ...]) -> list[int | None]:
    return [p.id for p in people]


@given(crowds(), SEATS)
def test_parting_keeps_everybody_and_fills_the_seats_first(
    people: list[Participant], seats: int | None
) -> None:
    roster = part(people, seats)
    assert sorted(ids(roster.players + roster.waitlist)) == [p.id for p in people]
    assert len(roster.players) == (len(people) if seats is None else min(seats, len(people)))


@given(crowds(), SEATS, st.randoms())
def test_parting_does_not_depend_on_the_order_of_the_rows(
    people: list[Participant], seats: int | None, random: st.random_module
) -> None:
    shuffled = people.copy()
    random.shuffle(shuffled)
    assert part(shuffled, seats) == part(people, seats)


@given(crowds(), SEATS, SEATS)
def test_the_line_is_the_same_whatever_the_number_of_seats(
    people: list[Participant], seats: int | None, others: int | None
) -> None:
    one, other = part(people, seats), part(people, others)
    assert one.players + one.waitlist == other.players + other.waitlist


@given(crowds(), SEATS, SEATS, st.data())
def test_nobody_is_promoted_and_demoted_at_once(
    people: list[Participant], seats: int | None, later: int | None, data: st.DataObject
) -> None:
    stay = [p for p in people if data.draw(st.booleans())]
    before, after = part(people, seats), part(stay, later)
    promoted, demoted = after.promoted_since(before), after.demoted_since(before)
    assert not set(promoted) & set(demoted)
    assert all(before.wait_of(user) and after.seat_of(user) for user in promoted)
    assert all(before.seat_of(user) and after.wait_of(user) for user in demoted)


@given(crowds(), st.integers(1, 100))
def test_somebody_leaving_demotes_nobody(people: list[Participant], seats: int) -> None:
    before = part(people, seats)
    for gone in people:
        after = part([p for p in people if p is not gone], seats)
        assert after.demoted_since(before) == ()
        assert len(after.promoted_since(before)) <= 1


@given(crowds(), SEATS)
def test_a_person_has_a_seat_or_a_place_in_line_but_not_both(
    people: list[Participant], seats: int | None
) -> None:
    roster = part(people, seats)
    for person in people:
        if person.user_id is not None:
            assert (roster.seat_of(person.user_id) is None) != (roster.wait_of(person.user_id) is None)
    assert roster.seat_of(None) is None
    assert roster.wait_of(UserId(999)) is None


def test_order_is_placed_then_priority_then_time_then_id() -> None:
    people = [
        a_participant(1, joined_at=NOON + timedelta(seconds=5)),
        a_participant(2, joined_at=NOON),
        a_participant(3, joined_at=NOON),
        a_participant(4, priority=1, joined_at=NOON + timedelta(hours=1)),
        a_participant(5, priority=0, joined_at=NOON + timedelta(hours=2)),
        a_participant(6, position=1, joined_at=NOON + timedelta(hours=3)),
        a_participant(7, position=0, priority=9, joined_at=NOON + timedelta(hours=4)),
    ]
    assert ids(part(people, None).players) == [7, 6, 5, 4, 2, 3, 1]


def test_a_guest_placed_first_holds_a_seat() -> None:
    """B-22"""
    guest = a_participant(9, user_id=None, guest_name="Alice", position=0)
    roster = part([a_participant(1), a_participant(2), guest], 2)
    assert (ids(roster.players), ids(roster.waitlist)) == ([9, 1], [2])
    assert roster.user_ids() == (1, 2)


def test_somebody_placed_by_the_host_demotes_the_last_player() -> None:
    """B-23"""
    before = part([a_participant(1), a_participant(2)], 2)
    after = part([a_participant(1), a_participant(2), a_participant(3, position=0)], 2)
    assert ids(after.players) == [3, 1]
    assert after.demoted_since(before) == (2,)


@pytest.mark.parametrize(
    ("seats", "left", "full"), [(None, None, False), (2, 0, True), (3, 1, False), (1, 0, True)]
)
def test_seats_left_counts_players_only(seats: int | None, left: int | None, full: bool) -> None:
    roster: Roster = part([a_participant(1), a_participant(2)], seats)
    assert (roster.seats_left, roster.full) == (left, full)
