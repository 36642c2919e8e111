"""Things kept for minutes: drafts, sessions, counters. Nothing that must survive."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from gamescheduler.models.types import Instant


class Cached(SQLModel, table=True):
    """An entry of the cache; ``adapters.cache`` is the only reader and writer."""

    __tablename__ = "cache"
    __table_args__ = {"prefixes": ["UNLOGGED"]}

    key: str = Field(sa_type=Text, primary_key=True)
    value: Any = Field(sa_column=Column(JSONB, nullable=False))
    expires_at: datetime = Field(sa_type=Instant, index=True)
