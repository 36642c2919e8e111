"""One sentence, two markups: Discord's and plain text."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from gamescheduler.cards.tongues import Discord, Plain
from gamescheduler.models import ChannelId, RoleId, UserId
from tests.builders import NOON

PLAIN = Plain(
    "Europe/Berlin",
    NOON,
    people={UserId(1): "Mira"},
    roles={RoleId(2): "Players"},
    channels={ChannelId(3): "games"},
)


@pytest.mark.parametrize("style", ["F", "f", "D", "t", "R"])
def test_discord_shows_a_moment_in_the_readers_zone(style: str) -> None:
    """B-79: the same instant, however it was written."""
    tokyo = NOON.astimezone(timezone(timedelta(hours=9)))
    assert Discord().moment(NOON, style) == Discord().moment(tokyo, style) == f"<t:1795435200:{style}>"


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("F", "Mon 23 Nov 2026, 13:00 CET"),
        ("f", "Mon 23 Nov 2026, 13:00 CET"),
        ("D", "Mon 23 Nov 2026"),
        ("t", "13:00"),
        ("R", "now"),
    ],
)
def test_plain_text_names_the_zone(style: str, shown: str) -> None:
    assert PLAIN.moment(NOON, style) == shown


@pytest.mark.parametrize(
    ("ahead", "shown"), [(timedelta(hours=2), "in 2 hours"), (timedelta(days=-3), "3 days ago")]
)
def test_plain_text_tells_the_distance(ahead: timedelta, shown: str) -> None:
    assert PLAIN.moment(NOON + ahead, "R") == shown


def test_the_two_name_people_and_places() -> None:
    discord, plain = Discord(), PLAIN
    assert (discord.person(UserId(1)), plain.person(UserId(1))) == ("<@1>", "Mira")
    assert (discord.role(RoleId(2)), plain.role(RoleId(2))) == ("<@&2>", "@Players")
    assert (discord.channel(ChannelId(3)), plain.channel(ChannelId(3))) == ("<#3>", "#games")


def test_plain_text_falls_back_to_ids() -> None:
    assert (PLAIN.person(UserId(9)), PLAIN.role(RoleId(9)), PLAIN.channel(ChannelId(9))) == ("9", "@9", "#9")


def test_typed_text_is_escaped_for_discord_only() -> None:
    assert (Discord().bold("a*b"), PLAIN.bold("a*b")) == ("**a\\*b**", "a*b")
    assert (Discord().typed("@here"), PLAIN.typed("@here")) == ("@\u200bhere", "@here")


def test_a_moment_is_shown_as_of_a_date_whose_clocks_differ() -> None:
    """B-82"""
    summer = datetime(2026, 7, 1, 22, 30, tzinfo=NOON.tzinfo)
    assert PLAIN.moment(summer) == "Thu 2 Jul 2026, 00:30 CEST"
