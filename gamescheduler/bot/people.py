"""From an interaction: who acts, and what Discord just showed us of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeAlias

import disnake
from disnake.interactions.application_command import GuildCommandInteraction
from disnake.interactions.message import MessageInteraction
from disnake.interactions.modal import ModalInteraction

from gamescheduler.app import App
from gamescheduler.bot import custom_ids, directory
from gamescheduler.bot.custom_ids import NO_GAME, Press
from gamescheduler.domain.actor import SCHEDULER, Actor
from gamescheduler.errors import NotFound
from gamescheduler.models import ChannelId, GameId, GuildId, RoleId, UserId
from gamescheduler.services import accounts, queries
from gamescheduler.services.accounts import Home, Seen
from gamescheduler.services.work import Work

Command: TypeAlias = GuildCommandInteraction[Any]
Click: TypeAlias = MessageInteraction[Any]
Submission: TypeAlias = ModalInteraction[Any]
Interaction: TypeAlias = Command | Click | Submission
FREE = frozenset({"leave"})
"""Verbs that take no rights: a look-up, which Discord limits, would only keep people from leaving."""

Picked: TypeAlias = disnake.User | disnake.Member


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
    return shown(inter.author, None if inter.guild_id is None else GuildId(inter.guild_id))


def shown(person: Picked, guild_id: GuildId | None) -> Seen:
    """As `seen`, of anybody an interaction shows in that server: somebody picked from a menu."""
    return Seen(
        user_id=UserId(person.id),
        username=person.name,
        global_name=person.global_name,
        guild_id=guild_id,
        nick=person.nick if isinstance(person, disnake.Member) else None,
        role_ids=_roles(person),
    )


def channel_id(inter: Interaction) -> ChannelId:
    """Where something was asked for; a thread counts as its channel."""
    here = inter.channel
    return ChannelId(here.parent_id if isinstance(here, disnake.Thread) else here.id)


def user_id(work: Work) -> UserId:
    """Whoever clicked. Raises LookupError when it was nobody, which no interaction can bring about."""
    if work.actor.user_id is None:
        raise LookupError("nobody acts here")
    return work.actor.user_id


async def home(app: App, inter: Interaction) -> Home | None:
    """The server of the game that was pressed in a direct message, where a click says nothing about roles.

    None where nothing has to be asked: Discord told, or the press needs no rights. Raises `NotFound`.
    """
    press = pressed(inter)
    if inter.guild_id is not None or press is None or press.game_id == NO_GAME or press.verb in FREE:
        return None
    async with app.work(SCHEDULER) as work:
        return await accounts.home(work, press.game_id)


async def fresh(inter: Interaction, home: Home, *, patience: float) -> tuple[Actor, Seen]:
    """The person as a member of that server, as Discord says at this moment.

    Raises `NotFound` for somebody who is no member any more, `Unreachable` when Discord does not answer.
    """
    user = UserId(inter.author.id)
    member = await directory.of(inter, patience=patience).member(home.guild_id, user)
    if member is None:
        raise NotFound("game", home.game_id)  # as for one there is not
    return home.rights(actor(inter), member.role_ids), Seen.of(member, home.guild_id)


def pressed(inter: Interaction) -> Press | None:
    """What a button, menu or form says; None for a command."""
    if isinstance(inter, MessageInteraction):
        return custom_ids.read(inter.data.custom_id)
    return custom_ids.read(inter.custom_id) if isinstance(inter, ModalInteraction) else None


async def at_home(work: Work, game_id: GameId) -> Work:
    """The same work as a member of the game's server, for a press in a DM that is among `FREE`.

    With the roles last seen there. Raises `NotFound`.
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
