"""Direct messages, as plain text: a phone's notification shows that, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from gamescheduler.cards.people import host_picks, seats_taken, standing
from gamescheduler.cards.sentences import title, when
from gamescheduler.cards.tongues import Tongue, cut
from gamescheduler.domain.notices import Notice
from gamescheduler.domain.sheet import Sheet
from gamescheduler.models.types import Signup, Status, UserId

TEXT_MAX = 2000
"""Characters Discord takes in one message."""

_NAME_SHOWN, _SERVER_SHOWN = 64, 200
"""What is typed may be twice as long when escaped: names have 32 characters, those of servers 100."""

_INSTRUCTED = {"added", "reminder"}


def letter(what: Notice, sheet: Sheet, say: Tongue) -> str:
    """One direct message, with the server it is about as a small last line."""
    last = f"\n-# {cut(say.typed(sheet.guild.name), _SERVER_SHOWN)}"
    if what.is_reminder:
        last += " · Change reminders with /settings me"
    body = _body(what, sheet, say)
    if what.kind in _INSTRUCTED and sheet.game.instructions:
        body = f"{body} Before you come: {say.typed(sheet.game.instructions)}"
    return cut(body, TEXT_MAX - len(last)) + last


def mention(people: Sequence[UserId], sheet: Sheet, say: Tongue) -> str:
    """One line in the thread or channel for everybody whom a reminder can't reach directly."""
    waiting = [user for user in people if sheet.roster.wait_of(user)]
    maybe = [user for user in people if sheet.roster.undecided(user)]
    coming = [user for user in people if user not in (*waiting, *maybe)]
    line = "those who asked to join" if sheet.game.signup == Signup.ASK else "the waitlist"
    groups = [
        *([_names(coming, say)] if coming else []),
        *([f"{line} ({_names(waiting, say)})"] if waiting else []),
        *([f"those who said maybe ({_names(maybe, say)})"] if maybe else []),
    ]
    return f"Reminder for {' and '.join(groups)}: {reminder_tail(sheet, say)}"


def reminder_tail(sheet: Sheet, say: Tongue) -> str:
    """What all such lines about one start end with."""
    return f"{title(sheet, say)} starts {when(sheet, say)}.{_place(sheet, say)}"


def _body(what: Notice, sheet: Sheet, say: Tongue) -> str:
    game = title(sheet, say)
    match what.kind:
        case "reminder" | "reminder_waiting" | "reminder_maybe" | "reminder_host":
            return _reminder(what, sheet, say)
        case "added":
            return _added(what, sheet, say)
        case "removed":
            took = _by(what, sheet, say, "{} took you out of", "You were taken out of")
            return f"{took} {game}, {_when(sheet, say)}."
        case "promoted":
            why = _why_promoted(what, sheet, say)
            return f"{why} — you're in for {game}, {_when(sheet, say)}.{_place(sheet, say)}"
        case "demoted":
            return _demoted(what, sheet, say)
        case "moved":
            return _moved(what, sheet, say)
        case "cancelled":
            return _cancelled(what, sheet, say)
        case "full":
            return f"{game} is full ({seats_taken(sheet)})."
        case "announcement_lost":
            return (
                f"Your announcement for {game}, {when(sheet, say)}, was deleted. The game still stands: "
                "post it again, or cancel it with /game cancel."
            )
        case "announcement_blocked":
            return (
                f"I can't post or change your announcement for {game}, {when(sheet, say)}: I lack a "
                f"permission in {say.channel(sheet.channel.id)}. The game still stands, and I go on as soon "
                "as I may. Server admins see what is missing with /gamescheduler status."
            )
        case "left_late" if what.about is not None:
            name = _name(what.about, sheet, say)
            return f"{name} left {game}, {when(sheet, say)}. {seats_taken(sheet)} seats are taken."
    raise ValueError(f"no letter for a notice of kind {what.kind!r}")


def _reminder(what: Notice, sheet: Sheet, say: Tongue) -> str:
    roster, start = sheet.roster, sheet.game.starts_at
    opening = (
        f"{title(sheet, say)} starts {say.moment(start, 'R')} ({say.moment(start)}).{_place(sheet, say)}"
    )
    if what.kind == "reminder_host":
        waiting = f", {len(roster.waitlist)} waiting" if roster.waitlist else ""
        return f"{opening} You host. Players: {seats_taken(sheet)}{waiting}."
    if what.kind == "reminder_maybe":
        return f"{opening} You said maybe, which holds no seat: {seats_taken(sheet)} are taken."
    if what.kind == "reminder_waiting" and sheet.game.signup == Signup.ASK:
        return f"{opening} You asked to join; {host_picks(sheet, say)}."
    if what.kind == "reminder_waiting":
        number = roster.wait_of(what.user_id)
        return f"{opening} You're number {number} on the waitlist; we'll tell you if a seat opens."
    return f"{opening} Host: {_name(sheet.game.host_id, sheet, say)}. You have {_standing(what, sheet)}."


def _added(what: Notice, sheet: Sheet, say: Tongue) -> str:
    put = _by(what, sheet, say, "{} put you in for", "You were put in for")
    place = f" — {_standing(what, sheet)}" if sheet.participant(what.user_id) else ""
    return f"{put} {title(sheet, say)}, {_when(sheet, say)}{place}.{_place(sheet, say)}"


def _why_promoted(what: Notice, sheet: Sheet, say: Tongue) -> str:
    match what.cause:
        case "host":
            return _by(what, sheet, say, "{} gave you a seat", "You were given a seat")
        case "seats":
            return "There are more seats now"
    return "A seat opened"


def _demoted(what: Notice, sheet: Sheet, say: Tongue) -> str:
    match what.cause:
        case "host":
            why = _by(what, sheet, say, "{} changed who plays", "Who plays was changed")
        case "seats":
            why = "There are fewer seats now"
        case "role":
            why = "Somebody whose role goes first signed up"
        case _:
            why = "Who plays has changed"
    asked = sheet.game.signup == Signup.ASK
    now = "among those who asked to join" if asked else "on the waitlist of"
    hope = f"{host_picks(sheet, say)}." if asked else "We'll tell you if a seat opens."
    return f"{why}, so you're {now} {title(sheet, say)}, {_when(sheet, say)}. {hope}"


def _moved(what: Notice, sheet: Sheet, say: Tongue) -> str:
    game = title(sheet, say)
    if what.was is None or what.was == sheet.game.starts_at:
        running = f"{game}, {_RUNNING}," if sheet.game.status == Status.IN_PROGRESS else game
        new = "has a new place" if sheet.game.location else "has no fixed place any more"
        return f"{running} {new}.{_place(sheet, say)}"
    return (
        f"{game} moved: was {say.moment(what.was)}, now {when(sheet, say)}."
        f"{_place(sheet, say)} If you can't make it, press Leave on the announcement."
    )


def _cancelled(what: Notice, sheet: Sheet, say: Tongue) -> str:
    opening = f"{title(sheet, say)} on {say.moment(sheet.game.starts_at)} is cancelled"
    reason = sheet.game.cancel_reason
    if not reason:
        return f"{opening}."
    return f"{opening}{_by(what, sheet, say, '. {}', '')}: “{say.typed(reason)}”"


_RUNNING = "which is running now"


def _when(sheet: Sheet, say: Tongue) -> str:
    return _RUNNING if sheet.game.status == Status.IN_PROGRESS else when(sheet, say)


def _by(what: Notice, sheet: Sheet, say: Tongue, named: str, unnamed: str) -> str:
    """With the name of whoever did it; somebody at a terminal, for one, has none."""
    if what.by is None or what.by not in sheet.names:
        return unnamed
    return named.format(_name(what.by, sheet, say))


def _standing(what: Notice, sheet: Sheet) -> str:
    participant = sheet.participant(what.user_id)
    return "a seat" if participant is None else standing(sheet, participant)


def _place(sheet: Sheet, say: Tongue) -> str:
    return f" Place: {say.typed(sheet.game.location)}." if sheet.game.location else ""


def _name(user_id: UserId, sheet: Sheet, say: Tongue) -> str:
    return cut(say.typed(sheet.name(user_id)), _NAME_SHOWN)


def _names(people: Sequence[UserId], say: Tongue) -> str:
    return " ".join(say.person(user) for user in people)
