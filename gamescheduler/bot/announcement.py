"""A game's card as a Discord message of Components V2."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, TypeAlias

import disnake
from disnake import ui

from gamescheduler.bot import custom_ids
from gamescheduler.cards.card import Action, Emphasis, GameCard, Tone
from gamescheduler.models import GameId

Button: TypeAlias = "ui.Button[None]"
Row: TypeAlias = "ui.ActionRow[ui.MessageUIComponent]"
Component: TypeAlias = "ui.Container | ui.TextDisplay | ui.Separator | Row"

_COLOURS = {Tone.OPEN: 0x5865F2, Tone.RUNNING: 0x57F287, Tone.OVER: 0x95A5A6, Tone.CANCELLED: 0xED4245}
_STYLES = {
    Emphasis.PRIMARY: disnake.ButtonStyle.success,
    Emphasis.QUIET: disnake.ButtonStyle.secondary,
    Emphasis.DANGER: disnake.ButtonStyle.danger,
}


def layout(card: GameCard) -> list[Component]:
    """The card in one container, its buttons below."""
    heading = "\n".join([f"## {card.heading}", *card.lines])
    blocks = [heading, *([card.description] if card.description else []), *card.sections]
    parts: list[ui.TextDisplay | ui.Separator] = []
    for block in blocks:
        parts += [ui.TextDisplay(block), ui.Separator()]
    container = ui.Container(
        *parts[:-1], ui.TextDisplay(f"-# {card.footer}"), accent_colour=disnake.Colour(_COLOURS[card.tone])
    )
    return [container, buttons(card.game_id, card.actions)]


def buttons(game_id: GameId, actions: Sequence[Action]) -> Row:
    """One row; each button carries all that pressing it takes."""
    return ui.ActionRow(*(button(game_id, action) for action in actions))


def button(game_id: GameId, action: Action) -> Button:
    return ui.Button(
        style=_STYLES[action.emphasis],
        label=action.label,
        custom_id=custom_ids.write(action.verb, game_id, action.rest),
        disabled=not action.possible,
    )


def payload(components: Sequence[Component]) -> list[dict[str, Any]]:
    """As Discord's API takes it."""
    return [dict(component.to_component_dict()) for component in components]


def digest(components: Sequence[dict[str, Any]]) -> str:
    """The same for messages that look the same."""
    return hashlib.sha256(json.dumps(components, sort_keys=True).encode()).hexdigest()
