"""The words on a form about a game: at most 45 characters a title or label, 100 a hint (Discord's limits)."""

from __future__ import annotations

NEW_GAME = "New game"
EDIT_GAME = "Edit game"

TITLE = "Title"
WHEN = "When"
PLAYERS = "Players"
PLACE = "Place"
DESCRIPTION = "Description"

WHEN_HINT = "Like “fri 8pm”, “tomorrow 20:00” or “27 nov 20:00”."
PLAYERS_HINT = "How many seats: 1 to 100, or “none” for no limit."
PLAYERS_HINT_NEW = "How many seats: 1 to 100, or “none”. Empty: as usual here."
PLACE_HINT = "A voice channel, an address, a link."


def when(zone: str) -> str:
    """The label of a time field says which clock is meant; a zone too long for it is left out."""
    label = f"{WHEN} ({zone})"
    return label if len(label) <= 45 else WHEN
