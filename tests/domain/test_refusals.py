"""Who may do what: every verb, every kind of actor, every state of the game."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from gamescheduler.domain.actor import ADMINISTRATOR, MANAGE_GUILD, SCHEDULER, Actor
from gamescheduler.domain.refusals import (
    manages,
    why_not_cancel,
    why_not_configure,
    why_not_edit,
    why_not_join,
    why_not_leave,
    why_not_post,
)
from gamescheduler.domain.settings import Settings
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import Refusal
from gamescheduler.models import Channel, RoleId, Status
from tests.builders import ADA, GAMES, HOSTS, IVO, MIRA, NOON, NOOR, SAM, TAVERN, ZOE, a_sheet, actor

MANAGERS, DECK = RoleId(130), RoleId(131)
WHO = {
    "host": actor(MIRA),
    "player": actor(NOOR),
    "waiting": actor(ADA),
    "stranger": actor(ZOE),
    "manager": actor(IVO, permissions=MANAGE_GUILD),
    "admin": actor(IVO, permissions=ADMINISTRATOR),
    "owner": actor(IVO, owns_guild=True),
    "daemon": SCHEDULER,
}
IN_CHARGE = {"host", "manager", "admin", "owner", "daemon"}
OVER = {Status.COMPLETED: "finished", Status.CANCELLED: "cancelled"}

Rule = Callable[[Sheet, Actor], Refusal | None]


def code(refusal: Refusal | None) -> str | None:
    return None if refusal is None else refusal.code


def expected(rule: Rule, who: str, status: Status) -> str | None:
    """The whole table in words."""
    not_theirs = None if who in IN_CHARGE else "not_your_game"
    if rule is why_not_cancel:
        return "finished" if status == Status.COMPLETED else not_theirs
    if status in OVER:
        return OVER[status]
    if rule is why_not_edit:
        return not_theirs
    if rule is why_not_join and status == Status.IN_PROGRESS:
        return "started"
    return "host_plays_not" if rule is why_not_join and who == "host" else None


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("rule", [why_not_join, why_not_leave, why_not_edit, why_not_cancel])
def test_a_rule_gives_its_reason(rule: Rule, who: str, status: Status) -> None:
    """B-34, B-35, B-91"""
    sheet = a_sheet(NOOR, SAM, ADA, status=status)
    assert code(rule(sheet, WHO[who])) == expected(rule, who, status)


def test_a_full_game_is_no_reason_not_to_join() -> None:
    assert why_not_join(a_sheet(NOOR, SAM), actor(ADA)) is None


def test_a_refusal_knows_when_the_game_was_cancelled() -> None:
    refusal = why_not_join(a_sheet(status=Status.CANCELLED, cancelled_at=NOON), actor(NOOR))
    assert refusal == Refusal("cancelled", {"at": NOON, "host_id": MIRA})


@pytest.mark.parametrize(
    ("configured", "manager", "role_holder"),
    [((), True, False), ((MANAGERS,), False, True), ((TAVERN,), True, True)],
    ids=["none configured", "a role", "everyone"],
)
def test_manager_roles_replace_manage_server(
    configured: tuple[RoleId, ...], manager: bool, role_holder: bool
) -> None:
    settings = Settings(manager_roles=configured)
    with_role = actor(SAM, role_ids=frozenset({MANAGERS}))
    assert manages(WHO["manager"], settings) is manager
    assert manages(with_role, settings) is role_holder
    assert manages(WHO["owner"], settings) is manages(WHO["admin"], settings) is True
    assert code(why_not_configure(with_role, settings)) == (None if role_holder else "managers_only")


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
    assert code(why_not_post(actor(SAM, role_ids=frozenset(held)), settings, channel())) == refused
    assert why_not_post(WHO["manager"], settings, channel()) is None


@pytest.mark.parametrize(
    ("active", "closed", "refused"),
    [
        (None, channel(), None),
        (True, channel(), None),
        (False, channel(), "channel_inactive"),
        (None, channel(removed_at=NOON - timedelta(days=1)), "channel_inactive"),
        (None, channel(bot_can_post=False), "channel_closed_to_bot"),
    ],
)
def test_posting_needs_an_open_channel(active: bool | None, closed: Channel, refused: str | None) -> None:
    """B-47"""
    assert code(why_not_post(WHO["owner"], Settings(active=active), closed)) == refused
