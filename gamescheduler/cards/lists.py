"""Games in a list, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from gamescheduler.cards.people import seats_taken
from gamescheduler.cards.sentences import game_line
from gamescheduler.cards.tongues import Tongue
from gamescheduler.domain.sheet import Sheet
from gamescheduler.models.types import RoleId, UserId

PICK = "Pick a game to join…"
PLAN_ONE = "Plan one"
EARLIER = "Earlier"
LATER = "Later"
RANGES: Mapping[str, str] = {"mine": "Mine", "week": "Next 7 days", "all": "All"}
"""List -> the button that leads to it."""

NONE: Mapping[str, str] = {
    "all": "No games planned. A host can plan one with /game create.",
    "today": "No games today. See everything that is planned with /games.",
    "week": "No games within the next seven days. See everything that is planned with /games.",
    "mine": "You're in no game and host none. See what is planned with /games.",
}
"""List -> what is said when there is nothing in it."""


def heading(guild: str, range_: str, say: Tongue) -> str:
    """``range_`` as in `NONE`."""
    games = "Your games" if range_ == "mine" else "Games"
    span = {"today": " — today", "week": " — next 7 days"}.get(range_, "")
    return f"{games} in {say.typed(guild)}{span}"


def days(
    games: Sequence[Sheet], before: int, reader: UserId, say: Tongue, *, now: datetime, zone: str, exact: bool
) -> str:
    """One line each, numbered after the ``before`` on earlier pages, below the days they are on in that zone.

    ``exact``: the zone is the reader's own, so that a time of day is all a line needs.
    """
    return "\n".join(_days(games, before, reader, say, now, ZoneInfo(zone), "t" if exact else "f"))


def facts(sheet: Sheet, say: Tongue) -> str:
    """Below a game's title in a menu, which shows no markup."""
    return f"{say.moment(sheet.game.starts_at, 'f')} · {seats_taken(sheet)}"


def footer(shown: int, total: int) -> str:
    return f"{shown} of {total} games." if shown < total else f"{total} {'game' if total == 1 else 'games'}."


def hosts(roles: Sequence[RoleId], say: Tongue) -> str:
    """Whom to ask for a game."""
    return f" Hosts here: {', '.join(say.role(role) for role in roles)}." if roles else ""


def _days(
    games: Sequence[Sheet],
    before: int,
    reader: UserId,
    say: Tongue,
    now: datetime,
    zone: ZoneInfo,
    style: str,
) -> Iterator[str]:
    numbered = enumerate(games, start=before + 1)
    for day, those in groupby(numbered, key=lambda each: each[1].game.starts_at.astimezone(zone).date()):
        yield say.bold(_day(day, now.astimezone(zone).date()))
        for number, sheet in those:
            yield f"{number}. {game_line(sheet, reader, say, style)}"


def _day(day: date, today: date) -> str:
    match (day - today).days:
        case 0:
            return "Today"
        case 1:
            return "Tomorrow"
        case ahead if 1 < ahead < 7:
            return f"{day:%A}"
    return f"{day:%A}, {day.day} {day:%B}"
