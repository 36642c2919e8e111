"""Reminds people who have no direct messages: all of them together, in the game's thread or channel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from gamescheduler.app import App
from gamescheduler.bot.recording import record
from gamescheduler.bot.rest import Message, Rest
from gamescheduler.cards.letters import mention, reminder_tail
from gamescheduler.cards.tongues import Discord
from gamescheduler.domain.sheet import Sheet
from gamescheduler.models import ChannelId
from gamescheduler.services import delivering
from gamescheduler.services.delivering import Outgoing

AT_ONCE = 50
"""People in one message: 23 characters each, within Discord's 2,000 beside the longest title and place."""

LOOK_BACK = 50
"""How many messages of a channel are searched for one that may have been posted before a crash."""

_CLOCKS_APART = timedelta(minutes=1)
_SAY = Discord()


async def remind_together(
    app: App, rest: Rest, channel_id: ChannelId, people: Sequence[Outgoing], sheet: Sheet
) -> None:
    """Mention these people once, and write it down. Raises what `Rest` raises."""
    waiting = await _without_mentioned(app, rest, channel_id, people, sheet)
    for some in (waiting[n : n + AT_ONCE] for n in range(0, len(waiting), AT_ONCE)):
        users = [outgoing.notice.user_id for outgoing in some]
        message_id = await rest.post(
            channel_id,
            mention(users, sheet, _SAY),
            nonce=f"{sheet.game.id}-c{some[0].delivery_id}",
            users=users,
        )
        await record(app, lambda work, some=some, id_=message_id: delivering.mentioned(work, some, id_))  # type: ignore[misc]


async def _without_mentioned(
    app: App, rest: Rest, channel_id: ChannelId, people: Sequence[Outgoing], sheet: Sheet
) -> list[Outgoing]:
    """Those not yet mentioned; the others were by a bot that died before it could write that down."""
    tried = [outgoing.tried_at for outgoing in people if outgoing.tried_at is not None]
    if not tried:
        return list(people)
    since = min(tried) - _CLOCKS_APART
    tail = reminder_tail(sheet, _SAY)
    found = await rest.own_messages(channel_id, limit=LOOK_BACK)
    before = [message for message in found if message.sent_at >= since and message.content.endswith(tail)]
    waiting = []
    for outgoing in people:
        said = _mentioning(before, outgoing)
        if said is None:
            waiting.append(outgoing)
        else:
            await record(app, lambda work, o=outgoing, m=said: delivering.mentioned(work, [o], m.id))  # type: ignore[misc]
    return waiting


def _mentioning(messages: Sequence[Message], outgoing: Outgoing) -> Message | None:
    name = _SAY.person(outgoing.notice.user_id)
    return next((message for message in messages if name in message.content), None)
