"""A planned game: the promise its players signed up for."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from gamescheduler.models.types import ChannelId, GameId, GuildId, Instant, RoleId, Status, UserId

_STATUSES = ", ".join(f"'{status}'" for status in Status)


class Game(SQLModel, table=True):
    """``version`` grows with every change people could see; a card or reminder of an older one is stale."""

    __table_args__ = (
        CheckConstraint("length(title) BETWEEN 1 AND 100", name="game_title_length"),
        CheckConstraint("length(description) <= 2000", name="game_description_length"),
        CheckConstraint("duration BETWEEN 1 AND 1440", name="game_duration_range"),
        CheckConstraint("max_players BETWEEN 1 AND 100", name="game_max_players_range"),
        CheckConstraint(f"status IN ({_STATUSES})", name="game_status_known"),
        Index("game_by_guild", "guild_id", "starts_at", "id"),
    )

    id: GameId = Field(sa_type=Text, primary_key=True)
    guild_id: GuildId = Field(sa_type=BigInteger, foreign_key="guild.id", ondelete="CASCADE")
    channel_id: ChannelId = Field(sa_type=BigInteger, foreign_key="channel.id", ondelete="CASCADE")
    host_id: UserId = Field(sa_type=BigInteger, foreign_key="app_user.id")
    title: str = Field(sa_type=Text)
    description: str = Field(default="", sa_type=Text)
    location: str = Field(default="", sa_type=Text)
    starts_at: datetime = Field(sa_type=Instant)
    zone: str = Field(sa_type=Text)
    duration: int | None = Field(default=None, sa_type=Integer)
    max_players: int | None = Field(default=None, sa_type=Integer)
    reminders: list[int] = Field(
        default_factory=list, sa_column=Column(ARRAY(Integer), nullable=False, server_default=text("'{}'"))
    )
    notify_roles: list[RoleId] = Field(
        default_factory=list, sa_column=Column(ARRAY(BigInteger), nullable=False, server_default=text("'{}'"))
    )
    status: Status = Field(default=Status.SCHEDULED, sa_type=Text)
    version: int = 1
    cancelled_by: UserId | None = Field(default=None, sa_type=BigInteger)
    cancelled_at: datetime | None = Field(default=None, sa_type=Instant)
    cancel_reason: str = Field(default="", sa_type=Text)
    created_at: datetime = Field(sa_type=Instant)
