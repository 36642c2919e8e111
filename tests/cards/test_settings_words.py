"""Every setting in words, and typed words as settings."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gamescheduler.cards import settings
from gamescheduler.cards.tongues import Discord, Plain
from gamescheduler.domain.drafts import DURATION_MAX, LEAD_MAX, LEADS_MAX, PLAYERS_MAX, check
from gamescheduler.domain.settings import LEVELS, ROLE_FIELDS, Layer, Level, Settings, explain
from gamescheduler.errors import Invalid
from gamescheduler.models import Route, Signup, ThreadPolicy
from tests.builders import HOSTS, NOON

SAY = Plain("UTC", NOON, roles={HOSTS: "Hosts"})
TYPED = sorted(LEVELS.keys() - set(ROLE_FIELDS))


def test_every_setting_has_a_label_and_a_hint_that_fit_a_form() -> None:
    assert settings.LABELS.keys() == settings.HINTS.keys() == LEVELS.keys()
    assert all(len(label) <= 45 for label in settings.LABELS.values())
    assert all(len(hint) <= 100 for hint in settings.HINTS.values())


@pytest.mark.parametrize("name", LEVELS)
def test_what_the_product_says_itself_has_words(name: str) -> None:
    assert settings.value(name, getattr(Settings(), name), SAY)


@pytest.mark.parametrize(
    ("name", "stored", "words"),
    [
        ("max_players", 5, "5"),
        ("max_players", None, "no limit"),
        ("reminders", (1440, 60), "1 day, 1 h"),
        ("reminders", (), "none"),
        ("duration", 90, "1 h 30 min"),
        ("duration", None, "not set"),
        ("time_zone", "Europe/Berlin", "Europe/Berlin"),
        ("host_roles", (HOSTS,), "@Hosts"),
        ("host_roles", (), "people who manage the server"),
        ("player_roles", (), "everyone"),
        ("notify_roles", [], "nobody"),
        ("signup", "open", "anyone joins"),
        ("signup", Signup.ASK, "people ask, the host picks"),
        ("signup", Signup.HOST, "the host picks"),
        ("signup", Signup.ROLE, "by role"),
        ("reminder_route", Route.CHANNEL, "mention in the channel"),
        ("thread", ThreadPolicy.ON_FIRST_JOIN, "when somebody joins"),
        ("active", True, "yes"),
        ("active", None, "if picked"),
        ("location", "", "none"),
        ("location", "At Mira's", "At Mira's"),
        ("instructions", "Bring\n\ndice.", "Bring dice."),
        ("instructions", "x" * 61, "x" * 59 + "…"),
    ],
)
def test_a_value_is_said_in_words(name: str, stored: Any, words: str) -> None:
    assert settings.value(name, stored, SAY) == words


def test_a_text_is_made_harmless() -> None:
    assert settings.value("location", "@everyone **now**\n# big", Discord()) == (
        "@\u200beveryone \\*\\*now\\*\\* # big"
    )


@pytest.mark.parametrize(
    ("name", "text", "stored"),
    [
        ("max_players", " 5 ", 5),
        ("max_players", "No limit", None),
        ("max_players", "none", None),
        ("max_players", "-1", -1),
        ("reminders", "1d, 1h", [1440, 60]),
        ("reminders", "none", []),
        ("duration", "1h 30m", 90),
        ("duration", "none", None),
        ("time_zone", "europe/berlin", "Europe/Berlin"),
        ("signup", "Open", "open"),
        ("signup", "the host picks", "host"),
        ("thread", "on_first_join", "on_first_join"),
        ("reminder_route", "dm", "dm"),
        ("active", "on", True),
        ("active", "Off", False),
        ("location", "none", ""),
        ("instructions", " Bring dice. ", "Bring dice."),
    ],
)
def test_a_typed_text_is_read(name: str, text: str, stored: Any) -> None:
    read = settings.read(name, text)
    assert read == stored
    assert type(read) is type(stored) or isinstance(read, str)


@pytest.mark.parametrize(
    ("name", "text", "code", "facts"),
    [
        ("max_players", "lots", "unreadable", {"text": "lots", "example": "“5”, or “none” for no limit"}),
        ("max_players", "9" * 5000, "unreadable", None),
        ("max_players", "1_0", "unreadable", None),
        ("reminders", "soon", "unreadable", {"text": "soon", "example": "“1d, 1h, 15m” or “none”"}),
        ("reminders", "1h,2h,3h,4h,5h,6h", "too_many", {"most": 5, "got": "more"}),
        ("reminders", "29d", "out_of_range", {"least": "1 min", "most": "28 d", "got": "29d"}),
        ("duration", "25h", "out_of_range", {"least": "1 min", "most": "1 d", "got": "25h"}),
        ("time_zone", "Mars/Phobos", "unknown_zone", {"text": "Mars/Phobos"}),
        (
            "signup",
            "maybe",
            "unreadable",
            {"text": "maybe", "example": "“open”, “ask”, “host” or “role”"},
        ),
        ("active", "perhaps", "unreadable", {"text": "perhaps", "example": "“on” or “off”"}),
        ("max_player", "5", "unknown_setting", {}),
    ],
)
def test_what_can_not_be_read_says_what_can(
    name: str, text: str, code: str, facts: dict[str, Any] | None
) -> None:
    with pytest.raises(Invalid) as refused:
        settings.read(name, text)
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == (name, code)
    assert facts is None or problem.facts == facts


stored_values = st.one_of(
    st.tuples(st.just("max_players"), st.none() | st.integers(1, PLAYERS_MAX)),
    st.tuples(st.just("duration"), st.none() | st.integers(1, DURATION_MAX)),
    st.tuples(st.just("reminders"), st.lists(st.integers(1, LEAD_MAX), max_size=LEADS_MAX, unique=True)),
    st.tuples(st.just("signup"), st.sampled_from(Signup)),
    st.tuples(st.just("thread"), st.sampled_from(ThreadPolicy)),
    st.tuples(st.just("reminder_route"), st.sampled_from(Route)),
    st.tuples(st.just("active"), st.booleans()),
    st.tuples(st.just("time_zone"), st.sampled_from(["UTC", "Asia/Kathmandu"])),
    st.tuples(st.just("location"), st.sampled_from(["", "At Mira's"])),
)


@given(stored_values)
def test_what_is_written_is_read_back(field: tuple[str, Any]) -> None:
    name, stored = field
    stored = check({name: stored}, now=NOON)[name]
    assert settings.read(name, settings.written(name, stored)) == stored
    if name not in ("max_players", "location"):  # their words are read back too
        assert settings.read(name, settings.value(name, stored, SAY)) == stored


SERVER_5 = Layer(Level.SERVER, {"max_players": 5})
CHANNEL_7 = Layer(Level.CHANNEL, {"max_players": 7})
LOCK = frozenset({"max_players"})


@pytest.mark.parametrize(
    ("layers", "where", "why"),
    [
        ([], "default", "default 10 = 10"),
        ([Layer(Level.INSTANCE, {"max_players": 4})], "from instance", "default 10 › instance 4 = 4"),
        ([SERVER_5], "from server", "default 10 › server 5 = 5"),
        ([SERVER_5, CHANNEL_7], "set here", "default 10 › server 5 › channel 7 = 7"),
        (
            [Layer(Level.SERVER, {"max_players": 5}, LOCK), CHANNEL_7],
            "locked by server",
            "default 10 › server 5 (locked) › channel 7, not counted = 5",
        ),
        (
            [Layer(Level.SERVER, {}, LOCK), CHANNEL_7],
            "locked by server",
            "default 10 › server (locked) › channel 7, not counted = 10",
        ),
        (
            [Layer(Level.CHANNEL, {"max_players": None}, LOCK)],
            "set here",
            "default 10 › channel no limit (locked) = no limit",
        ),
    ],
)
def test_where_a_value_comes_from_is_said(layers: list[Layer], where: str, why: str) -> None:
    explained = explain(*layers)["max_players"]
    assert settings.origin(explained, Level.CHANNEL) == where
    assert settings.chain("max_players", explained, SAY) == why


@pytest.mark.parametrize("name", TYPED)
def test_every_setting_but_roles_can_be_typed(name: str) -> None:
    usual = {"active": True, "duration": 60}.get(name, getattr(Settings(), name))
    assert settings.read(name, settings.written(name, usual)) == check({name: usual}, now=NOON)[name]
