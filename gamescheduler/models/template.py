"""A kind of game that is planned again and again."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index, Text, text
from sqlmodel import Field, SQLModel

from gamescheduler.models.settings import locked_column, settings_column
from gamescheduler.models.types import ChannelId, GuildId, TemplateId


class Template(SQLModel, table=True):
    """The layer between channel and game: its settings, those a host may not change, and words to begin with.

    At most one template of a server is the default; the database sees to that.
    """

    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 50", name="template_name_length"),
        CheckConstraint("length(title) <= 100", name="template_title_length"),
        CheckConstraint("length(description) <= 2000", name="template_description_length"),
        Index("template_name_once", "guild_id", text("lower(name)"), unique=True),
        Index("template_one_default", "guild_id", unique=True, postgresql_where=text("is_default")),
    )

    id: TemplateId | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    guild_id: GuildId = Field(sa_type=BigInteger, foreign_key="guild.id", ondelete="CASCADE")
    channel_id: ChannelId | None = Field(
        default=None, sa_type=BigInteger, foreign_key="channel.id", ondelete="SET NULL"
    )
    name: str = Field(sa_type=Text)
    title: str = Field(default="", sa_type=Text)
    description: str = Field(default="", sa_type=Text)
    settings: dict[str, Any] = settings_column()
    locked: list[str] = locked_column()
    position: int = 0
    is_default: bool = False
