"""What happens to members and channels from outside: kicks, nicknames, roles, overwrites, closed DMs."""

from __future__ import annotations

from gamescheduler.simulator.events import NOBODY, Event
from gamescheduler.simulator.guild import Guild
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.world import World


def set_nick(world: World, guild: Guild, member: Json, nick: str | None) -> None:
    member["nick"] = nick
    _updated(world, guild, member)


def set_roles(world: World, guild: Guild, member: Json, role_ids: list[str]) -> None:
    """Nobody is told when nothing changes."""
    if set(member["roles"]) != set(role_ids):
        member["roles"] = role_ids
        _updated(world, guild, member)


def delete_role(world: World, guild: Guild, role_id: str) -> None:
    """Whoever held it holds it no more; clients conclude that from the one event."""
    guild.role(role_id)
    del guild.roles[role_id]
    for member in guild.members.values():
        member["roles"] = [held for held in member["roles"] if held != role_id]
    world.emit(Event("GUILD_ROLE_DELETE", {"guild_id": guild.id, "role_id": role_id}, guild.id))


def kick(world: World, guild: Guild, user_id: str) -> None:
    """A kicked bot learns it by GUILD_DELETE; the others learn who went."""
    user = guild.member(user_id)["user"]
    del guild.members[user_id]
    if user["bot"]:
        world.emit(Event("GUILD_DELETE", {"id": guild.id}, guild.id, bots=[user_id], people=NOBODY))
    gone = {"guild_id": guild.id, "user": user}
    people = [*guild.members, user_id]
    world.emit(Event("GUILD_MEMBER_REMOVE", gone, guild.id, bots=list(guild.members), people=people))


def set_overwrites(world: World, channel: Json, overwrites: list[Json]) -> None:
    """Bots that lose sight of the channel by this are told as well, as Discord does."""
    guild = world.guild(channel["guild_id"])
    channel["permission_overwrites"] = overwrites
    world.emit(
        Event("CHANNEL_UPDATE", channel, guild.id, bots=list(guild.members), people=list(guild.members))
    )


def close_dms(world: World, user_id: str, *, closed: bool) -> None:
    (world.closed_dms.add if closed else world.closed_dms.discard)(world.user(user_id)["id"])


def _updated(world: World, guild: Guild, member: Json) -> None:
    world.emit(Event("GUILD_MEMBER_UPDATE", {**member, "guild_id": guild.id}, guild.id))
