"""What a bot is told about an interaction (docs: Receiving and Responding, Interaction Object)."""

from __future__ import annotations

from gamescheduler.simulator.interaction import Interaction, Kind
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.world import World


def interaction_create(world: World, interaction: Interaction) -> Json:
    """The data of INTERACTION_CREATE."""
    channel = world.channel(interaction.channel_id)
    payload: Json = {
        "id": interaction.id,
        "application_id": interaction.application_id,
        "type": int(interaction.kind),
        "token": interaction.token,
        "version": 1,
        "data": interaction.data,
        "channel_id": channel["id"],
        "app_permissions": str(world.permissions(interaction.application_id, channel)),
        "locale": "en-US",
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": owners(channel),
        "attachment_size_limit": 10 * 1024 * 1024,
        **_place(world, interaction, channel),
    }
    if interaction.source_id is not None:
        payload["message"] = world.message(channel["id"], interaction.source_id, viewer=interaction.user_id)
    return payload


def _place(world: World, interaction: Interaction, channel: Json) -> Json:
    """Who and where: a member of a server, or in a DM just a user."""
    guild = world.guild_of(channel)
    user_id = interaction.user_id
    if guild is None:
        return {"context": 1, "channel": channel, "user": world.user(user_id)}
    held = str(world.permissions(user_id, channel))
    return {
        "context": 0,
        "channel": {**channel, "permissions": held},
        "member": {**guild.member(user_id), "permissions": held},
        "guild_id": guild.id,
        "guild": {
            "id": guild.id,
            "locale": guild.base["preferred_locale"],
            "features": guild.base["features"],
        },
        "guild_locale": guild.base["preferred_locale"],
    }


def owners(channel: Json) -> Json:
    return {"0": channel.get("guild_id", "0")}


def metadata(world: World, interaction: Interaction) -> Json:
    """The interaction_metadata of an answer, down to the interaction that opened the form."""
    told: Json = {
        "id": interaction.id,
        "type": int(interaction.kind),
        "user": world.user(interaction.user_id),
        "authorizing_integration_owners": owners(world.channel(interaction.channel_id)),
    }
    if interaction.kind is Kind.COMMAND:
        told |= {"name": interaction.name, "command_type": 1}
    if interaction.kind is Kind.COMPONENT:
        told["interacted_message_id"] = interaction.source_id
    if interaction.parent is not None:
        told["triggering_interaction_metadata"] = metadata(world, interaction.parent)
    return told


def answer_keys(world: World, interaction: Interaction) -> Json:
    """What a message has for being an answer: type 20 to a command, 19 (a reply) to a click."""
    keys: Json = {
        "application_id": interaction.application_id,
        "webhook_id": interaction.application_id,
        "interaction_metadata": metadata(world, interaction),
    }
    if interaction.kind is Kind.COMMAND:
        user = world.user(interaction.user_id)
        keys |= {
            "type": 20,
            "interaction": {"id": interaction.id, "type": 2, "name": interaction.name, "user": user},
        }
    elif interaction.source_id is not None:
        keys |= {
            "type": 19,
            "message_reference": reference(world, interaction.channel_id, interaction.source_id),
        }
    return keys


def reference(world: World, channel_id: str, message_id: str) -> Json:
    guild_id = world.channel(channel_id).get("guild_id")
    place = {"guild_id": guild_id} if guild_id else {}
    return {"type": 0, "channel_id": channel_id, "message_id": message_id, **place}
