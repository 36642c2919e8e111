"""Games as text in columns, and as JSON objects whose field names scripts may rely on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from gamescheduler.cards.card import GameCard
from gamescheduler.cards.people import seats_taken
from gamescheduler.cards.sentences import lead
from gamescheduler.cards.tongues import Tongue
from gamescheduler.cli.terminal import Terminal
from gamescheduler.domain.lifecycle import ends_at
from gamescheduler.domain.sheet import Sheet
from gamescheduler.domain.when import describe
from gamescheduler.models import Announcement, Delivery, Participant

Json: TypeAlias = dict[str, Any]

HEADINGS = ("WHEN", "TITLE", "SEATS", "HOST", "ID")


def columns(rows: Sequence[Sequence[str]], *, indent: str = "") -> Iterator[str]:
    """The rows with their columns aligned, two spaces apart."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        yield (indent + "  ".join(cells)).rstrip()


def listed(terminal: Terminal, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table for people; in a pipe the rows alone, tab-separated, tabs and line ends in them as spaces."""
    if terminal.on_screen:
        for line in columns([headings, *rows]):
            terminal.show(line)
        return
    for row in rows:
        terminal.show("\t".join(" ".join(cell.split()) for cell in row))


def game_row(sheet: Sheet, say: Tongue) -> tuple[str, ...]:
    """One line of a list for people; `HEADINGS` names the cells."""
    return say.moment(sheet.game.starts_at), *_what_and_who(sheet)


def _what_and_who(sheet: Sheet) -> tuple[str, ...]:
    return sheet.game.title, seats_taken(sheet), sheet.name(sheet.game.host_id), sheet.game.id


def game_row_for_programs(sheet: Sheet) -> tuple[str, ...]:
    """As `game_row`, with the start in ISO 8601 (UTC)."""
    return sheet.game.starts_at.isoformat(), *_what_and_who(sheet)


def game_facts(sheet: Sheet, now: datetime) -> Iterator[str]:
    """What was understood, for somebody who just planned a game."""
    game = sheet.game
    leads = ", ".join(lead(minutes) for minutes in game.reminders)
    yield from columns(
        [
            ("When", describe(game.starts_at, now=now, zone=game.zone)),
            ("Where", f"{sheet.guild.name} · #{sheet.channel.name}"),
            ("Host", sheet.name(game.host_id)),
            ("Players", players(sheet)),
            ("Reminders", f"{leads} before" if leads else "none"),
        ],
        indent="  ",
    )


def players(sheet: Sheet) -> str:
    """“2 of 5: Noor, Alex (guest)”, and how many more would wait."""
    names = ", ".join(name(sheet, participant) for participant in sheet.roster.players)
    waiting = f" · {len(sheet.roster.waitlist)} on the waitlist" if sheet.roster.waitlist else ""
    return f"{seats_taken(sheet)}{f': {names}' if names else ''}{waiting}"


def card_text(card: GameCard) -> str:
    """The announcement as plain text, a blank line between its parts."""
    parts = [card.heading, "\n".join(card.lines), card.description, *card.sections, card.footer]
    return "\n\n".join(part for part in parts if part)


def told_rows(deliveries: Sequence[Delivery], say: Tongue) -> Iterator[str]:
    """Who was told what about the game, how it went, and when."""
    yield from columns(
        [
            (
                say.person(delivery.user_id),
                delivery.kind.replace("_", " "),
                delivery.state if delivery.reason is None else f"{delivery.state}: {delivery.reason}",
                say.moment(delivery.finished_at or delivery.planned_at),
            )
            for delivery in deliveries
        ],
        indent="  ",
    )


def game_json(sheet: Sheet) -> Json:
    """Times in ISO 8601 (UTC), lengths in minutes, Discord's ids as text; no limit is null."""
    game, roster = sheet.game, sheet.roster
    return {
        "id": game.id,
        "title": game.title,
        "at": game.starts_at.isoformat(),
        "ends_at": ends_at(game).isoformat(),
        "zone": game.zone,
        "status": str(game.status),
        "server": sheet.guild.name,
        "channel": sheet.channel.name,
        "host": sheet.name(game.host_id),
        "host_id": str(game.host_id),
        "description": game.description,
        "instructions": game.instructions,
        "location": game.location,
        "duration": game.duration,
        "seats": seats_taken(sheet),
        "max_players": game.max_players,
        "signup": str(game.signup),
        "players": [name(sheet, participant) for participant in roster.players],
        "waitlist": [name(sheet, participant) for participant in roster.waitlist],
        "maybe": [name(sheet, participant) for participant in roster.maybe],
        "people": [_person_json(sheet, number, participant) for number, participant in numbered(sheet)],
        "reminders": list(game.reminders),
        "reminder_route": str(game.reminder_route),
        "thread": str(game.thread),
        "player_roles": [str(role) for role in game.player_roles],
        "priority_roles": [str(role) for role in game.priority_roles],
        "notify_roles": [str(role) for role in game.notify_roles],
        "template_id": game.template_id and str(game.template_id),
        "cancel_reason": game.cancel_reason,
        "version": game.version,
    }


def announced_json(announcement: Announcement | None) -> Json | None:
    """The message in Discord: its id, whether it shows the latest, and what went wrong with it."""
    if announcement is None:
        return None
    return {
        "message_id": announcement.message_id and str(announcement.message_id),
        "up_to_date": announcement.shown >= announcement.wanted,
        "error": announcement.last_error,
    }


def told_json(deliveries: Sequence[Delivery], sheet: Sheet) -> list[Json]:
    return [
        {
            "user_id": str(delivery.user_id),
            "name": sheet.names.get(delivery.user_id),
            "kind": delivery.kind,
            "state": str(delivery.state),
            "reason": delivery.reason,
            "at": (delivery.finished_at or delivery.planned_at).isoformat(),
        }
        for delivery in deliveries
    ]


def numbered(sheet: Sheet) -> Iterator[tuple[int, Participant]]:
    """Everybody who signed up, as commands count them: players, who waits, who may come."""
    return enumerate((*sheet.roster.order, *sheet.roster.maybe), start=1)


def name(sheet: Sheet, participant: Participant) -> str:
    return sheet.name(participant.user_id) if participant.user_id else f"{participant.guest_name} (guest)"


def _person_json(sheet: Sheet, number: int, participant: Participant) -> Json:
    seats, coming = len(sheet.roster.players), len(sheet.roster.order)
    return {
        "number": number,
        "name": sheet.name(participant.user_id) if participant.user_id else participant.guest_name,
        "user_id": participant.user_id and str(participant.user_id),
        "state": "player" if number <= seats else "waitlist" if number <= coming else "maybe",
    }
