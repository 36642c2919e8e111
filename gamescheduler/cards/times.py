"""Why a typed time was not taken. Nothing is guessed, so the sentence says what would be read."""

from __future__ import annotations

from gamescheduler.cards.tongues import Tongue
from gamescheduler.domain.when import NotATime

TIME_EXAMPLES = "“fri 8pm”, “tomorrow 20:00”, “27 nov 20:00” or “in 2h”"


def time_problem(refused: NotATime, say: Tongue) -> str:
    """What is wrong with it, and what could be written instead."""
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
            return unknown_zone(refused.word, say)
        case _:
            return f"I couldn't read {text} as a time. Write it like {TIME_EXAMPLES}."


def unknown_zone(text: str, say: Tongue) -> str:
    return f"I don't know the time zone “{say.typed(text)}”. Write it like Europe/Berlin or UTC."
