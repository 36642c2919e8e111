"""Settings inherit: instance -> server -> channel -> template -> game. Each level stores what was set there.

A level may also lock a field: what holds there then holds for every level below. Absent means inherit;
null and [] are answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from gamescheduler.models.types import RoleId, Route, Signup, ThreadPolicy


class Level(StrEnum):
    """Where a value was set, outermost first; ``default`` is what the product itself says."""

    DEFAULT = "default"
    INSTANCE = "instance"
    SERVER = "server"
    CHANNEL = "channel"
    TEMPLATE = "template"
    GAME = "game"


@dataclass(frozen=True, slots=True)
class Settings:
    """The values that hold after folding the levels; the defaults here are the product's."""

    max_players: int | None = 10
    reminders: tuple[int, ...] = (60, 15)
    duration: int | None = None
    signup: Signup = Signup.OPEN
    host_roles: tuple[RoleId, ...] = ()
    player_roles: tuple[RoleId, ...] = ()
    priority_roles: tuple[RoleId, ...] = ()
    notify_roles: tuple[RoleId, ...] = ()
    manager_roles: tuple[RoleId, ...] = ()
    time_zone: str = "UTC"
    active: bool | None = None
    location: str = ""
    instructions: str = ""
    thread: ThreadPolicy = ThreadPolicy.OFF
    reminder_route: Route = Route.DM


_EVERYWHERE = frozenset(Level) - {Level.DEFAULT}
_IN_A_SERVER = _EVERYWHERE - {Level.INSTANCE}  # role ids belong to one server

LEVELS: Mapping[str, frozenset[Level]] = {
    "max_players": _EVERYWHERE,
    "reminders": _EVERYWHERE,
    "duration": _EVERYWHERE,
    "signup": _EVERYWHERE,
    "host_roles": _IN_A_SERVER - {Level.GAME},
    "player_roles": _IN_A_SERVER,
    "priority_roles": _IN_A_SERVER,
    "notify_roles": _IN_A_SERVER,
    "manager_roles": frozenset({Level.SERVER}),
    "time_zone": frozenset({Level.INSTANCE, Level.SERVER, Level.CHANNEL}),
    "active": frozenset({Level.CHANNEL}),
    "location": _EVERYWHERE,
    "instructions": _EVERYWHERE,
    "thread": _EVERYWHERE,
    "reminder_route": _EVERYWHERE,
}
"""Field -> the levels it may be set at."""

GAME_FIELDS = tuple(name for name, levels in LEVELS.items() if Level.GAME in levels)
"""What a game keeps as it was when it was posted: a promise to its players."""

ROLE_FIELDS = tuple(name for name in LEVELS if name.endswith("_roles"))


@dataclass(frozen=True, slots=True)
class Layer:
    """What one level says: the values set there, the fields it locks for those below."""

    level: Level
    values: Mapping[str, Any] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Explained:
    """One field: the value that holds, the level it came from, who locked it, and what each level said.

    ``said`` is outermost first and holds only the levels that said something; what a level below the lock
    said is in it too, and does not count.
    """

    value: Any
    origin: Level
    locked_by: Level | None
    said: tuple[tuple[Level, Any], ...]

    @property
    def stored(self) -> Any:
        """The value as rows hold it: a list where it is a tuple here."""
        return list(self.value) if isinstance(self.value, tuple) else self.value

    def locked_above(self, level: Level) -> bool:
        """Whether somebody at this level has no say."""
        return self.locked_by is not None and _DEPTH[self.locked_by] < _DEPTH[level]


_DEPTH = {level: depth for depth, level in enumerate(Level)}


def below(level: Level, name: str) -> bool:
    """Whether the field can be set at a level below: whether there is anything to lock."""
    return any(_DEPTH[other] > _DEPTH[level] for other in LEVELS[name])


def resolve(*layers: Layer) -> Settings:
    """Fold the levels once, outermost first."""
    return Settings(**{name: explained.value for name, explained in explain(*layers).items()})


def explain(*layers: Layer) -> dict[str, Explained]:
    """Every field with where its value comes from. Agrees with `resolve`, which reads it here."""
    return {f.name: _explain(f.name, f.default, layers) for f in fields(Settings)}


def _explain(name: str, default: Any, layers: Iterable[Layer]) -> Explained:
    value, origin, locked_by = default, Level.DEFAULT, None
    said = []
    for layer in layers:
        if name in layer.values:
            stored = layer.values[name]
            told = tuple(stored) if isinstance(stored, list) else stored
            said.append((layer.level, told))
            if locked_by is None:
                value, origin = told, layer.level
        if locked_by is None and name in layer.locked:
            locked_by = layer.level
    return Explained(value, origin, locked_by, tuple(said))
