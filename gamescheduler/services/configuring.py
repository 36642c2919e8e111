"""What a manager does: settings of a server and its channels."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from gamescheduler.domain.drafts import check
from gamescheduler.domain.refusals import why_not_configure
from gamescheduler.domain.settings import Settings, resolve
from gamescheduler.errors import Invalid, Problem
from gamescheduler.models import Channel, ChannelId, Guild, GuildId
from gamescheduler.services import queries
from gamescheduler.services.work import Work

_KNOWN = {f.name for f in fields(Settings)}


async def configure_guild(work: Work, guild_id: GuildId, **values: Any) -> Settings:
    """Set values at the server's level. Raises `NotFound`, `Refused` or `Invalid`."""
    guild = await queries.guild(work, guild_id)
    work.require(why_not_configure(work.actor, resolve(guild.settings)))
    _set(work, guild, guild.id, values)
    return resolve(guild.settings)


async def configure_channel(work: Work, guild_id: GuildId, channel_id: ChannelId, **values: Any) -> Settings:
    """Set values at a channel's level. Raises `NotFound`, `Refused` or `Invalid`."""
    guild, channel, settings = await queries.place(work, guild_id, channel_id)
    work.require(why_not_configure(work.actor, settings))
    _set(work, channel, guild.id, values)
    return resolve(guild.settings, channel.settings)


def _set(work: Work, level: Guild | Channel, guild_id: GuildId, values: dict[str, Any]) -> None:
    if unknown := values.keys() - _KNOWN:
        raise Invalid([Problem(name, "unknown_setting") for name in sorted(unknown)])
    values = check(values, now=work.now)
    before = {name: level.settings.get(name) for name in values}
    level.settings = level.settings | values
    work.note("configure", guild_id, before=before, after=values)
