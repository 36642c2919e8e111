"""A planned game: the promise its players signed up for."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from gamescheduler.models.types import (
    ChannelId,
    GameId,
    GuildId,
    Instant,
    RoleId,
    Route,
    Signup,
    Status,
    TemplateId,
    ThreadPolicy,
    UserId,
    one_of,
)


def _roles() -> Any:
    return Field(
        default_factory=list, sa_column=Column(ARRAY(BigInteger), nullable=False, server_default=text("'{}'"))
    )


class Game(SQLModel, table=True):
    """``version`` grows with every change people could see; a card or reminder of an older one is stale.

    ``details_version`` and ``roster_version`` say when the fields, and the people or how they are seated,
    last changed: whoever edits what they saw at an older version is shown the conflict. ``origins`` names
    the level of settings each value came from when the game was posted, or ``game`` since somebody changed
    it.
    """

    __table_args__ = (
        CheckConstraint("length(title) BETWEEN 1 AND 100", name="game_title_length"),
        CheckConstraint("length(description) <= 2000", name="game_description_length"),
        CheckConstraint("duration BETWEEN 1 AND 1440", name="game_duration_range"),
        CheckConstraint("max_players BETWEEN 1 AND 100", name="game_max_players_range"),
        CheckConstraint("length(location) <= 200", name="game_location_length"),
        CheckConstraint("length(instructions) <= 1000", name="game_instructions_length"),
        CheckConstraint(f"status IN ({one_of(Status)})", name="game_status_known"),
        CheckConstraint(f"signup IN ({one_of(Signup)})", name="game_signup_known"),
        CheckConstraint(f"thread IN ({one_of(ThreadPolicy)})", name="game_thread_known"),
        CheckConstraint(f"reminder_route IN ({one_of(Route)})", name="game_reminder_route_known"),
        Index("game_by_guild", "guild_id", "starts_at", "id"),
    )

    id: GameId = Field(sa_type=Text, primary_key=True)
    guild_id: GuildId = Field(sa_type=BigInteger, foreign_key="guild.id", ondelete="CASCADE")
    channel_id: ChannelId = Field(sa_type=BigInteger, foreign_key="channel.id", ondelete="CASCADE")
    host_id: UserId = Field(sa_type=BigInteger, foreign_key="app_user.id")
    title: str = Field(sa_type=Text)
    description: str = Field(default="", sa_type=Text)
    location: str = Field(default="", sa_type=Text)
    instructions: str = Field(default="", sa_type=Text)
    starts_at: datetime = Field(sa_type=Instant)
    zone: str = Field(sa_type=Text)
    duration: int | None = Field(default=None, sa_type=Integer)
    max_players: int | None = Field(default=None, sa_type=Integer)
    reminders: list[int] = Field(
        default_factory=list, sa_column=Column(ARRAY(Integer), nullable=False, server_default=text("'{}'"))
    )
    signup: Signup = Field(default=Signup.OPEN, sa_type=Text)
    notify_roles: list[RoleId] = _roles()
    player_roles: list[RoleId] = _roles()
    priority_roles: list[RoleId] = _roles()
    thread: ThreadPolicy = Field(default=ThreadPolicy.OFF, sa_type=Text)
    reminder_route: Route = Field(default=Route.DM, sa_type=Text)
    template_id: TemplateId | None = Field(
        default=None, sa_type=BigInteger, foreign_key="template.id", ondelete="SET NULL"
    )
    origins: dict[str, str] = Field(
        default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default=text("'{}'"))
    )
    status: Status = Field(default=Status.SCHEDULED, sa_type=Text)
    version: int = 1
    details_version: int = 1
    roster_version: int = 1
    told_at: datetime | None = Field(default=None, sa_type=Instant)
    cancelled_by: UserId | None = Field(default=None, sa_type=BigInteger)
    cancelled_at: datetime | None = Field(default=None, sa_type=Instant)
    cancel_reason: str = Field(default="", sa_type=Text)
    created_at: datetime = Field(sa_type=Instant)
