"""Where settings are looked at or changed: an installation, a server, a channel, or a template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from gamescheduler.domain.settings import Explained, Layer, Level, Settings, explain, resolve
from gamescheduler.errors import Problem
from gamescheduler.models.guild import Channel, Guild
from gamescheduler.models.settings import Instance
from gamescheduler.models.template import Template


@dataclass(frozen=True)
class Place:
    """The levels that lead to it, outermost first; what is None is no level here."""

    instance: Instance
    guild: Guild | None = None
    channel: Channel | None = None
    template: Template | None = None

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        rows = zip(_LEVELS, (self.instance, self.guild, self.channel, self.template), strict=True)
        return tuple(
            Layer(level, row.settings, frozenset(row.locked)) for level, row in rows if row is not None
        )

    @property
    def level(self) -> Level:
        """The innermost level: the one that is changed here."""
        return self.layers[-1].level

    @property
    def row(self) -> Instance | Guild | Channel | Template:
        """The row of the innermost level."""
        return self.template or self.channel or self.guild or self.instance

    @cached_property
    def settings(self) -> Settings:
        return resolve(*self.layers)

    @cached_property
    def explained(self) -> Mapping[str, Explained]:
        """Every field with where its value comes from."""
        return explain(*self.layers)

    def why_locked(self, names: Iterable[str], level: Level) -> list[Problem]:
        """One for each of these fields that somebody at this level has no say about."""
        found = {name: self.explained[name] for name in names if name in self.explained}
        return [
            Problem(name, "locked", {"level": explained.locked_by, "value": explained.value})
            for name, explained in found.items()
            if explained.locked_above(level)
        ]


_LEVELS = (Level.INSTANCE, Level.SERVER, Level.CHANNEL, Level.TEMPLATE)
