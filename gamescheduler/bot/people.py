"""From an interaction: who acts, and what Discord just showed us of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeAlias

import disnake
from disnake.interactions.application_command import GuildCommandInteraction
from disnake.interactions.message import MessageInteraction
from disnake.interactions.modal import ModalInteraction

from gamescheduler.domain.actor import Actor
from gamescheduler.models import GameId, GuildId, RoleId, UserId
from gamescheduler.services import queries
from gamescheduler.services.accounts import Seen
from gamescheduler.services.work import Work

Command: TypeAlias = GuildCommandInteraction[Any]
Click: TypeAlias = MessageInteraction[Any]
Submission: TypeAlias = ModalInteraction[Any]
Interaction: TypeAlias = Command | Click | Submission


def actor(inter: Interaction) -> Actor:
    """The person with the roles and permissions Discord sent along; in a DM it sends neither."""
    user = UserId(inter.author.id)
    if inter.guild_id is None:
        return Actor(f"user:{user}", user_id=user)
    return Actor(
        f"user:{user}",
        user_id=user,
        guild_id=GuildId(inter.guild_id),
        role_ids=frozenset(_roles(inter.author)),
        permissions=inter.permissions.value,
        owns_guild=inter.guild is not None and inter.guild.owner_id == user,
    )


def seen(inter: Interaction) -> Seen:
    """Names and roles as of this moment, for the projection."""
    person = inter.author
    return Seen(
        user_id=UserId(person.id),
        username=person.name,
        global_name=person.global_name,
        guild_id=None if inter.guild_id is None else GuildId(inter.guild_id),
        nick=person.nick if isinstance(person, disnake.Member) else None,
        role_ids=_roles(person),
    )


def user_id(work: Work) -> UserId:
    """Whoever clicked. Raises LookupError when it was nobody, which no interaction can bring about."""
    if work.actor.user_id is None:
        raise LookupError("nobody acts here")
    return work.actor.user_id


async def at_home(work: Work, game_id: GameId) -> Work:
    """The same work as a member of the game's server: a click in a DM says nothing about roles.

    Raises `NotFound`.
    """
    if work.actor.user_id is None or work.actor.guild_id is not None:
        return work
    guild_id, role_ids = await queries.membership(work, game_id, work.actor.user_id)
    return replace(work, actor=replace(work.actor, guild_id=guild_id, role_ids=role_ids))


def _roles(person: disnake.User | disnake.Member) -> tuple[RoleId, ...]:
    """Without ``@everyone``, which has the server's id and is everybody's."""
    if not isinstance(person, disnake.Member):
        return ()
    # Not `person.roles`: it leaves out roles that are not in the cache yet.
    return tuple(RoleId(role_id) for role_id in person._roles)
