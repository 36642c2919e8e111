"""Messages in channels."""

from __future__ import annotations

from datetime import timedelta

from gamescheduler.simulator import messages
from gamescheduler.simulator.errors import DiscordError, missing_permissions
from gamescheduler.simulator.ids import made_at
from gamescheduler.simulator.objects import CATEGORY, DM, THREADS, Json
from gamescheduler.simulator.permissions import Permission
from gamescheduler.simulator.rest.routing import Call, Routes

routes = Routes()
OLD = timedelta(hours=1)
"""World time after which edits of a message are counted apart."""


@routes("GET", "/channels/{channel_id}/messages")
def list_(call: Call) -> list[Json]:
    """Newest first; `around`, `before` and `after` are ids."""
    channel = call.channel(Permission.READ_MESSAGE_HISTORY)
    limit = call.number("limit", 50, 100)
    seen = call.world.seen(channel["id"], call.bot.id)
    around, before, after = (call.snowflake(name) for name in ("around", "before", "after"))
    if around is not None:
        older = [message for message in seen if int(message["id"]) <= around]
        seen = older[limit // 2 - limit :] + seen[len(older) :][: limit // 2]
    elif before is not None:
        seen = [message for message in seen if int(message["id"]) < before]
    elif after is not None:
        seen = [message for message in seen if int(message["id"]) > after][:limit]
    return seen[-limit:][::-1]


@routes("GET", "/channels/{channel_id}/messages/{message_id}")
def get(call: Call) -> Json:
    return call.message(call.channel(Permission.READ_MESSAGE_HISTORY))


@routes("POST", "/channels/{channel_id}/messages")
def create(call: Call) -> Json:
    channel = call.world.channel(call.params["channel_id"])
    if channel["type"] == CATEGORY:
        raise DiscordError(400, 50008, "Cannot send messages in a non-text channel")
    if channel["type"] == DM:
        _check_reachable(call, channel)
    call.channel(_sending(channel))
    return messages.post(call.world, channel, call.bot.user, call.form)


@routes("PATCH", "/channels/{channel_id}/messages/{message_id}")
def edit(call: Call) -> Json:
    """Only one's own (50005); an old one only three times in six seconds and channel (429, 30046)."""
    channel = call.channel()
    message = call.message(channel)
    if message["author"]["id"] != call.bot.id:
        raise DiscordError(403, 50005, "Cannot edit a message authored by another user")
    if call.world.clock.now() - made_at(message["id"]) > OLD:
        call.limits.edit_old_message(channel["id"])
    return messages.edit(call.world, message, call.form)


@routes("DELETE", "/channels/{channel_id}/messages/{message_id}")
def delete(call: Call) -> None:
    channel = call.channel()
    message = call.message(channel)
    if message["author"]["id"] != call.bot.id and not call.world.can(
        call.bot.id, Permission.MANAGE_MESSAGES, channel
    ):
        raise missing_permissions()
    messages.delete(call.world, message)


def _sending(channel: Json) -> Permission:
    return Permission.SEND_MESSAGES_IN_THREADS if channel["type"] in THREADS else Permission.SEND_MESSAGES


def _check_reachable(call: Call, channel: Json) -> None:
    """A DM reaches nobody who closed theirs or shares no server with the bot (50007)."""
    bot_id, user_id = call.world.parties(channel)
    shared = any(bot_id in guild.members for guild in call.world.guilds_of(user_id))
    if user_id in call.world.closed_dms or not shared:
        raise DiscordError(403, 50007, "Cannot send messages to this user")
