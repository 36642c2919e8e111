"""Direct messages, as plain text: a phone's notification shows that, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gamescheduler.cards.people import seats_taken, standing
from gamescheduler.cards.sentences import title, when
from gamescheduler.cards.tongues import Tongue
from gamescheduler.domain.notices import Notice
from gamescheduler.domain.sheet import Sheet
from gamescheduler.models.delivery import Delivery, DeliveryState
from gamescheduler.models.types import UserId


def letter(what: Notice, sheet: Sheet, say: Tongue) -> str:
    """One direct message, with the server it is about as a small last line."""
    return f"{_body(what, sheet, say)}\n-# {say.typed(sheet.guild.name)}"


def mention(people: Sequence[UserId], sheet: Sheet, say: Tongue) -> str:
    """One line in the thread or channel for everybody whom a reminder can't reach directly."""
    names = " ".join(say.person(user) for user in people)
    return f"Reminder for {names}: {reminder_tail(sheet, say)}"


def reminder_tail(sheet: Sheet, say: Tongue) -> str:
    """What all such lines about one start end with."""
    return f"{title(sheet, say)} starts {when(sheet, say)}.{_place(sheet, say)}"


def told_summary(deliveries: Sequence[Delivery]) -> str:
    """“6 sent, 1 in the channel, 1 skipped (has turned reminders off)”."""
    counted = Counter(delivery.state for delivery in deliveries)
    return ", ".join(
        f"{counted[state]} {words}{_why(deliveries) if state == DeliveryState.SKIPPED else ''}"
        for state, words in _STATES.items()
        if counted[state]
    )


_STATES = {
    DeliveryState.SENT: "sent",
    DeliveryState.CHANNEL: "in the channel",
    DeliveryState.SKIPPED: "skipped",
    DeliveryState.PLANNED: "on their way",
}


def _why(deliveries: Sequence[Delivery]) -> str:
    reasons = dict.fromkeys(d.reason for d in deliveries if d.state == DeliveryState.SKIPPED and d.reason)
    return f" ({'; '.join(reasons)})" if reasons else ""


def _body(what: Notice, sheet: Sheet, say: Tongue) -> str:
    game = title(sheet, say)
    match what.kind:
        case "reminder" | "reminder_waiting" | "reminder_maybe" | "reminder_host":
            return _reminder(what, sheet, say)
        case "added":
            return _added(what, sheet, say)
        case "removed":
            return f"{_host(sheet, say)} took you out of {game}, {when(sheet, say)}."
        case "promoted":
            opened = f"{_host(sheet, say)} gave you a seat" if what.by_host else "A seat opened"
            return f"{opened} — you're in for {game}, {when(sheet, say)}.{_place(sheet, say)}"
        case "demoted":
            host = _host(sheet, say)
            why = f"{host} changed who plays" if what.by_host else "There are fewer seats now"
            return f"{why}, so you're on the waitlist of {game}, {when(sheet, say)}."
        case "moved":
            return _moved(what, sheet, say)
        case "cancelled":
            said = sheet.game.cancel_reason
            reason = f" {_host(sheet, say)}: “{say.typed(said)}”" if said else ""
            return f"{game} on {say.moment(sheet.game.starts_at)} is cancelled.{reason}"
        case "full":
            return f"{game} is full ({seats_taken(sheet)})."
        case "announcement_lost":
            return (
                f"Your announcement for {game}, {when(sheet, say)}, was deleted. The game still stands: "
                "post it again, or cancel it with /game cancel."
            )
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


def _added(what: Notice, sheet: Sheet, say: Tongue) -> str:
    participant = sheet.participant(what.user_id)
    place = f" — {standing(sheet, participant)}" if participant is not None else ""
    instructions = sheet.game.instructions
    before = f" Before you come: {say.typed(instructions)}" if instructions else ""
    game = title(sheet, say)
    return (
        f"{_host(sheet, say)} put you in for {game}, {when(sheet, say)}{place}.{_place(sheet, say)}{before}"
    )


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
    if what.kind == "reminder_waiting":
        number = roster.wait_of(what.user_id)
        return f"{opening} You're number {number} on the waitlist; we'll tell you if a seat opens."
    return f"{opening} Host: {_host(sheet, say)}. You have seat {roster.seat_of(what.user_id)}."


def _place(sheet: Sheet, say: Tongue) -> str:
    return f" Place: {say.typed(sheet.game.location)}." if sheet.game.location else ""


def _host(sheet: Sheet, say: Tongue) -> str:
    return say.typed(sheet.name(sheet.game.host_id))
