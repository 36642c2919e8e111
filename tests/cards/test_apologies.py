"""Every code has a sentence: the codes are read off the source, so a new one without words fails here."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from gamescheduler.cards import apologies, times
from gamescheduler.cards.problems import FIELDS
from gamescheduler.cards.tongues import Discord, Plain
from gamescheduler.domain.drafts import GameChanges, TemplateChanges
from gamescheduler.domain.mentions import Candidate
from gamescheduler.domain.settings import LEVELS, Level
from gamescheduler.domain.when import NotATime
from gamescheduler.domain.when.notatime import Code
from gamescheduler.errors import Conflict, NotFound, Problem, Refusal
from gamescheduler.models import Signup, UserId
from tests.builders import GAMES, HOSTS, MIRA, NAMES, NOON, PLAYERS
from tests.cards.codes import codes

SAY = Plain("UTC", NOON, people=NAMES, roles={HOSTS: "Hosts", PLAYERS: "Tier 2"}, channels={GAMES: "games"})
SMALL = Candidate(UserId(8), "small_", "Small")
SAM_R = Candidate(UserId(9), "sam.r", "Samira", "Sma-Sam")

REFUSALS: dict[str, dict[str, Any]] = {
    "managers_only": {},
    "shuts_you_out": {},
    "instance_only": {},
    "hosts_only": {"host_roles": (HOSTS,)},
    "template_only": {"host_roles": (HOSTS,), "template": "D&D"},
    "hosts_for_others": {},
    "channel_inactive": {"channel_id": GAMES},
    "channel_closed_to_bot": {"channel_id": GAMES, "missing": ("Send Messages", "Embed Links")},
    "host_plays_not": {},
    "host_picks": {"host_id": MIRA},
    "players_only": {"player_roles": (PLAYERS,), "host_id": MIRA},
    "undo_too_late": {},
    "started": {"starts_at": NOON, "host_id": MIRA},
    "cancelled": {"at": NOON, "host_id": MIRA},
    "finished": {"starts_at": NOON},
    "not_your_game": {"host_id": MIRA},
}
PROBLEMS: dict[str, dict[str, Any]] = {
    "empty": {"most": 100},
    "too_long": {"most": 100, "got": 101},
    "out_of_range": {"least": 1, "most": 100, "got": 0},
    "not_a_number": {"text": "lots"},
    "too_many": {"most": 5, "got": 6},
    "past": {"start": NOON},
    "too_far": {"start": NOON},
    "naive": {},
    "unknown_zone": {"text": "Mars"},
    "unreadable_time": {"refused": NotATime("no_time").about("friday", "UTC")},
    "unreadable": {"text": "lots", "example": "3"},
    "running": {},
    "unknown_choice": {"text": "free", "choices": [*Signup]},
    "unknown_role": {"roles": [PLAYERS, "Hosts"]},
    "unknown_setting": {},
    "wrong_level": {"level": Level.TEMPLATE, "levels": [Level.INSTANCE, Level.SERVER, Level.CHANNEL]},
    "locked": {"level": Level.SERVER, "value": 5},
    "nothing_to_lock": {},
    "taken": {"text": "D&D"},
    "not_a_guest": {"name": "noor"},
    "host_listed": {"host_id": MIRA},
    "cannot_host": {"user_id": MIRA},
    "unknown_template": {"text": "D&D"},
    "not_a_member": {"line": "<@1>", "number": 1},
    "unknown_member": {"line": "@zzz", "number": 2},
    "ambiguous": {"line": "@sma", "number": 3, "suggestions": [SMALL, SAM_R]},
    "too_many_matches": {"line": "@a", "number": 4, "most": 10},
    "bot": {"line": "@dice", "number": 5},
    "listed_twice": {"line": "<@1>", "number": 6, "first": 2},
    "guest_too_long": {"line": "x" * 101, "number": 7, "most": 100, "got": 101},
}


def readable(sentence: str) -> bool:
    """It begins like a sentence and ends like one."""
    return (sentence[0].isupper() or sentence[0] in "<#“") and sentence.endswith(".")


def test_the_table_of_refusals_is_complete() -> None:
    assert codes("Refusal", 0) == REFUSALS.keys()


def test_the_table_of_problems_is_complete() -> None:
    assert codes("Problem", 1) - PROBLEMS.keys() == set()


@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_has_a_sentence(code: str) -> None:
    for say in (SAY, Discord()):
        assert readable(apologies.refusal(Refusal(code, REFUSALS[code]), say))


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_problem_has_a_sentence(code: str) -> None:
    for say in (SAY, Discord()):
        assert readable(apologies.problem(Problem("max_players", code, PROBLEMS[code]), say))


@pytest.mark.parametrize("code", get_args(Code))
@pytest.mark.parametrize("instants", [(), (NOON,)])
def test_every_unreadable_time_has_a_sentence(code: Any, instants: Any) -> None:
    refused = NotATime(code, word="Mars", zone="UTC", instants=instants).about("fri", "UTC")
    for say in (SAY, Discord()):
        assert readable(times.time_problem(refused, say))


def test_an_unknown_code_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        apologies.refusal(Refusal("nonsense"), SAY)
    with pytest.raises(ValueError, match="nonsense"):
        apologies.problem(Problem("title", "nonsense"), SAY)


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        (
            Refusal("hosts_only", {"host_roles": (HOSTS,)}),
            "Only @Hosts can plan games here. Ask a server admin. Nothing was saved.",
        ),
        (
            Refusal("hosts_only", {"host_roles": ()}),
            "Only people who manage this server can plan games here. Ask a server admin. Nothing was saved.",
        ),
        (
            Refusal("started", {"starts_at": NOON, "host_id": MIRA}),
            "This game started now, so sign-up is closed. Ask mira if you're running late.",
        ),
        (
            Refusal("cancelled", {"at": None}),
            "This game was cancelled. See what else is planned with /games.",
        ),
        (
            Refusal("players_only", REFUSALS["players_only"]),
            "Only @Tier 2 can join this game. Ask mira or a server admin.",
        ),
        (
            Refusal("template_only", {"host_roles": (HOSTS, PLAYERS), "template": "D&D"}),
            "Only @Hosts or @Tier 2 can use the template “D&D”. Pick another, or ask a server admin. "
            "Nothing was saved.",
        ),
        (
            Refusal("channel_closed_to_bot", REFUSALS["channel_closed_to_bot"]),
            "I can't write in #games. A server admin can allow it: Edit channel → Permissions → this bot → "
            "Send Messages, Embed Links. Nothing was saved.",
        ),
        (
            Refusal("channel_closed_to_bot", {"channel_id": GAMES, "missing": ()}),
            "I can't write in #games. A server admin can allow it: Edit channel → Permissions → this bot → "
            "View Channel, Send Messages. Nothing was saved.",
        ),
    ],
)
def test_a_refusal_says_what_to_do(why: Refusal, sentence: str) -> None:
    assert apologies.refusal(why, SAY) == sentence


def test_every_problem_gets_its_line() -> None:
    found = [
        Problem("title", "empty", PROBLEMS["empty"]),
        Problem("max_players", "out_of_range", PROBLEMS["out_of_range"]),
    ]
    assert apologies.problems(found, SAY).splitlines() == [
        "The title is missing. Give it a few words, at most 100 characters.",
        "The number of players must be from 1 to 100, not 0.",
    ]


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (
            Problem("max_players", "locked", {"level": Level.SERVER, "value": 5}),
            "“Max players” is locked at 5 by the server. Ask a server manager.",
        ),
        (
            Problem("reminders", "locked", {"level": Level.INSTANCE, "value": (60, 15)}),
            "“Reminders” is locked at 1 h, 15 min by this installation. Ask whoever runs this bot.",
        ),
        (
            Problem("host_roles", "locked", {"level": Level.TEMPLATE, "value": (HOSTS,)}),
            "“Who can host” is locked at @Hosts by a template. Ask a server manager.",
        ),
        (
            Problem("time_zone", "wrong_level", PROBLEMS["wrong_level"]),
            "“Time zone” can't be set for a template, only for this installation, the server or a channel.",
        ),
        (
            Problem("signup", "unknown_choice", PROBLEMS["unknown_choice"]),
            "Sign-up can't be “free”. Choose open, ask, host or role.",
        ),
        (
            Problem("notify_roles", "unknown_role", PROBLEMS["unknown_role"]),
            "Roles to notify: there is no role @Tier 2, “Hosts” in this server. Pick one of its own.",
        ),
        (
            Problem("players", "host_listed", {"host_id": MIRA}),
            "Leave mira out of the players: whoever hosts has a place already.",
        ),
        (
            Problem("players", "host_listed", {"host_id": MIRA, "line": "@mira", "number": 2}),
            "Line 2: leave out mira, because whoever hosts has a place already.",
        ),
    ],
)
def test_a_problem_says_what_to_do(problem: Problem, sentence: str) -> None:
    assert apologies.problem(problem, SAY) == sentence


def test_every_field_somebody_may_get_wrong_has_a_name() -> None:
    """A sentence that begins with "max_players" was written by a program."""
    game = GameChanges.__dataclass_fields__.keys() - {"version"}
    template = TemplateChanges.__dataclass_fields__.keys() - {"channel_id", "values", "unset", "locked"}
    assert FIELDS.keys() >= {*game, *template, *LEVELS, *codes("Problem", 0)}


def test_a_conflict_shows_both_values() -> None:
    error = Conflict(
        {"title": "Strahd", "starts_at": NOON, "max_players": None, "location": "", "reminders": [60]},
        {"title": "@everyone", "starts_at": NOON, "max_players": 5, "location": "Hall", "reminders": []},
        7,
    )
    assert apologies.conflict(error, SAY).splitlines() == [
        "Somebody changed this game while you did. Nothing was saved. What stands, and what you wanted:",
        "The title: now “Strahd”, yours “@everyone”.",
        "The time: now Mon 23 Nov 2026, 12:00 UTC, yours Mon 23 Nov 2026, 12:00 UTC.",
        "The number of players: now no limit, yours 5.",
        "The place: now none, yours Hall.",
        "Reminders: now 1 h, yours none.",
    ]
    assert "@everyone" not in apologies.conflict(error, Discord())


def test_a_conflict_about_people_says_so() -> None:
    sentence = "Somebody changed who plays while you did. Nothing was saved. Look again, then decide."
    assert apologies.conflict(Conflict({}, {}, 7), SAY) == sentence


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (
            "not_a_member",
            "Line 1: “<@1>” is not in this server. Invite them first, or write a name to add a guest.",
        ),
        (
            "unknown_member",
            "Line 2: there is no member “@zzz” in this server. Write the name without @ to add a guest.",
        ),
        ("ambiguous", "“@sma” could be @Small or @Sma-Sam. Pick one."),
        ("too_many_matches", "Line 4: more than 10 members match “@a”. Type more letters."),
        ("bot", "Line 5: “@dice” is a bot, and bots can't play."),
        ("listed_twice", "Line 6: “<@1>” is the same member as in line 2. List everybody once."),
        ("guest_too_long", "Line 7: a guest's name may have 100 characters, not 101."),
        ("too_many", "Players already in: at most 5, not 6."),
    ],
)
def test_a_line_that_is_no_player_says_what_to_do(code: str, sentence: str) -> None:
    assert apologies.problem(Problem("players", code, PROBLEMS[code]), SAY) == sentence


def test_members_of_one_name_are_told_apart() -> None:
    """B-08"""
    twin = Candidate(UserId(10), "small.two", nick="SMALL")
    facts = {"line": "@small", "number": 1, "suggestions": [SMALL, SAM_R, twin]}
    problem = Problem("players", "ambiguous", facts)
    plain = "“@small” could be @Small (small_), @Sma-Sam or @SMALL (small.two). Pick one."
    assert apologies.problem(problem, SAY) == plain
    assert apologies.problem(problem, Discord()) == plain.replace("l_)", "l\\_)")


@pytest.mark.parametrize("code", ["not_a_member", "unknown_member", "ambiguous", "too_many_matches", "bot"])
def test_a_line_pings_nobody_when_it_is_quoted(code: str) -> None:
    everyone = Candidate(UserId(11), "everyone")
    facts = {**PROBLEMS[code], "line": "@everyone <@1>", "suggestions": [everyone, SAM_R]}
    sentence = apologies.problem(Problem("players", code, facts), Discord())
    assert "@everyone" not in sentence
    assert "<@1>" not in sentence


def test_what_was_typed_is_escaped_when_it_is_quoted() -> None:
    problem = Problem("max_players", "unreadable", {"text": "@everyone", "example": "3"})
    assert "@everyone" not in apologies.problem(problem, Discord())


@pytest.mark.parametrize("what", sorted(codes("NotFound", 0)))
def test_what_is_not_found_has_a_sentence(what: str) -> None:
    assert readable(apologies.not_found(NotFound(what, UserId(1))))
