"""What a user reads after doing something, and in lists. Short, kind: what happened, what to do.

Direct messages are worded in `letters`, errors and refusals in `apologies`; nothing is worded elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from gamescheduler.cards import people
from gamescheduler.cards.people import host_picks, seats_taken
from gamescheduler.cards.tongues import Tongue
from gamescheduler.domain.durations import describe_duration
from gamescheduler.domain.sheet import Change, Overlap, Sheet
from gamescheduler.models.types import Signup, Status, UserId


def joined(change: Change, user_id: UserId, say: Tongue) -> str:
    """Where somebody who pressed Join now stands."""
    sheet, again = change.after, not change.made
    roster = sheet.roster
    if roster.seat_of(user_id):
        if again:
            return f"You're already in ({place(sheet, user_id)})."
        return f"You're in — {place(sheet, user_id)}. {title(sheet, say)}, {when(sheet, say)}."
    if sheet.game.signup == Signup.ASK:
        noted = "You asked to join already." if again else "Noted."
        return f"{noted} {host_picks(sheet, say)} and you're told when you're in."
    number = roster.wait_of(user_id)
    if again:
        return f"You're already number {number} on the waitlist."
    return f"It's full, so you're number {number} on the waitlist of {title(sheet, say)}. {_hope(sheet, say)}"


def may_come(change: Change, user_id: UserId, say: Tongue) -> str:
    """What saying maybe means, and what became of a seat that was held until then."""
    before, after = change.before.roster, change.after
    if not change.made:
        return f"You're noted as maybe already for {title(after, say)}."
    if promoted := after.roster.promoted_since(before):
        return f"Noted as maybe. Your seat went to {say.person(promoted[0])}."
    held = "Your seat is free again" if before.seat_of(user_id) else "That doesn't hold a seat"
    left = after.roster.seats_left
    return f"Noted as maybe. {held}." if left is None else f"Noted as maybe. {held} — {left or 'none'} left."


def left(change: Change, user_id: UserId, say: Tongue) -> str:
    """What giving up a place changed."""
    if not change.made:
        return "You weren't in this game, so nothing changed."
    before, after = change.before.roster, change.after
    promoted = after.roster.promoted_since(before)
    if promoted:
        return f"You're out of {title(after, say)}. Your seat went to {say.person(promoted[0])}."
    if before.undecided(user_id):
        return f"You're no longer noted as maybe for {title(after, say)}."
    if before.seat_of(user_id) is None:
        listed = "list of those who asked to join" if after.game.signup == Signup.ASK else "waitlist of"
        return f"You're off the {listed} {title(after, say)}."
    return f"You're out of {title(after, say)}. {seats_taken(after)} seats are taken."


def came_back(change: Change, user_id: UserId, say: Tongue, *, had_seat: bool) -> str:
    """What taking a leave back led to; ``had_seat`` is how they stood before they left."""
    sheet, undecided = change.after, change.after.roster.undecided(user_id)
    if not change.made:
        return (may_come if undecided else joined)(change, user_id, say)
    if sheet.roster.seat_of(user_id):
        return f"You're back — {place(sheet, user_id)}. {title(sheet, say)}, {when(sheet, say)}."
    if undecided:
        return f"You're back as maybe for {title(sheet, say)}."
    taken = "Your seat was taken meanwhile, so you're " if had_seat else "You're back — "
    if sheet.game.signup == Signup.ASK:
        return f"{taken}among those who asked to join {title(sheet, say)}. {host_picks(sheet, say)}."
    line = f"number {sheet.roster.wait_of(user_id)} on the waitlist of {title(sheet, say)}"
    return f"{taken}{line}. {_hope(sheet, say)}"


def overlap(others: Sequence[Overlap], say: Tongue) -> str:
    """Said after joining: what else that person signed up for at the same time."""
    first = others[0]
    more = f" and {len(others) - 1} more" if len(others) > 1 else ""
    start, end = say.moment(first.starts_at, "t"), say.moment(first.ends_at, "t")
    return f"This overlaps {say.bold(first.title)}, {start}–{end}{more}."


def instructions(sheet: Sheet, say: Tongue) -> str:
    """What the host wants those who join to know; empty when there is nothing."""
    text = sheet.game.instructions
    return f"{say.bold('Before you play:')} {say.typed(text)}" if text else ""


def standing(sheet: Sheet, user_id: UserId | None, say: Tongue) -> str:
    """The first line of the More… panel."""
    game, who = title(sheet, say), sheet.participant(user_id)
    if user_id == sheet.game.host_id:
        return f"{game} — your game, {seats_taken(sheet)} seats taken."
    if who is None:
        return f"{game} — you are not in this game."
    if sheet.roster.seat_of(user_id):
        return f"{game} — you are in ({people.standing(sheet, who)})."
    if who.maybe:
        return f"{game} — you are noted as maybe."
    if sheet.game.signup == Signup.ASK:
        return f"{game} — you asked to join. {host_picks(sheet, say)}."
    return f"{game} — you are {people.standing(sheet, who)}."


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


def announced_again(sheet: Sheet, say: Tongue) -> str:
    """To the host, whose announcement was lost."""
    return f"{title(sheet, say)} is announced again in {say.channel(sheet.channel.id)}."


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


def game_line(sheet: Sheet, user_id: UserId | None, say: Tongue, style: str = "f") -> str:
    """One game in a list; ``style`` is how its start is written."""
    facts = [title(sheet, say), say.moment(sheet.game.starts_at, style), seats_taken(sheet)]
    return " · ".join([*facts, *game_facts(sheet, user_id)])


def game_facts(sheet: Sheet, user_id: UserId | None) -> list[str]:
    """What else somebody wants to know of a game in a list: how it stands, and how they stand in it."""
    roster, facts = sheet.roster, []
    if sheet.game.status == Status.IN_PROGRESS:
        facts.append("in progress")
    elif roster.full:
        facts.append("full")
    if user_id == sheet.game.host_id:
        facts.append("you host")
    elif roster.seat_of(user_id):
        facts.append("you're in")
    elif roster.undecided(user_id):
        facts.append("you said maybe")
    elif number := roster.wait_of(user_id):
        asked = sheet.game.signup == Signup.ASK
        facts.append("you asked to join" if asked else f"you're number {number} in line")
    return facts


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


def place(sheet: Sheet, user_id: UserId) -> str:
    """``seat 3 of 5``. Raises LookupError for somebody who is not in."""
    who = sheet.participant(user_id)
    if who is None:
        raise LookupError(f"user {user_id} is not in game {sheet.game.id}")
    return people.standing(sheet, who)


def _hope(sheet: Sheet, say: Tongue) -> str:
    start = say.moment(sheet.game.starts_at, "f")
    return f"If a seat opens before {start} we'll give it to you and tell you."
