"""Posting, editing and deleting messages: the rules every door into a channel shares."""

from __future__ import annotations

from collections.abc import Collection
from enum import IntFlag

from gamescheduler.simulator import component_rules, components, embeds, mentions
from gamescheduler.simulator.errors import DiscordError, Form
from gamescheduler.simulator.events import NOBODY, Event
from gamescheduler.simulator.objects import DM, Json
from gamescheduler.simulator.world import World

NONCE_WINDOW = 300.0
"""Wire seconds for which enforce_nonce finds the earlier message; the docs say "a few minutes"."""


class Flag(IntFlag):
    """Message flags (docs: Message, Message Flags)."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    IS_COMPONENTS_V2 = 1 << 15


_KINDS = {"content": str, "embeds": list, "components": list, "allowed_mentions": dict, "flags": int}
SETTABLE = Flag.SUPPRESS_EMBEDS | Flag.SUPPRESS_NOTIFICATIONS | Flag.IS_COMPONENTS_V2
EDITABLE = Flag.SUPPRESS_EMBEDS | Flag.IS_COMPONENTS_V2


def check(body: Json) -> None:
    """Raises 50035 for a body beyond Discord's limits and 50006 for one with nothing in it."""
    form = Form()
    for key, kind in _KINDS.items():
        form.kind(key, body.get(key), kind)
    form.raise_if_wrong()
    form.length("content", body.get("content"), 2000)
    form.length("nonce", str(body.get("nonce") or ""), 25)
    embeds.check(form, body.get("embeds") or [])
    mentions.check(form, body.get("allowed_mentions"))
    if (body.get("flags") or 0) & Flag.IS_COMPONENTS_V2:
        _check_no_legacy_fields(form, body)
        component_rules.check_v2(form, body.get("components") or [])
    else:
        component_rules.check_legacy(form, body.get("components") or [])
    form.raise_if_wrong()
    if not any(body.get(key) for key in ("content", "embeds", "components", "attachments")):
        raise DiscordError(400, 50006, "Cannot send an empty message")


def _check_no_legacy_fields(form: Form, body: Json) -> None:
    for key in ("content", "embeds", "poll", "sticker_ids"):
        if body.get(key):
            form.error(
                key,
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
            )


def build(world: World, channel: Json, author: Json, body: Json, **extra: object) -> Json:
    """A message object that stands nowhere yet; `extra` sets what only interaction answers have."""
    message: Json = {
        "id": world.ids(),
        "type": 0,
        "channel_id": channel["id"],
        "author": author,
        "content": (body.get("content") or "").strip(),
        "embeds": embeds.as_stored(body.get("embeds") or []),
        "components": components.as_stored(body.get("components") or []),
        "attachments": [],
        "timestamp": world.clock.stamp(),
        "edited_timestamp": None,
        "flags": (body.get("flags") or 0) & int(SETTABLE | Flag.EPHEMERAL | Flag.LOADING),
        "pinned": False,
        "tts": bool(body.get("tts")),
        **extra,
    }
    allowed = mentions.Allowed.read(body.get("allowed_mentions"), default=_default_mentions(message))
    return message | mentions.mentioned(world, message, allowed)


def post(world: World, channel: Json, author: Json, body: Json) -> Json:
    """Check a body and put it into a channel, unless enforce_nonce finds that it already stands there.

    Raises DiscordError 50035 or 50006. The answer echoes the nonce; the stored message does not keep it.
    """
    check(body)
    nonce = body.get("nonce")
    earlier = earlier_with_nonce(world, author, body)
    if earlier is not None:
        return {**earlier, "nonce": nonce}
    message = build(world, channel, author, body)
    if nonce is None:
        return publish(world, message)
    world.nonces[author["id"], str(nonce)] = (channel["id"], message["id"], world.clock.wire())
    return {**publish(world, message, nonce=nonce), "nonce": nonce}


def earlier_with_nonce(world: World, author: Json, body: Json) -> Json | None:
    """The author's message of the last minutes with the same nonce, when the body asks to enforce it."""
    if not body.get("enforce_nonce") or body.get("nonce") is None:
        return None
    channel_id, message_id, at = world.nonces.get((author["id"], str(body["nonce"])), ("", "", 0.0))
    if world.clock.wire() - at > NONCE_WINDOW:
        return None
    return world.messages[channel_id].get(message_id)


def publish(world: World, message: Json, *, nonce: object = None, viewer: str | None = None) -> Json:
    """Put a built message into its channel and tell everyone who may see it; `viewer` makes it ephemeral."""
    channel = world.channel(message["channel_id"])
    world.messages[channel["id"]][message["id"]] = message
    if viewer is None:
        channel["last_message_id"] = message["id"]
        world.notified[message["id"]] = mentions.notified(world, message)
    else:
        world.ephemeral[message["id"]] = viewer
    _tell(world, "MESSAGE_CREATE", message, {"nonce": nonce} if nonce is not None else {})
    return message


def edit(world: World, message: Json, body: Json) -> Json:
    """Change a message in place. Components V2, once on, stays on. Raises DiscordError 50035 or 50006."""
    flags = (message["flags"] & ~int(Flag.SUPPRESS_EMBEDS)) if "flags" in body else message["flags"]
    flags |= (body.get("flags") or 0) & int(EDITABLE)
    kept = {key: message[key] for key in ("content", "embeds", "components")}
    wanted = {**kept, **body, "flags": flags & ~int(Flag.LOADING)}
    check(wanted)
    allowed = mentions.Allowed.read(body.get("allowed_mentions"), default=_default_mentions(message))
    message |= {
        "content": (wanted["content"] or "").strip(),
        "embeds": embeds.as_stored(wanted["embeds"] or []),
        "components": components.as_stored(wanted["components"] or []),
        "flags": wanted["flags"],
        "edited_timestamp": world.clock.stamp(),
    }
    message |= mentions.mentioned(world, message, allowed)
    _tell(world, "MESSAGE_UPDATE", message, {})
    return message


def delete(world: World, message: Json) -> None:
    """Take a message away; a thread that hangs on it stays."""
    channel = world.channel(message["channel_id"])
    del world.messages[channel["id"]][message["id"]]
    gone = {"id": message["id"], "channel_id": channel["id"]}
    world.emit(_event(world, "MESSAGE_DELETE", channel, gone, world.ephemeral.pop(message["id"], None)))


def _default_mentions(message: Json) -> frozenset[str]:
    """Interaction answers and webhooks parse users only (docs: Allowed Mentions)."""
    return frozenset({"users"}) if "webhook_id" in message else mentions.EVERYTHING


def _tell(world: World, name: str, message: Json, extra: Json) -> None:
    channel = world.channel(message["channel_id"])
    guild = world.guild_of(channel)
    data = {**message, **extra, "channel_type": channel["type"]}
    if guild is not None and message["author"]["id"] in guild.members:
        member = guild.members[message["author"]["id"]]
        data["member"] = {key: value for key, value in member.items() if key != "user"}
    world.emit(_event(world, name, channel, data, world.ephemeral.get(message["id"])))


def _event(world: World, name: str, channel: Json, data: Json, viewer: str | None) -> Event:
    guild_id = channel.get("guild_id")
    bots: Collection[str] | None = None
    people: Collection[str] | None = None
    if channel["type"] == DM:
        bot_id, user_id = world.parties(channel)
        bots, people = [bot_id], [user_id]
    if viewer is not None:
        bots, people = NOBODY, [viewer]
    if guild_id is not None:
        data = {**data, "guild_id": guild_id}
    return Event(name, data, guild_id, channel["id"], bots, people)
