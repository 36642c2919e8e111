"""What somebody reads after doing something."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gamescheduler.cards import sentences
from gamescheduler.cards.tongues import Plain
from gamescheduler.domain.sheet import Change, Overlap, Sheet
from gamescheduler.models import GameId, Signup, Status, UserId
from tests.builders import ADA, GAMES, MIRA, NAMES, NOON, NOOR, SAM, TAVERN, ZOE, a_participant, a_sheet

SAY = Plain("UTC", NOON, people=NAMES, channels={GAMES: "games"})
WHEN = "Tue 24 Nov 2026, 12:00 UTC (in 24 hours)"


def change(before: tuple[UserId, ...], after: tuple[UserId, ...], **fields: Any) -> Change:
    return Change(a_sheet(*before, **fields), a_sheet(*after, **fields))


def undecided(*users: UserId, **fields: Any) -> Sheet:
    """Sam may come, to a game with these people."""
    sheet = a_sheet(*users, **fields)
    return replace(sheet, participants=(*sheet.participants, a_participant(SAM, maybe=True)))


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


def test_asking_to_join_says_who_decides() -> None:
    """B-40"""
    asked = change((), (NOOR,), signup=Signup.ASK)
    assert (
        sentences.joined(asked, NOOR, SAY) == "Noted. mira picks the players and you're told when you're in."
    )
    again = nothing(NOOR, signup=Signup.ASK)
    assert sentences.joined(again, NOOR, SAY).startswith("You asked to join already. mira picks")
    off = sentences.left(change((NOOR,), (), signup=Signup.ASK), NOOR, SAY)
    assert off == "You're off the list of those who asked to join Curse of Strahd."
    assert sentences.standing(asked.after, NOOR, SAY) == (
        "Curse of Strahd — you asked to join. mira picks the players."
    )
    assert sentences.game_line(asked.after, NOOR, SAY).endswith("· you asked to join")


@pytest.mark.parametrize(
    ("before", "after", "seats", "said"),
    [
        ((), (), 2, "Noted as maybe. That doesn't hold a seat — 2 left."),
        ((NOOR,), (NOOR,), 1, "Noted as maybe. That doesn't hold a seat — none left."),
        ((), (), None, "Noted as maybe. That doesn't hold a seat."),
        ((SAM,), (), 2, "Noted as maybe. Your seat is free again — 2 left."),
        ((SAM, NOOR), (NOOR,), 1, "Noted as maybe. Your seat went to noor."),
    ],
)
def test_saying_maybe_says_what_it_means(
    before: tuple[UserId, ...], after: tuple[UserId, ...], seats: int | None, said: str
) -> None:
    made = Change(a_sheet(*before, max_players=seats), undecided(*after, max_players=seats))
    assert sentences.may_come(made, SAM, SAY) == said


def test_maybe_is_said_wherever_one_stands() -> None:
    sheet = undecided(NOOR)
    assert sentences.may_come(Change(sheet, sheet), SAM, SAY) == (
        "You're noted as maybe already for Curse of Strahd."
    )
    assert sentences.standing(sheet, SAM, SAY) == "Curse of Strahd — you are noted as maybe."
    assert sentences.game_line(sheet, SAM, SAY).endswith("1 of 2 · you said maybe")
    left = sentences.left(Change(sheet, a_sheet(NOOR)), SAM, SAY)
    assert left == "You're no longer noted as maybe for Curse of Strahd."


@pytest.mark.parametrize(
    ("after", "had_seat", "said"),
    [
        (a_sheet(NOOR), True, f"You're back — seat 1 of 2. Curse of Strahd, {WHEN}."),
        (
            a_sheet(SAM, ADA, NOOR),
            True,
            "Your seat was taken meanwhile, so you're number 1 on the waitlist of Curse of Strahd. If a seat "
            "opens before Tue 24 Nov 2026, 12:00 UTC we'll give it to you and tell you.",
        ),
        (
            a_sheet(SAM, ADA, NOOR),
            False,
            "You're back — number 1 on the waitlist of Curse of Strahd. If a seat "
            "opens before Tue 24 Nov 2026, 12:00 UTC we'll give it to you and tell you.",
        ),
        (
            a_sheet(NOOR, signup=Signup.ASK),
            True,
            "Your seat was taken meanwhile, so you're among those who asked to join Curse of Strahd. "
            "mira picks the players.",
        ),
    ],
)
def test_coming_back_says_whether_the_seat_was_still_there(after: Sheet, had_seat: bool, said: str) -> None:
    assert sentences.came_back(Change(a_sheet(), after), NOOR, SAY, had_seat=had_seat) == said


def test_coming_back_undecided_or_twice() -> None:
    sheet = undecided()
    back = sentences.came_back(Change(a_sheet(), sheet), SAM, SAY, had_seat=False)
    assert back == "You're back as maybe for Curse of Strahd."
    assert sentences.came_back(Change(sheet, sheet), SAM, SAY, had_seat=False).startswith("You're noted as")
    assert sentences.came_back(nothing(NOOR), NOOR, SAY, had_seat=True) == "You're already in (seat 1 of 2)."


@pytest.mark.parametrize(("others", "more"), [(1, ""), (3, " and 2 more")])
def test_an_overlap_names_the_first_game_and_counts_the_rest(others: int, more: str) -> None:
    blades = Overlap(GameId("blades"), TAVERN, "Blades", NOON, NOON + timedelta(hours=1))
    line = sentences.overlap([blades] * others, SAY)
    assert line == f"This overlaps Blades, 12:00–13:00{more}."


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
        (SAM, "Curse of Strahd — you are in (seat 2 of 2)."),
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
