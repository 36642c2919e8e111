"""Who was told what, how, and why not."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from gamescheduler.models.types import GameId, Instant, MessageId, UserId, one_of


class DeliveryState(StrEnum):
    """Every planned message ends as sent, by channel, or skipped with a reason."""

    PLANNED = "planned"
    SENT = "sent"
    CHANNEL = "channel"
    SKIPPED = "skipped"


class Delivery(SQLModel, table=True):
    """One message to one person about one occasion. The unique key is what makes it exactly one."""

    __table_args__ = (
        UniqueConstraint("game_id", "user_id", "kind", "occasion", name="delivery_once"),
        CheckConstraint(f"state IN ({one_of(DeliveryState)})", name="delivery_state_known"),
    )

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    game_id: GameId = Field(sa_type=Text, foreign_key="game.id", ondelete="CASCADE")
    user_id: UserId = Field(sa_type=BigInteger, foreign_key="app_user.id", ondelete="CASCADE", index=True)
    kind: str = Field(sa_type=Text)
    occasion: str = Field(sa_type=Text)
    state: DeliveryState = Field(default=DeliveryState.PLANNED, sa_type=Text)
    message_id: MessageId | None = Field(default=None, sa_type=BigInteger)
    reason: str | None = Field(default=None, sa_type=Text)
    planned_at: datetime = Field(sa_type=Instant)
    attempted_at: datetime | None = Field(default=None, sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
