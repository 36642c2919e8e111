"""A filled-in form, as the bot receives it (docs: Components)."""

from __future__ import annotations

from typing import Any

from gamescheduler.simulator.components import Component
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.resolving import Resolved, kind_of_select, refused

C = Component


def filled(components: list[Json], values: dict[str, Any], resolved: Resolved) -> list[Json]:
    """The modal's components with their values. Raises DiscordError 50035 for what no dialog would submit."""
    return [_filled(component, values, resolved) for component in components]


def _filled(component: Json, values: dict[str, Any], resolved: Resolved) -> Json:
    echoed: Json = {"type": component["type"], "id": component["id"]}
    if "components" in component:
        return echoed | {"components": filled(component["components"], values, resolved)}
    if "component" in component:
        return echoed | {"component": _filled(component["component"], values, resolved)}
    if "custom_id" not in component:
        return echoed
    echoed["custom_id"] = component["custom_id"]
    return echoed | _answer(component, values.get(component["custom_id"]), resolved)


def _answer(component: Json, given: Any, resolved: Resolved) -> Json:
    kind = component["type"]
    if kind == C.TEXT_INPUT:
        return {"value": _text(component, given)}
    if kind == C.CHECKBOX:
        return {"value": given in (True, "true", "on", ["true"])}
    picked = [str(item) for item in (given if isinstance(given, list) else [given] if given else [])]
    if kind == C.RADIO_GROUP:
        _check_picked(component, picked, least=1, most=1)
        return {"value": picked[0] if picked else None}
    _check_picked(
        component, picked, least=component.get("min_values", 1), most=component.get("max_values", 1)
    )
    pick_from = kind_of_select(kind)
    if pick_from is not None:
        resolved.pick(pick_from, picked)
    return {"values": picked}


def _text(field: Json, given: Any) -> str:
    text = str(given or "")
    if not text and field.get("required", True):
        raise refused(f"{field['custom_id']} is required.")
    if text and not (field.get("min_length") or 0) <= len(text) <= (field.get("max_length") or 4000):
        raise refused(f"{field['custom_id']} is too short or too long.")
    return text


def _check_picked(component: Json, picked: list[str], *, least: int, most: int) -> None:
    if not picked and not component.get("required", True):
        return
    if not least <= len(picked) <= most:
        raise refused(f"Pick between {least} and {most} for {component['custom_id']}.")
    offered = [option["value"] for option in component.get("options") or []]
    if offered and not set(picked) <= set(offered):
        raise refused(f"{component['custom_id']} has no such option.")
