"""Application commands, everywhere and per server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gamescheduler.simulator import commands
from gamescheduler.simulator.errors import DiscordError, Form, unknown
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.rest.routing import Call, Handler, Reply, Routes

routes = Routes()
_EVERYWHERE = "/applications/{application_id}/commands"
_IN_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"


def _in_both(method: str, rest: str = "") -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        routes(method, _EVERYWHERE + rest)(handler)
        return routes(method, _IN_GUILD + rest)(handler)

    return register


@_in_both("GET")
def list_(call: Call) -> list[Json]:
    return [_shown(call, command) for command in _commands(call).values()]


@_in_both("PUT")
def overwrite(call: Call) -> list[Json]:
    """Commands that keep their name keep their id."""
    if not isinstance(call.body, list):
        raise DiscordError(400, 50035, "Invalid Form Body")
    form = Form()
    commands.check_all(form, call.body)
    form.raise_if_wrong()
    kept = {commands.put(call.world, call.bot.id, _place(call), body)[0]["id"] for body in call.body}
    for command_id in set(_commands(call)) - kept:
        del _commands(call)[command_id]
    commands.changed(call.world, _place(call))
    return list(_commands(call).values())


@_in_both("POST")
def create(call: Call) -> Reply:
    """201, or 200 when a command of that name stood there already."""
    _check(call.form)
    stored, new = commands.put(call.world, call.bot.id, _place(call), call.form)
    return Reply(201 if new else 200, stored)


@_in_both("GET", "/{command_id}")
def get(call: Call) -> Json:
    return _command(call)


@_in_both("PATCH", "/{command_id}")
def edit(call: Call) -> Json:
    older = _command(call)
    wanted = {**older, **call.form}
    _check(wanted)
    del _commands(call)[older["id"]]
    stored, _ = commands.put(call.world, call.bot.id, _place(call), wanted)
    stored["id"] = older["id"]
    _commands(call).pop(next(key for key, value in _commands(call).items() if value is stored))
    _commands(call)[older["id"]] = stored
    return stored


@_in_both("DELETE", "/{command_id}")
def delete(call: Call) -> None:
    del _commands(call)[_command(call)["id"]]
    commands.changed(call.world, _place(call))


def _check(command: Json) -> None:
    form = Form()
    commands.check(form, "", command)
    form.raise_if_wrong()


def _place(call: Call) -> str | None:
    return call.guild.id if "guild_id" in call.params else None


def _commands(call: Call) -> dict[str, Json]:
    """The bot's own commands; another application's are none of its business (20012)."""
    if call.params["application_id"] != call.bot.id:
        raise DiscordError(403, 20012, "You are not authorized to perform this action on this application")
    return call.world.commands[call.bot.id, _place(call)]


def _command(call: Call) -> Json:
    if call.params["command_id"] not in _commands(call):
        raise unknown("application command")
    return _commands(call)[call.params["command_id"]]


def _shown(call: Call, command: Json) -> Json:
    return command if call.flag("with_localizations") else _unlocalized(command)


def _unlocalized(node: Any) -> Any:
    """A command without its dictionaries of translations, which a list leaves out unless asked."""
    if isinstance(node, list):
        return [_unlocalized(item) for item in node]
    if not isinstance(node, dict):
        return node
    hidden = ("name_localizations", "description_localizations")
    return {key: _unlocalized(value) for key, value in node.items() if key not in hidden}
