"""What happens, as server-sent events for the people it concerns (HTML Standard, Server-sent events)."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import deque
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass

from gamescheduler.simulator.events import DM_OPEN, INTERACTION_STATE, MODAL_OPEN, Event
from gamescheduler.simulator.world import World

REMEMBERED = 2000
HELLO_SECONDS = 20.0
_NAMES = {
    "MESSAGE_CREATE": "message_create",
    "MESSAGE_UPDATE": "message_update",
    "MESSAGE_DELETE": "message_delete",
    DM_OPEN: "dm_open",
    INTERACTION_STATE: "interaction",
    MODAL_OPEN: "modal",
}
"""Everything else that happens to servers, channels, members or commands is `state`: look again."""


@dataclass(frozen=True)
class Told:
    """One numbered event, in words as they were when it happened."""

    seq: int
    text: str
    people: Collection[str]


class Stream:
    """Numbers every event and remembers the last ones, so that a page that reconnects misses nothing."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._told: deque[Told] = deque(maxlen=REMEMBERED)
        self._seq = itertools.count(1)
        self._listening: set[asyncio.Queue[Told | None]] = set()
        world.listeners.append(self.tell)

    def tell(self, event: Event) -> None:
        people = frozenset(self._world.viewers(event) if event.people is None else event.people)
        if not people or event.name == "INTERACTION_CREATE":
            return
        name = _NAMES.get(event.name, "state")
        data = json.dumps(event.data if name != "state" else {})
        seq = next(self._seq)
        told = Told(seq, f"id: {seq}\nevent: {name}\ndata: {data}\n\n", people)
        self._told.append(told)
        for queue in self._listening:
            queue.put_nowait(told)

    async def follow(self, user_id: str, last_seen: int | None) -> AsyncIterator[str]:
        """Hello, what was missed since `last_seen`, then everything as it comes, until the stream closes."""
        queue: asyncio.Queue[Told | None] = asyncio.Queue()
        self._listening.add(queue)
        try:
            yield self._hello()
            for text in self._missed(user_id, last_seen):
                yield text
            while True:
                try:
                    told = await asyncio.wait_for(queue.get(), HELLO_SECONDS)
                except TimeoutError:
                    yield self._hello()
                    continue
                if told is None:
                    return
                if user_id in told.people:
                    yield told.text
        finally:
            self._listening.discard(queue)

    def close(self) -> None:
        """End every open stream."""
        for queue in self._listening:
            queue.put_nowait(None)

    def _missed(self, user_id: str, last_seen: int | None) -> list[str]:
        if last_seen is None:
            return []
        newest = self._told[-1].seq if self._told else 0
        oldest = self._told[0].seq if self._told else 1
        if last_seen > newest or last_seen < oldest - 1:
            return ["event: state\ndata: {}\n\n"]
        return [told.text for told in self._told if told.seq > last_seen and user_id in told.people]

    def _hello(self) -> str:
        data = {"now": self._world.clock.stamp(), "speed": self._world.clock.speed}
        return f"event: hello\ndata: {json.dumps(data)}\n\n"
