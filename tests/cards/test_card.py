"""The announcement's words, in every state of a game."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gamescheduler.bot.announcement import layout, payload
from gamescheduler.cards.card import GameCard, build, push_line
from gamescheduler.cards.tongues import Discord, Plain
from gamescheduler.domain.sheet import Sheet
from gamescheduler.models import Guild, RoleId, Signup, Status, UserId
from gamescheduler.simulator.component_rules import check_v2
from gamescheduler.simulator.errors import Form
from tests.builders import ADA, GAMES, MIRA, NAMES, NOON, NOOR, SAM, TAVERN, a_participant, a_sheet
from tests.cards.hostile import ACTED_ON, hostile
from tests.messages import TEXT_DISPLAY, walk

NEXT = "first in line gets the next seat"
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
        ("maybe", "Maybe", "quiet"),
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
1. noor   2.\u00a0sam
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
    assert shown.sections == ["Players: 3, no limit\n1. noor   2.\u00a0sam   3.\u00a0ada"]


@pytest.mark.parametrize(
    ("signup", "heading", "waiting", "verbs"),
    [
        (
            Signup.OPEN,
            "Players: 1 of 1 — full",
            "Waitlist: 2 — first in line gets the next seat",
            "join maybe",
        ),
        (
            Signup.ROLE,
            "Players: 1 of 1 — full",
            "Waitlist: 2 — first in line gets the next seat",
            "join maybe",
        ),
        (
            Signup.ASK,
            "Players: 0 of 1 — mira picks the players. Press “Ask to join”.",
            "Asked to join: 3",
            "join maybe",
        ),
        (
            Signup.HOST,
            "Players: 1 of 1 — mira picks the players.",
            f"Waitlist: 2 — {NEXT}",
            "",
        ),
    ],
)
def test_how_people_get_in_is_said_in_words(signup: Signup, heading: str, waiting: str, verbs: str) -> None:
    """B-40"""
    shown = card(NOOR, SAM, ADA, max_players=1, signup=signup)
    assert shown.sections[0].splitlines()[0] == heading
    assert shown.sections[1].splitlines()[0] == waiting
    assert [action.verb for action in shown.actions] == [*verbs.split(), "leave", "more"]


def test_asking_is_what_the_button_says() -> None:
    assert buttons(card(signup=Signup.ASK))[0] == ("join", "Ask to join", "primary")
    assert card(signup=Signup.ASK).sections[0].endswith("Nobody yet.")


def test_the_roles_that_go_first_are_named_in_order() -> None:
    """B-41, B-100"""
    shown = card(signup=Signup.ROLE, priority_roles=[121, TAVERN])
    assert shown.sections[0].splitlines()[1] == "Seats go first to @Players, then everyone."


def test_those_who_may_come_stand_apart() -> None:
    people = (a_participant(NOOR), a_participant(SAM, maybe=True), a_participant(ADA, maybe=True))
    shown = build(replace(a_sheet(), participants=people), SAY)
    assert shown.sections == ["Players: 1 of 2\n1. noor", "Maybe: 2  sam, ada"]
    assert shown.people == (MIRA, NOOR, SAM, ADA)


def test_what_is_to_be_known_before_joining_stands_below_the_description() -> None:
    assert card(description="Dice", instructions="Sheet").description == "Dice\nBefore you join: Sheet"
    assert card(instructions="Sheet").description == "Before you join: Sheet"


def test_guests_are_marked_and_mention_nobody() -> None:
    guest = a_participant(9, user_id=None, guest_name="Al*ce " + "x" * 40, position=0)
    sheet = replace(a_sheet(), participants=(guest, a_participant(NOOR)))
    shown = build(sheet, Discord())
    assert shown.sections == [f"**Players: 2 of 2** — full\n1. Al\\*ce {'x' * 24}… (guest)   2.\u00a0<@2>"]
    assert shown.people == (MIRA, NOOR)


def test_a_crowd_is_cut_and_counted() -> None:
    crowd = [UserId(number) for number in range(1000, 1040)]
    shown = build(a_sheet(*crowd, max_players=28), Discord())
    players, waitlist = shown.sections
    assert players.endswith("25.\u00a0<@1024>   and 3 more")
    assert waitlist.endswith("10.\u00a0<@1037>   and 2 more")
    assert shown.people == (MIRA, *crowd[:25], *crowd[28:38])


@pytest.mark.parametrize(("typed", "cut"), [("*" * 2000, "\\*"), ("\\" * 2000, "\\\\"), ("ab" * 1000, "ab")])
def test_a_long_description_is_cut_without_breaking_its_escapes(typed: str, cut: str) -> None:
    shown = build(a_sheet(description=typed), Discord()).description
    assert len(shown) <= 1200
    assert set(shown.removesuffix("…").split(cut)) <= {"", "a"}


@pytest.mark.parametrize("seats", [None, 1, 5])
def test_the_line_on_a_phone_says_what_when_and_how_many(seats: int | None) -> None:
    """B-100"""
    line = push_line(a_sheet(max_players=seats, notify_roles=[121, TAVERN]), SAY)
    words = {None: "no limit", 1: "1 seat", 5: "5 seats"}[seats]
    assert line == f"New game: Curse of Strahd · Tue 24 Nov 2026, 12:00 UTC · {words} @Players @everyone"


@pytest.mark.parametrize("title", ["*" * 100, "\\" * 100, "@everyone " * 10, "# " + "_" * 98])
def test_the_longest_title_stays_set_apart(title: str) -> None:
    line = push_line(a_sheet(title=title), Discord())
    assert line.startswith("New game: **")
    assert line.partition(" · ")[0].endswith("**")


@st.composite
def crowded(draw: st.DrawFn) -> Sheet:
    """A game at every limit: a hundred seats, guests in most of them, long lines of others."""
    names = draw(st.lists(hostile(100), min_size=3, max_size=3))
    every = draw(st.integers(1, 3))
    crowd = tuple(
        a_participant(number, user_id=None, guest_name=names[number % 3], position=number)
        if number % every == 0
        else a_participant(number, user_id=UserId(10**18 + number), maybe=number > 120)
        for number in range(1, 140)
    )
    sheet = a_sheet(
        title=draw(hostile(100)),
        description=draw(hostile(2000)),
        instructions=draw(hostile(1000)),
        location=draw(hostile(200)),
        cancel_reason=draw(hostile(500)),
        cancelled_by=MIRA,
        max_players=100,
        duration=1439,
        host_id=UserId(10**18),
        signup=draw(st.sampled_from(Signup)),
        status=draw(st.sampled_from(Status)),
        priority_roles=[10**18 + role for role in range(10)],
    )
    guild = Guild(id=TAVERN, name=draw(hostile(100)), owner_id=MIRA)
    return replace(sheet, participants=crowd, guild=guild, names={UserId(10**18): draw(hostile(32))})


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(crowded())
def test_whatever_people_type_a_card_fits_and_pings_nobody(sheet: Sheet) -> None:
    """B-98, B-106"""
    shown = build(sheet, Discord())
    message = payload(layout(shown))
    check = Form()
    check_v2(check, message)
    check.raise_if_wrong()
    texts = "\n".join(c["content"] for c in walk(message) if c["type"] == TEXT_DISPLAY)
    ours = {f"<@{user}>" for user in shown.people} | {f"<@&{role}>" for role in sheet.game.priority_roles}
    assert {found[0] for found in ACTED_ON.finditer(texts)} <= ours
    assert len(push_line(sheet, Discord())) <= 2000
    assert len(shown.people) <= 100


@settings(max_examples=60, deadline=None)
@given(hostile(2000), st.integers(1, 130))
def test_a_long_description_gives_way_to_the_roster(description: str, people: int) -> None:
    crowd = [a_participant(n, user_id=None, guest_name="*" * 100) for n in range(1, people + 1)]
    shown = build(
        replace(a_sheet(description=description, max_players=100), participants=tuple(crowd)), Discord()
    )
    assert 300 <= len(shown.description) <= 1200 or shown.description == Discord().typed(description)


def test_everything_typed_is_escaped() -> None:
    """B-106"""
    evil = "@everyone <@5>"
    shown = build(
        a_sheet(title=evil, description=evil, location=evil, starts_at=NOON + timedelta(hours=1)), Discord()
    )
    everything = text(shown) + push_line(a_sheet(title=evil), Discord())
    assert "@everyone" not in everything
    assert "<@5>" not in everything
