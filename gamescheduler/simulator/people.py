"""What a person does: type a message, run a command, press a button, fill in a form."""

from __future__ import annotations

import asyncio
from typing import Any

from gamescheduler.simulator import answers, fields, messages, options, payloads
from gamescheduler.simulator.components import SELECTS, find
from gamescheduler.simulator.errors import DiscordError, missing_access, missing_permissions, unknown
from gamescheduler.simulator.events import MODAL_OPEN, NOBODY, Event
from gamescheduler.simulator.guild import Guild
from gamescheduler.simulator.interaction import Interaction, Kind
from gamescheduler.simulator.objects import DM, Json
from gamescheduler.simulator.permissions import Permission
from gamescheduler.simulator.resolving import Resolved, kind_of_select, refused
from gamescheduler.simulator.world import World

FAILED = "This interaction failed"
SILENT = "The application did not respond"


def commands(world: World, guild: Guild, user_id: str) -> list[Json]:
    """The commands a person finds behind the slash in a server, each with its application."""
    held = guild.permissions(user_id)
    found = []
    for bot_id, bot in world.bots.items():
        if bot_id in guild.members:
            offered = [*world.commands[bot_id, guild.id].values(), *world.commands[bot_id, None].values()]
            application = {"application": {"id": bot_id, "name": bot.name}}
            found += [command | application for command in offered if _may_use(command, held)]
    return found


def _may_use(command: Json, held: int) -> bool:
    needed = command.get("default_member_permissions")
    contexts = command.get("contexts")
    return (needed is None or held & int(needed) == int(needed)) and (contexts is None or 0 in contexts)


def say(world: World, user_id: str, channel_id: str, content: str) -> Json:
    """Write a plain message. Raises DiscordError 50001, 50013, 50035 or 50006."""
    channel = _visible(world, user_id, channel_id)
    if channel["type"] != DM and not world.can(user_id, Permission.SEND_MESSAGES, channel):
        raise missing_permissions()
    return messages.post(world, channel, world.user(user_id), {"content": content})


def use_command(world: World, user_id: str, body: Json, *, partial: bool = False) -> Interaction:
    """Run a command, or with `partial` ask for suggestions while typing it."""
    channel = _visible(world, user_id, str(body.get("channel_id")))
    guild = world.guild_of(channel)
    if guild is None:
        raise refused("Commands work in servers here, not in direct messages.")
    offered = {command["id"]: command for command in commands(world, guild, user_id)}
    command = offered.get(str(body.get("command_id")))
    if command is None:
        raise unknown("application command")
    resolved = Resolved(world, guild)
    given = options.read(command["options"], body.get("options") or [], resolved, partial=partial)
    data: Json = {"id": command["id"], "name": command["name"], "type": 1, "options": given}
    if resolved.json():
        data["resolved"] = resolved.json()
    if command.get("guild_id"):
        data["guild_id"] = command["guild_id"]
    return _ask(
        world,
        Kind.AUTOCOMPLETE if partial else Kind.COMMAND,
        command["application_id"],
        user_id,
        channel["id"],
        data,
        name=options.path(command["name"], given),
        nonce=body.get("nonce"),
    )


def press(world: World, user_id: str, body: Json) -> Interaction:
    """Press a button or choose from a select menu of the message as it is now."""
    channel = _visible(world, user_id, str(body.get("channel_id")))
    message = world.message(channel["id"], str(body.get("message_id")), viewer=user_id)
    component = find(message["components"], str(body.get("custom_id")))
    if component is None or component.get("disabled"):
        raise refused("There is nothing to press by that name.")
    data: Json = {
        "custom_id": component["custom_id"],
        "component_type": component["type"],
        "id": component["id"],
    }
    if component["type"] in SELECTS:
        data |= _chosen(world, world.guild_of(channel), component, body.get("values") or [])
    return _ask(
        world,
        Kind.COMPONENT,
        message.get("application_id", message["author"]["id"]),
        user_id,
        channel["id"],
        data,
        source_id=message["id"],
        nonce=body.get("nonce"),
    )


def submit(world: World, user_id: str, body: Json) -> Interaction:
    """Send off the form that an interaction opened; its id is the modal's id."""
    parent = world.interactions.get(str(body.get("modal_id")))
    if parent is None or parent.modal is None or parent.user_id != user_id:
        raise refused("That form is not open.")
    resolved = Resolved(world, world.guild_of(world.channel(parent.channel_id)))
    filled = fields.filled(parent.modal["components"], body.get("values") or {}, resolved)
    data: Json = {"custom_id": parent.modal["custom_id"], "components": filled}
    if resolved.json():
        data["resolved"] = resolved.json()
    return _ask(
        world,
        Kind.MODAL,
        parent.application_id,
        user_id,
        parent.channel_id,
        data,
        source_id=parent.source_id,
        parent=parent,
        nonce=body.get("nonce"),
    )


async def outcome(world: World, interaction: Interaction) -> Json:
    """What the person sees, as soon as the bot has acknowledged or the bot's time is up."""
    failure = None
    try:
        await asyncio.wait_for(interaction.acknowledged.wait(), world.patience)
    except TimeoutError:
        failure = FAILED if interaction.kind is Kind.COMPONENT else SILENT
        answers.tell_state(world, interaction, "failed", failure)
    message = world.messages[interaction.channel_id].get(interaction.original_id or "")
    deferred = message is not None and message["flags"] & messages.Flag.LOADING
    return {
        "interaction_id": interaction.id,
        "state": "failed" if failure else "deferred" if deferred else "answered",
        "failure": failure,
        "message": message,
        "modal": opened_modal(interaction),
        "choices": interaction.choices,
    }


def opened_modal(interaction: Interaction) -> Json | None:
    if interaction.modal is None:
        return None
    shown = {key: interaction.modal[key] for key in ("title", "custom_id", "components")}
    return {"modal_id": interaction.id, "interaction_id": interaction.id, **shown}


def _visible(world: World, user_id: str, channel_id: str) -> Json:
    channel = world.channel(channel_id)
    if not world.can(user_id, Permission.VIEW_CHANNEL, channel):
        raise missing_access()
    return channel


def _chosen(world: World, guild: Guild | None, select: Json, values: list[str]) -> Json:
    if not select["min_values"] <= len(values) <= select["max_values"]:
        raise refused(f"Choose between {select['min_values']} and {select['max_values']}.")
    kind = kind_of_select(select["type"])
    if kind is None:
        if not set(values) <= {option["value"] for option in select["options"]}:
            raise refused("There is no such choice.")
        return {"values": values}
    resolved = Resolved(world, guild)
    resolved.pick(kind, values)
    return {"values": values, "resolved": resolved.json()}


def _ask(
    world: World, kind: Kind, application_id: str, user_id: str, channel_id: str, data: Json, **more: Any
) -> Interaction:
    """Send the interaction to the shard of its server; nothing is sent again when no bot listens."""
    if application_id not in world.bots:
        raise DiscordError(400, 50035, "Only an application's message can be pressed.")
    interaction = Interaction(
        world.ids(), kind, application_id, user_id, channel_id, data, world.clock.wire(), **more
    )
    world.interactions[interaction.id] = interaction
    answers.tell_state(world, interaction, "pending")
    guild_id = world.channel(channel_id).get("guild_id")
    payload = payloads.interaction_create(world, interaction)
    world.emit(
        Event("INTERACTION_CREATE", payload, guild_id, channel_id, bots=[application_id], people=NOBODY)
    )
    return interaction


def show_modal(world: World, interaction: Interaction) -> None:
    """Let the person's other open pages show the form too."""
    world.emit(Event(MODAL_OPEN, opened_modal(interaction) or {}, bots=NOBODY, people=[interaction.user_id]))
