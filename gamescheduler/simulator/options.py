"""Reading a person's command line against the command's definition, as Discord's own client does."""

from __future__ import annotations

from typing import Any

from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.resolving import CHANNEL, MENTIONABLE, ROLE, USER, Resolved, refused

SUBCOMMAND, GROUP = 1, 2
STRING, INTEGER, BOOLEAN, NUMBER = 3, 4, 5, 10


def read(defined: list[Json], given: list[Json], resolved: Resolved, *, partial: bool = False) -> list[Json]:
    """The options of an interaction; with `partial` (autocomplete) nothing is required and nothing complete.

    Raises DiscordError 50035 with a sentence for the person who typed.
    """
    definitions = {option["name"]: option for option in defined}
    if not partial:
        _require(definitions, given)
    chosen = []
    for option in given:
        if option.get("name") not in definitions:
            raise refused(f"This command has no option {option.get('name')}.")
        definition = definitions[option["name"]]
        if definition["type"] in (SUBCOMMAND, GROUP):
            nested = read(
                definition.get("options") or [], option.get("options") or [], resolved, partial=partial
            )
            chosen.append({"name": option["name"], "type": definition["type"], "options": nested})
        else:
            chosen.append(_read_value(definition, option, resolved, partial))
    return chosen


def path(name: str, options: list[Json]) -> str:
    """What was used, in words: the command and its subcommands."""
    for option in options:
        if option["type"] in (SUBCOMMAND, GROUP):
            return path(f"{name} {option['name']}", option["options"])
    return name


def _require(definitions: dict[str, Json], given: list[Json]) -> None:
    names = [option.get("name") for option in given]
    if (
        any(definition["type"] in (SUBCOMMAND, GROUP) for definition in definitions.values())
        and len(names) != 1
    ):
        raise refused("Choose one subcommand.")
    missing = [name for name, option in definitions.items() if option.get("required") and name not in names]
    if missing:
        raise refused(f"This command needs {', '.join(missing)}.")


def _read_value(definition: Json, option: Json, resolved: Resolved, partial: bool) -> Json:
    read: Json = {"name": option["name"], "type": definition["type"], "value": option.get("value")}
    if partial and option.get("focused"):
        return {**read, "value": str(option.get("value") or ""), "focused": True}
    read["value"] = _value(definition, option.get("value"))
    if definition["type"] in (USER, CHANNEL, ROLE, MENTIONABLE):
        resolved.pick(definition["type"], [read["value"]])
    return read


def _value(definition: Json, value: Any) -> Any:
    name = definition["name"]
    try:
        typed = _typed(definition["type"], value)
    except (TypeError, ValueError):
        raise refused(f"{name} can't be {value!r}.") from None
    choices = [choice["value"] for choice in definition.get("choices") or []]
    if choices and typed not in choices:
        raise refused(f"{name} must be one of its choices.")
    size = len(typed) if isinstance(typed, str) else typed
    low, high = _bounds(definition)
    if (low is not None and size < low) or (high is not None and size > high):
        raise refused(f"{name} must be between {low} and {high}.")
    return typed


def _typed(kind: int, value: Any) -> Any:
    if kind == BOOLEAN:
        if not isinstance(value, bool):
            raise TypeError
        return value
    if kind == STRING and not value:
        raise ValueError
    return {INTEGER: int, NUMBER: float}.get(kind, str)(value)


def _bounds(definition: Json) -> tuple[float | None, float | None]:
    if definition["type"] == STRING:
        return definition.get("min_length"), definition.get("max_length") or 6000
    if definition["type"] in (INTEGER, NUMBER):
        return definition.get("min_value"), definition.get("max_value")
    return None, None
