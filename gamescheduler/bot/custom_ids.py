"""What a button says when it is pressed: ``gs1:<verb>:<game id>``.

Versioned and complete in itself, so that a button of any age works after any restart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gamescheduler.models import GameId

_SHAPE = re.compile(r"gs1:(?P<verb>[a-z]+):(?P<game_id>[1-9A-HJ-NP-Za-km-z]{10})(?::(?P<rest>[\w:,]*))?")


@dataclass(frozen=True, slots=True)
class Press:
    """What was asked for, about which game; ``rest`` is what a form carries along."""

    verb: str
    game_id: GameId
    rest: str = ""


def write(verb: str, game_id: GameId, rest: str = "") -> str:
    """At most 100 characters, which is Discord's limit, as long as ``rest`` has no more than 70."""
    return f"gs1:{verb}:{game_id}:{rest}" if rest else f"gs1:{verb}:{game_id}"


def read(custom_id: str) -> Press | None:
    """None for one of another version, or one that was tampered with."""
    found = _SHAPE.fullmatch(custom_id)
    return Press(found["verb"], GameId(found["game_id"]), found["rest"] or "") if found else None
