"""A game as a person reads it, before a format is chosen: finished words, facts and actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gamescheduler.cards.tongues import Tongue
from gamescheduler.domain.durations import describe_duration
from gamescheduler.domain.lifecycle import ends_at
from gamescheduler.domain.sheet import Sheet
from gamescheduler.models.participant import Participant
from gamescheduler.models.types import GameId, Status, UserId

PLAYERS_SHOWN = 25
WAITING_SHOWN = 10
DESCRIPTION_SHOWN = 1200
TITLE_SHOWN = 204
"""Escaping may double a title of 100 characters, bold adds four. All is below Discord's 4,000 a message."""


class Tone(StrEnum):
    """The colour beside a card; never the only thing that says so."""

    OPEN = "open"
    RUNNING = "running"
    OVER = "over"
    CANCELLED = "cancelled"


class Emphasis(StrEnum):
    """How much a button asks to be pressed."""

    PRIMARY = "primary"
    QUIET = "quiet"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Action:
    """Something a reader may do: the verb that routes it, the words on the button."""

    verb: str
    label: str
    emphasis: Emphasis = Emphasis.QUIET


LEAVE = Action("leave", "Leave")
MORE = Action("more", "More…")
SHOW = Action("show", "Show the card")
EDIT = Action("edit", "Edit")
CANCEL = Action("cancel", "Cancel game")
REALLY_CANCEL = Action("reallycancel", "Yes, cancel it", Emphasis.DANGER)


@dataclass(frozen=True, slots=True)
class GameCard:
    """Renderers lay these out and decide nothing. ``lines`` and ``sections`` may hold several lines each."""

    game_id: GameId
    version: int
    heading: str
    lines: Sequence[str]
    description: str
    sections: Sequence[str]
    footer: str
    tone: Tone
    actions: Sequence[Action]
    people: Sequence[UserId]
    """Everybody the card mentions: their names resolve, nobody is pinged."""


def build(sheet: Sheet, say: Tongue) -> GameCard:
    """The card of a game as it stands."""
    game, roster = sheet.game, sheet.roster
    shown = [p.user_id for p in (*roster.players[:PLAYERS_SHOWN], *roster.waitlist[:WAITING_SHOWN])]
    return GameCard(
        game_id=game.id,
        version=game.version,
        heading=_heading(sheet, say),
        lines=_lines(sheet, say),
        description=_cut(say.typed(game.description), DESCRIPTION_SHOWN) if _upcoming(sheet) else "",
        sections=_sections(sheet, say),
        footer=f"{say.typed(sheet.guild.name)} · {game.id}",
        tone=_TONES[Status(game.status)],
        actions=_actions(sheet),
        people=tuple(dict.fromkeys([game.host_id, *(user for user in shown if user is not None)])),
    )


def push_line(sheet: Sheet, say: Tongue) -> str:
    """The one line a phone shows when a game is announced; pings the roles that asked for it."""
    game = sheet.game
    seats = "no limit" if game.max_players is None else _count(game.max_players, "seat")
    roles = "".join(f" {say.role(role)}" for role in game.notify_roles)
    title = _cut(say.bold(game.title), TITLE_SHOWN)
    return f"New game: {title} · {say.moment(game.starts_at, 'f')} · {seats}{roles}"


def seats_taken(sheet: Sheet) -> str:
    """``3 of 5``; ``6, no limit``. Words in this order read well aloud, ``3/5`` does not."""
    roster = sheet.roster
    if roster.max_players is None:
        return f"{len(roster.players)}, no limit"
    return f"{len(roster.players)} of {roster.max_players}"


_TONES = {
    Status.SCHEDULED: Tone.OPEN,
    Status.IN_PROGRESS: Tone.RUNNING,
    Status.COMPLETED: Tone.OVER,
    Status.CANCELLED: Tone.CANCELLED,
}


def _upcoming(sheet: Sheet) -> bool:
    return sheet.game.status == Status.SCHEDULED


def _heading(sheet: Sheet, say: Tongue) -> str:
    title = _cut(say.typed(sheet.game.title), TITLE_SHOWN)
    match sheet.game.status:
        case Status.IN_PROGRESS:
            return f"In progress: {title}"
        case Status.COMPLETED:
            return f"Finished: {title}"
        case Status.CANCELLED:
            return f"Cancelled: {title}"
    return title


def _lines(sheet: Sheet, say: Tongue) -> list[str]:
    game = sheet.game
    host = f"Hosted by {say.person(game.host_id)}"
    place = [say.typed(game.location)] if game.location else []
    match game.status:
        case Status.IN_PROGRESS:
            return [" · ".join([f"Started {say.moment(game.starts_at, 'R')}", *place, host])]
        case Status.COMPLETED:
            players = _count(len(sheet.roster.players), "player")
            return [" · ".join([players, say.moment(ends_at(game), "D"), host])]
        case Status.CANCELLED:
            return [_cancelled(sheet, say)]
    length = [] if game.duration is None else [describe_duration(game.duration)]
    return [
        f"{say.moment(game.starts_at, 'F')} · {say.moment(game.starts_at, 'R')}",
        " · ".join([*length, *place, host]),
    ]


def _cancelled(sheet: Sheet, say: Tongue) -> str:
    game = sheet.game
    by = f" by {say.person(game.cancelled_by)}" if game.cancelled_by else ""
    when = f" {say.moment(game.cancelled_at, 'R')}" if game.cancelled_at else ""
    reason = f": “{say.typed(game.cancel_reason)}”" if game.cancel_reason else "."
    return f"Was planned for {say.moment(game.starts_at, 'f')}. Cancelled{by}{when}{reason}"


def _sections(sheet: Sheet, say: Tongue) -> list[str]:
    roster = sheet.roster
    if sheet.game.status in (Status.COMPLETED, Status.CANCELLED):
        return []
    full = " — full" if roster.full else ""
    players = [f"{say.bold('Players: ' + seats_taken(sheet))}{full}"]
    if roster.players:
        players.append(_numbered(roster.players, PLAYERS_SHOWN, say))
    elif _upcoming(sheet):
        players.append("Nobody yet. Be the first.")
    sections = ["\n".join(players)]
    if roster.waitlist:
        heading = say.bold(f"Waitlist: {len(roster.waitlist)}")
        names = _numbered(roster.waitlist, WAITING_SHOWN, say)
        sections.append(f"{heading} — first in line gets the next seat\n{names}")
    return sections


def _numbered(people: Sequence[Participant], shown: int, say: Tongue) -> str:
    names = [f"{n}. {_person(p, say)}" for n, p in enumerate(people[:shown], start=1)]
    more = len(people) - shown
    return "   ".join([*names, *([f"and {more} more"] if more > 0 else [])])


def _person(participant: Participant, say: Tongue) -> str:
    if participant.user_id is not None:
        return say.person(participant.user_id)
    return f"{_cut(say.typed(participant.guest_name or ''), 32)} (guest)"


def _actions(sheet: Sheet) -> list[Action]:
    match sheet.game.status:
        case Status.SCHEDULED:
            join = Action("join", "Join waitlist" if sheet.roster.full else "Join", Emphasis.PRIMARY)
            return [join, LEAVE, MORE]
        case Status.IN_PROGRESS:
            return [LEAVE, MORE]
    return [MORE]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _cut(text: str, most: int) -> str:
    """Never between a backslash and what it escapes."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    escaping = (len(kept) - len(kept.rstrip("\\"))) % 2
    return kept[: len(kept) - escaping] + "…"
