"""What the bot may do in a channel at this moment: Discord's connection knows it without being asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import disnake

from gamescheduler.domain.settings import Settings
from gamescheduler.models import Channel, ChannelId, RoleId, ThreadPolicy

_TO_ANNOUNCE = ("View Channel", "Send Messages")


@dataclass(frozen=True, slots=True)
class Rights:
    """None as the server: nothing is known beyond what was written down."""

    guild: disnake.Guild | None

    def held(self, channel: Channel, settings: Settings) -> Mapping[str, bool]:
        """Every permission that games there take, as Discord's settings call it -> whether it is given."""
        held = {name: name not in channel.missing for name in _TO_ANNOUNCE}
        found = None if self.guild is None else self.guild.get_channel(channel.id)
        if self.guild is None or found is None:
            return held
        here = found.permissions_for(self.guild.me)
        held["Read Message History"] = here.read_message_history
        if settings.thread != ThreadPolicy.OFF:
            held["Create Public Threads"] = here.create_public_threads
            held["Send Messages in Threads"] = here.send_messages_in_threads
        if any(self._must_be_allowed(role) for role in settings.notify_roles):
            held["Mention @everyone, @here, and All Roles"] = here.mention_everyone
        return held

    def may_start_threads(self, channel_id: ChannelId) -> bool:
        found = None if self.guild is None else self.guild.get_channel(channel_id)
        if self.guild is None or found is None:
            return True
        return found.permissions_for(self.guild.me).create_public_threads

    def _must_be_allowed(self, role_id: RoleId) -> bool:
        """Anybody can ping a role that is mentionable."""
        role = None if self.guild is None else self.guild.get_role(role_id)
        return role is not None and not role.mentionable
