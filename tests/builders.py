"""The tavern most tests play in: one server, one host, some players, and a clock that stands still."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlmodel import col

from gamescheduler.app import App, open_app
from gamescheduler.clock import Clock
from gamescheduler.config import Config
from gamescheduler.domain.actor import MANAGE_GUILD, SCHEDULER, Actor
from gamescheduler.domain.drafts import GameDraft
from gamescheduler.domain.place import Place
from gamescheduler.domain.settings import Settings
from gamescheduler.domain.sheet import Change, Sheet
from gamescheduler.events import AnyEvent, Event, parse_event
from gamescheduler.models import (
    Channel,
    ChannelId,
    Game,
    GameId,
    Guild,
    GuildId,
    Instance,
    Outbox,
    Participant,
    RoleId,
    Template,
    UserId,
)
from gamescheduler.services import accounts, configuring, hosting, places, queries, seating
from gamescheduler.services.accounts import GuildSeen, Seen

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TAVERN, GAMES, TALK = GuildId(100), ChannelId(110), ChannelId(111)
OTHER_SERVER, OTHER_CHANNEL = GuildId(200), ChannelId(210)
HOSTS, PLAYERS = RoleId(120), RoleId(121)
MIRA, NOOR, SAM, ADA, IVO, ZOE = map(UserId, (1, 2, 3, 4, 5, 6))
NAMES = {MIRA: "mira", NOOR: "noor", SAM: "sam", ADA: "ada", IVO: "ivo", ZOE: "zoe"}


class FrozenClock(Clock):
    """Stands still until a test steps it; ignores what the database says."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at
        super().__init__()

    def follow(self, real: datetime) -> None: ...

    def now(self) -> datetime:
        return self.at

    def step(self, **amount: float) -> None:
        self.at += timedelta(**amount)


def actor(user_id: UserId, **rights: Any) -> Actor:
    """A member of the tavern with no rights but those given."""
    return Actor(f"user:{user_id}", user_id, **{"guild_id": TAVERN, **rights})


HOST = actor(MIRA, role_ids=frozenset({HOSTS}))
MANAGER = actor(IVO, permissions=MANAGE_GUILD)


def a_game(**fields: Any) -> Game:
    """A game that no database has seen: Mira's, tomorrow noon, two seats."""
    defaults = {
        "id": GameId("Game111111"), "guild_id": TAVERN, "channel_id": GAMES, "host_id": MIRA,
        "title": "Curse of Strahd", "starts_at": NOON + timedelta(days=1), "zone": "UTC",
        "max_players": 2, "created_at": NOON,
    }  # fmt: skip
    return Game(**{**defaults, **fields})


def a_participant(number: int, **fields: Any) -> Participant:
    """The member with that id, who joined so many seconds after noon."""
    defaults = {"id": number, "game_id": GameId("Game111111"), "user_id": UserId(number)}
    return Participant(**{**defaults, "joined_at": NOON + timedelta(seconds=number), **fields})


def a_sheet(*users: UserId, settings: Settings | None = None, **fields: Any) -> Sheet:
    """A game with these people signed up in this order."""
    return Sheet(
        game=a_game(**fields),
        guild=Guild(id=TAVERN, name="Friday Crew", owner_id=IVO),
        channel=Channel(id=GAMES, guild_id=TAVERN, name="games", bot_can_post=True),
        settings=settings or Settings(),
        participants=tuple(a_participant(n, user_id=user) for n, user in enumerate(users, start=1)),
        names=NAMES,
    )


def a_place(
    settings: Settings | None = None, template: Template | None = None, channel: Channel | None = None
) -> Place:
    """#games of a server with these settings."""
    guild = Guild(id=TAVERN, name="Friday Crew", owner_id=IVO, settings=asdict(settings or Settings()))
    here = channel or Channel(id=GAMES, guild_id=TAVERN, name="games", bot_can_post=True)
    return Place(Instance(), guild, here, template)


def a_draft(**fields: Any) -> GameDraft:
    """What Mira wants to post: tomorrow noon in #games, two seats, no reminders."""
    defaults = {
        "guild_id": TAVERN, "channel_id": GAMES, "host_id": MIRA, "title": "Curse of Strahd",
        "starts_at": NOON + timedelta(days=1), "zone": "UTC", "max_players": 2, "reminders": (),
    }  # fmt: skip
    return GameDraft(**{**defaults, **fields})


@contextlib.asynccontextmanager
async def open_tavern(database_url: str, clock: Clock, *, listen: bool = False) -> AsyncIterator[App]:
    """The product on that database, with the server, its people and a second server in it."""
    async with open_app(Config(database_url=database_url), clock=clock, listen=listen) as app:
        async with app.work(SCHEDULER) as work:
            await accounts.mirror_guild(work, TAVERN_SEEN)
            await accounts.mirror_guild(
                work, GuildSeen(OTHER_SERVER, "Elsewhere", ZOE, [(OTHER_CHANNEL, "games", 0, ())], [])
            )
            people = [Seen(user, name, None, TAVERN) for user, name in NAMES.items() if user != ZOE]
            await accounts.remember(work, *people, Seen(ZOE, "zoe", None, OTHER_SERVER))
            await configuring.configure(work, await places.place(work, TAVERN), host_roles=[HOSTS])
        yield app


TAVERN_SEEN = GuildSeen(
    TAVERN,
    "Friday Crew",
    IVO,
    [(GAMES, "games", 0, ()), (TALK, "talk", 1, ("Send Messages",))],
    [(HOSTS, "Hosts", 1, 0), (PLAYERS, "Players", 2, 0)],
)


async def post(app: App, by: Actor = HOST, **fields: Any) -> GameId:
    """Mira posts a game."""
    async with app.work(by) as work:
        return (await hosting.post(work, a_draft(**fields))).game.id


async def join(app: App, game_id: GameId, *users: UserId) -> Change:
    """They press Join one after the other; what the last one is told."""
    for user in users:
        async with app.work(actor(user)) as work:
            change = await seating.join(work, game_id)
    return change


async def leave(app: App, game_id: GameId, user: UserId) -> Change:
    async with app.work(actor(user)) as work:
        return await seating.leave(work, game_id)


async def facts(app: App, *types: type[Event]) -> list[AnyEvent]:
    """The events of these types (all, if none is named) in the outbox, in order, without their traces."""
    async with app.work(SCHEDULER) as work:
        rows = await work.session.scalars(select(Outbox).order_by(col(Outbox.id)))
        found = [parse_event(row.event | {"trace": ""}) for row in rows]
    return [event for event in found if not types or isinstance(event, types)]


async def sheet_of(app: App, game_id: GameId) -> Sheet:
    """The game as committed."""
    async with app.work(SCHEDULER) as work:
        return await queries.sheet(work, game_id)


async def everybody(app: App, game_id: GameId) -> tuple[list[UserId | None], list[UserId | None]]:
    """Players and waitlist."""
    roster = (await sheet_of(app, game_id)).roster
    return [p.user_id for p in roster.players], [p.user_id for p in roster.waitlist]


async def rows(app: App, query: str, **values: object) -> list[tuple[Any, ...]]:
    """What a person with psql would see."""
    async with app.engine.begin() as connection:
        return [tuple(row) for row in await connection.execute(text(query), values)]


async def run_sql(app: App, statement: str, **values: object) -> None:
    """What a person with psql would do."""
    async with app.engine.begin() as connection:
        await connection.execute(text(statement), values)


async def until(holds: Callable[[], Awaitable[object]], seconds: float = 30) -> None:
    """Ask again and again until it holds; fail after so many seconds."""
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110 - what a database knows rings no event here
            await asyncio.sleep(0.01)
