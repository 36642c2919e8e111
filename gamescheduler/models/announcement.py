"""The message that announces a game: the persisted set of messages to refresh."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text, text
from sqlmodel import Field, SQLModel

from gamescheduler.models.types import ChannelId, GameId, Instant, MessageId


class Announcement(SQLModel, table=True):
    """Dirty while ``shown`` is behind ``wanted`` (both are versions of the game).

    ``claimed_at`` is set before the first post, so that a bot that died after sending looks for its own
    message before it posts again. ``due_at`` holds the next attempt: a lease, or a back-off. A parked one
    is a repair for somebody: ``problem`` is its stable code, ``last_error`` the sentence.
    """

    __table_args__ = (
        Index(
            "announcement_dirty",
            "channel_id",
            "due_at",
            postgresql_where=text("shown < wanted AND parked_at IS NULL"),
        ),
    )

    game_id: GameId = Field(sa_type=Text, foreign_key="game.id", ondelete="CASCADE", primary_key=True)
    channel_id: ChannelId = Field(sa_type=BigInteger, foreign_key="channel.id", ondelete="CASCADE")
    message_id: MessageId | None = Field(default=None, sa_type=BigInteger)
    wanted: int = 1
    shown: int = 0
    shown_hash: str | None = Field(default=None, sa_type=Text)
    due_at: datetime = Field(sa_type=Instant)
    claimed_at: datetime | None = Field(default=None, sa_type=Instant)
    posted_at: datetime | None = Field(default=None, sa_type=Instant)
    attempts: int = 0
    last_error: str | None = Field(default=None, sa_type=Text)
    problem: str | None = Field(default=None, sa_type=Text)
    parked_at: datetime | None = Field(default=None, sa_type=Instant)
    thread_id: ChannelId | None = Field(default=None, sa_type=BigInteger)


class Lane(SQLModel, table=True):
    """When a channel may next see a post or edit; shared by all bot processes."""

    channel_id: ChannelId = Field(
        sa_type=BigInteger, foreign_key="channel.id", ondelete="CASCADE", primary_key=True
    )
    free_at: datetime = Field(sa_type=Instant)
