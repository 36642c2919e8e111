"""Settings inherit: instance -> server -> channel -> game. Each level stores only what was set there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gamescheduler.models.types import RoleId


@dataclass(frozen=True, slots=True)
class Settings:
    """The values that hold after folding the levels; the defaults here are the instance's."""

    max_players: int | None = 10
    reminders: tuple[int, ...] = (60, 15)
    duration: int | None = None
    host_roles: tuple[RoleId, ...] = ()
    manager_roles: tuple[RoleId, ...] = ()
    notify_roles: tuple[RoleId, ...] = ()
    time_zone: str = "UTC"
    active: bool | None = None


def resolve(*layers: Mapping[str, Any]) -> Settings:
    """Fold the levels once, outermost first. Absent inherits; None and [] are answers."""
    values: dict[str, Any] = {}
    for layer in layers:
        values |= {name: tuple(v) if isinstance(v, list) else v for name, v in layer.items()}
    return replace(Settings(), **values)
