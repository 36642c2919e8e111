"""People and places as Discord shows them: remembered when seen, asked of nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from gamescheduler.models import Channel, ChannelId, Guild, GuildId, Member, Role, RoleId, User, UserId
from gamescheduler.services.work import Work


@dataclass(frozen=True, slots=True)
class Seen:
    """A person as an interaction or event just showed them; ``guild_id`` None outside a server."""

    user_id: UserId
    username: str
    global_name: str | None
    guild_id: GuildId | None = None
    nick: str | None = None
    role_ids: tuple[RoleId, ...] = ()


@dataclass(frozen=True, slots=True)
class GuildSeen:
    """A whole server as the gateway just sent it."""

    id: GuildId
    name: str
    owner_id: UserId
    channels: Sequence[tuple[ChannelId, str, int, bool]]
    """Id, name, position, whether the bot can post."""
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
        key=["id"],
    )
    members = [
        {"guild_id": p.guild_id, "user_id": p.user_id, "nick": p.nick, "role_ids": list(p.role_ids)}
        for p in {(p.guild_id, p.user_id): p for p in people}.values()
        if p.guild_id is not None
    ]
    if members:
        await _upsert(work, Member, members, key=["guild_id", "user_id"])


async def mirror_guild(work: Work, guild: GuildSeen) -> None:
    """Make our picture of a server agree with Discord's; what is gone is marked, never deleted."""
    fields = {"id": guild.id, "name": guild.name, "owner_id": guild.owner_id, "left_at": None}
    await _upsert(work, Guild, [fields], key=["id"])
    ids = [channel[0] for channel in guild.channels]
    gone = update(Channel).where(
        col(Channel.guild_id) == guild.id, col(Channel.id).not_in(ids), col(Channel.removed_at).is_(None)
    )
    await work.session.execute(gone.values(removed_at=work.now, bot_can_post=False))
    channels = [
        {"id": id_, "guild_id": guild.id, "name": name, "position": position, "bot_can_post": can_post,
         "removed_at": None}
        for id_, name, position, can_post in guild.channels
    ]  # fmt: skip
    if channels:
        await _upsert(work, Channel, channels, key=["id"])
    roles = [
        {"id": id_, "guild_id": guild.id, "name": name, "position": position, "permissions": permissions}
        for id_, name, position, permissions in guild.roles
    ]
    if roles:
        await _upsert(work, Role, roles, key=["id"])


async def leave_guild(work: Work, guild_id: GuildId) -> None:
    """The bot was removed from a server: its games stay, unseen, until it is invited again."""
    await work.session.execute(update(Guild).where(col(Guild.id) == guild_id).values(left_at=work.now))


async def _upsert(
    work: Work,
    table: type[User | Member | Guild | Channel | Role],
    rows: list[dict[str, Any]],
    key: list[str],
) -> None:
    """Insert, or update what differs: a person seen again unchanged costs no write."""
    statement = insert(table).values(rows)
    new = statement.excluded
    changed = {name: new[name] for name in rows[0] if name not in key}
    differs = [getattr(table, name).is_distinct_from(value) for name, value in changed.items()]
    condition = differs[0]
    for other in differs[1:]:
        condition |= other
    await work.session.execute(
        statement.on_conflict_do_update(index_elements=key, set_=changed, where=condition)
    )
