"""What components Discord accepts in a message and in a modal (docs: Components, Reference)."""

from __future__ import annotations

from typing import Any

from gamescheduler.simulator.components import SELECTS, Component, children, walk
from gamescheduler.simulator.errors import Form
from gamescheduler.simulator.objects import Json

C = Component
LEGACY_TOP = (C.ACTION_ROW,)
IN_CONTAINER = (C.ACTION_ROW, C.SECTION, C.TEXT_DISPLAY, C.MEDIA_GALLERY, C.FILE, C.SEPARATOR)
V2_TOP = (*IN_CONTAINER, C.CONTAINER)
MODAL_TOP = (C.ACTION_ROW, C.TEXT_DISPLAY, C.LABEL)
IN_ROW = (C.BUTTON, *SELECTS)
IN_LABEL = (C.TEXT_INPUT, *SELECTS, C.FILE_UPLOAD, C.RADIO_GROUP, C.CHECKBOX_GROUP, C.CHECKBOX)
ACCESSORY = (C.BUTTON, C.THUMBNAIL)
LINK_STYLE, PREMIUM_STYLE = 5, 6


def check_legacy(form: Form, components: list[Json]) -> None:
    """Up to five action rows, nothing else (docs: Legacy Message Component Behavior)."""
    form.length("components", components, 5)
    _check_tree(form, components, LEGACY_TOP)


def check_v2(form: Form, components: list[Json]) -> None:
    """Forty components counting nested ones, 4000 characters of displayed text."""
    _check_tree(form, components, V2_TOP)
    form.raise_if_wrong()
    if sum(1 for _ in walk(components)) > 40:
        form.error(
            "components",
            "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
            "Total number of components exceeds the maximum of 40",
        )
    texts = (c.get("content") or "" for c in walk(components) if c.get("type") == C.TEXT_DISPLAY)
    if sum(len(text) for text in texts) > 4000:
        form.error(
            "components",
            "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
            "Components displayable text size exceeds maximum size of 4000",
        )


def check_modal(form: Form, modal: Json) -> None:
    """A title of 45, a custom_id of 100, one to five things inside."""
    form.length("data.title", modal.get("title"), 45, least=1)
    form.length("data.custom_id", modal.get("custom_id"), 100, least=1)
    components = modal.get("components") or []
    form.length("data.components", components, 5, least=1)
    _check_tree(form, components, MODAL_TOP, "data.components")


def _check_tree(
    form: Form, components: list[Json], allowed: tuple[Component, ...], path: str = "components"
) -> None:
    seen: dict[str, set[Any]] = {"custom_id": set(), "id": set()}
    modal = allowed is MODAL_TOP
    for index, component in enumerate(components):
        _check(form, f"{path}.{index}", component, allowed, seen, modal)


def _check(
    form: Form,
    path: str,
    component: Json,
    allowed: tuple[Component, ...],
    seen: dict[str, set[Any]],
    modal: bool,
) -> None:
    if not form.kind(path, component, dict):
        return
    kind = component.get("type")
    if kind not in allowed:
        named = ", ".join(str(int(choice)) for choice in allowed)
        form.error(f"{path}.type", "UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({named},).')
        return
    for key, taken in seen.items():
        value = component.get(key)
        if value and value in taken:
            code = f"COMPONENT_{key.upper()}_DUPLICATED"
            form.error(f"{path}.{key}", code, f"Component {key.replace('_', ' ')} cannot be duplicated")
        taken.add(value)
    if "custom_id" in component and component["custom_id"] is not None:
        form.length(f"{path}.custom_id", component["custom_id"], 100, least=1)
    _CHECKS.get(kind, _check_nothing)(form, path, component)
    for where, child in children(component):
        _check(form, f"{path}.{where}", child, _allowed_inside(component, where, modal), seen, modal)


def _allowed_inside(component: Json, where: str, modal: bool) -> tuple[Component, ...]:
    if where == "accessory":
        return ACCESSORY
    if component["type"] == C.ACTION_ROW:
        return (C.TEXT_INPUT,) if modal else IN_ROW
    return {C.CONTAINER: IN_CONTAINER, C.SECTION: (C.TEXT_DISPLAY,), C.LABEL: IN_LABEL}.get(
        component["type"], ()
    )


def _check_nothing(form: Form, path: str, component: Json) -> None:
    """Separators, files and the newer form fields have no limits of their own worth simulating."""


def _check_row(form: Form, path: str, row: Json) -> None:
    inside = row.get("components") or []
    form.length(f"{path}.components", inside, 5, least=1)
    if len(inside) > 1 and any(child.get("type") != C.BUTTON for child in inside):
        form.error(f"{path}.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 1 in length.")


def _check_button(form: Form, path: str, button: Json) -> None:
    style = button.get("style")
    form.choice(f"{path}.style", style, (1, 2, 3, 4, LINK_STYLE, PREMIUM_STYLE))
    form.length(f"{path}.label", button.get("label"), 80)
    if style == LINK_STYLE and not button.get("url"):
        form.required(f"{path}.url")
    if style in (1, 2, 3, 4) and not button.get("custom_id"):
        form.required(f"{path}.custom_id")
    if style != PREMIUM_STYLE and not button.get("label") and not button.get("emoji"):
        form.error(path, "BUTTON_COMPONENT_MISSING_LABEL_AND_EMOJI", "A button requires a label or an emoji")


def _check_select(form: Form, path: str, select: Json) -> None:
    if not select.get("custom_id"):
        form.required(f"{path}.custom_id")
    form.length(f"{path}.placeholder", select.get("placeholder"), 150)
    if select["type"] == C.STRING_SELECT:
        _check_options(form, path, select)


def _check_options(form: Form, path: str, select: Json) -> None:
    options = select.get("options") or []
    form.length(f"{path}.options", options, 25, least=1)
    values = [option.get("value") for option in options]
    for index, option in enumerate(options):
        for key, least in (("label", 1), ("value", 1), ("description", 0)):
            form.length(f"{path}.options.{index}.{key}", option.get(key), 100, least=least)
        if option.get("value") in values[:index]:
            where = f"{path}.options.{index}.value"
            form.error(where, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "Option value cannot be duplicated")


def _check_section(form: Form, path: str, section: Json) -> None:
    form.length(f"{path}.components", section.get("components"), 3, least=1)
    if not section.get("accessory"):
        form.required(f"{path}.accessory")


def _check_text_display(form: Form, path: str, text: Json) -> None:
    form.length(f"{path}.content", text.get("content"), 4000, least=1)


def _check_gallery(form: Form, path: str, gallery: Json) -> None:
    form.length(f"{path}.items", gallery.get("items"), 10, least=1)


def _check_container(form: Form, path: str, container: Json) -> None:
    form.length(f"{path}.components", container.get("components"), 40, least=1)


def _check_label(form: Form, path: str, label: Json) -> None:
    form.length(f"{path}.label", label.get("label"), 45, least=1)
    form.length(f"{path}.description", label.get("description"), 100)
    if not label.get("component"):
        form.required(f"{path}.component")


def _check_text_input(form: Form, path: str, field: Json) -> None:
    if not field.get("custom_id"):
        form.required(f"{path}.custom_id")
    form.choice(f"{path}.style", field.get("style"), (1, 2))
    form.length(f"{path}.placeholder", field.get("placeholder"), 100)
    form.length(f"{path}.value", field.get("value"), min(field.get("max_length") or 4000, 4000))
    if field.get("label") is not None:
        form.length(f"{path}.label", field["label"], 45, least=1)


_CHECKS = {
    C.ACTION_ROW: _check_row,
    C.BUTTON: _check_button,
    C.SECTION: _check_section,
    C.TEXT_DISPLAY: _check_text_display,
    C.MEDIA_GALLERY: _check_gallery,
    C.CONTAINER: _check_container,
    C.LABEL: _check_label,
    C.TEXT_INPUT: _check_text_input,
    **dict.fromkeys(SELECTS, _check_select),
}
