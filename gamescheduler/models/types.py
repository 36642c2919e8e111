"""Identifiers and column types. Discord's ids are integers, a game's id is text: they can't be confused."""

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NewType

from sqlalchemy import TIMESTAMP, Dialect
from sqlalchemy.types import TypeDecorator

GuildId = NewType("GuildId", int)
ChannelId = NewType("ChannelId", int)
RoleId = NewType("RoleId", int)
UserId = NewType("UserId", int)
MessageId = NewType("MessageId", int)
GameId = NewType("GameId", str)
TemplateId = NewType("TemplateId", int)

# Base58: digits and letters without the four that people misread (0 O I l).
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def new_game_id() -> GameId:
    """Ten random base58 characters: 58 bits, the same in URL, button, terminal and message."""
    return GameId("".join(secrets.choice(_ALPHABET) for _ in range(10)))


class Status(StrEnum):
    """Where a game is in its life."""

    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Signup(StrEnum):
    """How people get into a game."""

    OPEN = "open"
    ASK = "ask"
    HOST = "host"
    ROLE = "role"


class Route(StrEnum):
    """How reminders reach people."""

    DM = "dm"
    CHANNEL = "channel"
    OFF = "off"


class ThreadPolicy(StrEnum):
    """When a game gets a thread below its announcement."""

    OFF = "off"
    ON_FIRST_JOIN = "on_first_join"
    ALWAYS = "always"


def one_of(values: type[StrEnum]) -> str:
    """The members as an SQL list, for CHECK constraints: native enums can't be taken back by a migration."""
    return ", ".join(f"'{value}'" for value in values)


class Instant(TypeDecorator[datetime]):
    """``timestamptz`` that refuses naive datetimes and always gives back UTC."""

    impl = TIMESTAMP(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a naive datetime can't be stored: say which zone it is in")
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)
