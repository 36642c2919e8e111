"""Snowflakes: Discord's ids, which carry the moment they were made (docs: Reference, Snowflakes)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_WORKER = 1 << 17


class Snowflakes:
    """A source of ids as decimal strings, strictly increasing even when its clock stands still."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._last = 0

    def __call__(self) -> str:
        wanted = (_milliseconds(self._now()) << 22) | _WORKER
        self._last = max(wanted, self._last + 1)
        return str(self._last)


def _milliseconds(moment: datetime) -> int:
    return (moment - DISCORD_EPOCH) // _MILLISECOND


def made_at(snowflake: str) -> datetime:
    """The world time at which an id was made."""
    return DISCORD_EPOCH + (int(snowflake) >> 22) * _MILLISECOND


def shard_of(guild_id: str | None, shards: int) -> int:
    """The shard a guild's events go to; direct messages (None) go to shard 0 (docs: Gateway, Sharding)."""
    return 0 if guild_id is None else (int(guild_id) >> 22) % shards
