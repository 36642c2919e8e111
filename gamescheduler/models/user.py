"""A person on Discord."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Text
from sqlmodel import Field, SQLModel

from gamescheduler.models.types import ChannelId, Instant, Route, UserId, one_of


class User(SQLModel, table=True):
    """The names as last seen, the zone they type times in, and how messages reach them.

    ``reminder_route`` None: as the game says.
    """

    __tablename__ = "app_user"  # "user" is a reserved word in SQL

    __table_args__ = (
        CheckConstraint(f"reminder_route IN ({one_of(Route)})", name="app_user_reminder_route_known"),
    )

    id: UserId = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    username: str = Field(sa_type=Text)
    global_name: str | None = Field(default=None, sa_type=Text)
    zone: str | None = Field(default=None, sa_type=Text)
    reminder_route: Route | None = Field(default=None, sa_type=Text)
    dm_channel_id: ChannelId | None = Field(default=None, sa_type=BigInteger)
    dm_blocked_at: datetime | None = Field(default=None, sa_type=Instant)
