"""The columns of everything that holds settings, and the outermost of them: the instance."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel


def settings_column() -> Any:
    """Only what was set at this level; null and [] are answers, an absent key inherits."""
    return Field(default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default=text("'{}'")))


def locked_column() -> Any:
    """The fields that no level below may set."""
    return Field(
        default_factory=list, sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'"))
    )


class Instance(SQLModel, table=True):
    """This installation: one row, made by the migration."""

    __table_args__ = (CheckConstraint("id = 1", name="instance_only_one"),)

    id: int = Field(
        default=1, sa_type=SmallInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    settings: dict[str, Any] = settings_column()
    locked: list[str] = locked_column()
