"""What must happen later is a row first: reminders, status transitions and events on their way out."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from gamescheduler.models.types import GameId, Instant, Status

PENDING = "done_at IS NULL AND parked_at IS NULL"


class Due(SQLModel):
    """A row that is waiting for its moment.

    ``attempts`` and ``last_error`` tell what went wrong; a row that failed too often is parked: kept,
    shown, retried by hand, and in nobody's way.
    """

    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=True),)
    )
    due_at: datetime = Field(sa_type=Instant)
    attempts: int = 0
    last_error: str | None = Field(default=None, sa_type=Text)
    parked_at: datetime | None = Field(default=None, sa_type=Instant)


class Reminder(Due, table=True):
    """One reminder of one game, ``lead`` minutes before its start; who gets it is decided when it is due."""

    __tablename__ = "notification_schedule"
    __table_args__ = (
        UniqueConstraint("game_id", "kind", "lead", name="notification_schedule_once"),
        CheckConstraint("lead BETWEEN 1 AND 40320", name="notification_schedule_lead_range"),
        Index("notification_schedule_due", "due_at", "id", postgresql_where=text(PENDING)),
    )

    game_id: GameId = Field(sa_type=Text, foreign_key="game.id", ondelete="CASCADE")
    kind: str = Field(default="reminder", sa_type=Text)
    lead: int
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    skipped: str | None = Field(default=None, sa_type=Text)


class Transition(Due, table=True):
    """One timed change of a game's status."""

    __tablename__ = "game_status_schedule"
    __table_args__ = (
        UniqueConstraint("game_id", "target", name="game_status_schedule_once"),
        CheckConstraint("target IN ('in_progress', 'completed')", name="game_status_schedule_target_known"),
        Index("game_status_schedule_due", "due_at", "id", postgresql_where=text(PENDING)),
    )

    game_id: GameId = Field(sa_type=Text, foreign_key="game.id", ondelete="CASCADE")
    target: Status = Field(sa_type=Text)
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    skipped: str | None = Field(default=None, sa_type=Text)


class Outbox(Due, table=True):
    """An event on its way to one queue. Deleted by whoever has finished its effect, not by who sent it."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("outbox_due", "queue", "due_at", "id", postgresql_where=text("parked_at IS NULL")),
    )

    queue: str = Field(sa_type=Text)
    event: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    created_at: datetime = Field(sa_type=Instant)
