"""A person on Discord."""

from datetime import datetime

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, SQLModel

from gamescheduler.models.types import ChannelId, Instant, UserId


class User(SQLModel, table=True):
    """The names as last seen, the zone they type times in, and how direct messages reach them."""

    __tablename__ = "app_user"  # "user" is a reserved word in SQL

    id: UserId = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    username: str = Field(sa_type=Text)
    global_name: str | None = Field(default=None, sa_type=Text)
    zone: str | None = Field(default=None, sa_type=Text)
    dm_channel_id: ChannelId | None = Field(default=None, sa_type=BigInteger)
    dm_blocked_at: datetime | None = Field(default=None, sa_type=Instant)
