"""The bot's projection of Discord: servers, channels, roles, members. Rebuilt on ready, kept by events."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from gamescheduler.models.settings import locked_column, settings_column
from gamescheduler.models.types import ChannelId, GuildId, Instant, RoleId, UserId


class Guild(SQLModel, table=True):
    """A Discord server."""

    id: GuildId = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str = Field(sa_type=Text)
    owner_id: UserId = Field(sa_type=BigInteger)
    settings: dict[str, Any] = settings_column()
    locked: list[str] = locked_column()
    welcomed_at: datetime | None = Field(default=None, sa_type=Instant)
    left_at: datetime | None = Field(default=None, sa_type=Instant)


class Channel(SQLModel, table=True):
    """A channel games may be announced in. ``missing`` names the Discord permissions the bot lacks there."""

    id: ChannelId = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    guild_id: GuildId = Field(sa_type=BigInteger, foreign_key="guild.id", ondelete="CASCADE", index=True)
    name: str = Field(sa_type=Text)
    position: int = 0
    bot_can_post: bool = False
    missing: list[str] = Field(
        default_factory=list, sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'"))
    )
    settings: dict[str, Any] = settings_column()
    locked: list[str] = locked_column()
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
