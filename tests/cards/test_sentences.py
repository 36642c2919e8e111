"""What somebody reads after doing something."""

from __future__ import annotations

from typing import Any

import pytest

from gamescheduler.cards import sentences
from gamescheduler.cards.tongues import Plain
from gamescheduler.domain.sheet import Change, Sheet
from gamescheduler.models import Status, UserId
from tests.builders import ADA, GAMES, MIRA, NAMES, NOON, NOOR, SAM, ZOE, a_sheet

SAY = Plain("UTC", NOON, people=NAMES, channels={GAMES: "games"})
WHEN = "Tue 24 Nov 2026, 12:00 UTC (in 24 hours)"


def change(before: tuple[UserId, ...], after: tuple[UserId, ...], **fields: Any) -> Change:
    return Change(a_sheet(*before, **fields), a_sheet(*after, **fields))


def nothing(*users: UserId, **fields: Any) -> Change:
    sheet = a_sheet(*users, **fields)
    return Change(sheet, sheet)


@pytest.mark.parametrize(
    ("made", "who", "said"),
    [
        (change((), (NOOR,)), NOOR, f"You're in — seat 1 of 2. Curse of Strahd, {WHEN}."),
        (change((), (NOOR,), max_players=None), NOOR, f"You're in — seat 1. Curse of Strahd, {WHEN}."),
        (
            change((NOOR, SAM), (NOOR, SAM, ADA)),
            ADA,
            "It's full, so you're number 1 on the waitlist of Curse of Strahd. If a seat opens before "
            "Tue 24 Nov 2026, 12:00 UTC we'll give it to you and tell you.",
        ),
        (nothing(NOOR), NOOR, "You're already in (seat 1 of 2)."),
        (nothing(NOOR, SAM, ADA), ADA, "You're already number 1 on the waitlist."),
    ],
)
def test_joining_says_where_one_stands(made: Change, who: UserId, said: str) -> None:
    assert sentences.joined(made, who, SAY) == said


@pytest.mark.parametrize(
    ("made", "who", "said"),
    [
        (nothing(SAM), NOOR, "You weren't in this game, so nothing changed."),
        (change((NOOR, SAM), (SAM,)), NOOR, "You're out of Curse of Strahd. 1 of 2 seats are taken."),
        (change((NOOR, SAM, ADA), (SAM, ADA)), NOOR, "You're out of Curse of Strahd. Your seat went to ada."),
        (change((NOOR, SAM, ADA), (NOOR, SAM)), ADA, "You're off the waitlist of Curse of Strahd."),
    ],
)
def test_leaving_says_what_became_of_the_seat(made: Change, who: UserId, said: str) -> None:
    assert sentences.left(made, who, SAY) == said


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (MIRA, "Curse of Strahd — your game, 2 of 2 seats taken."),
        (SAM, "Curse of Strahd — you are in (seat 2)."),
        (ADA, "Curse of Strahd — you are number 1 on the waitlist."),
        (ZOE, "Curse of Strahd — you are not in this game."),
        (None, "Curse of Strahd — you are not in this game."),
    ],
)
def test_the_panel_says_where_one_stands(who: UserId | None, said: str) -> None:
    assert sentences.standing(a_sheet(NOOR, SAM, ADA), who, SAY) == said


@pytest.mark.parametrize(
    ("who", "users", "fields", "end"),
    [
        (NOOR, (NOOR,), {}, "1 of 2 · you're in"),
        (ADA, (NOOR, SAM, ADA), {}, "2 of 2 · full · you're number 1 in line"),
        (MIRA, (), {}, "0 of 2 · you host"),
        (None, (NOOR,), {"status": Status.IN_PROGRESS}, "1 of 2 · in progress"),
    ],
)
def test_a_line_in_a_list_says_how_full_and_whether_one_is_in(
    who: UserId | None, users: tuple[UserId, ...], fields: dict[str, Any], end: str
) -> None:
    line = sentences.game_line(a_sheet(*users, **fields), who, SAY)
    assert line == f"Curse of Strahd · Tue 24 Nov 2026, 12:00 UTC · {end}"


def test_posting_and_editing_echo_the_time() -> None:
    sheet: Sheet = a_sheet()
    assert sentences.posted(sheet, SAY) == f"Posted Curse of Strahd for {WHEN} in #games."
    assert sentences.edited(change((), ()), SAY) == f"Saved. Curse of Strahd is on {WHEN}."
    assert sentences.edited(nothing(), SAY) == (
        "Nothing about Curse of Strahd was different, so nothing changed."
    )


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (change((), ()), "Cancelled Curse of Strahd. Nobody had signed up."),
        (change((NOOR,), (NOOR,)), "Cancelled Curse of Strahd. 1 person will be told."),
        (change((NOOR, SAM), (NOOR, SAM)), "Cancelled Curse of Strahd. 2 people will be told."),
        (nothing(NOOR), "Curse of Strahd was cancelled already. Nothing changed."),
    ],
)
def test_cancelling_says_who_will_be_told(made: Change, said: str) -> None:
    assert sentences.cancelled(made, SAY) == said


@pytest.mark.parametrize(
    ("reminders", "said"),
    [
        ([], "No reminders."),
        ([1440, 60, 15], "Reminders: 1 day, 1 h, 15 min before."),
        ([2880], "Reminders: 2 days before."),
    ],
)
def test_the_panel_names_the_reminders(reminders: list[int], said: str) -> None:
    line = sentences.when_line(a_sheet(reminders=reminders), SAY)
    assert line == f"{WHEN} · hosted by mira\n{said}"


@pytest.mark.parametrize(
    ("shown", "total", "said"),
    [(10, 12, "10 of 12 games."), (1, 1, "1 game."), (3, 3, "3 games."), (0, 0, "0 games.")],
)
def test_a_list_says_how_much_of_it_is_shown(shown: int, total: int, said: str) -> None:
    """B-107"""
    assert sentences.games_footer(shown, total) == said
