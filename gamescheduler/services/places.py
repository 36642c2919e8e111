"""Reads of servers, channels, roles and templates, and of the settings that hold there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from gamescheduler.domain.place import Place
from gamescheduler.domain.settings import ROLE_FIELDS, Level
from gamescheduler.errors import NotFound, Problem
from gamescheduler.models import (
    Channel,
    ChannelId,
    Guild,
    GuildId,
    Instance,
    Role,
    RoleId,
    Template,
    TemplateId,
    User,
    UserId,
)
from gamescheduler.services.work import Work


async def place(
    work: Work,
    guild_id: GuildId | None = None,
    channel_id: ChannelId | None = None,
    template_id: TemplateId | None = None,
) -> Place:
    """The levels of settings that lead to a server, a channel or a template; without any, the instance.

    Raises `NotFound`: a channel or template of another server is not found, whoever asks.
    """
    instance = await work.session.get_one(Instance, 1)
    if guild_id is None:
        return Place(instance)
    here, channel, template = await guild(work, guild_id), None, None
    if channel_id is not None:
        channel = await work.session.get(Channel, channel_id)
        if channel is None or channel.guild_id != guild_id:
            raise NotFound("channel", channel_id)
    if template_id is not None:
        template = await work.session.get(Template, template_id)
        if template is None or template.guild_id != guild_id:
            raise NotFound("template", template_id)
    return Place(instance, here, channel, template)


async def around(
    work: Work, guild_id: GuildId, channel_id: ChannelId | None, template_id: TemplateId | None = None
) -> Place:
    """As `place`, for wherever somebody is: a channel no game can be announced in has no settings."""
    here = None if channel_id is None else await work.session.get(Channel, channel_id)
    known = here is not None and here.guild_id == guild_id
    return await place(work, guild_id, channel_id if known else None, template_id)


async def templates(work: Work, guild_id: GuildId) -> Sequence[Template]:
    """A server's templates in their order, as they are now."""
    found = select(Template).where(col(Template.guild_id) == guild_id)
    found = found.execution_options(populate_existing=True)
    return (await work.session.scalars(found.order_by(col(Template.position), col(Template.id)))).all()


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


async def guilds_among(work: Work, guild_ids: Collection[int]) -> Sequence[Guild]:
    """Those of these servers that the bot is in, by name, whoever asks."""
    found = select(Guild).where(col(Guild.id).in_(guild_ids), col(Guild.left_at).is_(None))
    return (await work.session.scalars(found.order_by(col(Guild.name), col(Guild.id)))).all()


async def channels(work: Work, guild_id: GuildId) -> Sequence[Channel]:
    """The server's channels in Discord's order, without those that are gone."""
    found = select(Channel).where(col(Channel.guild_id) == guild_id, col(Channel.removed_at).is_(None))
    return (await work.session.scalars(found.order_by(col(Channel.position), col(Channel.id)))).all()


async def role_names(work: Work, guild_id: GuildId) -> dict[RoleId, str]:
    """Role id -> name, for sentences."""
    found = select(col(Role.id), col(Role.name)).where(col(Role.guild_id) == guild_id)
    return dict((await work.session.execute(found)).all())


async def strange_roles(work: Work, guild: Guild | None, values: Mapping[str, Any]) -> list[Problem]:
    """One problem for each field that names roles which are not this server's own.

    ``@everyone`` has the server's id. Outside all servers nothing may name a role, and nothing is asked.
    """
    named = {name: set(value) for name, value in values.items() if name in ROLE_FIELDS}
    if guild is None or not any(named.values()):
        return []
    ours = {guild.id, *await role_names(work, guild.id)}
    return [
        Problem(name, "unknown_role", {"roles": sorted(roles - ours, key=str)})
        for name, roles in named.items()
        if roles - ours
    ]


async def zone(work: Work, guild_id: GuildId, user_id: UserId, channel_id: ChannelId | None = None) -> str:
    """The zone a person types times in: their own, else the channel's, else the server's.

    Raises `NotFound`.
    """
    person = await work.session.get(User, user_id)
    if person is not None and person.zone:
        return person.zone
    return (await around(work, guild_id, channel_id)).settings.time_zone


async def zone_is_chosen(work: Work, guild_id: GuildId, user_id: UserId, channel_id: ChannelId) -> bool:
    """Whether `zone` is anybody's choice, and not what the product says by itself. Raises `NotFound`."""
    person = await work.session.get(User, user_id)
    if person is not None and person.zone:
        return True
    return (await around(work, guild_id, channel_id)).explained["time_zone"].origin != Level.DEFAULT
