"""What refusals depend on besides who asks and when (that is `test_permissions`), and the facts they hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gamescheduler.domain.actor import MANAGE_GUILD
from gamescheduler.domain.refusals import (
    why_not_come_back,
    why_not_join,
    why_not_post,
    why_not_see,
)
from gamescheduler.domain.settings import Settings
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import Refusal
from gamescheduler.models import Channel, RoleId, Signup, Status, Template
from tests.builders import (
    ADA,
    GAMES,
    HOSTS,
    IVO,
    MIRA,
    NOON,
    NOOR,
    PLAYERS,
    SAM,
    TAVERN,
    a_place,
    a_sheet,
    actor,
)

DECK = RoleId(131)
OWNER = actor(IVO, owns_guild=True)


def code(refusal: Refusal | None) -> str | None:
    return None if refusal is None else refusal.code


def saying_maybe(sheet: Sheet) -> Sheet:
    """The last of them."""
    sheet.participants[-1].maybe = True
    return replace(sheet)


def test_a_full_game_is_no_reason_not_to_join() -> None:
    assert why_not_join(a_sheet(NOOR, SAM), actor(ADA)) is None


@pytest.mark.parametrize("signup", Signup)
def test_only_where_the_host_picks_nobody_joins(signup: Signup) -> None:
    """B-40"""
    refused = Refusal("host_picks", {"host_id": MIRA}) if signup == Signup.HOST else None
    assert why_not_join(a_sheet(SAM, signup=signup), actor(NOOR)) == refused
    assert why_not_join(a_sheet(NOOR, signup=signup), actor(NOOR)) is None
    # Maybe holds no place, so it is no way into a game that somebody else fills.
    assert why_not_join(saying_maybe(a_sheet(NOOR, signup=signup)), actor(NOOR)) == refused


@pytest.mark.parametrize("signup", Signup)
@pytest.mark.parametrize("status", [Status.SCHEDULED, Status.IN_PROGRESS])
def test_a_leave_is_taken_back_wherever_one_could_leave(signup: Signup, status: Status) -> None:
    """A place the host gave is given back too, and a slip is a slip after the start."""
    sheet = a_sheet(signup=signup, status=status)
    assert why_not_come_back(sheet, actor(NOOR), NOON, since=NOON) is None


@pytest.mark.parametrize("left_at", [None, NOON - timedelta(microseconds=1)])
def test_a_leave_is_taken_back_for_a_moment_only(left_at: object) -> None:
    refusal = why_not_come_back(a_sheet(), actor(NOOR), left_at, since=NOON)  # type: ignore[arg-type]
    assert refusal == Refusal("undo_too_late")


def test_a_refusal_knows_when_the_game_was_cancelled() -> None:
    refusal = why_not_join(a_sheet(status=Status.CANCELLED, cancelled_at=NOON), actor(NOOR))
    assert refusal == Refusal("cancelled", {"at": NOON, "host_id": MIRA})


@pytest.mark.parametrize("rule", [why_not_see, why_not_join])
def test_a_refusal_names_the_roles_that_play(rule: object) -> None:
    """B-92"""
    refusal = rule(a_sheet(player_roles=[PLAYERS]), actor(NOOR))  # type: ignore[operator]
    assert refusal == Refusal("players_only", {"player_roles": (PLAYERS,), "host_id": MIRA})


def channel(**fields: object) -> Channel:
    return Channel(**{"id": GAMES, "guild_id": TAVERN, "name": "games", "bot_can_post": True, **fields})


@pytest.mark.parametrize(
    ("host_roles", "held", "refused"),
    [
        ((HOSTS,), {HOSTS}, None),
        ((HOSTS,), {DECK}, "hosts_only"),
        ((HOSTS, DECK), {DECK}, None),
        ((), {HOSTS}, "hosts_only"),
        ((TAVERN,), set(), None),
    ],
)
def test_posting_needs_a_host_role(
    host_roles: tuple[RoleId, ...], held: set[RoleId], refused: str | None
) -> None:
    """B-46"""
    settings = Settings(host_roles=host_roles)
    assert code(why_not_post(actor(SAM, role_ids=frozenset(held)), SAM, a_place(settings))) == refused
    assert why_not_post(actor(IVO, permissions=MANAGE_GUILD), IVO, a_place(settings)) is None


@pytest.mark.parametrize(
    ("narrowed", "refused"),
    [
        ({}, None),
        ({"host_roles": [HOSTS]}, None),
        ({"host_roles": [DECK]}, Refusal("template_only", {"host_roles": (DECK,), "template": "D&D"})),
        ({"host_roles": []}, Refusal("template_only", {"host_roles": (), "template": "D&D"})),
    ],
    ids=["not narrowed", "to a role held", "to another role", "to managers"],
)
def test_a_template_narrows_who_hosts(narrowed: dict[str, object], refused: Refusal | None) -> None:
    template = Template(guild_id=TAVERN, name="D&D", settings=narrowed)
    sam, place = actor(SAM, role_ids=frozenset({HOSTS})), a_place(Settings(host_roles=(HOSTS,)), template)
    assert why_not_post(sam, SAM, place) == refused
    assert why_not_post(OWNER, IVO, place) is None


def test_a_template_narrows_nothing_that_is_locked() -> None:
    """B-46: what holds is what `explain` says holds."""
    template = Template(guild_id=TAVERN, name="D&D", settings={"host_roles": [DECK]})
    sam, place = actor(SAM, role_ids=frozenset({HOSTS})), a_place(Settings(host_roles=(HOSTS,)), template)
    assert code(why_not_post(sam, SAM, place)) == "template_only"
    assert place.guild is not None
    place.guild.locked = ["host_roles"]
    assert why_not_post(sam, SAM, replace(place)) is None


def test_a_template_does_not_widen_who_hosts() -> None:
    template = Template(guild_id=TAVERN, name="D&D", settings={"host_roles": [DECK]})
    sam = actor(SAM, role_ids=frozenset({DECK}))
    place = a_place(Settings(host_roles=(HOSTS,)), template)
    assert code(why_not_post(sam, SAM, place)) == "hosts_only"


@pytest.mark.parametrize(
    ("active", "closed", "refused"),
    [
        (None, channel(), None),
        (True, channel(), None),
        (False, channel(), Refusal("channel_inactive", {"channel_id": GAMES})),
        (None, channel(removed_at=NOON), Refusal("channel_inactive", {"channel_id": GAMES})),
        (
            None,
            channel(bot_can_post=False, missing=["Send Messages"]),
            Refusal("channel_closed_to_bot", {"channel_id": GAMES, "missing": ("Send Messages",)}),
        ),
    ],
    ids=["not set", "open", "closed", "gone", "closed to the bot"],
)
def test_posting_needs_an_open_channel(active: bool | None, closed: Channel, refused: Refusal | None) -> None:
    """B-47, B-103"""
    assert why_not_post(OWNER, IVO, a_place(Settings(active=active), channel=closed)) == refused
