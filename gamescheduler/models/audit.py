"""Who did what, and what it changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Identity, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from gamescheduler.models.types import GameId, GuildId, Instant


class Audit(SQLModel, table=True):
    """One row per verb. ``actor`` reads ``user:42``, ``cli:mira@laptop`` or ``scheduler``.

    ``guild_id`` None: it was about all servers.
    """

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    at: datetime = Field(sa_type=Instant)
    actor: str = Field(sa_type=Text)
    verb: str = Field(sa_type=Text)
    guild_id: GuildId | None = Field(
        default=None, sa_type=BigInteger, foreign_key="guild.id", ondelete="CASCADE", index=True
    )
    game_id: GameId | None = Field(
        default=None, sa_type=Text, foreign_key="game.id", ondelete="SET NULL", index=True
    )
    before: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    after: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
