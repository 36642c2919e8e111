"""Channels and threads."""

from __future__ import annotations

from gamescheduler.simulator import objects
from gamescheduler.simulator.errors import DiscordError, Form
from gamescheduler.simulator.events import Event
from gamescheduler.simulator.messages import Flag
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.permissions import Permission
from gamescheduler.simulator.rest.routing import Call, Reply, Routes

routes = Routes()


@routes("GET", "/channels/{channel_id}")
def get(call: Call) -> Json:
    return call.channel()


@routes("POST", "/channels/{channel_id}/typing")
def type_(call: Call) -> None:
    call.channel(Permission.SEND_MESSAGES)


@routes("POST", "/channels/{channel_id}/messages/{message_id}/threads")
def start_thread(call: Call) -> Reply:
    """The thread takes its message's id; a message carries one thread at most (160004)."""
    parent = call.channel(Permission.CREATE_PUBLIC_THREADS)
    message = call.message(parent)
    if "thread" in message:
        raise DiscordError(400, 160004, "A thread has already been created for this message")
    minutes = call.form.get("auto_archive_duration") or 4320
    form = Form()
    form.length("name", call.form.get("name"), 100, least=1)
    form.choice("auto_archive_duration", minutes, (60, 1440, 4320, 10080))
    form.raise_if_wrong()
    at = call.world.clock.stamp()
    made = objects.thread(
        parent, message["id"], call.form["name"], call.bot.id, archive_minutes=minutes, at=at
    )
    call.world.channels[made["id"]] = call.guild_of(parent).threads[made["id"]] = made
    message["thread"] = made
    message["flags"] |= int(Flag.HAS_THREAD)
    call.world.emit(Event("THREAD_CREATE", {**made, "newly_created": True}, made["guild_id"], made["id"]))
    return Reply(201, made)
