"""The words on a form about a game: at most 45 characters a title or label, 100 a hint (Discord's limits)."""

from __future__ import annotations

from collections.abc import Mapping

NEW_GAME = "New game"
EDIT_GAME = "Edit game"

LABELS: Mapping[str, str] = {
    "title": "Title",
    "when": "When",
    "players": "Players",
    "with_players": "Players already in",
    "location": "Place",
    "description": "Description",
    "duration": "Duration",
    "reminders": "Reminders",
    "signup": "Sign-up",
    "template": "Template",
}
"""What is typed -> the label of its field."""

HINTS: Mapping[str, str] = {
    "when": "Like “fri 8pm”, “tomorrow 20:00” or “27 nov 20:00”.",
    "players": "How many seats: 1 to 100, or “none” for no limit.",
    "with_players": "One per line: @name for a member, a plain name for a guest.",
    "location": "A voice channel, an address, a link.",
    "duration": "How long it takes: “3h” or “1h 30m”. Empty: as usual here.",
    "reminders": "How long before: “1d, 1h, 15m” or “none”. Empty: as usual here.",
    "signup": "“open”, “ask”, “host” or “role”. Empty: as usual here.",
    "template": "The name of a template, or “none”. Empty: the server's default.",
}
"""What is typed -> what can be typed there."""


def when(zone: str) -> str:
    """The label of a time field says which clock is meant; a zone too long for it is left out."""
    label = f"{LABELS['when']} ({zone})"
    return label if len(label) <= 45 else LABELS["when"]
