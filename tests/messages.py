"""What people see: messages, and the answers to what they did."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 15
BUTTON, TEXT_INPUT, TEXT_DISPLAY = 2, 4, 10
STRING_SELECT, USER_SELECT, ROLE_SELECT, CHANNEL_SELECT = 3, 5, 6, 8


@dataclass(frozen=True)
class Shown:
    """A message as people see it; ``names`` turns ids into the cast's names."""

    message: Json
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "\n".join([self.message["content"], *_texts(self.message["components"])]).strip()

    @property
    def buttons(self) -> dict[str, str]:
        """Label -> custom id."""
        return {c["label"]: c["custom_id"] for c in walk(self.message["components"]) if c["type"] == BUTTON}

    @property
    def menus(self) -> dict[str, Json]:
        """Placeholder -> select menu."""
        kinds = (STRING_SELECT, USER_SELECT, ROLE_SELECT, CHANNEL_SELECT)
        return {c["placeholder"]: c for c in walk(self.message["components"]) if c["type"] in kinds}

    def choices(self, menu: str) -> dict[str, str]:
        """Label -> value of a menu of texts."""
        return {option["label"]: option["value"] for option in self.menus[menu]["options"]}

    @property
    def enabled(self) -> set[str]:
        """The labels of the buttons that can be pressed."""
        pressable = (c for c in walk(self.message["components"]) if c["type"] == BUTTON)
        return {c["label"] for c in pressable if not c.get("disabled")}

    @property
    def is_card(self) -> bool:
        return bool(self.message["flags"] & COMPONENTS_V2)

    def section(self, name: str) -> list[str]:
        """The people under ``Players`` or ``Waitlist``, in order."""
        block = next((b for b in _texts(self.message["components"]) if b.startswith(f"**{name}")), "")
        return [self.names.get(user_id, user_id) for user_id in re.findall(r"\d+\.\s<@(\d+)>", block)]


@dataclass(frozen=True)
class Answer:
    """What came of a command, a click or a form, for the person who did it."""

    outcome: Json

    @property
    def shown(self) -> Shown:
        """Fails when the bot stayed silent, or when anybody else can read the answer."""
        assert self.outcome["failure"] is None, self.outcome["failure"]
        assert self.outcome["message"]["flags"] & EPHEMERAL, "everybody can read this"
        return Shown(self.outcome["message"])

    @property
    def text(self) -> str:
        return self.shown.text

    @property
    def form(self) -> dict[str, str]:
        """Field -> what is in it already."""
        inputs = [c for c in walk(self.outcome["modal"]["components"]) if c["type"] == TEXT_INPUT]
        return {c["custom_id"]: c.get("value") or "" for c in inputs}


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component, the nested ones too."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        yield from walk([component["component"]] if "component" in component else [])


def _texts(components: list[Json]) -> list[str]:
    return [component["content"] for component in walk(components) if component["type"] == TEXT_DISPLAY]
