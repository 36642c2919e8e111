"""Writes to people: reads what happened from the bus, and sends each planned message once."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import disnake
from pydantic import ValidationError

from gamescheduler.adapters.bus import ATTEMPTS, LEASE, Delivery
from gamescheduler.adapters.database import is_away
from gamescheduler.app import App
from gamescheduler.bot.announcement import buttons, payload
from gamescheduler.bot.inflight import InFlight
from gamescheduler.bot.mentioning import remind_together
from gamescheduler.bot.recording import record
from gamescheduler.bot.rest import TROUBLE, Rest, lasting
from gamescheduler.cards.card import AGAIN, CANCEL, CANT_MAKE_IT, LEAVE
from gamescheduler.cards.letters import letter
from gamescheduler.cards.tongues import Discord
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import Unreachable
from gamescheduler.events import BOT, AnyEvent, parse_event
from gamescheduler.models import ChannelId, MessageId, Route
from gamescheduler.services import delivering
from gamescheduler.services.delivering import Outgoing

log = logging.getLogger(__name__)

EVENTS_AT_ONCE = 16
MESSAGES_AT_ONCE = 8

LOOK_BACK = 20
"""How many messages of a conversation are searched for one that may have been sent before a crash."""

_CLOCKS_APART = timedelta(minutes=1)
"""How far Discord's clock and ours may disagree."""

_SOMEBODY_ELSES = {10003, 50001}
"""A remembered conversation that another application had with the person, before the token was changed."""

_WAYS_OUT = {
    **dict.fromkeys(("reminder", "reminder_waiting", "reminder_maybe"), CANT_MAKE_IT),
    **dict.fromkeys(("added", "promoted", "demoted", "moved"), LEAVE),
}
_SAY = Discord()


class Courier:
    """Consumes the bot's queue; several bots share it."""

    def __init__(self, app: App, rest: Rest) -> None:
        self._app = app
        self._rest = rest
        self._room = asyncio.Semaphore(MESSAGES_AT_ONCE)

    async def run(self) -> None:
        """Until cancelled; then what is under way may finish."""
        async with InFlight(EVENTS_AT_ONCE) as events:
            async for delivery in self._app.bus.deliveries(BOT):
                await events.start(self._take(delivery))

    async def _take(self, delivery: Delivery) -> None:
        """Never raises. An event nobody could acknowledge comes again when its lease ends."""
        try:
            await self._handle(delivery)
        except Exception as error:
            if not (isinstance(error, Unreachable) or is_away(error)):
                log.exception("event %d failed", delivery.envelope.id)
            await self._put_off(delivery, error)

    async def _handle(self, delivery: Delivery) -> None:
        try:
            event = parse_event(delivery.envelope.body)
        except ValidationError as unknown:
            log.error("event %d makes no sense, parked", delivery.envelope.id)
            await delivery.park(str(unknown))
            return
        failures = await self._tell(event, last_time=delivery.attempt >= ATTEMPTS)
        if failures:
            await self._put_off(delivery, failures[0])
        else:
            await delivery.done()

    async def _put_off(self, delivery: Delivery, error: Exception) -> None:
        pause = min(2.0 ** (delivery.attempt - 1), 60.0) * random.uniform(0.5, 1.0)
        log.warning("event %d is tried again in %.1f s: %r", delivery.envelope.id, pause, error)
        try:
            await delivery.failed(repr(error), retry_in=pause)
        except Exception as lost:
            if not is_away(lost):
                raise
            log.warning("event %d: the database is away, the lease will run out", delivery.envelope.id)

    async def _tell(self, event: AnyEvent, *, last_time: bool) -> Sequence[Exception]:
        """Send what is unsent; the failures worth another attempt. One person's never stops another's."""
        async with self._app.work(SCHEDULER, trace=event.trace) as work:
            mailing = await delivering.plan(work, event)
        if mailing.sheet is None:
            return ()
        results = await asyncio.gather(
            *(self._deliver(outgoing, mailing.sheet, last_time=last_time) for outgoing in mailing.outgoing),
            return_exceptions=True,
        )
        failures = [error for error in results if isinstance(error, Exception)]
        together = [found for found in results if isinstance(found, Outgoing)]
        if together and not failures:
            failures += await self._gather(mailing.gathering, together, mailing.sheet, last_time=last_time)
        return failures

    async def _gather(
        self, places: Sequence[ChannelId], people: Sequence[Outgoing], sheet: Sheet, *, last_time: bool
    ) -> Sequence[Exception]:
        """Once everybody else is told: these are reached by one message, or not at all.

        A thread may be deleted or closed to us while its channel is there.
        """
        reason = ""
        for channel_id in places:
            try:
                await remind_together(self._app, self._rest, channel_id, people, sheet)
                return []
            except TROUBLE as error:
                lasts = lasting(error, channel=f"<#{channel_id}>")
                if lasts is None and not last_time:
                    return [error]
                reason = lasts or f"gave up: {error!r}"
        for outgoing in people:
            await self._skip(outgoing, reason)
        return []

    async def _deliver(self, outgoing: Outgoing, sheet: Sheet, *, last_time: bool) -> Outgoing | None:
        """What is left to be told in the channel, if it is. Raises what another attempt may mend."""
        if outgoing.route == Route.CHANNEL:
            return outgoing
        async with self._room:
            try:
                async with asyncio.timeout(LEASE - 5):
                    message_id = await self._send(outgoing, sheet)
            except TROUBLE as error:
                reason = lasting(error, channel="direct messages")
                if reason is None and not last_time:
                    raise
                if isinstance(error, disnake.Forbidden):
                    await record(self._app, lambda work: delivering.closed(work, outgoing))
                    if outgoing.notice.is_reminder:
                        return outgoing
                await self._skip(outgoing, reason or f"gave up: {error!r}")
            else:
                await record(self._app, lambda work: delivering.sent(work, outgoing, message_id))
        return None

    async def _skip(self, outgoing: Outgoing, reason: str) -> None:
        log.info("delivery %d skipped: %s", outgoing.delivery_id, reason)
        await record(self._app, lambda work: delivering.skipped(work, outgoing, reason[:200]))

    async def _send(self, outgoing: Outgoing, sheet: Sheet) -> MessageId:
        if outgoing.dm_channel_id is not None:
            try:
                return await self._send_to(outgoing.dm_channel_id, outgoing, sheet)
            except disnake.HTTPException as error:
                if error.code not in _SOMEBODY_ELSES:
                    raise
        return await self._send_to(await self._open_dm(outgoing), outgoing, sheet)

    async def _send_to(self, channel_id: ChannelId, outgoing: Outgoing, sheet: Sheet) -> MessageId:
        text = letter(outgoing.notice, sheet, _SAY)
        if outgoing.tried_at is not None:
            found = await self._sent_before(channel_id, text, since=outgoing.tried_at - _CLOCKS_APART)
            if found is not None:
                return found
        return await self._rest.post(
            channel_id,
            text,
            # The game's id in it, because delivery ids start again from 1 in a new database.
            nonce=f"{sheet.game.id}-{outgoing.delivery_id}",
            components=_row(outgoing, sheet),
        )

    async def _open_dm(self, outgoing: Outgoing) -> ChannelId:
        user_id = outgoing.notice.user_id
        channel_id = await self._rest.open_dm(user_id)
        await record(self._app, lambda work: delivering.opened_dm(work, user_id, channel_id))
        return channel_id

    async def _sent_before(self, channel_id: ChannelId, text: str, *, since: datetime) -> MessageId | None:
        """The message of an attempt that died between sending and writing it down."""
        for message in await self._rest.own_messages(channel_id, limit=LOOK_BACK):
            if message.sent_at >= since and message.content == text:
                return message.id
        return None


def _row(outgoing: Outgoing, sheet: Sheet) -> list[dict[str, Any]]:
    """A way out for those who can still take it; for a host, what to do about a lost announcement."""
    if outgoing.notice.kind == "announcement_lost":
        return payload([buttons(sheet.game.id, [AGAIN, CANCEL])])
    way_out = _WAYS_OUT.get(outgoing.notice.kind)
    return [] if way_out is None else payload([buttons(sheet.game.id, [way_out])])
