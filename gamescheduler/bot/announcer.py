"""Posts and edits the messages that announce games; nothing else in the product does."""

from __future__ import annotations

import asyncio
import logging
import random

from gamescheduler.adapters.database import Bell
from gamescheduler.app import App
from gamescheduler.bot.announcement import digest, layout, payload
from gamescheduler.bot.inflight import InFlight
from gamescheduler.bot.recording import record
from gamescheduler.bot.rest import TROUBLE, Rest, lasting, problem
from gamescheduler.cards import people
from gamescheduler.cards.card import build, push_line
from gamescheduler.cards.tongues import Discord
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.domain.lifecycle import LIVE
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import NotFound, Unreachable
from gamescheduler.models import MessageId
from gamescheduler.services import announcing, queries
from gamescheduler.services.announcing import Turn
from gamescheduler.services.work import Work

log = logging.getLogger(__name__)

AT_ONCE = 8
"""Messages posted or edited at the same time, each in another channel."""

LOOK_BACK = 50
"""How many messages of a channel are searched for one that may have been posted before a crash."""

_NAP = 60.0
_HELD = 0.25
_SAY = Discord()


class Announcer:
    """Takes turns from the lanes, one channel each; several bots share them."""

    def __init__(self, app: App, rest: Rest) -> None:
        self._app = app
        self._rest = rest
        self._bell: Bell = app.listener.bell("announcement")

    async def run(self) -> None:
        """Until cancelled; then what is under way may finish."""
        async with InFlight(AT_ONCE) as shows:
            while True:
                await shows.room()
                self._bell.hush()
                try:
                    turn, nap = await self._next()
                except Unreachable:
                    log.warning("announcer: the database is away, waiting")
                    await asyncio.sleep(random.uniform(0.2, 1.0))
                    continue
                if turn is not None:
                    await shows.start(self._show(turn))
                else:
                    await self._bell.wait(nap)

    async def _next(self) -> tuple[Turn | None, float]:
        """The next turn; or none, and how many wall seconds there will be none."""
        async with self._app.work(SCHEDULER) as work:
            turn = await announcing.take_turn(work)
            head = None if turn else await announcing.next_turn(work)
        if head is None:
            return turn, _NAP
        # A head in the past is held by another bot at this moment.
        return turn, min(max(self._app.clock.wall_seconds_until(head), _HELD), _NAP)

    async def _show(self, turn: Turn) -> None:
        """Never raises: an announcement that fails must not hold up those of other games."""
        try:
            async with asyncio.timeout(announcing.LEASE - 5):
                await self._bring_up_to_date(turn)
        except Unreachable:
            log.warning("announcement of game %s: the database is away, the lease will run out", turn.game_id)
        except Exception as error:
            await self._failed(turn, error)
        finally:
            # The lane is free earlier than whoever naps until the lease ends believes.
            self._bell.ring()

    async def _bring_up_to_date(self, turn: Turn) -> None:
        async with self._app.work(SCHEDULER) as work:
            sheet = await queries.sheet(work, turn.game_id)
        if turn.message_id is None and not turn.tried_before and sheet.game.status not in LIVE:
            await self._give_up(turn, f"was {sheet.game.status} before it could be announced")
            return
        message_id = turn.message_id or await self._post(turn, sheet)
        card = build(sheet, _SAY)
        components = payload(layout(card))
        seen_as = digest(components)
        if seen_as != turn.shown_hash:
            await self._rest.show(turn.channel_id, message_id, components, people=card.people)
        await record(
            self._app, lambda work: announcing.shown(work, turn, version=card.version, digest=seen_as)
        )
        log.info("announcement of game %s shows version %d", turn.game_id, card.version)
        if sheet.wants_thread and not turn.has_thread:
            await self._start_thread(turn, message_id, sheet)

    async def _start_thread(self, turn: Turn, message_id: MessageId, sheet: Sheet) -> None:
        """An announcement without its thread is better than none: a failure is left at that."""
        try:
            thread_id = await self._rest.start_thread(turn.channel_id, message_id, sheet.game.title)
        except TROUBLE as error:
            log.warning("game %s gets no thread: %r", turn.game_id, error)
            return
        await record(self._app, lambda work: announcing.threaded(work, turn, thread_id))

    async def _post(self, turn: Turn, sheet: Sheet) -> MessageId:
        """First the line that a phone shows and that pings: a card alone notifies with nothing to read."""
        line = push_line(sheet, _SAY)
        message_id = await self._posted_before(turn, line) if turn.tried_before else None
        if message_id is None:
            everyone = people.everyone(sheet)
            pinged = [] if turn.was_posted else sheet.game.notify_roles
            message_id = await self._rest.post(
                turn.channel_id,
                line,
                nonce=turn.nonce,
                roles=[role for role in pinged if role != everyone],
                everyone=everyone in pinged,
            )
        await record(self._app, lambda work: announcing.posted(work, turn, message_id))
        return message_id

    async def _posted_before(self, turn: Turn, line: str) -> MessageId | None:
        """The message of a bot that died before it could write down the id.

        Only a post that never became a card still has its line, so nobody else's is taken for it.
        """
        for message in await self._rest.own_messages(turn.channel_id, limit=LOOK_BACK):
            if message.content == line:
                return message.id
        return None

    async def _failed(self, turn: Turn, error: Exception) -> None:
        if isinstance(error, NotFound):
            reason: str | None = "its server is gone"
        else:
            reason = lasting(error, channel=f"<#{turn.channel_id}>")
        if reason is not None:
            await self._give_up(turn, reason, problem(error))
            return
        if isinstance(error, TROUBLE):
            log.warning("announcement of game %s failed, trying again: %r", turn.game_id, error)
        else:
            log.exception("announcement of game %s failed", turn.game_id, exc_info=error)
        pause = min(2.0 ** (turn.attempt - 1), 60.0) * random.uniform(0.5, 1.0)
        await self._note_failure(turn, repr(error), pause)

    async def _give_up(self, turn: Turn, reason: str, problem: str = "over") -> None:
        log.warning("announcement of game %s given up: %s", turn.game_id, reason)
        await self._note_failure(turn, reason, None, problem)

    async def _note_failure(
        self, turn: Turn, error: str, retry_in: float | None, problem: str = "gave_up"
    ) -> None:
        async def note(work: Work) -> None:
            await announcing.failed(work, turn, error, retry_in=retry_in, problem=problem)

        try:
            await record(self._app, note)
        except Unreachable:
            log.warning("announcement of game %s: the failure could not be written down", turn.game_id)
