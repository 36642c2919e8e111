"""What is wrong with what was typed, and what would be right: one sentence for each problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gamescheduler.cards import settings
from gamescheduler.cards.times import time_problem, unknown_zone
from gamescheduler.cards.tongues import Tongue, cut
from gamescheduler.domain.mentions import Candidate
from gamescheduler.domain.settings import Level
from gamescheduler.errors import Problem
from gamescheduler.models.types import RoleId

FIELDS: Mapping[str, str] = {
    "title": "The title",
    "description": "The description",
    "starts_at": "The time",
    "zone": "The time zone",
    "players": "Players already in",
    "host": "The host",
    "template": "The template",
    "guest": "A guest's name",
    "place": "The place in the list",
    "name": "The name",
    "cancel_reason": "The reason",
    "max_players": "The number of players",
    "duration": "The duration",
    "reminders": "Reminders",
    "reminder_route": "The way of reminders",
    "signup": "Sign-up",
    "host_roles": "Who can host",
    "player_roles": "Who can play",
    "priority_roles": "Who goes first",
    "notify_roles": "Roles to notify",
    "manager_roles": "Who manages",
    "time_zone": "The time zone",
    "active": "Games here",
    "location": "The place",
    "instructions": "The text of the instructions",
    "thread": "The thread",
}
"""Field -> how a sentence about it begins."""

LEVELS: Mapping[Level, str] = {
    Level.DEFAULT: "this version",
    Level.INSTANCE: "this installation",
    Level.SERVER: "the server",
    Level.CHANNEL: "a channel",
    Level.TEMPLATE: "a template",
    Level.GAME: "a game",
}
"""Level -> whose settings they are."""


_LINE_SHOWN = 60
"""Characters of what was typed that are enough to find it again."""


def problems(found: Sequence[Problem], say: Tongue) -> str:
    """Everything that is wrong with what was typed, one line each."""
    return "\n".join(problem(p, say) for p in found)


def problem(what: Problem, say: Tongue) -> str:
    """One thing that is wrong, and what would be right."""
    facts, name = what.facts, FIELDS.get(what.field, what.field)
    match what.code:
        case "empty":
            return f"{name} is missing. Give it a few words, at most {facts['most']} characters."
        case "too_long":
            return f"{name} is too long: {facts['got']} characters, at most {facts['most']} fit."
        case "out_of_range":
            return f"{name} must be from {facts['least']} to {facts['most']}, not {facts['got']}."
        case "not_a_number":
            return f"{name}: “{say.typed(facts['text'])}” is no whole number. Write digits only."
        case "too_many":
            return f"{name}: at most {facts['most']}, not {facts['got']}."
        case "past":
            return f"{say.moment(facts['start'])} is in the past. Pick a time that is still to come."
        case "too_far":
            return f"{say.moment(facts['start'])} is more than two years away. Pick an earlier time."
        case "naive":
            return "The time needs a time zone."
        case "running":
            return "This game has started, so its time can't be changed any more. Plan a new one instead."
        case "unknown_zone":
            return unknown_zone(facts["text"], say)
        case "unreadable_time":
            return time_problem(facts["refused"], say)
        case "unreadable":
            text = say.typed(str(facts["text"]))
            return f"{name}: I couldn't read “{text}”. Write it like {facts['example']}."
        case "unknown_choice":
            choices = either(facts["choices"])
            return f"{name} can't be “{say.typed(facts['text'])}”. Choose {choices}."
        case "unknown_role":
            roles = ", ".join(_role(role, say) for role in facts["roles"])
            return f"{name}: there is no role {roles} in this server. Pick one of its own."
        case "taken":
            return f"There is a template called “{say.typed(facts['text'])}” already. Pick another name."
        case "not_a_guest":
            return (
                f"Only a guest's place can go to somebody else, and {say.typed(facts['name'])} is a member."
            )
        case "host_listed":
            host = say.person(facts["host_id"])
            if "number" in facts:
                return f"{_at(facts)}: leave out {host}, because whoever hosts has a place already."
            return f"Leave {host} out of the players: whoever hosts has a place already."
        case "cannot_host":
            return f"Only people in this server can host, so {say.person(facts['user_id'])} can't."
        case "unknown_template":
            text = say.typed(cut(facts["text"], _LINE_SHOWN))
            return f"There is no template “{text}” here. Pick one from the list, or “none”."
        case "unknown_setting" | "locked" | "wrong_level" | "nothing_to_lock":
            return _setting_problem(what, say)
    if "line" in facts:
        return _line_problem(what, say)
    raise ValueError(f"no sentence for the problem {what.code!r}")


def _setting_problem(what: Problem, say: Tongue) -> str:
    """A setting that can't be set there, whatever the value."""
    facts, label = what.facts, f"“{settings.LABELS.get(what.field, what.field)}”"
    match what.code:
        case "locked":
            value = settings.value(what.field, facts["value"], say)
            instance = facts["level"] == Level.INSTANCE
            ask = "Ask whoever runs this bot." if instance else "Ask a server manager."
            return f"{label} is locked at {value} by {LEVELS[facts['level']]}. {ask}"
        case "wrong_level":
            levels = either([LEVELS[level] for level in facts["levels"]])
            return f"{label} can't be set for {LEVELS[facts['level']]}, only for {levels}."
        case "nothing_to_lock":
            return f"{label} can't be set on any level below, so there is nothing to lock."
    return f"There is no setting called “{say.typed(what.field)}”."


def _at(facts: Mapping[str, Any]) -> str:
    return f"{facts.get('part', 'line').capitalize()} {facts['number']}"


def _line_problem(what: Problem, say: Tongue) -> str:
    """One line of the players already in that can't be used."""
    facts, at = what.facts, _at(what.facts)
    line = f"“{say.typed(cut(facts['line'], _LINE_SHOWN))}”"
    match what.code:
        case "not_a_member":
            return f"{at}: {line} is not in this server. Invite them first, or write a name to add a guest."
        case "unknown_member":
            guest = "Write the name without @ to add a guest."
            return f"{at}: there is no member {line} in this server. {guest}"
        case "ambiguous":
            return f"{line} could be {_candidates(facts['suggestions'], say)}. Pick one."
        case "too_many_matches":
            return f"{at}: more than {facts['most']} members match {line}. Type more letters."
        case "bot":
            return f"{at}: {line} is a bot, and bots can't play."
        case "listed_twice":
            first = f"{facts.get('part', 'line')} {facts['first']}"
            return f"{at}: {line} is the same member as in {first}. List everybody once."
        case "guest_too_long":
            return f"{at}: a guest's name may have {facts['most']} characters, not {facts['got']}."
    raise ValueError(f"no sentence for the problem {what.code!r}")


def _candidates(candidates: Sequence[Candidate], say: Tongue) -> str:
    """Their names; where two read the same, with the username, which only one account has."""
    names = [c.name.casefold() for c in candidates]
    shown = [
        # The @ is made harmless with the name: somebody may be called "everyone".
        say.typed(f"@{c.name}") + (f" ({say.typed(c.username)})" if names.count(name) > 1 else "")
        for name, c in zip(names, candidates, strict=True)
    ]
    return either(shown)


def either(choices: Sequence[str]) -> str:
    """“a”, “a or b”, “a, b or c”."""
    *others, last = choices
    return f"{', '.join(others)} or {last}" if others else last


def _role(role_id: Any, say: Tongue) -> str:
    return say.role(RoleId(role_id)) if isinstance(role_id, int) else f"“{say.typed(str(role_id))}”"
