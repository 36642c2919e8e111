"""One interaction: a person's command, click or form on its way to a bot, and what the bot made of it."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from enum import IntEnum

from gamescheduler.simulator.objects import Json


class Kind(IntEnum):
    """Interaction types (docs: Receiving and Responding)."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Callback(IntEnum):
    """Interaction callback types (docs: Receiving and Responding)."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    AUTOCOMPLETE = 8
    MODAL = 9


@dataclass
class Interaction:
    """`born` is wire time: the deadline and the token's life are counted in it."""

    id: str
    kind: Kind
    application_id: str
    user_id: str
    channel_id: str
    data: Json
    born: float
    name: str = ""
    nonce: str | None = None
    source_id: str | None = None
    """The message whose component was used, directly or on the way to a form."""
    parent: Interaction | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(128))
    callback: Callback | None = None
    original_id: str | None = None
    modal: Json | None = None
    choices: list[Json] | None = None
    acknowledged: asyncio.Event = field(default_factory=asyncio.Event)
