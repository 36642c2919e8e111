"""What is written on the panels where settings and templates are looked at and changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gamescheduler.cards import clocks, settings
from gamescheduler.cards.tongues import Tongue
from gamescheduler.domain.place import Place
from gamescheduler.domain.settings import GAME_FIELDS, LEVELS, Level
from gamescheduler.domain.sheet import Sheet
from gamescheduler.models import User

MINE = "Your settings"
CHANGE = "Change…"
CHANGE_A_SETTING = "Change a setting…"
ANOTHER_CHANNEL = "Another channel…"
A_CHANNEL = "A channel's own settings…"
SERVER_SETTINGS = "Server settings"
ALL_SETTINGS = "All settings"
RESET = "Reset"
LOCK, UNLOCK = "Lock", "Unlock"
WHY = "Why?"
APPLY = "Apply to them too"
EVERYONE = "Everyone"
OPEN_CHANNEL, CLOSE_CHANNEL = "Open for games", "Close for games"
ZONE_HINT = "Like “Europe/Berlin” or “UTC”. Empty: as in the server you are in."
TYPE_A_ZONE = "Type a time zone…"
PICK_ROLES = "Pick up to ten roles…"
REMINDERS = "How reminders reach you…"
AS_THE_GAME_SAYS = "As each game says"


def names(level: Level) -> list[str]:
    """The settings that can be set at that level, in the order they are listed."""
    return [name for name in settings.LABELS if level in LEVELS[name]]


def label(name: str, level: Level) -> str:
    """What a setting is called there: the host roles of a template say who may use it."""
    return "Who can use it" if name == "host_roles" and level == Level.TEMPLATE else settings.LABELS[name]


def hint(name: str, level: Level) -> str:
    """What a setting does there, and what can be typed."""
    if name == "host_roles" and level == Level.TEMPLATE:
        return "Of those who plan games, only members with one of these roles can use it."
    return settings.HINTS[name]


def heading(place: Place, say: Tongue) -> str:
    return f"Settings for {_where(place, say)}"


def line(name: str, place: Place, say: Tongue) -> str:
    """One setting in a list: its value, where that comes from, the lock."""
    explained = place.explained[name]
    value = settings.value(name, explained.value, say)
    return f"{say.bold(label(name, place.level))} {value} · {_origin(name, place)}"


def setting_heading(name: str, place: Place, say: Tongue) -> str:
    return f"{label(name, place.level)} · {_where(place, say)}"


def setting(name: str, place: Place, say: Tongue) -> str:
    """One setting by itself; a text in full."""
    value = place.explained[name].value
    if name in ("location", "instructions") and value:
        return f"{_origin(name, place)}\n{say.typed(value)}"
    return f"{settings.value(name, value, say)} · {_origin(name, place)}"


def saved(name: str, place: Place, say: Tongue) -> str:
    """After a value was set or is inherited again."""
    value = settings.value(name, place.explained[name].value, say)
    if name == "max_players":
        return f"Saved. New games {_here(place)} get {value}."
    if name in GAME_FIELDS:
        return f"Saved. For new games {_here(place)}, {settings.LABELS[name].lower()}: {value}."
    return f"Saved. {label(name, place.level)}: {value}."


def was_locked(name: str, place: Place, say: Tongue) -> str:
    value = settings.value(name, place.explained[name].value, say)
    return f"Locked: {value}. {_below(name, place.level)} can't change it any more."


def was_unlocked(name: str, place: Place) -> str:
    return f"Unlocked. {_below(name, place.level)} have a say again."


def locked_above(name: str, place: Place) -> str:
    """Instead of anything to press."""
    by = place.explained[name].locked_by
    who = "whoever runs this bot" if by == Level.INSTANCE else "a manager of this server"
    where = "" if by == Level.INSTANCE else f" in the settings of the {by}"
    return f"It is locked, so it can't be changed here. {who.capitalize()} can unlock it{where}."


def kept(name: str, lagging: Sequence[Sheet], say: Tongue) -> str:
    """How many upcoming games were posted with another value, and which."""
    number = len(lagging)
    values = {settings.value(name, getattr(sheet.game, name), say) for sheet in lagging}
    same = values.pop() if len(values) == 1 else None
    what = "what they have" if same is None else same if name == "max_players" else f"“{same}”"
    return f"1 upcoming game keeps {what}." if number == 1 else f"{number} upcoming games keep {what}."


def applied(changed: Sequence[Sheet]) -> str:
    number = len(changed)
    if not number:
        return "No upcoming game had another value. Nothing changed."
    return f"{number} upcoming {'game' if number == 1 else 'games'} changed too."


def mine(person: User, server_zone: str, now: datetime) -> str:
    """What somebody chose for themselves."""
    zone = person.zone or server_zone
    own = zone if person.zone else f"{zone}, as in this server"
    route = AS_THE_GAME_SAYS if person.reminder_route is None else _route(person.reminder_route)
    return (
        f"**Time zone** {own} · {clocks.shown(zone, now)} now\n**Reminders** {route.lower()}\n{_ZONE_IS_FOR}"
    )


_ZONE_IS_FOR = "-# The zone is only used to read the times you type."


def zone_saved(person: User) -> str:
    where = "in the server's zone" if person.zone is None else f"in {person.zone}"
    return f"Saved. Times you type are read {where}."


def reminders_saved(person: User) -> str:
    if person.reminder_route is None:
        return "Saved. Reminders reach you as each game says."
    return f"Saved. Reminders: {_route(person.reminder_route)}."


def _route(route: Any) -> str:
    return settings.CHOICES["reminder_route"][route]


def _where(place: Place, say: Tongue) -> str:
    if place.template is not None:
        return f"template “{say.typed(place.template.name)}”"
    if place.channel is not None:
        return say.channel(place.channel.id)
    return "all servers" if place.guild is None else say.typed(place.guild.name)


def _here(place: Place) -> str:
    return "with this template" if place.level == Level.TEMPLATE else "here"


def _origin(name: str, place: Place) -> str:
    explained = place.explained[name]
    origin = settings.origin(explained, place.level)
    if explained.locked_above(place.level):
        return f"🔒 {origin}"
    return f"{origin} · 🔒 locked here" if explained.locked_by == place.level else origin


_PLURALS = {
    Level.SERVER: "servers",
    Level.CHANNEL: "channels",
    Level.TEMPLATE: "templates",
    Level.GAME: "hosts",
}


def _below(name: str, level: Level) -> str:
    """“Channels, templates and hosts”."""
    order = list(Level)
    *others, last = [_PLURALS[each] for each in order[order.index(level) + 1 :] if each in LEVELS[name]]
    return (f"{', '.join(others)} and {last}" if others else last).capitalize()
