"""What became of the messages about a game, for its host to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gamescheduler.cards.sentences import lead
from gamescheduler.models.delivery import Delivery, DeliveryState

NO_LONGER_SO = "no longer so"
BEGUN = "the game has begun"
GONE = "the game or its server is gone"
THEIR_CHOICE = "has turned reminders off"
GAME_SILENT = "reminders are off for this game"
"""Why a message was not sent."""


def told_summary(deliveries: Sequence[Delivery], missed: Sequence[int] = ()) -> str:
    """“6 sent, 1 in the channel, 1 skipped (has turned reminders off)”; empty when nothing was to be told.

    ``missed`` are reminders, in minutes before the start, that were looked at too late for anybody.
    """
    counted = Counter(delivery.state for delivery in deliveries)
    facts = [
        f"{counted[state]} {words}{_why(deliveries) if state == DeliveryState.SKIPPED else ''}"
        for state, words in _STATES.items()
        if counted[state]
    ]
    late = [f"nobody reminded {lead(minutes)} before (it was too late: {BEGUN})" for minutes in missed]
    return ", ".join([*facts, *late])


_STATES = {
    DeliveryState.SENT: "sent",
    DeliveryState.CHANNEL: "in the channel",
    DeliveryState.SKIPPED: "skipped",
    DeliveryState.PLANNED: "on their way",
}


def _why(deliveries: Sequence[Delivery]) -> str:
    reasons = dict.fromkeys(d.reason for d in deliveries if d.state == DeliveryState.SKIPPED and d.reason)
    return f" ({'; '.join(reasons)})" if reasons else ""
