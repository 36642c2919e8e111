"""Reads: each gathers what one decision or one page needs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlmodel import col

from gamescheduler.domain.lifecycle import LIVE
from gamescheduler.domain.settings import Settings, resolve
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import NotFound
from gamescheduler.models import (
    Channel,
    ChannelId,
    Game,
    GameId,
    Guild,
    GuildId,
    Member,
    Participant,
    Role,
    RoleId,
    User,
    UserId,
)
from gamescheduler.services.work import Work

DISPLAY_NAME = func.coalesce(Member.nick, User.global_name, User.username)
"""Nickname > global name > username: Discord's own order."""


async def sheet(work: Work, game_id: GameId, *, lock: bool = False) -> Sheet:
    """The game with everything around it. Raises `NotFound`, also for one of another server than the actor's.

    With ``lock`` the game row is held until the work ends: every change to a game, its roster and its
    schedule is made under it. The people are read by a second statement on purpose: a statement that
    waited for the lock sees the new game row, but everything else as of before it began to wait.
    """
    found = _games().where(col(Game.id) == game_id)
    if lock:
        found = found.with_for_update(of=Game).execution_options(populate_existing=True)
    row = (await work.session.execute(found)).one_or_none()
    if row is None or row.Guild.left_at is not None or not work.actor.reaches(row.Guild.id):
        raise NotFound("game", game_id)
    return (await _with_people(work, [row]))[0]


async def sheets(work: Work, *conditions: ColumnElement[bool], limit: int = 100) -> list[Sheet]:
    """The games that meet the conditions, soonest first."""
    found = _games().where(*conditions, col(Guild.left_at).is_(None))
    rows = (await work.session.execute(found.order_by(col(Game.starts_at), col(Game.id)).limit(limit))).all()
    return await _with_people(work, rows)


def upcoming(guild_id: GuildId, *, until: datetime | None = None) -> ColumnElement[bool]:
    """A condition for `sheets`: scheduled or running games of a server, starting before ``until``."""
    conditions = [col(Game.guild_id) == guild_id, col(Game.status).in_(LIVE)]
    if until is not None:
        conditions.append(col(Game.starts_at) < until)
    return and_(*conditions)


def titled(text: str) -> ColumnElement[bool]:
    """A condition for `sheets`: the title contains the text, or the id begins with it."""
    return or_(
        col(Game.title).icontains(text, autoescape=True), col(Game.id).startswith(text, autoescape=True)
    )


async def count(work: Work, condition: ColumnElement[bool]) -> int:
    """How many games meet the condition."""
    return (await work.session.execute(select(func.count()).select_from(Game).where(condition))).scalar_one()


def _games() -> Select[Game, Guild, Channel]:
    return (
        select(Game, Guild, Channel)
        .join(Guild, col(Guild.id) == col(Game.guild_id))
        .join(Channel, col(Channel.id) == col(Game.channel_id))
    )


async def _with_people(work: Work, rows: Sequence[Row[Game, Guild, Channel]]) -> list[Sheet]:
    """Read the participants of all these games, and the names of everybody concerned, at once."""
    games = [row.Game for row in rows]
    signed_up = select(Participant).where(col(Participant.game_id).in_([game.id for game in games]))
    signed_up = signed_up.execution_options(populate_existing=True)
    everybody: dict[GameId, list[Participant]] = {game.id: [] for game in games}
    for participant in await work.session.scalars(signed_up):
        everybody[participant.game_id].append(participant)
    known = {
        guild_id: await names(work, guild_id, people)
        for guild_id, people in _people_by_guild(games, everybody).items()
    }
    return [
        Sheet(
            game=row.Game,
            guild=row.Guild,
            channel=row.Channel,
            settings=resolve(row.Guild.settings, row.Channel.settings),
            participants=tuple(everybody[row.Game.id]),
            names=known[row.Game.guild_id],
        )
        for row in rows
    ]


def _people_by_guild(
    games: Sequence[Game], signed_up: dict[GameId, list[Participant]]
) -> dict[GuildId, set[UserId]]:
    people: dict[GuildId, set[UserId]] = {}
    for game in games:
        users = (p.user_id for p in signed_up[game.id] if p.user_id is not None)
        people.setdefault(game.guild_id, set()).update([game.host_id, *users])
    return people


async def names(work: Work, guild_id: GuildId, people: Collection[UserId]) -> dict[UserId, str]:
    """Display name of each of these people in that server, as last seen there."""
    here = and_(col(Member.guild_id) == guild_id, col(Member.user_id) == col(User.id))
    found = select(col(User.id), DISPLAY_NAME).outerjoin(Member, here).where(col(User.id).in_(people))
    return dict((await work.session.execute(found)).all())


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody seen in a server: the name shown there, and the username, which nobody else has."""

    id: UserId
    name: str
    username: str


async def people(work: Work, guild_id: GuildId) -> Sequence[Person]:
    """Everybody seen in that server so far, by name."""
    found = select(col(User.id), DISPLAY_NAME, col(User.username)).join(
        Member, col(Member.user_id) == col(User.id)
    )
    found = found.where(col(Member.guild_id) == guild_id).order_by(DISPLAY_NAME, col(User.id))
    return [Person(*row) for row in (await work.session.execute(found)).tuples()]


async def membership(work: Work, game_id: GameId, user_id: UserId) -> tuple[GuildId, frozenset[RoleId]]:
    """The server of a game, and the roles that person was last seen with there. Raises `NotFound`."""
    here = and_(col(Member.guild_id) == col(Game.guild_id), col(Member.user_id) == user_id)
    found = select(col(Game.guild_id), col(Member.role_ids)).outerjoin(Member, here)
    row = (await work.session.execute(found.where(col(Game.id) == game_id))).one_or_none()
    if row is None:
        raise NotFound("game", game_id)
    return row.guild_id, frozenset(row.role_ids or ())


async def zone(work: Work, guild_id: GuildId, user_id: UserId) -> str:
    """The zone a person types times in: their own, else the server's. Raises `NotFound`."""
    person = await work.session.get(User, user_id)
    if person is not None and person.zone:
        return person.zone
    return resolve((await guild(work, guild_id)).settings).time_zone


async def place(work: Work, guild_id: GuildId, channel_id: ChannelId) -> tuple[Guild, Channel, Settings]:
    """A channel of that server, and the settings that hold in it. Raises `NotFound`.

    A channel of another server is not found, whoever asks.
    """
    found = select(Guild, Channel).join(Channel, col(Channel.guild_id) == col(Guild.id))
    found = found.where(
        col(Guild.id) == guild_id, col(Channel.id) == channel_id, col(Guild.left_at).is_(None)
    )
    row = (await work.session.execute(found)).one_or_none()
    if row is None or not work.actor.reaches(guild_id):
        raise NotFound("channel", channel_id)
    return row.Guild, row.Channel, resolve(row.Guild.settings, row.Channel.settings)


async def guild(work: Work, guild_id: GuildId) -> Guild:
    """A server the bot is in. Raises `NotFound`."""
    found = await work.session.get(Guild, guild_id)
    if found is None or found.left_at is not None or not work.actor.reaches(guild_id):
        raise NotFound("server", guild_id)
    return found


async def guilds(work: Work) -> Sequence[Guild]:
    """Every server the bot is in, by name."""
    found = select(Guild).where(col(Guild.left_at).is_(None)).order_by(col(Guild.name), col(Guild.id))
    return (await work.session.scalars(found)).all()


async def channels(work: Work, guild_id: GuildId) -> Sequence[Channel]:
    """The server's channels in Discord's order, without those that are gone."""
    found = select(Channel).where(col(Channel.guild_id) == guild_id, col(Channel.removed_at).is_(None))
    return (await work.session.scalars(found.order_by(col(Channel.position), col(Channel.id)))).all()


async def role_names(work: Work, guild_id: GuildId) -> dict[RoleId, str]:
    """Role id -> name, for sentences."""
    found = select(col(Role.id), col(Role.name)).where(col(Role.guild_id) == guild_id)
    return dict((await work.session.execute(found)).all())
