"""The messages that announce games: which are behind, and whose turn it is.

One lane per channel: its next free moment is a row, so several bots share it and none edits faster
than Discord lets a channel be edited. The state shown is read when it is sent, never carried along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from gamescheduler.domain.lifecycle import LIVE
from gamescheduler.events import AnnouncementBlocked, AnnouncementLost
from gamescheduler.models import Announcement, ChannelId, Game, GameId, GuildId, Lane, MessageId
from gamescheduler.services.work import Work

LEASE = 30.0
"""Wall seconds one post or edit may take before another bot may try."""

SPACING = 1.0
SPACING_OLD = 2.0
OLD = timedelta(minutes=55)
"""Discord lets a channel's messages of more than an hour be edited 3 times in 6 seconds (error 30046)."""

ATTEMPTS = 20

DELETED, PERMISSION = "deleted", "permission"
"""Problems that something is done about: the host is asked; the permission is watched for."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One announcement to bring up to date, held for `LEASE` seconds.

    The ``nonce`` is the same for every attempt at one message, and another for the one after it.
    """

    game_id: GameId
    channel_id: ChannelId
    message_id: MessageId | None
    shown_hash: str | None
    nonce: str
    tried_before: bool
    was_posted: bool
    has_thread: bool
    attempt: int


async def open_lane(work: Work, game: Game) -> None:
    """A new game wants a message in its channel."""
    work.session.add(
        Announcement(game_id=game.id, channel_id=game.channel_id, wanted=game.version, due_at=work.now)
    )
    lane = insert(Lane).values(channel_id=game.channel_id, free_at=work.now)
    await work.session.execute(lane.on_conflict_do_nothing())


async def start_over(work: Work, game: Game) -> bool:
    """Forget a message that is lost or could not be written, so that another is posted; whether it was.

    When there was one stays known: people are pinged for the first only.
    """
    found = update(Announcement).where(
        col(Announcement.game_id) == game.id, col(Announcement.parked_at).is_not(None)
    )
    anew = {"message_id": None, "shown_hash": None, "claimed_at": None, "thread_id": None}
    fresh = {"shown": 0, "attempts": 0, "last_error": None, "problem": None, "parked_at": None}
    done = await work.session.execute(
        found.values(**anew, **fresh, due_at=work.now, wanted=game.version).returning(
            col(Announcement.game_id)
        )
    )
    return done.one_or_none() is not None


async def refresh(work: Work, game: Game) -> None:
    """The game's message is behind from now on."""
    await work.session.execute(
        update(Announcement).where(col(Announcement.game_id) == game.id).values(wanted=game.version)
    )


async def take_turn(work: Work) -> Turn | None:
    """Claim the most urgent message whose lane is free; status changes go before the rest."""
    row = (await work.session.execute(_NEXT, {"now": work.now})).one_or_none()
    if row is None:
        return None
    until = work.clock.later(LEASE)
    found = await work.session.get_one(Announcement, row.game_id)
    claimed_at = found.claimed_at or work.now
    turn = Turn(
        found.game_id,
        found.channel_id,
        found.message_id,
        found.shown_hash,
        nonce=f"{found.game_id}-{int(claimed_at.timestamp()) % 10_000}",
        tried_before=found.claimed_at is not None,
        was_posted=found.posted_at is not None,
        has_thread=found.thread_id is not None,
        attempt=found.attempts + 1,
    )
    found.due_at = until
    found.claimed_at = claimed_at
    found.attempts += 1
    await _free_lane(work, found.channel_id, until)
    return turn


async def next_turn(work: Work) -> datetime | None:
    """When the next message may be brought up to date; None when all are."""
    head: datetime | None = (await work.session.execute(_HEAD)).scalar_one()
    return head


async def posted(work: Work, turn: Turn, message_id: MessageId) -> None:
    """The message exists; it still has to become the card."""
    found = await work.session.get_one(Announcement, turn.game_id)
    found.message_id = message_id
    found.posted_at = work.now


async def shown(work: Work, turn: Turn, *, version: int, digest: str) -> None:
    """The message shows that version. The lane rests, and what changed meanwhile is due again."""
    found = await work.session.get_one(Announcement, turn.game_id)
    found.shown, found.shown_hash = version, digest
    found.due_at, found.attempts, found.last_error = work.now, 0, None
    old = found.posted_at is not None and work.now - found.posted_at > OLD
    await _free_lane(work, turn.channel_id, work.clock.later(SPACING_OLD if old else SPACING))


async def threaded(work: Work, turn: Turn, thread_id: ChannelId) -> None:
    """The message has a thread."""
    found = await work.session.get_one(Announcement, turn.game_id)
    found.thread_id = thread_id


async def failed(
    work: Work, turn: Turn, error: str, *, retry_in: float | None, problem: str = "gave_up"
) -> None:
    """It did not work: try again after that many wall seconds, or never (None). The lane goes on.

    What is never tried again is parked for somebody to mend; ``problem`` says what is to be mended.
    """
    found = await work.session.get_one(Announcement, turn.game_id)
    found.last_error = error[:500]
    if retry_in is None or turn.attempt >= ATTEMPTS:
        found.parked_at, found.problem = work.now, problem
        if problem == DELETED and turn.message_id is not None:
            work.emit(AnnouncementLost(game_id=turn.game_id, message_id=turn.message_id))
        elif problem == PERMISSION:
            work.emit(AnnouncementBlocked(game_id=turn.game_id, since=work.now))
    else:
        found.due_at = work.clock.later(retry_in)
    await _free_lane(work, turn.channel_id, work.clock.later(SPACING))


async def retry_permitted(work: Work, channel_ids: Sequence[ChannelId]) -> None:
    """The bot can post in these channels: what was parked because it could not is due at once."""
    waiting = update(Announcement).where(
        col(Announcement.channel_id).in_(channel_ids),
        col(Announcement.problem) == PERMISSION,
        col(Announcement.parked_at).is_not(None),
    )
    again = {"parked_at": None, "problem": None, "attempts": 0, "due_at": work.now}
    await work.session.execute(waiting.values(**again))


async def repairs(work: Work, guild_id: GuildId) -> Sequence[Announcement]:
    """Announcements of games still to come that only a person can get going again."""
    found = select(Announcement).join(Game, col(Game.id) == col(Announcement.game_id))
    found = found.where(
        col(Game.guild_id) == guild_id,
        col(Game.status).in_(LIVE),
        col(Announcement.parked_at).is_not(None),
        col(Announcement.problem).is_not(None),
    )
    return (await work.session.scalars(found.order_by(col(Announcement.parked_at)))).all()


async def of_game(work: Work, game_id: GameId) -> Announcement | None:
    """The announcement of a game, if it has one."""
    found = select(Announcement).where(col(Announcement.game_id) == game_id)
    return (await work.session.scalars(found)).one_or_none()


async def _free_lane(work: Work, channel_id: ChannelId, at: datetime) -> None:
    await work.session.execute(update(Lane).where(col(Lane.channel_id) == channel_id).values(free_at=at))


_NEXT = text("""
    SELECT a.game_id FROM announcement AS a
    JOIN lane ON lane.channel_id = a.channel_id
    JOIN game ON game.id = a.game_id
    WHERE a.shown < a.wanted AND a.parked_at IS NULL AND a.due_at <= :now AND lane.free_at <= :now
    ORDER BY (game.status <> 'scheduled') DESC, a.due_at, a.game_id
    LIMIT 1 FOR UPDATE OF a, lane SKIP LOCKED
""")
_HEAD = text("""
    SELECT min(greatest(a.due_at, lane.free_at)) FROM announcement AS a
    JOIN lane ON lane.channel_id = a.channel_id
    WHERE a.shown < a.wanted AND a.parked_at IS NULL
""")
