"""Something that just happened in the world, and for whom it happened."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from gamescheduler.simulator.objects import Json


@dataclass(frozen=True)
class Event:
    """A gateway dispatch by its Discord name, or one of the names below that only the chat page knows.

    `bots` and `people` are ids; None means everyone of the guild who may view `channel_id`, or everyone of
    the guild when there is no channel.
    """

    name: str
    data: Json
    guild_id: str | None = None
    channel_id: str | None = None
    bots: Collection[str] | None = None
    people: Collection[str] | None = None


NOBODY: Collection[str] = frozenset()
INTERACTION_STATE = "INTERACTION_STATE"
MODAL_OPEN = "MODAL_OPEN"
DM_OPEN = "DM_OPEN"
COMMANDS_CHANGED = "COMMANDS_CHANGED"
