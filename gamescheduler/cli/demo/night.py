"""Game night on the stage: the people, what they see, and what happens behind it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterable
from functools import partial
from typing import Any

from sqlalchemy import text

from gamescheduler.cli.demo.furnishing import DIRECTOR
from gamescheduler.cli.demo.people import Json, Person, buttons, card
from gamescheduler.cli.demo.report import Report, until
from gamescheduler.cli.demo.stage import Stage
from gamescheduler.errors import Unreachable
from gamescheduler.simulator import Exchange

LOST_AND_FOUND = 12.0
"""Wall seconds in which what a killed process left must have been done."""

_SOON = 8.0
_TOO_SHORT_TO_BE_BACK = 0.25
_SMALL_LINE = "\n-# Friday Crew"
_OF_REMINDERS = f"{_SMALL_LINE} · Change reminders with /settings me"


class Night:
    """Mira hosts; Noor, Sam and Ada want to join; Ivo and Zoe must never hear of it.

    Every look waits until what is wanted is there, and raises `NotSo` with what was there instead.
    """

    def __init__(self, stage: Stage, report: Report, *, speed: float, pace: float) -> None:
        """``pace`` stretches every wall second on a slow machine."""
        self.stage = stage
        self.report = report
        self.games = stage.crew.channels["games"]
        self.mira = self._person("Mira")
        self.noor = self._person("Noor")
        self.sam = self._person("Sam")
        self.ada = self._person("Ada")
        self.ivo = self._person("Ivo")
        self.zoe = self._stranger("Zoe")
        self._speed = speed
        self._pace = pace
        self._counting_from = time.monotonic()
        self._posts: list[Exchange] = []
        stage.simulator.observers.append(self._note_post)

    def _person(self, name: str) -> Person:
        crew = self.stage.crew
        return Person(self.stage.url, name, crew.users[name], crew.guild_id, self.games)

    def _stranger(self, name: str) -> Person:
        """Somebody who is in another server."""
        crew, world = self.stage.crew, self.stage.simulator.world
        channels = world.guilds[crew.chess_club_id].channels
        return Person(self.stage.url, name, crew.users[name], crew.chess_club_id, next(iter(channels)))

    def comes_along(self, name: str) -> None:
        """Somebody new joins the server."""
        world = self.stage.simulator.world
        world.add_member(world.guilds[self.stage.crew.guild_id], world.add_user(name.casefold(), name))

    def minutes(self, wall_seconds: float) -> str:
        """That long in the demo's world, as a person types it."""
        return f"{max(1, round(wall_seconds * self._pace * self._speed / 60))}m"

    def count_from_now(self) -> None:
        """Start the clock that `shortly_before` reads."""
        self._counting_from = time.monotonic()

    async def shortly_before(self, wall_seconds: float) -> None:
        """Wait until that many wall seconds have nearly passed: who is killed now is not back in time."""
        left = self._counting_from + wall_seconds * self._pace - time.monotonic()
        await asyncio.sleep(max(left - _TOO_SHORT_TO_BE_BACK, 0))

    def close_direct_messages(self, person: Person) -> None:
        """From now on nobody but friends can write to that person."""
        self.stage.simulator.world.closed_dms.add(person.id)

    # What people see

    async def announcement(self, title: str, *, with_button: str | None = None) -> Json:
        """The message about a game, once it has that button."""

        async def look() -> Json:
            seen = await self.sam.sees(self.games)
            return next((message for message in seen if title in card(message)), {})

        def wanted(message: Json) -> bool:
            return bool(message) and (with_button is None or with_button in buttons(message))

        return await until(look, wanted, within=_SOON)

    async def card_shows(self, title: str, words: str, *, within: float = _SOON) -> Json:
        """The announcement, once it has these words."""

        async def look() -> Json:
            return await self.announcement(title)

        return await until(look, lambda message: words in card(message), within=within)

    async def receives(self, person: Person, words: str, *, within: float = _SOON) -> None:
        """Wait for a direct message of exactly these words."""
        await until(partial(self.received, person), lambda inbox: words in inbox, within=within)

    async def received(self, person: Person) -> list[str]:
        """The person's direct messages, in the order of the alphabet."""
        said = [message.removesuffix(_OF_REMINDERS) for message in await person.inbox()]
        return sorted(message.removesuffix(_SMALL_LINE) for message in said)

    def pings(self, title: str) -> int:
        """Posts about that game that Discord took and that ping @Players."""
        players = self.stage.crew.roles["Players"]
        bodies = [exchange.request_body for exchange in self._posts if exchange.status == 200]
        return sum(
            title in (body.get("content") or "")
            and players in (body.get("allowed_mentions") or {}).get("roles", ())
            for body in bodies
        )

    # What happens behind it

    async def back(self, *names: str) -> None:
        """Wait until these components work again."""
        for name in names:
            async with asyncio.timeout(LOST_AND_FOUND):
                await self.stage.children[name].ready.wait()

    async def pending(self, game_id: str) -> int:
        """Schedule rows of a game that are still to be dealt with."""
        return await self._count(
            "SELECT (SELECT count(*) FROM notification_schedule WHERE game_id = :game AND done_at IS NULL)"
            " + (SELECT count(*) FROM game_status_schedule WHERE game_id = :game AND done_at IS NULL)",
            game=game_id,
        )

    async def everything_is_sent(self) -> None:
        """Wait until no event has anything left to do.

        Of a posted game nobody is written to, and a killed bot's lease of that event may outlast us.
        """

        async def look() -> int:
            return await self._count("SELECT count(*) FROM outbox WHERE event ->> 'type' <> 'game_posted'")

        await until(look, lambda waiting: waiting == 0, within=_SOON)

    async def _count(self, query: str, **values: Any) -> int:
        """Read past connections that the database's death left in the pool."""
        async with asyncio.timeout(LOST_AND_FOUND):
            while True:
                with contextlib.suppress(Unreachable):
                    async with self.stage.app.work(DIRECTOR) as work:
                        return int((await work.session.execute(text(query), values)).scalar_one())

    def _note_post(self, exchange: Exchange) -> None:
        if exchange.method == "POST" and exchange.path.endswith(f"/channels/{self.games}/messages"):
            self._posts.append(exchange)


def numbered(people: Iterable[Person]) -> str:
    """As the card lists them."""
    return "   ".join(f"{n}. <@{person.id}>" for n, person in enumerate(people, start=1))
