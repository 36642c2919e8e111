"""Who plays and who waits: what must hold for any set of people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gamescheduler.domain.roster import Roster, moved, part
from gamescheduler.models import Participant, Signup, UserId
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
            maybe=draw(st.booleans()) and draw(st.booleans()),
            joined_at=NOON + timedelta(seconds=draw(st.integers(0, 2))),
        )
        for number in range(1, draw(st.integers(0, 12)) + 1)
    ]


def ids(people: tuple[Participant, ...]) -> list[int | None]:
    return [p.id for p in people]


@given(crowds(), SEATS, st.sampled_from(Signup))
def test_parting_keeps_everybody_and_fills_the_seats_first(
    people: list[Participant], seats: int | None, signup: Signup
) -> None:
    roster = part(people, seats, signup)
    assert sorted(ids(roster.players + roster.waitlist + roster.maybe)) == [p.id for p in people]
    assert all(p.maybe for p in roster.maybe)
    entitled = [p for p in roster.order if signup != Signup.ASK or p.position is not None]
    assert len(roster.players) == (len(entitled) if seats is None else min(seats, len(entitled)))
    assert roster.order[: len(entitled)] == tuple(entitled)


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
            places = (roster.seat_of(person.user_id), roster.wait_of(person.user_id))
            assert [place is not None for place in places].count(True) == (not person.maybe)
            assert roster.undecided(person.user_id) is person.maybe
    assert roster.seat_of(None) is None
    assert roster.wait_of(UserId(999)) is None


def by_signup(signup: Signup, seats: int, *people: Participant) -> tuple[list[int | None], list[int | None]]:
    roster = part(people, seats, signup)
    return ids(roster.players), ids(roster.waitlist)


def test_where_people_ask_only_the_placed_play() -> None:
    """B-40"""
    asking, placed = [a_participant(1), a_participant(2)], a_participant(3, position=1)
    assert by_signup(Signup.ASK, 2, *asking) == ([], [1, 2])
    assert by_signup(Signup.ASK, 2, *asking, placed) == ([3], [1, 2])
    assert by_signup(Signup.HOST, 2, *asking, placed) == ([3, 1], [2])


def test_priority_roles_go_first_only_where_sign_up_is_by_role() -> None:
    """B-41: roles [A, B]; u1 has none, u2 has B, u3 has both."""
    people = [a_participant(1), a_participant(2, priority=1), a_participant(3, priority=0)]
    assert by_signup(Signup.ROLE, 2, *people) == ([3, 2], [1])
    assert by_signup(Signup.OPEN, 2, *people) == ([1, 2], [3])


def test_maybe_holds_no_seat() -> None:
    roster = part([a_participant(1, maybe=True), a_participant(2), a_participant(3, maybe=True)], 1)
    assert (ids(roster.players), ids(roster.waitlist), ids(roster.maybe)) == ([2], [], [1, 3])
    assert roster.user_ids() == (2, 1, 3)


@given(crowds(), SEATS, st.sampled_from(Signup), st.data())
def test_moving_somebody_puts_them_there_and_changes_nobody_elses_order(
    people: list[Participant], seats: int | None, signup: Signup, data: st.DataObject
) -> None:
    before = part(people, seats, signup)
    if not before.order:
        return
    who = data.draw(st.sampled_from(before.order))
    to = data.draw(st.integers(1, len(before.order) + (signup == Signup.ASK)))
    others = [p for p in before.order if p is not who]
    placed = [p for p in others if p.position is not None]
    for participant, position in moved(before, who, to, signup):
        participant.position = position
    after = part(people, seats, signup)
    assert [p for p in after.order if p is not who] == others
    if signup == Signup.ASK and to > len(placed) + 1:
        assert after.order.index(who) >= len(placed)
        assert who not in after.players
    else:
        assert after.order.index(who) == to - 1


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
    assert ids(part(people, None, Signup.ROLE).players) == [7, 6, 5, 4, 2, 3, 1]
    assert ids(part(people, None).players) == [7, 6, 2, 3, 1, 4, 5]


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
