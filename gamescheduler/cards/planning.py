"""What is written while a game is planned or changed: the echo, what is kept, who was meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from gamescheduler.cards import labels, sentences
from gamescheduler.cards.card import Action, Emphasis
from gamescheduler.cards.people import person
from gamescheduler.cards.problems import problem
from gamescheduler.cards.tongues import Tongue, cut
from gamescheduler.domain import when
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import Problem
from gamescheduler.models.types import Signup

DISCORD_AWAY = "I couldn't reach Discord's member list. Nothing was created. Please try again."
KEPT = "What you typed is kept for 15 minutes."
NOT_POSTED = f"Nothing was posted. {KEPT}"
NOT_SAVED = f"Nothing was saved. {KEPT}"
EXPIRED = "I kept what you typed for 15 minutes, and they are over. Please start again with /game create."
EXPIRED_CHANGES = "I kept what you typed for 15 minutes, and they are over. Please edit the game again."
DISCARDED = "Discarded. Nothing was saved."
THEIRS = "The game stays as it is now. Your changes were dropped."
NO_ZONE = (
    "I don't know yet which time zone you type times in. Nothing was posted. Choose it with /settings me, "
    "then plan the game again."
)
NO_TEMPLATE = "No template"
ANOTHER_CHANNEL = "Another channel…"

FIX = Action("fix", "Fix it", Emphasis.PRIMARY)
FIX_TEXT = Action("fix", "Fix the text")
FIX_CHANGES = Action("fixchanges", "Fix it", Emphasis.PRIMARY)
TRY_AGAIN = Action("tryagain", "Try again", Emphasis.PRIMARY)
HOST_MYSELF = Action("hostmyself", "Host it myself", Emphasis.PRIMARY)
FILL_IN = Action("fix", "Fill it in", Emphasis.PRIMARY)
COPY = Action("copy", "Copy to next week")
POST_WITHOUT = Action("tryagain", "Post it as it is")
DISCARD = Action("discard", "Discard")
KEEP_MINE = Action("keepmine", "Keep mine", Emphasis.PRIMARY)
USE_THEIRS = Action("usetheirs", "Use theirs")

SIGNUPS: Mapping[str, str] = {
    "Open: whoever comes first": Signup.OPEN,
    "Ask: people ask, you pick": Signup.ASK,
    "Host: only you add people": Signup.HOST,
    "Role: some roles get the first seats": Signup.ROLE,
}
"""What a host picks from -> what it stands for."""

_PROBLEMS_MAX = 1800
_NAMED = 10
_MENU_TEXT_MAX = 100


def named(problems: Sequence[Problem], say: Tongue) -> str:
    """What is wrong, as many lines as one message has room for."""
    lines: list[str] = []
    for what in problems:
        line = problem(what, say)
        if sum(map(len, lines)) + len(lines) + len(line) > _PROBLEMS_MAX:
            return "\n".join([*lines, f"And {len(problems) - len(lines)} more."])
        lines.append(line)
    return "\n".join(lines)


def posted(sheet: Sheet, say: Tongue, *, zone_is_chosen: bool) -> str:
    """To the host: the game as it was understood, so that a wrong time or person is seen at once."""
    lines = [sentences.posted(sheet, say)]
    people = sheet.roster.order
    if people:
        names = [person(each, say) for each in people[:_NAMED]]
        more = [f"{len(people) - _NAMED} more"] if len(people) > _NAMED else []
        lines.append(f"Already in: {', '.join([*names, *more])}.")
    return "\n".join([*lines, read_as(sheet.game.starts_at, sheet.game.zone, zone_is_chosen=zone_is_chosen)])


def read_as(start: datetime, zone: str, *, zone_is_chosen: bool = True) -> str:
    """The time in the zone it was typed in; every reader's own Discord shows it in theirs."""
    said = when.describe(start, now=start, zone=zone).partition(" · ")[0]
    hint = "" if zone_is_chosen else " Times are read in UTC. Set yours with /settings me."
    return f"-# That is {said}.{hint}"


def forgotten(names: Sequence[str]) -> str:
    """After the 15 minutes: what is gone, as it had no field in the form that came back."""
    lost = [labels.LABELS[name].lower() for name in names]
    what = f"{', '.join(lost[:-1])} and {lost[-1]}" if len(lost) > 1 else lost[0]
    return f"The 15 minutes were over, so I no longer know the {what}. The rest is here."


def clock(question: str) -> str:
    """Before the first time that somebody types is read."""
    return f"{question}\n{NOT_POSTED}\n-# Only used to read the times you type. Change it with /settings me."


def which(line: str) -> str:
    """Asked above a menu, which shows no markup."""
    return cut(f"Which “{line}” did you mean?", _MENU_TEXT_MAX)


def default_template(name: str) -> str:
    return f"{name} (default)"
