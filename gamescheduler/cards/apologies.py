"""When something is not possible: what happened, what was saved, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gamescheduler.cards import settings
from gamescheduler.cards.problems import FIELDS, either, problem, problems
from gamescheduler.cards.tongues import Tongue, cut
from gamescheduler.domain.settings import LEVELS
from gamescheduler.errors import Conflict, NotFound, Refusal
from gamescheduler.models.types import RoleId

__all__ = [
    "DISCORD_AWAY", "STALE_BUTTON", "conflict", "not_found", "problem", "problems", "refusal", "unexpected",
    "unreachable",
]  # fmt: skip

DISCORD_AWAY = (
    "I couldn't ask Discord whether you are still in that server. Nothing was saved. Please try again."
)
STALE_BUTTON = "This button is from an old version or was changed. See what is planned with /games."


def refusal(why: Refusal, say: Tongue) -> str:
    """Why something is not possible, and what to do."""
    facts = why.facts
    match why.code:
        case "managers_only":
            return "Only people who manage this server can do that. Ask a server admin."
        case "shuts_you_out":
            alone = "Then you could not manage this server any more. Include one of your own roles."
            return f"{alone} {_UNSAVED}"
        case "instance_only":
            return "Only whoever runs this bot can change what holds for all servers. Nothing was saved."
        case "hosts_only":
            return f"{_only(facts['host_roles'], say)} can plan games here. Ask a server admin. {_UNSAVED}"
        case "template_only":
            name = say.typed(facts["template"])
            who = _only(facts["host_roles"], say)
            return f"{who} can use the template “{name}”. Pick another, or ask a server admin. {_UNSAVED}"
        case "hosts_for_others":
            return f"Only people who manage this server can name somebody else as the host. {_UNSAVED}"
        case "channel_inactive":
            return (
                f"{say.channel(facts['channel_id'])} isn't open for games. Pick another channel. {_UNSAVED}"
            )
        case "channel_closed_to_bot":
            return _closed_to_bot(why, say)
        case "host_plays_not":
            return "You host this game, so you have your place already."
        case "host_picks":
            host = say.person(facts["host_id"])
            return f"Ask {host}, who picks the players of this game, if you'd like to play."
        case "players_only":
            who, host = _only(facts["player_roles"], say), say.person(facts["host_id"])
            return f"{who} can join this game. Ask {host} or a server admin."
        case "undo_too_late":
            return "That can't be taken back any more. Press Join if you'd like to play after all."
        case "started":
            return (
                f"This game started {say.moment(facts['starts_at'], 'R')}, so sign-up is closed. "
                f"Ask {say.person(facts['host_id'])} if you're running late."
            )
        case "cancelled":
            when = f" {say.moment(facts['at'], 'R')}" if facts.get("at") else ""
            return f"This game was cancelled{when}. See what else is planned with /games."
        case "finished":
            return f"This game is over; it started {say.moment(facts['starts_at'], 'R')}."
        case "not_your_game":
            return f"Only {say.person(facts['host_id'])}, who hosts it, or a server manager can do that."
    raise ValueError(f"no sentence for the refusal {why.code!r}")


def conflict(error: Conflict, say: Tongue) -> str:
    """Two people changed the same thing: what stands, and what was not saved."""
    if not error.theirs:
        return f"Somebody changed who plays while you did. {_UNSAVED} Look again, then decide."
    lines = [f"Somebody changed this game while you did. {_UNSAVED} What stands, and what you wanted:"]
    for name, theirs in error.theirs.items():
        now, yours = _value(name, theirs, say), _value(name, error.yours[name], say)
        lines.append(f"{FIELDS[name]}: now {now}, yours {yours}.")
    return "\n".join(lines)


def not_found(error: NotFound) -> str:
    """Also for things the asker may not see: the two must read the same."""
    match error.what:
        case "game":
            return "There is no such game here. It may be gone, or belong to another server. See /games."
        case "channel":
            return "There is no such channel in this server that I can see."
        case "template":
            return "There is no such template in this server. It may have been deleted."
        case "participant":
            return "That person isn't in this game any more. Look again who is."
    return f"There is no such {error.what} that I know of."


def unreachable(ref: str) -> str:
    return (
        "The schedule database didn't answer, so I can't tell whether this was saved. "
        f"Please try again in a minute: doing it twice is safe. (ref {ref})"
    )


def unexpected(ref: str) -> str:
    return f"Something broke on our side and nothing was saved. Please tell an admin. (ref {ref})"


_UNSAVED = "Nothing was saved."
_VALUE_SHOWN = 200
"""Characters of a text that are enough to see what differs; twice two descriptions fit no message."""


def _only(role_ids: Sequence[RoleId], say: Tongue) -> str:
    """Nobody named means the managers."""
    if not role_ids:
        return "Only people who manage this server"
    return f"Only {either([say.role(role) for role in role_ids])}"


def _closed_to_bot(why: Refusal, say: Tongue) -> str:
    """Which permissions to give, as Discord calls them; the two a message needs when nobody looked yet."""
    missing = why.facts.get("missing") or ("View Channel", "Send Messages")
    return (
        f"I can't write in {say.channel(why.facts['channel_id'])}. A server admin can allow it: "
        f"Edit channel → Permissions → this bot → {', '.join(missing)}. {_UNSAVED}"
    )


def _value(name: str, value: Any, say: Tongue) -> str:
    """One side of a conflict."""
    if isinstance(value, datetime):
        return say.moment(value)
    if name in LEVELS:
        return settings.value(name, value, say)
    return f"“{say.typed(cut(value, _VALUE_SHOWN))}”" if value else "none"
