"""The bot's projection of Discord: servers, channels, roles, members. Rebuilt on ready, kept by events."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from gamescheduler.models.types import ChannelId, GuildId, Instant, RoleId, UserId


def _settings() -> Any:
    """Only what was set at this level; null and [] are answers, an absent key inherits."""
    return Field(default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default=text("'{}'")))


class Guild(SQLModel, table=True):
    """A Discord server."""

    id: GuildId = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str = Field(sa_type=Text)
    owner_id: UserId = Field(sa_type=BigInteger)
    settings: dict[str, Any] = _settings()
    left_at: datetime | None = Field(default=None, sa_type=Instant)


class Channel(SQLModel, table=True):
    """A channel games may be announced in; ``bot_can_post`` follows Discord's permissions."""

    id: ChannelId = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    guild_id: GuildId = Field(sa_type=BigInteger, foreign_key="guild.id", ondelete="CASCADE", index=True)
    name: str = Field(sa_type=Text)
    position: int = 0
    bot_can_post: bool = False
    settings: dict[str, Any] = _settings()
    removed_at: datetime | None = Field(default=None, sa_type=Instant)


class Role(SQLModel, table=True):
    """A role; its permissions are Discord's bit field."""

    id: RoleId = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    guild_id: GuildId = Field(sa_type=BigInteger, foreign_key="guild.id", ondelete="CASCADE", index=True)
    name: str = Field(sa_type=Text)
    position: int = 0
    permissions: int = Field(default=0, sa_type=BigInteger)


class Member(SQLModel, table=True):
    """A person in a server, as last seen: the nickname and roles. Names never decide anything."""

    guild_id: GuildId = Field(
        sa_type=BigInteger, foreign_key="guild.id", ondelete="CASCADE", primary_key=True
    )
    user_id: UserId = Field(
        sa_type=BigInteger, foreign_key="app_user.id", ondelete="CASCADE", primary_key=True
    )
    nick: str | None = Field(default=None, sa_type=Text)
    role_ids: list[RoleId] = Field(
        default_factory=list, sa_column=Column(ARRAY(BigInteger), nullable=False, server_default=text("'{}'"))
    )
