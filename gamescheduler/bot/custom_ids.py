"""What a button, menu or form says when it is used: ``gs1:<verb>:<game id>[:<rest>]``; ``-`` is no game.

Versioned and complete in itself, so that a button of any age works after any restart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gamescheduler.models import GameId

NO_GAME = GameId("-")

_SHAPE = re.compile(
    r"gs1:(?P<verb>[a-z]+):(?P<game_id>[1-9A-HJ-NP-Za-km-z]{10}|-)(?::(?P<rest>[\w:,./+-]*))?"
)


@dataclass(frozen=True, slots=True)
class Press:
    """What was asked for, about which game; ``rest`` is what a form or menu carries along."""

    verb: str
    game_id: GameId
    rest: str = ""


def write(verb: str, game_id: GameId = NO_GAME, rest: str = "") -> str:
    """At most 100 characters, which is Discord's limit, as long as verb and ``rest`` have no more than 84."""
    return f"gs1:{verb}:{game_id}:{rest}" if rest else f"gs1:{verb}:{game_id}"


def read(custom_id: str) -> Press | None:
    """None for what is not one of ours, or not of this version."""
    match = _SHAPE.fullmatch(custom_id)
    if match is None:
        return None
    return Press(match["verb"], GameId(match["game_id"]), match["rest"] or "")
