"""Somebody who signed up for a game."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from gamescheduler.models.types import GameId, Instant, UserId


class Participant(SQLModel, table=True):
    """A Discord user or a guest name, never both.

    ``position`` is set when the host placed them, ``priority`` when a role put them forward; who plays
    and who waits is derived from these by ``domain.roster``, never stored. ``left_at``: they gave their
    place up; the row stays, so that an Undo finds the place again.
    """

    __table_args__ = (
        CheckConstraint("num_nonnulls(user_id, guest_name) = 1", name="participant_user_or_guest"),
        CheckConstraint("length(guest_name) BETWEEN 1 AND 100", name="participant_guest_name_length"),
        UniqueConstraint("game_id", "user_id", name="participant_once_per_game"),
    )

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    game_id: GameId = Field(sa_type=Text, foreign_key="game.id", ondelete="CASCADE")
    user_id: UserId | None = Field(default=None, sa_type=BigInteger, foreign_key="app_user.id", index=True)
    guest_name: str | None = Field(default=None, sa_type=Text)
    position: int | None = None
    priority: int | None = None
    maybe: bool = False
    joined_at: datetime = Field(sa_type=Instant)
    left_at: datetime | None = Field(default=None, sa_type=Instant)
