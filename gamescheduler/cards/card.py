"""A game as a person reads it, before a format is chosen: finished words, facts and actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gamescheduler.cards import people
from gamescheduler.cards.tongues import Tongue, cut
from gamescheduler.domain.durations import describe_duration
from gamescheduler.domain.lifecycle import ends_at
from gamescheduler.domain.sheet import Sheet
from gamescheduler.models.types import GameId, RoleId, Signup, Status, UserId

TEXT_MAX = 4000
"""Characters Discord takes in all the texts of one card together."""

TITLE_SHOWN = 204
"""Escaping may double a title of 100 characters, bold adds four."""

PLACE_SHOWN = 250
INSTRUCTIONS_SHOWN = 400
DESCRIPTION_SHOWN = 1200
_LAID_OUT = 40
"""Characters that laying a card out adds to it, and some to spare."""


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
    rest: str = ""
    """What the verb needs to know beyond the game."""
    possible: bool = True
    """Whether it can be pressed now: a button that comes and goes moves those beside it."""


MAYBE = Action("maybe", "Maybe")
LEAVE = Action("leave", "Leave")
CANT_MAKE_IT = Action("leave", "Can't make it")
LEAVE_THAT = Action("leave", "Leave that one")
UNDO_JOIN = Action("leave", "Undo")
UNDO_MAYBE = Action("maybe", "Undo")
UNDO_LEAVE = Action("undo", "Undo")
MORE = Action("more", "More…")
SHOW = Action("show", "Show the card")
EDIT = Action("edit", "Edit")
PLAYERS = Action("players", "Players…")
AGAIN = Action("again", "Post again", Emphasis.PRIMARY)
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
    game = sheet.game
    heading, lines, sections = _heading(sheet, say), _lines(sheet, say), people.sections(sheet, say)
    footer = f"{say.typed(sheet.guild.name)} · {game.id}"
    room = TEXT_MAX - _LAID_OUT - sum(len(text) + 1 for text in (heading, *lines, *sections, footer))
    return GameCard(
        game_id=game.id,
        version=game.version,
        heading=heading,
        lines=lines,
        description=_description(sheet, say, room) if _upcoming(sheet) else "",
        sections=sections,
        footer=footer,
        tone=_TONES[Status(game.status)],
        actions=_actions(sheet),
        people=tuple(dict.fromkeys(filter(None, [game.host_id, game.cancelled_by, *people.shown(sheet)]))),
    )


def push_line(sheet: Sheet, say: Tongue) -> str:
    """The one line a phone shows when a game is announced; pings the roles that asked for it."""
    game = sheet.game
    seats = "no limit" if game.max_players is None else _count(game.max_players, "seat")
    roles = "".join(f" {_pinged(role, sheet, say)}" for role in game.notify_roles)
    title = say.bold(game.title)
    return f"New game: {title} · {say.moment(game.starts_at, 'f')} · {seats}{roles}"


_TONES = {
    Status.SCHEDULED: Tone.OPEN,
    Status.IN_PROGRESS: Tone.RUNNING,
    Status.COMPLETED: Tone.OVER,
    Status.CANCELLED: Tone.CANCELLED,
}


def _upcoming(sheet: Sheet) -> bool:
    return sheet.game.status == Status.SCHEDULED


def _heading(sheet: Sheet, say: Tongue) -> str:
    title = cut(say.typed(sheet.game.title), TITLE_SHOWN)
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
    place = [cut(say.typed(game.location), PLACE_SHOWN)] if game.location else []
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


def _description(sheet: Sheet, say: Tongue, room: int) -> str:
    """What the host wrote; a long roster leaves less room for it."""
    game, parts = sheet.game, []
    if game.instructions:
        before = f"{say.bold('Before you join:')} {cut(say.typed(game.instructions), INSTRUCTIONS_SHOWN)}"
        parts.append(before)
        room -= len(before) + 1
    if game.description:
        parts.insert(0, cut(say.typed(game.description), min(DESCRIPTION_SHOWN, room)))
    return "\n".join(parts)


def _pinged(role_id: RoleId, sheet: Sheet, say: Tongue) -> str:
    """As a role mention this one would show with two at signs."""
    return "@everyone" if role_id == people.everyone(sheet) else say.role(role_id)


def _actions(sheet: Sheet) -> list[Action]:
    match sheet.game.status:
        case Status.SCHEDULED:
            return [*_ways_in(sheet), LEAVE, MORE]
        case Status.IN_PROGRESS:
            return [LEAVE, MORE]
    return [MORE]


def _ways_in(sheet: Sheet) -> list[Action]:
    if sheet.game.signup == Signup.HOST:
        return []
    return [join_action(sheet), MAYBE]


def join_action(sheet: Sheet, label: str = "Join") -> Action:
    """Where there is a seat the label may be another."""
    if sheet.game.signup == Signup.ASK:
        label = "Ask to join"
    elif sheet.roster.full:
        label = "Join waitlist"
    return Action("join", label, Emphasis.PRIMARY)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
