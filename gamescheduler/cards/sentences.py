"""What a user reads after doing something, and in lists. Short, kind: what happened, what to do.

Direct messages are worded in `letters`, errors and refusals in `apologies`; nothing is worded elsewhere.
"""

from __future__ import annotations

from gamescheduler.cards.card import seats_taken
from gamescheduler.cards.tongues import Tongue
from gamescheduler.domain.durations import describe_duration
from gamescheduler.domain.sheet import Change, Sheet
from gamescheduler.models.types import Status, UserId

NO_GAMES = "No games planned. A host can plan one with /game create."
NOT_IN_A_SERVER = "Games belong to a server. Use this command there."


def joined(change: Change, user_id: UserId, say: Tongue) -> str:
    """Where somebody who pressed Join now stands."""
    sheet, again = change.after, not change.made
    roster = sheet.roster
    if seat := roster.seat_of(user_id):
        place = f"seat {seat}" if roster.max_players is None else f"seat {seat} of {roster.max_players}"
        if again:
            return f"You're already in ({place})."
        return f"You're in — {place}. {title(sheet, say)}, {when(sheet, say)}."
    number = roster.wait_of(user_id)
    if again:
        return f"You're already number {number} on the waitlist."
    return (
        f"It's full, so you're number {number} on the waitlist of {title(sheet, say)}. If a seat opens "
        f"before {say.moment(sheet.game.starts_at, 'f')} we'll give it to you and tell you."
    )


def left(change: Change, user_id: UserId, say: Tongue) -> str:
    """What giving up a place changed."""
    if not change.made:
        return "You weren't in this game, so nothing changed."
    before, after = change.before.roster, change.after
    promoted = after.roster.promoted_since(before)
    if promoted:
        return f"You're out of {title(after, say)}. Your seat went to {say.person(promoted[0])}."
    if before.seat_of(user_id) is None:
        return f"You're off the waitlist of {title(after, say)}."
    return f"You're out of {title(after, say)}. {seats_taken(after)} seats are taken."


def standing(sheet: Sheet, user_id: UserId | None, say: Tongue) -> str:
    """The first line of the More… panel."""
    roster, game = sheet.roster, title(sheet, say)
    if user_id == sheet.game.host_id:
        return f"{game} — your game, {seats_taken(sheet)} seats taken."
    if seat := roster.seat_of(user_id):
        return f"{game} — you are in (seat {seat})."
    if number := roster.wait_of(user_id):
        return f"{game} — you are number {number} on the waitlist."
    return f"{game} — you are not in this game."


def when_line(sheet: Sheet, say: Tongue) -> str:
    """The start, absolute and relative; the host; the reminders that are planned."""
    game = sheet.game
    leads = ", ".join(lead(minutes) for minutes in game.reminders)
    reminders = f"Reminders: {leads} before." if leads else "No reminders."
    return f"{when(sheet, say)} · hosted by {say.person(game.host_id)}\n{reminders}"


def posted(sheet: Sheet, say: Tongue) -> str:
    """To the host, after the game was saved."""
    return f"Posted {title(sheet, say)} for {when(sheet, say)} in {say.channel(sheet.channel.id)}."


def edited(change: Change, say: Tongue) -> str:
    sheet = change.after
    if not change.made:
        return f"Nothing about {title(sheet, say)} was different, so nothing changed."
    return f"Saved. {title(sheet, say)} is on {when(sheet, say)}."


def cancelled(change: Change, say: Tongue) -> str:
    sheet = change.after
    if not change.made:
        return f"{title(sheet, say)} was cancelled already. Nothing changed."
    people = len(sheet.roster.user_ids())
    told = (
        "Nobody had signed up."
        if not people
        else f"{people} {'person' if people == 1 else 'people'} will be told."
    )
    return f"Cancelled {title(sheet, say)}. {told}"


def really_cancel(sheet: Sheet, say: Tongue) -> str:
    """Asked before a game is called off by a button."""
    people = len(sheet.roster.user_ids())
    told = "" if not people else f" {people} {'person' if people == 1 else 'people'} will be told."
    return f"Cancel {title(sheet, say)}?{told} To give a reason, use /game cancel."


def games_heading(guild: str, say: Tongue) -> str:
    return f"Games in {say.typed(guild)}"


def game_line(sheet: Sheet, user_id: UserId | None, say: Tongue) -> str:
    """One game in a list."""
    roster = sheet.roster
    facts = [title(sheet, say), say.moment(sheet.game.starts_at, "f"), seats_taken(sheet)]
    if sheet.game.status == Status.IN_PROGRESS:
        facts.append("in progress")
    elif roster.full:
        facts.append("full")
    if user_id == sheet.game.host_id:
        facts.append("you host")
    elif roster.seat_of(user_id):
        facts.append("you're in")
    elif number := roster.wait_of(user_id):
        facts.append(f"you're number {number} in line")
    return " · ".join(facts)


def games_footer(shown: int, total: int) -> str:
    return f"{shown} of {total} games." if shown < total else f"{total} {'game' if total == 1 else 'games'}."


def lead(minutes: int) -> str:
    """A reminder's lead: ``1 day``, ``1 h``, ``15 min``."""
    days, rest = divmod(minutes, 24 * 60)
    if rest == 0:
        return f"{days} {'day' if days == 1 else 'days'}"
    return describe_duration(minutes)


def title(sheet: Sheet, say: Tongue) -> str:
    """The game's title, set apart."""
    return say.bold(sheet.game.title)


def when(sheet: Sheet, say: Tongue) -> str:
    """The start, absolute and relative: the one is ambiguous alone, the other needs arithmetic."""
    start = sheet.game.starts_at
    return f"{say.moment(start)} ({say.moment(start, 'R')})"
