"""Components: their kinds, how they nest, and what Discord makes of them (docs: Components, Reference)."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

from gamescheduler.simulator.objects import Json


class Component(IntEnum):
    ACTION_ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT_DISPLAY = 10
    THUMBNAIL = 11
    MEDIA_GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


C = Component
SELECTS = (C.STRING_SELECT, C.USER_SELECT, C.ROLE_SELECT, C.MENTIONABLE_SELECT, C.CHANNEL_SELECT)


def children(component: Json) -> Iterator[tuple[str, Json]]:
    """What stands directly inside a component, with the path that leads there."""
    for index, child in enumerate(component.get("components") or []):
        yield f"components.{index}", child
    for key in ("accessory", "component"):
        if component.get(key):
            yield key, component[key]


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component of a tree, parents first, in reading order."""
    for component in components:
        yield component
        yield from walk([child for _, child in children(component)])


def find(components: list[Json], custom_id: str) -> Json | None:
    """The interactive component with this custom_id."""
    return next((c for c in walk(components) if c.get("custom_id") == custom_id), None)


def displayed_text(components: list[Json]) -> str:
    """All text displays, one per line; mentions are read from it."""
    return "\n".join(c["content"] for c in walk(components) if c["type"] == C.TEXT_DISPLAY)


_DEFAULTS: dict[int, Json] = {
    C.CONTAINER: {"accent_color": None, "spoiler": False},
    C.SEPARATOR: {"spacing": 1, "divider": True},
    C.THUMBNAIL: {"description": None, "spoiler": False},
    **{select: {"min_values": 1, "max_values": 1} for select in SELECTS},
}


def as_stored(components: list[Json]) -> list[Json]:
    """The components a message answers with: no nulls, an integer id each, documented defaults filled in."""
    taken = {c["id"] for c in walk(components) if c.get("id")}
    free = (number for number in range(1, 1000) if number not in taken)
    return [_stored(component, free) for component in components]


def _stored(component: Json, free: Iterator[int]) -> Json:
    given = {key: value for key, value in component.items() if value is not None}
    stored = {**_DEFAULTS.get(component["type"], {}), **given, "id": component.get("id") or next(free)}
    if "components" in stored:
        stored["components"] = [_stored(child, free) for child in stored["components"]]
    for key in ("accessory", "component"):
        if key in stored:
            stored[key] = _stored(stored[key], free)
    if "default_values" in stored:
        stored["default_values"] = [{**value, "id": str(value["id"])} for value in stored["default_values"]]
    if "media" in stored:
        stored["media"] = _unfurled(stored["media"])
    if "items" in stored:
        stored["items"] = [_gallery_item(item) for item in stored["items"]]
    return stored


def _gallery_item(item: Json) -> Json:
    return {"description": None, "spoiler": False, **item, "media": _unfurled(item["media"])}


def _unfurled(media: Json) -> Json:
    return {"id": "0", "url": media["url"], "proxy_url": media["url"]}
