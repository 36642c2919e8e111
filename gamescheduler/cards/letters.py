"""Direct messages, as plain text: a phone's notification shows that, and nothing else."""

from __future__ import annotations

from gamescheduler.cards.card import seats_taken
from gamescheduler.cards.sentences import title, when
from gamescheduler.cards.tongues import Tongue
from gamescheduler.domain.notices import Notice
from gamescheduler.domain.sheet import Sheet


def letter(what: Notice, sheet: Sheet, say: Tongue) -> str:
    """One direct message, with the server it is about as a small last line."""
    return f"{_body(what, sheet, say)}\n-# {say.typed(sheet.guild.name)}"


def _body(what: Notice, sheet: Sheet, say: Tongue) -> str:
    game = title(sheet, say)
    match what.kind:
        case "reminder" | "reminder_waiting" | "reminder_host":
            return _reminder(what, sheet, say)
        case "promoted":
            return f"A seat opened — you're in for {game}, {when(sheet, say)}.{_place(sheet, say)}"
        case "demoted":
            return f"There are fewer seats now, so you're on the waitlist of {game}, {when(sheet, say)}."
        case "moved":
            return _moved(what, sheet, say)
        case "cancelled":
            said = sheet.game.cancel_reason
            reason = f" {_host(sheet, say)}: “{say.typed(said)}”" if said else ""
            return f"{game} on {say.moment(sheet.game.starts_at)} is cancelled.{reason}"
        case "full":
            return f"{game} is full ({seats_taken(sheet)})."
        case "left_late" if what.about is not None:
            name = say.typed(sheet.name(what.about))
            return f"{name} left {game}, {when(sheet, say)}. {seats_taken(sheet)} seats are taken."
    raise ValueError(f"no letter for a notice of kind {what.kind!r}")


def _moved(what: Notice, sheet: Sheet, say: Tongue) -> str:
    if what.was is None or what.was == sheet.game.starts_at:
        return f"{title(sheet, say)} has a new place.{_place(sheet, say)}"
    return (
        f"{title(sheet, say)} moved: was {say.moment(what.was)}, now {when(sheet, say)}."
        f"{_place(sheet, say)} If you can't make it, press Leave on the announcement."
    )


def _reminder(what: Notice, sheet: Sheet, say: Tongue) -> str:
    roster, start = sheet.roster, sheet.game.starts_at
    opening = (
        f"{title(sheet, say)} starts {say.moment(start, 'R')} ({say.moment(start)}).{_place(sheet, say)}"
    )
    if what.kind == "reminder_host":
        waiting = f", {len(roster.waitlist)} waiting" if roster.waitlist else ""
        return f"{opening} You host. Players: {seats_taken(sheet)}{waiting}."
    if what.kind == "reminder_waiting":
        number = roster.wait_of(what.user_id)
        return f"{opening} You're number {number} on the waitlist; we'll tell you if a seat opens."
    return f"{opening} Host: {_host(sheet, say)}. You have seat {roster.seat_of(what.user_id)}."


def _place(sheet: Sheet, say: Tongue) -> str:
    return f" Place: {say.typed(sheet.game.location)}." if sheet.game.location else ""


def _host(sheet: Sheet, say: Tongue) -> str:
    return say.typed(sheet.name(sheet.game.host_id))
