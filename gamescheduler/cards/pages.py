"""What web pages say by themselves; what became of a click is said in `sentences`, as at every door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gamescheduler.cards.card import LEAVE, MAYBE, Action, join_action
from gamescheduler.cards.people import seats_taken
from gamescheduler.cards.sentences import game_facts
from gamescheduler.cards.tongues import Tongue
from gamescheduler.domain.actor import Actor
from gamescheduler.domain.lifecycle import ends_at
from gamescheduler.domain.refusals import why_not_join, why_not_leave
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import Refusal
from gamescheduler.models.types import UserId

LOGIN_TROUBLE: Mapping[str, str] = {
    "denied": "You pressed Cancel on Discord. Nothing was shared.",
    "state": "That login link was used already or is too old.",
    "discord": ("Discord isn't answering right now. Your games still run; please try again in a minute."),
    "unconfigured": (
        "Logging in isn't set up here yet. Whoever runs this sets GAMESCHEDULER_DISCORD_CLIENT_ID, "
        "GAMESCHEDULER_DISCORD_CLIENT_SECRET and GAMESCHEDULER_SECRET_KEY."
    ),
}
"""Why somebody is not logged in, and what to do."""

UNKNOWN = (
    "No such page, or you can't see it. If you have the link from Discord, log in with the account that is "
    "in that server."
)
TROUBLE: Mapping[str, tuple[str, str]] = {
    "not_found": ("Not found", UNKNOWN),
    "method_not_allowed": ("That doesn't work here", "This page can only be looked at."),
    "too_large": ("Too much text", "That is more than a form of ours holds. Nothing was saved."),
    "no_form": ("That was no form of ours", "Nothing was saved. Go back and press the button again."),
    "old_form": (
        "That form is out of date",
        "It was made before you logged in, or for somebody else. Nothing was saved. Reload the page.",
    ),
    "foreign_origin": (
        "That came from another site",
        "Nothing was saved. If you typed our address differently than your server does, use the usual one.",
    ),
    "discord_away": (
        "Discord isn't answering",
        "We can't see right now which servers you are in. Your games still run; try again in a minute.",
    ),
}
"""Code -> heading and text of a page about an error."""

NO_GAMES = "No games yet. Open a server to see what is planned, or wait for an announcement in Discord."
NO_SERVER = "The bot isn't in any of your servers. Ask a server admin to add it."
NOTHING_PLANNED = "nothing planned this week"


def without_bot(number: int) -> str:
    """“3 servers you're in don't have the bot.”"""
    if number == 1:
        return "1 server you're in doesn't have the bot."
    return f"{number} servers you're in don't have the bot."


def this_week(games: int) -> str:
    if not games:
        return NOTHING_PLANNED
    return f"{games} {'game' if games == 1 else 'games'} this week"


def day(of: date, today: date) -> str:
    """“Today, Mon 23 Nov”; the year only where it is another one."""
    words = f"{of:%a} {of.day} {of:%b}" + (f" {of.year}" if of.year != today.year else "")
    match (of - today).days:
        case 0:
            return f"Today, {words}"
        case 1:
            return f"Tomorrow, {words}"
    return words


def unreachable(ref: str) -> str:
    return f"The schedule database didn't answer. Please try again in a minute. (ref {ref})"


def unexpected(ref: str) -> str:
    return f"Something broke on our side. Please tell whoever runs this. (ref {ref})"


@dataclass(frozen=True, slots=True)
class Row:
    """One game in a list of a page."""

    id: str
    title: str
    server: str
    at: str
    """“20:00–23:00” below its day."""
    start: str
    seats: str
    facts: str


def row(sheet: Sheet, reader: UserId | None, say: Tongue) -> Row:
    game = sheet.game
    start = say.moment(game.starts_at, "t")
    return Row(
        id=game.id,
        title=game.title,
        server=sheet.guild.name,
        at=start if game.duration is None else f"{start}–{say.moment(ends_at(game), 't')}",
        start=f"{say.moment(game.starts_at)} · {say.moment(game.starts_at, 'R')}",
        seats=seats_taken(sheet),
        facts=" · ".join(game_facts(sheet, reader)),
    )


def offered(sheet: Sheet, actor: Actor) -> tuple[list[Action], Refusal | None]:
    """What a reader can do about a game; and, when they are not in it and can't get in, why not."""
    mine = sheet.participant(actor.user_id)
    refusal = why_not_join(sheet, actor)
    actions = []
    if refusal is None and (mine is None or mine.maybe):
        actions.append(join_action(sheet))
    if refusal is None and (mine is None or not mine.maybe):
        actions.append(MAYBE)
    if mine is not None and why_not_leave(sheet, actor) is None:
        actions.append(LEAVE)
    return actions, refusal if mine is None else None
