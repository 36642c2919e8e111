"""People and places as Discord shows them: remembered when seen, asked of nobody."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce
from operator import or_
from typing import Any, TypeAlias

import sqlalchemy as sql
from sqlalchemy import bindparam, column, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import JSONB, Insert, insert
from sqlmodel import col

from gamescheduler.domain.actor import Actor
from gamescheduler.domain.drafts import check
from gamescheduler.domain.mentions import Candidate
from gamescheduler.errors import NotFound
from gamescheduler.models import (
    Channel,
    ChannelId,
    Game,
    GameId,
    Guild,
    GuildId,
    Member,
    Role,
    RoleId,
    User,
    UserId,
)
from gamescheduler.services import announcing
from gamescheduler.services.work import Work

_Mirrored: TypeAlias = User | Member | Guild | Channel | Role


@dataclass(frozen=True, slots=True)
class Seen:
    """A person as an interaction or event just showed them; ``guild_id`` None outside a server."""

    user_id: UserId
    username: str
    global_name: str | None
    guild_id: GuildId | None = None
    nick: str | None = None
    role_ids: tuple[RoleId, ...] = ()

    @classmethod
    def of(cls, found: Candidate, guild_id: GuildId) -> Seen:
        """Somebody a look-up found in that server."""
        return cls(found.id, found.username, found.global_name, guild_id, found.nick, found.role_ids)


@dataclass(frozen=True, slots=True)
class House:
    """A server, with what its roles are allowed."""

    guild_id: GuildId
    owner_id: UserId
    permissions: Mapping[RoleId, int]

    def rights(self, actor: Actor, role_ids: Collection[RoleId]) -> Actor:
        """The same person as a member with these roles. ``@everyone`` has the server's id."""
        held = [self.permissions.get(role, 0) for role in (RoleId(self.guild_id), *role_ids)]
        return replace(
            actor,
            guild_id=self.guild_id,
            role_ids=frozenset(role_ids),
            permissions=reduce(or_, held),
            owns_guild=actor.user_id == self.owner_id,
        )


@dataclass(frozen=True, slots=True)
class Home(House):
    """The server of a game."""

    game_id: GameId


@dataclass(frozen=True, slots=True)
class GuildSeen:
    """A whole server as the gateway just sent it."""

    id: GuildId
    name: str
    owner_id: UserId
    channels: Sequence[tuple[ChannelId, str, int, Collection[str]]]
    """Id, name, position, the Discord permissions that the bot lacks to post there."""
    roles: Sequence[tuple[RoleId, str, int, int]]
    """Id, name, position, permission bits."""


async def remember(work: Work, *people: Seen) -> None:
    """Keep the names and roles of people just seen. Harvested, never fetched: member lookups are scarce."""
    if not people:
        return
    once = {p.user_id: p for p in people}.values()  # PostgreSQL refuses to update a row twice at once
    await _upsert(
        work,
        User,
        [{"id": p.user_id, "username": p.username, "global_name": p.global_name} for p in once],
        key=("id",),
    )
    members = [
        {"guild_id": p.guild_id, "user_id": p.user_id, "nick": p.nick, "role_ids": list(p.role_ids)}
        for p in {(p.guild_id, p.user_id): p for p in people}.values()
        if p.guild_id is not None
    ]
    if members:
        await _upsert(work, Member, members, key=("guild_id", "user_id"))


async def home(work: Work, game_id: GameId) -> Home:
    """Where a game is at home. Raises `NotFound`."""
    game = await work.session.get(Game, game_id)
    if game is None:
        raise NotFound("game", game_id)
    guild = await work.session.get_one(Guild, game.guild_id)
    return Home(guild.id, guild.owner_id, await _allowed(work, guild.id), game.id)


async def house(work: Work, guild_id: GuildId) -> House:
    """A server the bot is in. Raises `NotFound`."""
    guild = await work.session.get(Guild, guild_id)
    if guild is None or guild.left_at is not None:
        raise NotFound("server", guild_id)
    return House(guild.id, guild.owner_id, await _allowed(work, guild.id))


async def _allowed(work: Work, guild_id: GuildId) -> dict[RoleId, int]:
    """Role id -> permission bits."""
    roles = select(col(Role.id), col(Role.permissions)).where(col(Role.guild_id) == guild_id)
    return dict((await work.session.execute(roles)).all())


async def person(work: Work, user_id: UserId) -> User:
    """Somebody who was seen before. Raises `NotFound`."""
    found = await work.session.get(User, user_id)
    if found is None:
        raise NotFound("person", user_id)
    return found


async def prefer(work: Work, user_id: UserId, **values: Any) -> User:
    """Set somebody's ``zone`` or ``reminder_route``; None: as the server or the game says.

    Raises `NotFound` or `Invalid`.
    """
    given = check({name: value for name, value in values.items() if value is not None}, now=work.now)
    found = await person(work, user_id)
    for name in values:
        setattr(found, name, given.get(name))
    await work.session.flush()
    return found


async def claim_welcome(work: Work, guild_id: GuildId) -> bool:
    """Whether it falls to the caller to greet a new server: true once, however many bots ask."""
    claimed = (
        update(Guild)
        .where(col(Guild.id) == guild_id, col(Guild.welcomed_at).is_(None))
        .values(welcomed_at=work.now)
        .returning(col(Guild.id))
    )
    return (await work.session.execute(claimed)).one_or_none() is not None


async def mirror_guild(work: Work, guild: GuildSeen) -> None:
    """Make our picture of a server agree with Discord's.

    A channel that is gone is marked, because games hang on it. A role that is gone is deleted: settings
    still name it, and nobody holds it.
    """
    fields = {"id": guild.id, "name": guild.name, "owner_id": guild.owner_id, "left_at": None}
    await _upsert(work, Guild, [fields], key=("id",))
    ids = [channel[0] for channel in guild.channels]
    gone = update(Channel).where(
        col(Channel.guild_id) == guild.id, col(Channel.id).not_in(ids), col(Channel.removed_at).is_(None)
    )
    await work.session.execute(gone.values(removed_at=work.now, bot_can_post=False))
    channels = [
        {"id": id_, "guild_id": guild.id, "name": name, "position": position, "missing": list(missing),
         "bot_can_post": not missing, "removed_at": None}
        for id_, name, position, missing in guild.channels
    ]  # fmt: skip
    if channels:
        await _upsert(work, Channel, channels, key=("id",))
        await announcing.retry_permitted(work, [id_ for id_, _, _, missing in guild.channels if not missing])
    roles = [
        {"id": id_, "guild_id": guild.id, "name": name, "position": position, "permissions": permissions}
        for id_, name, position, permissions in guild.roles
    ]
    if roles:  # there always is @everyone
        lost = delete(Role).where(
            col(Role.guild_id) == guild.id, col(Role.id).not_in([role["id"] for role in roles])
        )
        await work.session.execute(lost)
        await _upsert(work, Role, roles, key=("id",))


async def leave_guild(work: Work, guild_id: GuildId) -> None:
    """The bot was removed from a server: its games stay, unseen, until it is invited again."""
    await work.session.execute(update(Guild).where(col(Guild.id) == guild_id).values(left_at=work.now))


async def _upsert(
    work: Work, table: type[_Mirrored], rows: Sequence[Mapping[str, Any]], key: tuple[str, ...]
) -> None:
    """Insert, or update what differs: somebody seen again unchanged costs no write."""
    await work.session.execute(_upserting(table, tuple(rows[0]), key), {"rows": rows})


@cache
def _upserting(table: type[_Mirrored], names: tuple[str, ...], key: tuple[str, ...]) -> Insert:
    """The rows come as one JSON value, so that the statement is the same, and compiled, for any number.

    A conflict locks its row although nothing differs there, and two people who write each other's names
    would wait for one another: who is unchanged is left out, and all lock in the same order.
    """
    mine = sql.inspect(table).local_table
    columns = [column(name, mine.c[name].type) for name in names]
    rows = func.jsonb_to_recordset(bindparam("rows", type_=JSONB)).table_valued(*columns, name="seen")
    seen = rows.render_derived(with_types=True).c
    others = [name for name in names if name not in key]
    known = exists().where(
        *(mine.c[name] == seen[name] for name in key),
        *(mine.c[name].is_not_distinct_from(seen[name]) for name in others),
    )
    fresh = select(*seen).where(~known).order_by(*(seen[name] for name in key))
    statement = insert(mine).from_select(list(names), fresh)
    new = {name: statement.excluded[name] for name in others}
    differs = sql.or_(*(mine.c[name].is_distinct_from(value) for name, value in new.items()))
    return statement.on_conflict_do_update(index_elements=key, set_=new, where=differs)
