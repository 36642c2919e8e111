"""Application commands: their limits and their stored form (docs: Application Commands)."""

from __future__ import annotations

import re
from typing import Any

from gamescheduler.simulator.errors import Form
from gamescheduler.simulator.events import COMMANDS_CHANGED, NOBODY, Event
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.world import World

CHAT_INPUT = 1
MOST = 100
# Discord's own pattern is ^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$, lower case; \w is the nearest here.
_NAME = re.compile(r"[-_'\w]{1,32}")
_KEPT = {
    "name_localizations": None,
    "description": "",
    "description_localizations": None,
    "default_member_permissions": None,
    "nsfw": False,
}


def check(form: Form, path: str, command: Json) -> None:
    """Note what is wrong with one command; `path` is where it stands in the body ("" for the body itself)."""
    if command.get("type", CHAT_INPUT) != CHAT_INPUT:
        form.length(f"{path}name", command.get("name"), 32, least=1)
        return
    _check_named(form, path, command)
    _check_options(form, path, command.get("options") or [])
    if _size(command) > 8000:
        form.error(f"{path}options", "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")


def check_all(form: Form, commands: list[Json]) -> None:
    """Check a bulk overwrite: at most a hundred, no name twice."""
    names: set[tuple[int, str]] = set()
    if len(commands) > MOST:
        form.error("_", "BASE_TYPE_MAX_LENGTH", f"Must be {MOST} or fewer in length.")
    for index, command in enumerate(commands):
        check(form, f"{index}.", command)
        key = (command.get("type") or CHAT_INPUT, str(command.get("name")))
        if key in names:
            message = "Application command names must be unique"
            form.error(str(index), "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
        names.add(key)


def put(world: World, bot_id: str, guild_id: str | None, command: Json) -> tuple[Json, bool]:
    """Store a command, in place of one with its name and type if there is one; true when it is new."""
    mine = world.commands[bot_id, guild_id]
    kind = command.get("type") or CHAT_INPUT
    older = next((c for c in mine.values() if (c["type"], c["name"]) == (kind, command["name"])), None)
    stored = _stored(
        world, bot_id, guild_id, {**command, "type": kind}, older["id"] if older else world.ids()
    )
    mine[stored["id"]] = stored
    changed(world, guild_id)
    return stored, older is None


def changed(world: World, guild_id: str | None) -> None:
    """Let open chat pages look again; commands are no business of the gateway's."""
    people = [user_id for user_id, user in world.users.items() if not user["bot"]]
    world.emit(Event(COMMANDS_CHANGED, {}, guild_id, bots=NOBODY, people=people))


def _stored(world: World, bot_id: str, guild_id: str | None, command: Json, command_id: str) -> Json:
    given = {key: command.get(key) for key in _KEPT if command.get(key) is not None}
    stored: Json = {**_KEPT, **given, "id": command_id, "application_id": bot_id, "version": world.ids()}
    stored |= {"type": command["type"], "name": command["name"]}
    if stored["default_member_permissions"] is not None:
        stored["default_member_permissions"] = str(stored["default_member_permissions"])
    stored["options"] = [_without_nulls(option) for option in command.get("options") or []]
    stored["integration_types"] = command.get("integration_types") or [0]
    if guild_id is not None:
        return stored | {"guild_id": guild_id}
    dm_permission = command.get("dm_permission") is not False
    contexts = command.get("contexts")
    return stored | {
        "contexts": contexts,
        "dm_permission": dm_permission if contexts is None else 1 in contexts,
    }


def _without_nulls(option: Any) -> Any:
    """An option as it is answered: nulls and empty lists left out, all the way down."""
    if isinstance(option, list):
        return [_without_nulls(item) for item in option]
    if not isinstance(option, dict):
        return option
    return {key: _without_nulls(value) for key, value in option.items() if value is not None and value != []}


def _check_named(form: Form, path: str, named: Json) -> None:
    name = named.get("name") or ""
    if not _NAME.fullmatch(name) or name != name.lower():
        form.error(f"{path}name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    form.length(f"{path}description", named.get("description"), 100, least=1)


def _check_options(form: Form, path: str, options: list[Json]) -> None:
    form.length(f"{path}options", options, 25)
    optional_seen = False
    for index, option in enumerate(options):
        here = f"{path}options.{index}."
        _check_named(form, here, option)
        form.length(f"{here}choices", option.get("choices"), 25)
        if option.get("required") and optional_seen:
            message = "Required options must be placed before non-required options"
            form.error(f"{here}required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional_seen = optional_seen or not option.get("required")
        _check_options(form, here, option.get("options") or [])


def _size(command: Json) -> int:
    """Characters of names, descriptions and choice values, nested ones included."""
    size = len(command.get("name") or "") + len(command.get("description") or "")
    for choice in command.get("choices") or []:
        size += len(choice["name"]) + len(str(choice["value"]))
    return size + sum(_size(option) for option in command.get("options") or [])
