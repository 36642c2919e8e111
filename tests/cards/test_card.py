"""The announcement's words, in every state of a game."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gamescheduler.cards.card import GameCard, build, push_line
from gamescheduler.cards.tongues import Discord, Plain
from gamescheduler.models import RoleId, Status, UserId
from tests.builders import ADA, GAMES, MIRA, NAMES, NOON, NOOR, SAM, a_participant, a_sheet

SAY = Plain("UTC", NOON, people=NAMES, roles={RoleId(121): "Players"}, channels={GAMES: "games"})


def card(*users: UserId, **fields: Any) -> GameCard:
    return build(a_sheet(*users, **fields), SAY)


def text(shown: GameCard) -> str:
    """The card as a renderer would lay it out."""
    parts = [shown.heading, *shown.lines, shown.description, *shown.sections, shown.footer]
    return "\n".join(part for part in parts if part)


def buttons(shown: GameCard) -> list[tuple[str, str, str]]:
    return [(action.verb, action.label, action.emphasis) for action in shown.actions]


def test_a_new_game_invites() -> None:
    shown = card(duration=180, location="Back room", description="Bring dice")
    assert (
        text(shown)
        == """\
Curse of Strahd
Tue 24 Nov 2026, 12:00 UTC · in 24 hours
3 h · Back room · Hosted by mira
Bring dice
Players: 0 of 2
Nobody yet. Be the first.
Friday Crew · Game111111"""
    )
    assert buttons(shown) == [
        ("join", "Join", "primary"),
        ("leave", "Leave", "quiet"),
        ("more", "More…", "quiet"),
    ]


def test_a_full_game_offers_its_waitlist() -> None:
    """B-22, B-97"""
    shown = card(NOOR, SAM, ADA)
    assert (
        text(shown)
        == """\
Curse of Strahd
Tue 24 Nov 2026, 12:00 UTC · in 24 hours
Hosted by mira
Players: 2 of 2 — full
1. noor   2. sam
Waitlist: 1 — first in line gets the next seat
1. ada
Friday Crew · Game111111"""
    )
    assert buttons(shown)[0] == ("join", "Join waitlist", "primary")


@pytest.mark.parametrize(
    ("fields", "tone", "lines", "verbs"),
    [
        (
            {"status": Status.IN_PROGRESS},
            "running",
            [
                "In progress: Curse of Strahd",
                "Started in 24 hours · Hosted by mira",
                "Players: 1 of 2",
                "1. noor",
            ],
            ["leave", "more"],
        ),
        (
            {"status": Status.COMPLETED},
            "over",
            ["Finished: Curse of Strahd", "1 player · Tue 24 Nov 2026 · Hosted by mira"],
            ["more"],
        ),
        (
            {"status": Status.CANCELLED, "cancelled_by": MIRA, "cancelled_at": NOON, "cancel_reason": "Rain"},
            "cancelled",
            [
                "Cancelled: Curse of Strahd",
                "Was planned for Tue 24 Nov 2026, 12:00 UTC. Cancelled by mira now: “Rain”",
            ],
            ["more"],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_game_that_began_or_is_over_says_so_in_words(
    fields: dict[str, Any], tone: str, lines: list[str], verbs: list[str]
) -> None:
    """B-77"""
    shown = card(NOOR, description="Bring dice", **fields)
    assert text(shown).splitlines() == [*lines, "Friday Crew · Game111111"]
    assert (shown.tone, [action.verb for action in shown.actions]) == (tone, verbs)


def test_a_game_without_limit_is_never_full() -> None:
    shown = card(NOOR, SAM, ADA, max_players=None)
    assert shown.sections == ["Players: 3, no limit\n1. noor   2. sam   3. ada"]


def test_guests_are_marked_and_mention_nobody() -> None:
    guest = a_participant(9, user_id=None, guest_name="Al*ce " + "x" * 40, position=0)
    sheet = replace(a_sheet(), participants=(guest, a_participant(NOOR)))
    shown = build(sheet, Discord())
    assert shown.sections == [f"**Players: 2 of 2** — full\n1. Al\\*ce {'x' * 24}… (guest)   2. <@2>"]
    assert shown.people == (MIRA, NOOR)


def test_a_crowd_is_cut_and_counted() -> None:
    crowd = [UserId(number) for number in range(1000, 1040)]
    shown = build(a_sheet(*crowd, max_players=28), Discord())
    players, waitlist = shown.sections
    assert players.endswith("25. <@1024>   and 3 more")
    assert waitlist.endswith("10. <@1037>   and 2 more")
    assert shown.people == (MIRA, *crowd[:25], *crowd[28:38])


@pytest.mark.parametrize(("typed", "cut"), [("*" * 2000, "\\*"), ("\\" * 2000, "\\\\"), ("ab" * 1000, "ab")])
def test_a_long_description_is_cut_without_breaking_its_escapes(typed: str, cut: str) -> None:
    shown = build(a_sheet(description=typed), Discord()).description
    assert len(shown) <= 1200
    assert set(shown.removesuffix("…").split(cut)) <= {"", "a"}


@pytest.mark.parametrize("seats", [None, 1, 5])
def test_the_line_on_a_phone_says_what_when_and_how_many(seats: int | None) -> None:
    line = push_line(a_sheet(max_players=seats, notify_roles=[121]), SAY)
    words = {None: "no limit", 1: "1 seat", 5: "5 seats"}[seats]
    assert line == f"New game: Curse of Strahd · Tue 24 Nov 2026, 12:00 UTC · {words} @Players"


@pytest.mark.parametrize("title", ["*" * 100, "\\" * 100, "@everyone " * 10, "# " + "_" * 98])
def test_the_longest_title_stays_set_apart(title: str) -> None:
    line = push_line(a_sheet(title=title), Discord())
    assert line.startswith("New game: **")
    assert line.partition(" · ")[0].endswith("**")


def test_everything_typed_is_escaped() -> None:
    """B-106"""
    evil = "@everyone <@5>"
    shown = build(
        a_sheet(title=evil, description=evil, location=evil, starts_at=NOON + timedelta(hours=1)), Discord()
    )
    everything = text(shown) + push_line(a_sheet(title=evil), Discord())
    assert "@everyone" not in everything
    assert "<@5>" not in everything
