"""Reads: each gathers what one decision or one page needs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    and_,
    any_,
    func,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from gamescheduler.domain.actor import Actor
from gamescheduler.domain.lifecycle import DEFAULT_DURATION, LIVE, ends_at
from gamescheduler.domain.place import Place
from gamescheduler.domain.refusals import manages, why_not_see
from gamescheduler.domain.sheet import Overlap, Sheet
from gamescheduler.errors import NotFound
from gamescheduler.models import (
    Channel,
    Game,
    GameId,
    Guild,
    GuildId,
    Instance,
    Member,
    Participant,
    RoleId,
    User,
    UserId,
)
from gamescheduler.services import places
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


async def with_people_now(work: Work, known: Sheet) -> Sheet:
    """The same game after its people changed; under its lock nothing else can have."""
    people = await _signed_up_for(work, [known.game])
    strangers = {p.user_id for p in people if p.user_id is not None} - known.names.keys()
    met = await names(work, known.guild.id, strangers) if strangers else {}
    return replace(known, participants=tuple(people), names={**known.names, **met})


async def look(work: Work, game_id: GameId) -> Sheet:
    """The game, for somebody who only wants to look. Raises `NotFound`, also when they may not see it."""
    found = await sheet(work, game_id)
    if why_not_see(found, work.actor) is not None:
        raise NotFound("game", game_id)
    return found


async def listed(
    work: Work, guild_id: GuildId, *conditions: ColumnElement[bool], limit: int = 100
) -> tuple[list[Sheet], int]:
    """The games of a server that the actor may see, soonest first, and how many there are without the limit.

    Whatever lists games to people asks this. Raises `NotFound` for another server than the actor's.
    """
    here = (await places.place(work, guild_id)).settings
    seen = true() if manages(work.actor, here) else _visible_to(work.actor)
    wanted = and_(col(Game.guild_id) == guild_id, seen, *conditions)
    return await sheets(work, wanted, limit=limit), await count(work, wanted)


async def governed(
    work: Work, guild_id: GuildId, *conditions: ColumnElement[bool], limit: int = 100
) -> tuple[list[Sheet], int]:
    """As `listed`, of the games the actor is in charge of: all for a manager, else those they host."""
    here = (await places.place(work, guild_id)).settings
    mine = true() if manages(work.actor, here) else col(Game.host_id) == work.actor.user_id
    return await listed(work, guild_id, mine, *conditions, limit=limit)


async def sheets(work: Work, *conditions: ColumnElement[bool], limit: int = 100) -> list[Sheet]:
    """The games that meet the conditions, soonest first, whoever may see them."""
    found = _games().where(*conditions, col(Guild.left_at).is_(None))
    rows = (await work.session.execute(found.order_by(col(Game.starts_at), col(Game.id)).limit(limit))).all()
    return await _with_people(work, rows)


def upcoming(guild_id: GuildId, *, until: datetime | None = None) -> ColumnElement[bool]:
    """A condition for `sheets`: scheduled or running games of a server, starting before ``until``."""
    conditions = [col(Game.guild_id) == guild_id, col(Game.status).in_(LIVE)]
    if until is not None:
        conditions.append(col(Game.starts_at) < until)
    return and_(*conditions)


async def coming(work: Work, user_id: UserId, guild_ids: Collection[GuildId], *, limit: int) -> list[Sheet]:
    """Games that person hosts or is signed up for, in any of these servers, soonest first."""
    mine = and_(concerning(user_id), col(Game.guild_id).in_(guild_ids), col(Game.status).in_(LIVE))
    return await sheets(work, mine, limit=limit)


async def planned(
    work: Work, user_id: UserId, guild_ids: Collection[GuildId], *, until: datetime
) -> dict[GuildId, int]:
    """How many live games begin before then in each of these servers, for a member with the roles last seen.

    Without those that only a manager gets to know of.
    """
    here = and_(col(Member.guild_id) == col(Game.guild_id), col(Member.user_id) == user_id)
    roles = type_coerce(col(Game.player_roles), ARRAY(BigInteger))
    seen = or_(
        func.cardinality(roles) == 0,
        col(Game.guild_id) == any_(roles),
        roles.overlap(type_coerce(col(Member.role_ids), ARRAY(BigInteger))),
        concerning(user_id),
    )
    found = select(col(Game.guild_id), func.count()).outerjoin(Member, here).group_by(col(Game.guild_id))
    found = found.where(
        col(Game.guild_id).in_(guild_ids), col(Game.status).in_(LIVE), col(Game.starts_at) < until, seen
    )
    return dict((await work.session.execute(found)).all())


def titled(text: str) -> ColumnElement[bool]:
    """A condition for `sheets`: the title contains the text, or the id begins with it."""
    return or_(
        col(Game.title).icontains(text, autoescape=True), col(Game.id).startswith(text, autoescape=True)
    )


def concerning(user_id: UserId) -> ColumnElement[bool]:
    """A condition for `sheets`: games that person hosts or is signed up for."""
    return or_(col(Game.host_id) == user_id, col(Game.id).in_(_signed_up(user_id)))


def _signed_up(user_id: UserId | None) -> Select[GameId]:
    return select(col(Participant.game_id)).where(
        col(Participant.user_id) == user_id, col(Participant.left_at).is_(None)
    )


def _visible_to(actor: Actor) -> ColumnElement[bool]:
    """As `why_not_see`, for somebody who does not manage the server."""
    roles = {*actor.role_ids, *([actor.guild_id] if actor.guild_id is not None else [])}
    return or_(
        func.cardinality(col(Game.player_roles)) == 0,
        type_coerce(col(Game.player_roles), ARRAY(BigInteger)).overlap(list(roles)),
        col(Game.host_id) == actor.user_id,
        col(Game.id).in_(_signed_up(actor.user_id)),
    )


async def count(work: Work, condition: ColumnElement[bool]) -> int:
    """How many games meet the condition."""
    return (await work.session.execute(select(func.count()).select_from(Game).where(condition))).scalar_one()


def _games() -> Select[Game, Guild, Channel, Instance]:
    return (
        select(Game, Guild, Channel, Instance)
        .join(Guild, col(Guild.id) == col(Game.guild_id))
        .join(Channel, col(Channel.id) == col(Game.channel_id))
        .join(Instance, true())
    )


async def _with_people(work: Work, rows: Sequence[Row[Game, Guild, Channel, Instance]]) -> list[Sheet]:
    """Read the participants of all these games, and the names of everybody concerned, at once."""
    games = [row.Game for row in rows]
    everybody: dict[GameId, list[Participant]] = {game.id: [] for game in games}
    for participant in await _signed_up_for(work, games):
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
            settings=Place(row.Instance, row.Guild, row.Channel).settings,
            participants=tuple(everybody[row.Game.id]),
            names=known[row.Game.guild_id],
        )
        for row in rows
    ]


async def _signed_up_for(work: Work, games: Sequence[Game]) -> Sequence[Participant]:
    signed_up = select(Participant).where(
        col(Participant.game_id).in_([game.id for game in games]), col(Participant.left_at).is_(None)
    )
    return (await work.session.scalars(signed_up.execution_options(populate_existing=True))).all()


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
    """The server of a game, and the roles that person was last seen with there.

    Raises `NotFound`, also for somebody who was never seen there.
    """
    here = and_(col(Member.guild_id) == col(Game.guild_id), col(Member.user_id) == user_id)
    found = select(col(Game.guild_id), col(Member.role_ids)).join(Member, here)
    row = (await work.session.execute(found.where(col(Game.id) == game_id))).one_or_none()
    if row is None:
        raise NotFound("game", game_id)
    return row.guild_id, frozenset(row.role_ids)


async def overlapping(work: Work, game: Game, user_id: UserId) -> list[Overlap]:
    """Other games that person is signed up for and that go on at the same time, soonest first."""
    signed_up = select(col(Participant.game_id)).where(
        col(Participant.user_id) == user_id,
        col(Participant.left_at).is_(None),
        col(Participant.maybe).is_(False),
        col(Participant.game_id) != game.id,
    )
    minutes = func.coalesce(col(Game.duration), DEFAULT_DURATION)
    end = col(Game.starts_at) + func.make_interval(0, 0, 0, 0, 0, minutes)
    found = select(col(Game.id), col(Game.guild_id), col(Game.title), col(Game.starts_at), end)
    found = found.join(Guild, col(Guild.id) == col(Game.guild_id)).where(
        col(Game.id).in_(signed_up),
        col(Game.status).in_(LIVE),
        col(Game.starts_at) < ends_at(game),
        end > game.starts_at,
        col(Guild.left_at).is_(None),
    )
    rows = await work.session.execute(found.order_by(col(Game.starts_at), col(Game.id)))
    return [Overlap(*row) for row in rows]
