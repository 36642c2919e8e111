"""Every setting in words: what it is called, what a value means, where it comes from, what can be typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from gamescheduler.cards.sentences import lead
from gamescheduler.cards.tongues import Tongue
from gamescheduler.domain import durations
from gamescheduler.domain.drafts import DURATION_MAX, LEAD_MAX, LEADS_MAX
from gamescheduler.domain.durations import NotADuration, describe_duration
from gamescheduler.domain.settings import ROLE_FIELDS, Explained, Level, Settings
from gamescheduler.domain.when.localtime import zone_named
from gamescheduler.errors import Invalid, Problem
from gamescheduler.models.types import Route, Signup, ThreadPolicy

LABELS: Mapping[str, str] = {
    "active": "Games here",
    "max_players": "Max players",
    "duration": "Duration",
    "reminders": "Reminders",
    "reminder_route": "Reminders by",
    "signup": "Sign-up",
    "host_roles": "Who can host",
    "player_roles": "Who can play",
    "priority_roles": "Who goes first",
    "notify_roles": "Who is pinged",
    "manager_roles": "Who manages",
    "time_zone": "Time zone",
    "location": "Place",
    "instructions": "Instructions",
    "thread": "Thread",
}
"""Setting -> what people call it, in the order they are listed; at most 45 characters (a form's limit)."""

HINTS: Mapping[str, str] = {
    "active": "Whether games are announced in this channel.",
    "max_players": "How many seats: 1 to 100, or “none” for no limit.",
    "duration": "How long a game takes: “3h”, “1h 30m”, or “none” to leave it open.",
    "reminders": "How long before the start: “1d, 1h, 15m”, at most five, or “none”.",
    "reminder_route": "How reminders reach people who made no choice of their own.",
    "signup": "How people get into a game.",
    "host_roles": "Members with one of these roles can plan games.",
    "player_roles": "Only members with one of these roles see and join games.",
    "priority_roles": "With sign-up by role, these get the first seats, in this order.",
    "notify_roles": "These roles are pinged once, when a game is announced.",
    "manager_roles": "These roles change settings, templates and any game.",
    "time_zone": "The zone that typed times are read in: “Europe/Berlin”.",
    "location": "Where games take place, unless the host says otherwise.",
    "instructions": "What players read when they join and in reminders.",
    "thread": "Whether a game gets a thread below its announcement.",
}
"""Setting -> what it does and what can be typed; at most 100 characters (a form's limit)."""

CHOICES: Mapping[str, Mapping[Any, str]] = {
    "signup": {
        Signup.OPEN: "anyone joins",
        Signup.ASK: "people ask, the host picks",
        Signup.HOST: "the host picks",
        Signup.ROLE: "by role",
    },
    "reminder_route": {
        Route.DM: "direct message",
        Route.CHANNEL: "mention in the channel",
        Route.OFF: "off",
    },
    "thread": {
        ThreadPolicy.OFF: "none",
        ThreadPolicy.ON_FIRST_JOIN: "when somebody joins",
        ThreadPolicy.ALWAYS: "for every game",
    },
    "active": {True: "yes", False: "no"},
}
"""Setting -> the values it can have, and each of them in words."""

TEXT_SHOWN = 60
"""Characters of a longer text that are shown where a value is one cell among many."""

_NOBODY = {
    "host_roles": "people who manage the server",
    "player_roles": "everyone",
    "priority_roles": "nobody",
    "notify_roles": "nobody",
    "manager_roles": "people with Manage Server",
}
_NOTHING = {"max_players": "no limit", "duration": "not set", "active": "if picked"}
_NONE = frozenset({"", "none", "no limit", "unlimited", "not set"})
_YES, _NO = frozenset({"on", "yes", "true"}), frozenset({"off", "no", "false"})
_NUMBER = re.compile(r"[-+]?\d{1,9}", re.ASCII)
_DEFAULTS = {field.name: field.default for field in fields(Settings)}


def value(name: str, stored: Any, say: Tongue) -> str:
    """A value in words: “5”, “no limit”, “1 day, 1 h”, “anyone joins”, the roles by name."""
    if stored is None:
        return _NOTHING[name]
    if name in ROLE_FIELDS:
        return ", ".join(say.role(role) for role in stored) or _NOBODY[name]
    if name == "reminders":
        return ", ".join(lead(minutes) for minutes in stored) or "none"
    if name == "duration":
        return describe_duration(stored)
    if name in CHOICES:
        return CHOICES[name][stored]
    return say.typed(_one_line(str(stored))) or "none"


def origin(explained: Explained, level: Level) -> str:
    """Where the value comes from, for somebody looking at that level."""
    if explained.locked_above(level):
        return f"locked by {explained.locked_by}"
    if explained.origin == level:
        return "set here"
    return "default" if explained.origin == Level.DEFAULT else f"from {explained.origin}"


def chain(name: str, explained: Explained, say: Tongue) -> str:
    """Why it is so: “default 10 › server 5 (locked) › channel 7, not counted = 5”."""
    said = {Level.DEFAULT: _DEFAULTS[name], **dict(explained.said)}
    steps = [_step(name, level, said, explained, say) for level in Level]
    return f"{' › '.join(filter(None, steps))} = {value(name, explained.value, say)}"


def read(name: str, text: str) -> Any:
    """Typed text as a value that can be stored; not for roles, which have no spelling of their own.

    Raises `Invalid`.
    """
    if name not in _READERS:
        raise Invalid([Problem(name, "unknown_setting")])
    return _READERS[name](name, text.strip())


def written(name: str, stored: Any) -> str:
    """A value as `read` reads it back; not for roles."""
    if name == "reminders":
        return ", ".join(describe_duration(minutes) for minutes in stored) or "none"
    if stored is None or stored == "":
        return "none"
    if name == "duration":
        return describe_duration(stored)
    if name == "active":
        return "on" if stored else "off"
    return str(stored)


def _step(name: str, level: Level, said: Mapping[Level, Any], explained: Explained, say: Tongue) -> str:
    locks = level == explained.locked_by
    if level not in said:
        return f"{level} (locked)" if locks else ""
    step = f"{level} {value(name, said[level], say)}"
    if explained.locked_above(level):
        return f"{step}, not counted"
    return f"{step} (locked)" if locks else step


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= TEXT_SHOWN else line[: TEXT_SHOWN - 1] + "…"


def _number(name: str, text: str) -> Any:
    if text.casefold() in _NONE:
        return None
    if not _NUMBER.fullmatch(text):
        raise _unreadable(name, text, "“5”, or “none” for no limit")
    return int(text)


def _duration(name: str, text: str) -> Any:
    if text.casefold() in _NONE:
        return None
    return _lasting(name, text, durations.read_duration, DURATION_MAX, "“3h”, “1h 30m” or “none”")


def _reminders(name: str, text: str) -> Any:
    if text.casefold() in _NONE:
        return []
    return _lasting(name, text, durations.read_leads, LEAD_MAX, "“1d, 1h, 15m” or “none”")


def _lasting(name: str, text: str, reader: Callable[[str], Any], longest: int, example: str) -> Any:
    try:
        return reader(text)
    except NotADuration as refused:
        if refused.code == "too_many":
            facts = {"most": LEADS_MAX, "got": "more"}
            raise Invalid([Problem(name, "too_many", facts)]) from None
        if refused.code == "out_of_range":
            ends = {"least": describe_duration(1), "most": describe_duration(longest)}
            raise Invalid([Problem(name, "out_of_range", {**ends, "got": refused.text})]) from None
        raise _unreadable(name, refused.text, example) from None


def _choice(name: str, text: str) -> Any:
    """The stored word or the words it is shown in."""
    for stored, words in CHOICES[name].items():
        if text.casefold() in (str(stored), words):
            return stored
    *others, last = [f"“{stored}”" for stored in CHOICES[name]]
    raise _unreadable(name, text, f"{', '.join(others)} or {last}")


def _switch(name: str, text: str) -> bool:
    if text.casefold() in _YES | _NO:
        return text.casefold() in _YES
    raise _unreadable(name, text, "“on” or “off”")


def _zone(name: str, text: str) -> str:
    zone = zone_named(text)
    if zone is None:
        raise Invalid([Problem(name, "unknown_zone", {"text": text})])
    return zone


def _text(name: str, text: str) -> str:
    return "" if text.casefold() == "none" else text


def _unreadable(name: str, text: str, example: str) -> Invalid:
    return Invalid([Problem(name, "unreadable", {"text": text, "example": example})])


_READERS: Mapping[str, Callable[[str, str], Any]] = {
    "max_players": _number,
    "duration": _duration,
    "reminders": _reminders,
    "time_zone": _zone,
    "active": _switch,
    "location": _text,
    "instructions": _text,
    **dict.fromkeys(("signup", "reminder_route", "thread"), _choice),
}
