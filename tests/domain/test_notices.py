"""Who is written to about a fact, given how the game stands by then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gamescheduler.domain.notices import notices
from gamescheduler.events import (
    AnyEvent,
    GameCancelled,
    GameCompleted,
    GameMoved,
    GamePosted,
    GameStarted,
    ReminderDue,
    RosterChanged,
)
from gamescheduler.models import Status, UserId
from tests.builders import ADA, MIRA, NOON, NOOR, SAM, ZOE, a_participant, a_sheet

START = NOON + timedelta(days=1)
GAME = "Game111111"
OVER = [Status.COMPLETED, Status.CANCELLED]


def told(event: AnyEvent, *users: UserId, now: Any = NOON, **fields: Any) -> list[tuple[UserId, str, str]]:
    found = notices(event, a_sheet(*users, **fields), now=now)
    return [(n.user_id, n.kind, n.occasion) for n in found]


def reminder(starts_at: Any = START) -> ReminderDue:
    return ReminderDue(game_id=GAME, lead=60, starts_at=starts_at)


def roster(**facts: Any) -> RosterChanged:
    return RosterChanged(game_id=GAME, version=7, **facts)


def test_a_reminder_tells_players_waitlist_and_host_apart() -> None:
    """B-58"""
    occasion = f"60@{int(START.timestamp())}"
    assert told(reminder(), NOOR, SAM, ADA) == [
        (NOOR, "reminder", occasion),
        (SAM, "reminder", occasion),
        (ADA, "reminder_waiting", occasion),
        (MIRA, "reminder_host", occasion),
    ]


def test_a_reminder_of_a_game_with_a_guest_counts_the_guests_seat() -> None:
    """B-58: with [guest, Noor | Sam] Sam waits."""
    guest = a_participant(9, user_id=None, guest_name="Alice", position=0)
    sheet = replace(a_sheet(), participants=(guest, a_participant(NOOR), a_participant(SAM)))
    found = [(n.user_id, n.kind) for n in notices(reminder(), sheet, now=NOON)]
    assert found == [(NOOR, "reminder"), (SAM, "reminder_waiting"), (MIRA, "reminder_host")]


def test_a_reminder_of_an_empty_game_goes_to_the_host_only() -> None:
    """B-59"""
    assert [(user, kind) for user, kind, _ in told(reminder())] == [(MIRA, "reminder_host")]


@pytest.mark.parametrize("now", [START, START + timedelta(minutes=1)])
def test_a_reminder_read_after_the_start_tells_nobody(now: Any) -> None:
    """B-62"""
    assert told(reminder(), NOOR, now=now) == []


def test_a_reminder_of_a_game_that_was_moved_since_tells_nobody() -> None:
    assert told(reminder(START - timedelta(hours=1)), NOOR) == []


@pytest.mark.parametrize("status", [Status.IN_PROGRESS, *OVER])
def test_a_reminder_of_a_game_that_is_not_to_come_tells_nobody(status: Status) -> None:
    assert told(reminder(), NOOR, status=status) == []


def test_a_move_is_told_to_everybody_who_signed_up() -> None:
    event = GameMoved(game_id=GAME, version=3, was=NOON, was_at="")
    assert told(event, NOOR, SAM, ADA) == [(user, "moved", "v3") for user in (NOOR, SAM, ADA)]
    assert {n.was for n in notices(event, a_sheet(NOOR), now=NOON)} == {NOON}


@pytest.mark.parametrize("status", OVER)
def test_a_move_of_a_game_that_is_over_by_now_is_not_told(status: Status) -> None:
    assert told(GameMoved(game_id=GAME, version=3, was=NOON, was_at=""), NOOR, status=status) == []


def test_a_cancellation_is_told_to_everybody_and_the_host() -> None:
    event = GameCancelled(game_id=GAME)
    expected = [(user, "cancelled", "") for user in (NOOR, SAM, ADA, MIRA)]
    assert told(event, NOOR, SAM, ADA, status=Status.CANCELLED) == expected


@pytest.mark.parametrize("event", [GamePosted, GameStarted, GameCompleted])
def test_what_the_announcement_says_is_told_to_nobody(event: Any) -> None:
    assert told(event(game_id=GAME), NOOR) == []


def test_a_promotion_is_told_to_who_plays_now() -> None:
    """B-25: and not to somebody who left again, or waits again, before it was read."""
    assert told(roster(promoted=[SAM, ADA, ZOE]), NOOR, SAM, ADA) == [(SAM, "promoted", "v7")]


def test_a_demotion_is_told_to_who_waits_now() -> None:
    """B-29"""
    assert told(roster(demoted=[SAM, ADA, ZOE]), NOOR, SAM, ADA) == [(ADA, "demoted", "v7")]


@pytest.mark.parametrize("status", [Status.IN_PROGRESS, *OVER])
def test_moves_in_the_line_do_not_matter_once_the_game_began(status: Status) -> None:
    assert told(roster(promoted=[NOOR], left=SAM, filled=True), NOOR, ADA, status=status) == []


@pytest.mark.parametrize(
    ("before_start", "host_told"),
    [(timedelta(hours=24), False), (timedelta(hours=23, minutes=59), True), (timedelta(minutes=1), True)],
)
def test_the_host_hears_of_a_player_who_leaves_late(before_start: timedelta, host_told: bool) -> None:
    expected = [(MIRA, "left_late", "v7")] if host_told else []
    assert told(roster(left=SAM), NOOR, now=START - before_start) == expected


def test_a_player_who_came_back_by_now_did_not_leave() -> None:
    assert told(roster(left=SAM), NOOR, SAM, now=START - timedelta(hours=1)) == []


@pytest.mark.parametrize(("users", "host_told"), [((NOOR, SAM), True), ((NOOR,), False)])
def test_the_host_hears_that_the_game_is_full_if_it_still_is(
    users: tuple[UserId, ...], host_told: bool
) -> None:
    assert told(roster(filled=True), *users) == ([(MIRA, "full", "")] if host_told else [])
