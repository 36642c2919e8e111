"""Templates as they are typed and shown on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gamescheduler.cards import settings
from gamescheduler.cards.tongues import Plain
from gamescheduler.cli import keys, tables
from gamescheduler.cli.places import find_channel
from gamescheduler.cli.wishes import content
from gamescheduler.domain.drafts import UNSET, TemplateChanges
from gamescheduler.domain.place import Place
from gamescheduler.models import ChannelId, Guild, Template
from gamescheduler.services.work import Work

HEADINGS = ("NAME", "TITLE", "CHANNEL", "SETTINGS", "ID")
"""What the cells of a `row` are."""


@dataclass(frozen=True, slots=True)
class TemplateWish:
    """A template as it was typed; None was not mentioned."""

    name: str | None
    title: str | None
    description: str | None
    channel: str | None
    set: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()
    lock: tuple[str, ...] = ()
    unlock: tuple[str, ...] = ()

    async def changes(self, work: Work, place: Place, guild: Guild) -> TemplateChanges:
        """Raises `Invalid` or `Failed`."""
        named = dict(map(keys.pair, self.set))
        words = {"name": self.name, "title": self.title, "description": self.description}
        given: dict[str, Any] = {
            name: content(name, typed) if name == "description" else typed
            for name, typed in words.items()
            if typed is not None
        }
        if self.channel is not None:
            given["channel_id"] = await self._channel_id(work, guild)
        return TemplateChanges(
            **given,
            values={name: await keys.read(work, place, name, typed) for name, typed in named.items()},
            unset=tuple(map(keys.key, self.unset)),
            locked=self._locked(place),
        )

    async def _channel_id(self, work: Work, guild: Guild) -> ChannelId | None:
        return None if self.channel == "none" else (await find_channel(work, guild, self.channel)).id

    def _locked(self, place: Place) -> Any:
        if not self.lock and not self.unlock:
            return UNSET
        locked = set() if place.template is None else set(place.template.locked)
        return tuple(sorted((locked | set(map(keys.key, self.lock))) - set(map(keys.key, self.unlock))))


def row(template: Template, say: Plain) -> tuple[str, ...]:
    """One line of a list; `HEADINGS` names the cells."""
    name = f"{template.name} (default)" if template.is_default else template.name
    values = ", ".join(f"{key}={value}" for key, value, _ in _settings(template, say))
    return name, template.title, _channel(template, say), values, str(template.id)


def facts(template: Template, say: Plain) -> Iterator[str]:
    """Everything it says, one thing a line; what it leaves open is not mentioned."""
    said = [
        ("Name", f"{template.name} (default)" if template.is_default else template.name),
        ("Title", template.title),
        ("Description", " ".join(template.description.split())),
        ("Channel", _channel(template, say)),
        ("Id", str(template.id)),
    ]
    values = [(key, f"{value}, locked" if locks else value) for key, value, locks in _settings(template, say)]
    locks = [(key, "locked") for key in template.locked if key not in template.settings]
    yield from tables.columns([*((name, text) for name, text in said if text), *values, *locks], indent="  ")


def as_json(template: Template, say: Plain) -> dict[str, Any]:
    """Roles and ids as text; ``text`` holds the settings in words."""
    return {
        "id": str(template.id),
        "name": template.name,
        "title": template.title,
        "description": template.description,
        "channel": _channel(template, say).removeprefix("#") or None,
        "default": template.is_default,
        "settings": {key: keys.stored(key, value) for key, value in template.settings.items()},
        "text": {key: value for key, value, _ in _settings(template, say)},
        "locked": sorted(template.locked),
    }


def _settings(template: Template, say: Plain) -> Iterator[tuple[str, str, bool]]:
    """Key, value in words, and whether its games may not change it; in the order settings are listed."""
    for key in settings.LABELS:
        if key in template.settings:
            yield key, settings.value(key, template.settings[key], say), key in template.locked


def _channel(template: Template, say: Plain) -> str:
    return "" if template.channel_id is None else say.channel(template.channel_id)
