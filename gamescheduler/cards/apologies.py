"""When something is not possible: what happened, what was saved, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from gamescheduler.cards.tongues import Tongue
from gamescheduler.domain.drafts import TITLE_MAX
from gamescheduler.domain.when import NotATime
from gamescheduler.errors import NotFound, Problem, Refusal

TIME_EXAMPLES = "“fri 8pm”, “tomorrow 20:00”, “27 nov 20:00” or “in 2h”"


def refusal(why: Refusal, say: Tongue) -> str:
    """Why something is not possible, and what to do."""
    facts = why.facts
    match why.code:
        case "managers_only":
            return "Only people who manage this server can do that. Ask a server admin."
        case "hosts_only":
            roles = " or ".join(say.role(role) for role in facts["host_roles"])
            who = f"Only {roles}" if roles else "Only people who manage this server"
            return f"{who} can plan games here. Ask a server admin. Nothing was saved."
        case "channel_inactive":
            channel = say.channel(facts["channel_id"])
            return f"{channel} isn't open for games. Pick another channel. Nothing was saved."
        case "channel_closed_to_bot":
            return (
                f"I can't write in {say.channel(facts['channel_id'])}. A server admin can allow it: "
                "Edit channel → Permissions → this bot → View Channel and Send Messages. Nothing was saved."
            )
        case "host_plays_not":
            return "You host this game, so you have your place already."
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


def problems(found: Sequence[Problem], say: Tongue) -> str:
    """Everything that is wrong with what was typed, one line each."""
    return "\n".join(problem(p, say) for p in found)


def problem(what: Problem, say: Tongue) -> str:
    """One thing that is wrong, and what would be right."""
    facts, name = what.facts, FIELDS.get(what.field, what.field)
    match what.code:
        case "empty":
            return f"{name} is missing. Give it a few words, at most {TITLE_MAX} characters."
        case "too_long":
            return f"{name} is too long: {facts['got']} characters, at most {facts['most']} fit."
        case "out_of_range":
            return f"{name} must be from {facts['least']} to {facts['most']}, not {facts['got']}."
        case "too_many":
            return f"{name}: at most {facts['most']}, not {facts['got']}."
        case "past":
            return f"{say.moment(facts['start'])} is in the past. Pick a time that is still to come."
        case "too_far":
            return f"{say.moment(facts['start'])} is more than two years away. Pick an earlier time."
        case "naive":
            return "The time needs a time zone."
        case "unknown_zone":
            text = say.typed(facts["text"])
            return f"I don't know the time zone “{text}”. Write it like Europe/Berlin or UTC."
        case "unreadable_time":
            return time_problem(facts["refused"], say)
        case "unreadable":
            text = say.typed(str(facts["text"]))
            return f"{name}: I couldn't read “{text}”. Write it like {facts['example']}."
        case "unknown_setting":
            return f"There is no setting called “{say.typed(what.field)}”."
    raise ValueError(f"no sentence for the problem {what.code!r}")


def not_found(error: NotFound) -> str:
    """Also for things the asker may not see: the two must read the same."""
    if error.what == "game":
        return "There is no such game here. It may be gone, or belong to another server. See /games."
    if error.what == "channel":
        return "There is no such channel in this server that I can see."
    return f"There is no such {error.what} that I know of."


def unreachable(ref: str) -> str:
    return (
        "The schedule database didn't answer, so I can't tell whether this was saved. "
        f"Please try again in a minute: doing it twice is safe. (ref {ref})"
    )


def unexpected(ref: str) -> str:
    return f"Something broke on our side and nothing was saved. Please tell an admin. (ref {ref})"


STALE_BUTTON = "This button is from an old version or was changed. See what is planned with /games."

FIELDS = {
    "title": "The title",
    "description": "The description",
    "location": "The place",
    "max_players": "The number of players",
    "duration": "The duration",
    "reminders": "Reminders",
    "notify_roles": "Roles to notify",
    "cancel_reason": "The reason",
    "starts_at": "The time",
}
"""Field -> how a sentence about it begins."""


def time_problem(refused: NotATime, say: Tongue) -> str:
    """Why a typed time was not taken. Nothing is guessed, so the sentence says what would be read."""
    text = f"“{say.typed(refused.text)}”"
    moments = [say.moment(instant) for instant in refused.instants]
    match refused.code:
        case "empty":
            return f"The time is missing. Write it like {TIME_EXAMPLES}."
        case "past":
            when = moments[0] if moments else text
            return f"{when} is in the past. Pick a time that is still to come."
        case "too_far":
            return f"{text} is more than two years away. Pick an earlier time."
        case "gap":
            instead = f" Nearest: {' or '.join(moments)}." if moments else ""
            return f"{text} doesn't exist in {refused.zone}: the clocks go forward and skip it.{instead}"
        case "weekday_mismatch":
            instead = f" That date is {moments[0]}." if moments else ""
            return f"The weekday and the date in {text} don't go together.{instead}"
        case "no_time":
            return f"{text} has no time of day. Add one, like “fri 8pm”."
        case "recurring":
            return f"{text} repeats. Plan one game at a time for now, like “fri 8pm”."
        case "ambiguous_date":
            return f"{text} can be read two ways. Write the month as a word, like “27 nov 20:00”."
        case "ambiguous_midnight":
            return f"{text} can be read two ways. Write 00:00 or 23:59."
        case "unknown_zone":
            return (
                f"I don't know the time zone “{say.typed(refused.word)}”. Write it like Europe/Berlin or UTC."
            )
        case _:
            return f"I couldn't read {text} as a time. Write it like {TIME_EXAMPLES}."
