"""The form about a game, new or changed: which fields it has, how they look, what comes back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict

import disnake
from disnake import ui

from gamescheduler.bot.forms import Typed
from gamescheduler.bot.people import Submission
from gamescheduler.cards import labels
from gamescheduler.domain.drafts import DESCRIPTION_MAX, LOCATION_MAX, TITLE_MAX

NEW = ("title", "when", "with_players", "location", "description")
CHANGED = ("title", "when", "players", "location", "description")
"""The fields of the two forms: five are all that Discord shows."""

_TEXT_MAX = 4000
_SHORT_MAX = 100
_MOST: Mapping[str, int] = {
    "title": TITLE_MAX,
    "with_players": _TEXT_MAX,
    "location": LOCATION_MAX,
    "description": DESCRIPTION_MAX,
}
_LONG = frozenset({"with_players", "description"})
_REQUIRED = frozenset({"title", "when"})
_GIVES_WAY = ("location", "with_players", "description")
"""Whose place another field may take; those that are empty first, else in this order."""


def with_broken(names: Sequence[str], broken: Collection[str], typed: Typed) -> tuple[str, ...]:
    """The fields of a form in which everything that is wrong can be mended."""
    missing = [name for name in labels.LABELS if name in broken and name not in names]
    spare = [name for name in _GIVES_WAY if name in names and name not in broken]
    spare.sort(key=lambda name: bool(typed.given().get(name)))
    dropped = spare[: len(missing)]
    return (*(name for name in names if name not in dropped), *missing[: len(dropped)])


def fields(names: Sequence[str], typed: Typed, zone: str) -> list[ui.Label]:
    """One field each, with what was typed; times are read in that zone, or nobody knows yet in which."""
    given = asdict(typed)
    return [_field(name, given[name] or "", zone) for name in names]


def filled(inter: Submission, names: Collection[str] = tuple(labels.LABELS)) -> dict[str, str]:
    """What came back, for the fields that the form had."""
    return {name: text for name, text in inter.text_values.items() if name in names}


def _field(name: str, value: str, zone: str) -> ui.Label:
    style = disnake.TextInputStyle.long if name in _LONG else disnake.TextInputStyle.short
    # What is too long is shown whole, so that it can be shortened; more than this no field takes.
    most = max(_MOST.get(name, _SHORT_MAX), min(len(value), _TEXT_MAX))
    box = ui.TextInput(
        custom_id=name,
        style=style,
        value=value[:most] or None,
        required=name in _REQUIRED,
        max_length=most,
    )
    label = labels.when(zone) if name == "when" and zone else labels.LABELS[name]
    return ui.Label(label, box, description=labels.HINTS.get(name))
