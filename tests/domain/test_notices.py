"""Who is written to about a fact, given how the game stands by then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gamescheduler.domain.notices import Notice, missed, notices, route
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
from gamescheduler.models import Route, Status, UserId
from tests.builders import ADA, IVO, MIRA, NOON, NOOR, SAM, ZOE, a_participant, a_sheet

START = NOON + timedelta(days=1)
GAME = "Game111111"
OVER = [Status.COMPLETED, Status.CANCELLED]


def told(event: AnyEvent, *users: UserId, now: Any = NOON, **fields: Any) -> list[tuple[UserId, str, str]]:
    found = notices(event, a_sheet(*users, **fields), now=now)
    return [(n.user_id, n.kind, n.occasion) for n in found]


def reminder(starts_at: Any = START) -> ReminderDue:
    return ReminderDue(game_id=GAME, lead=60, starts_at=starts_at)


def late(event: AnyEvent, *users: UserId, now: Any, **fields: Any) -> list[tuple[UserId, str]]:
    return [(n.user_id, n.kind) for n in missed(event, a_sheet(*users, **fields), now=now)]


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
    assert late(reminder(), NOOR, now=now) == [(NOOR, "reminder"), (MIRA, "reminder_host")]


@pytest.mark.parametrize(
    ("event", "now", "status"),
    [
        (reminder(), START - timedelta(seconds=1), Status.SCHEDULED),
        (reminder(), START, Status.CANCELLED),
        (reminder(START - timedelta(hours=1)), START, Status.SCHEDULED),
        (GameStarted(game_id=GAME), START, Status.IN_PROGRESS),
    ],
    ids=["in time", "cancelled", "moved since", "no reminder"],
)
def test_only_a_reminder_that_came_too_late_was_missed(event: AnyEvent, now: Any, status: Status) -> None:
    assert late(event, NOOR, now=now, status=status) == []


def test_a_reminder_of_a_game_that_was_moved_since_tells_nobody() -> None:
    assert told(reminder(START - timedelta(hours=1)), NOOR) == []


@pytest.mark.parametrize("status", [Status.IN_PROGRESS, *OVER])
def test_a_reminder_of_a_game_that_is_not_to_come_tells_nobody(status: Status) -> None:
    assert told(reminder(), NOOR, status=status) == []


def test_a_move_is_told_to_everybody_who_signed_up() -> None:
    event = GameMoved(game_id=GAME, version=3, was=NOON, was_at="")
    assert told(event, NOOR, SAM, ADA) == [(user, "moved", "v3") for user in (NOOR, SAM, ADA)]
    assert {n.was for n in notices(event, a_sheet(NOOR), now=NOON)} == {NOON}


def test_a_new_place_is_told_also_while_the_game_runs() -> None:
    """Then it matters most."""
    event = GameMoved(game_id=GAME, version=3, was=START, was_at="")
    running = {"status": Status.IN_PROGRESS, "now": START + timedelta(minutes=5)}
    assert told(event, NOOR, location="Attic", **running) == [(NOOR, "moved", "v3")]
    assert told(event, NOOR, **running) == []


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


EVERYTHING = {"added": [NOOR], "removed": [IVO], "promoted": [SAM], "demoted": [ADA]}


@pytest.mark.parametrize("status", OVER)
def test_moves_in_the_line_do_not_matter_once_the_game_is_over(status: Status) -> None:
    assert told(roster(**EVERYTHING, left=ZOE, filled=True), NOOR, SAM, ADA, status=status) == []
    assert told(GamePosted(game_id=GAME, added=(NOOR,)), NOOR, status=status) == []


def test_moves_in_the_line_are_told_while_the_game_runs_but_the_host_is_left_in_peace() -> None:
    running = {"status": Status.IN_PROGRESS, "now": START + timedelta(minutes=5)}
    found = told(roster(**EVERYTHING, left=ZOE, filled=True), NOOR, SAM, ADA, **running)
    assert [(user, kind) for user, kind, _ in found] == [
        (NOOR, "added"), (IVO, "removed"), (SAM, "promoted"), (ADA, "demoted")
    ]  # fmt: skip
    assert told(GamePosted(game_id=GAME, added=(NOOR,)), NOOR, **running) == [(NOOR, "added", "")]


def test_who_did_it_and_why_is_passed_on() -> None:
    found = notices(roster(**EVERYTHING, by=IVO, cause="host"), a_sheet(NOOR, SAM, ADA), now=NOON)
    assert {(n.kind, n.by, n.cause) for n in found} == {
        ("added", IVO, "left"), ("promoted", IVO, "host"), ("demoted", IVO, "host")
    }  # fmt: skip
    off = a_sheet(NOOR, status=Status.CANCELLED, cancelled_by=IVO)
    assert {n.by for n in notices(GameCancelled(game_id=GAME), off, now=NOON)} == {IVO}


def test_whoever_did_it_themselves_is_not_told() -> None:
    """A manager may put themselves into a game, and out of it (above: Ivo, who was removed)."""
    assert told(roster(added=[IVO, NOOR], by=IVO), IVO, NOOR) == [(NOOR, "added", "v7")]
    assert told(GamePosted(game_id=GAME, added=(IVO,), by=IVO), IVO) == []


@pytest.mark.parametrize(
    ("before_start", "host_told"),
    [(timedelta(hours=24), False), (timedelta(hours=23, minutes=59), True), (timedelta(minutes=1), True)],
)
def test_the_host_hears_of_a_player_who_leaves_late(before_start: timedelta, host_told: bool) -> None:
    expected = [(MIRA, "left_late", "v7")] if host_told else []
    assert told(roster(left=SAM), NOOR, now=START - before_start) == expected


def test_a_player_who_came_back_by_now_did_not_leave() -> None:
    assert told(roster(left=SAM), NOOR, SAM, now=START - timedelta(hours=1)) == []


DM, CHANNEL, OFF = Route


@pytest.mark.parametrize(
    ("kind", "chosen", "otherwise", "way"),
    [
        ("reminder", None, CHANNEL, CHANNEL),
        ("reminder", None, OFF, OFF),
        ("reminder", DM, OFF, DM),
        ("reminder_waiting", OFF, DM, OFF),
        ("reminder_host", None, OFF, DM),
        ("reminder_host", None, CHANNEL, CHANNEL),
        ("reminder_host", OFF, DM, OFF),
        ("cancelled", OFF, OFF, DM),
    ],
)
def test_a_reminder_goes_as_its_reader_chose_else_as_the_game_says(
    kind: str, chosen: Route | None, otherwise: Route, way: Route
) -> None:
    """A game's “off” is for those who come: the host is reminded, unless they want none themselves."""
    assert route(Notice(MIRA, kind), chosen, otherwise, closed_at=None, now=NOON) == way


@pytest.mark.parametrize(("days", "way"), [(6, CHANNEL), (7, DM)])
def test_closed_direct_messages_are_tried_again_after_a_week(days: int, way: Route) -> None:
    closed = NOON - timedelta(days=days)
    assert route(Notice(NOOR, "reminder"), None, DM, closed_at=closed, now=NOON) == way
    assert route(Notice(MIRA, "reminder_host"), None, OFF, closed_at=closed, now=NOON) == way


@pytest.mark.parametrize(("users", "host_told"), [((NOOR, SAM), True), ((NOOR,), False)])
def test_the_host_hears_that_the_game_is_full_if_it_still_is(
    users: tuple[UserId, ...], host_told: bool
) -> None:
    assert told(roster(filled=True), *users) == ([(MIRA, "full", "")] if host_told else [])
