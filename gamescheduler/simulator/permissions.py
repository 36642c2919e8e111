"""Who may do what where (docs: Topics, Permissions)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntFlag

from gamescheduler.simulator.objects import Json


class Permission(IntFlag):
    """The bits this simulator asks for; every other bit is carried along unread."""

    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    CONNECT = 1 << 20
    CHANGE_NICKNAME = 1 << 26
    MANAGE_ROLES = 1 << 28
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_EVENTS = 1 << 33
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38
    CREATE_EVENTS = 1 << 44


P = Permission
ALL = (1 << 53) - 1
EVERYONE = int(
    P.VIEW_CHANNEL
    | P.SEND_MESSAGES
    | P.EMBED_LINKS
    | P.ATTACH_FILES
    | P.READ_MESSAGE_HISTORY
    | P.ADD_REACTIONS
    | P.CONNECT
    | P.CHANGE_NICKNAME
    | P.USE_APPLICATION_COMMANDS
    | P.CREATE_PUBLIC_THREADS
    | P.SEND_MESSAGES_IN_THREADS
)
"""What @everyone may do in a new server."""
IN_DIRECT_MESSAGES = EVERYONE & ~int(P.CHANGE_NICKNAME | P.CREATE_PUBLIC_THREADS | P.SEND_MESSAGES_IN_THREADS)


def base(roles: Iterable[Json]) -> int:
    """The bits a set of roles gives before any channel has a say; ADMINISTRATOR gives all of them."""
    held = 0
    for role in roles:
        held |= int(role["permissions"])
    return ALL if held & P.ADMINISTRATOR else held


def overwritten(held: int, overwrites: list[Json], guild_id: str, role_ids: list[str], user_id: str) -> int:
    """Apply a channel's overwrites: for @everyone, then for the roles taken together, then for the member."""
    by_id = {overwrite["id"]: overwrite for overwrite in overwrites}
    for group in ([guild_id], role_ids, [user_id]):
        held = _applied(held, [by_id[key] for key in group if key in by_id])
    return _without_what_is_implied(held)


def _applied(held: int, overwrites: list[Json]) -> int:
    denied = allowed = 0
    for overwrite in overwrites:
        denied |= int(overwrite["deny"])
        allowed |= int(overwrite["allow"])
    return held & ~denied | allowed


def _without_what_is_implied(held: int) -> int:
    """Losing VIEW_CHANNEL loses everything; losing SEND_MESSAGES loses what only a sent message can use."""
    if not held & P.VIEW_CHANNEL:
        return 0
    if not held & P.SEND_MESSAGES:
        held &= ~int(P.MENTION_EVERYONE | P.EMBED_LINKS | P.ATTACH_FILES)
    return held
