"""Every code has a sentence: the codes are read off the source, so a new one without words fails here."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from gamescheduler.cards import apologies
from gamescheduler.cards.tongues import Discord, Plain
from gamescheduler.domain.when import NotATime
from gamescheduler.domain.when.notatime import Code
from gamescheduler.errors import NotFound, Problem, Refusal
from gamescheduler.models import UserId
from tests.builders import GAMES, HOSTS, MIRA, NAMES, NOON
from tests.cards.codes import codes

SAY = Plain("UTC", NOON, people=NAMES, roles={HOSTS: "Hosts"}, channels={GAMES: "games"})

REFUSALS: dict[str, dict[str, Any]] = {
    "managers_only": {},
    "hosts_only": {"host_roles": (HOSTS,)},
    "channel_inactive": {"channel_id": GAMES},
    "channel_closed_to_bot": {"channel_id": GAMES},
    "host_plays_not": {},
    "started": {"starts_at": NOON, "host_id": MIRA},
    "cancelled": {"at": NOON, "host_id": MIRA},
    "finished": {"starts_at": NOON},
    "not_your_game": {"host_id": MIRA},
}
PROBLEMS: dict[str, dict[str, Any]] = {
    "empty": {},
    "too_long": {"most": 100, "got": 101},
    "out_of_range": {"least": 1, "most": 100, "got": 0},
    "too_many": {"most": 5, "got": 6},
    "past": {"start": NOON},
    "too_far": {"start": NOON},
    "naive": {},
    "unknown_zone": {"text": "Mars"},
    "unreadable_time": {"refused": NotATime("no_time").about("friday", "UTC")},
    "unreadable": {"text": "lots", "example": "3"},
    "unknown_setting": {},
}


def readable(sentence: str) -> bool:
    """It begins like a sentence and ends like one."""
    return (sentence[0].isupper() or sentence[0] in "<#“") and sentence.endswith(".")


def test_the_table_of_refusals_is_complete() -> None:
    assert codes("Refusal", 0) == REFUSALS.keys()


def test_the_table_of_problems_is_complete() -> None:
    assert codes("Problem", 1) <= PROBLEMS.keys()


@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_has_a_sentence(code: str) -> None:
    for say in (SAY, Discord()):
        assert readable(apologies.refusal(Refusal(code, REFUSALS[code]), say))


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_problem_has_a_sentence(code: str) -> None:
    for say in (SAY, Discord()):
        assert readable(apologies.problem(Problem("title", code, PROBLEMS[code]), say))


@pytest.mark.parametrize("code", get_args(Code))
@pytest.mark.parametrize("instants", [(), (NOON,)])
def test_every_unreadable_time_has_a_sentence(code: Any, instants: Any) -> None:
    refused = NotATime(code, word="Mars", zone="UTC", instants=instants).about("fri", "UTC")
    for say in (SAY, Discord()):
        assert readable(apologies.time_problem(refused, say))


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
    ],
)
def test_a_refusal_says_what_to_do(why: Refusal, sentence: str) -> None:
    assert apologies.refusal(why, SAY) == sentence


def test_every_problem_gets_its_line() -> None:
    found = [Problem("title", "empty"), Problem("max_players", "out_of_range", PROBLEMS["out_of_range"])]
    assert apologies.problems(found, SAY).splitlines() == [
        "The title is missing. Give it a few words, at most 100 characters.",
        "The number of players must be from 1 to 100, not 0.",
    ]


def test_what_was_typed_is_escaped_when_it_is_quoted() -> None:
    problem = Problem("max_players", "unreadable", {"text": "@everyone", "example": "3"})
    assert "@everyone" not in apologies.problem(problem, Discord())


@pytest.mark.parametrize("what", ["game", "channel", "server"])
def test_what_is_not_found_has_a_sentence(what: str) -> None:
    assert readable(apologies.not_found(NotFound(what, UserId(1))))
