"""A server's scheduled events (docs: Guild Scheduled Event)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gamescheduler.simulator.errors import DiscordError, Form, missing_permissions, unknown
from gamescheduler.simulator.events import Event
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.permissions import Permission
from gamescheduler.simulator.rest.routing import Call, Routes

routes = Routes()
SCHEDULED, ACTIVE, COMPLETED, CANCELED = 1, 2, 3, 4
STAGE, VOICE, EXTERNAL = 1, 2, 3
MOST_OPEN = 100
_ALL = "/guilds/{guild_id}/scheduled-events"
_ONE = _ALL + "/{guild_scheduled_event_id}"
_NEXT = {SCHEDULED: (SCHEDULED, ACTIVE, CANCELED), ACTIVE: (ACTIVE, COMPLETED)}
_SETTABLE = (
    "name",
    "description",
    "channel_id",
    "entity_metadata",
    "entity_type",
    "scheduled_start_time",
    "scheduled_end_time",
    "status",
)


@routes("GET", _ALL)
def list_(call: Call) -> list[Json]:
    """Ended events vanish from the list, though not from `get`."""
    return [event for event in call.guild.scheduled_events.values() if event["status"] in _NEXT]


@routes("POST", _ALL)
def create(call: Call) -> Json:
    _require(call, Permission.CREATE_EVENTS)
    if len(list_(call)) >= MOST_OPEN:
        message = "Maximum number of uncompleted guild scheduled events reached (100)"
        raise DiscordError(400, 30038, message)
    given = {key: call.form.get(key) for key in _SETTABLE}
    event = {**_born(call), **given, "status": SCHEDULED}
    _check(call, event)
    call.guild.scheduled_events[event["id"]] = event
    return _told(call, "CREATE", event)


@routes("GET", _ONE)
def get(call: Call) -> Json:
    events = call.guild.scheduled_events
    if call.params["guild_scheduled_event_id"] not in events:
        raise unknown("Guild Scheduled Event")
    return events[call.params["guild_scheduled_event_id"]]


@routes("PATCH", _ONE)
def edit(call: Call) -> Json:
    """Status only moves forward; the start is checked again even when it stays."""
    _require(call, Permission.MANAGE_EVENTS)
    event = get(call)
    wanted = {**event, **{key: call.form[key] for key in _SETTABLE if key in call.form}}
    if wanted["status"] not in _NEXT.get(event["status"], ()):
        raise DiscordError(400, 180000, "Invalid guild scheduled event status")
    if wanted["status"] == event["status"] == SCHEDULED:
        _check(call, wanted)
    event.update(wanted)
    return _told(call, "UPDATE", event)


@routes("DELETE", _ONE)
def delete(call: Call) -> None:
    _require(call, Permission.MANAGE_EVENTS)
    _told(call, "DELETE", call.guild.scheduled_events.pop(get(call)["id"]))


def _require(call: Call, permission: Permission) -> None:
    if not call.guild.permissions(call.bot.id) & permission:
        raise missing_permissions()


def _told(call: Call, what: str, event: Json) -> Json:
    call.world.emit(Event(f"GUILD_SCHEDULED_EVENT_{what}", event, call.guild.id))
    return event


def _born(call: Call) -> Json:
    return {
        "id": call.world.ids(),
        "guild_id": call.guild.id,
        "creator_id": call.bot.id,
        "creator": call.bot.user,
        "image": None,
        "entity_id": None,
        "recurrence_rule": None,
        "privacy_level": 2,
        "guild_scheduled_event_exceptions": [],
        "user_count": 0,
    }


def _check(call: Call, event: Json) -> None:
    form = Form()
    form.length("name", event["name"], 100, least=1)
    form.length("description", event["description"], 1000)
    form.choice("entity_type", event["entity_type"], (STAGE, VOICE, EXTERNAL))
    _check_times(call, form, event)
    _check_place(form, event)
    form.raise_if_wrong()


def _check_times(call: Call, form: Form, event: Json) -> None:
    start, end = _moment(form, event, "scheduled_start_time"), _moment(form, event, "scheduled_end_time")
    if not event["scheduled_start_time"]:
        form.required("scheduled_start_time")
    if start is not None and start < call.world.clock.now():
        code = "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST"
        form.error("scheduled_start_time", code, "Cannot schedule event in the past.")
    if start is not None and end is not None and end <= start:
        code = "GUILD_SCHEDULED_EVENT_END_BEFORE_START"
        form.error("scheduled_end_time", code, "Event end time must be after its start.")


def _check_place(form: Form, event: Json) -> None:
    """An external event names a place and an end; the others name a channel and no place."""
    place: Any = (event["entity_metadata"] or {}).get("location")
    if event["entity_type"] == EXTERNAL:
        if not event["scheduled_end_time"]:
            form.required("scheduled_end_time")
        if not place:
            form.required("entity_metadata.location")
        return
    if not event["channel_id"]:
        form.required("channel_id")
    if place:
        code = "GUILD_SCHEDULED_EVENT_ENTITY_METADATA_UNSUPPORTED"
        form.error("entity_metadata", code, "Entity metadata is not supported for this entity type.")


def _moment(form: Form, event: Json, key: str) -> datetime | None:
    try:
        return datetime.fromisoformat(event[key]) if event[key] else None
    except ValueError:
        form.error(key, "DATE_TIME_TYPE_PARSE", f"Could not parse {event[key]}. Should be ISO8601.")
        return None
