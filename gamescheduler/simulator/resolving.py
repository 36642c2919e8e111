"""The `resolved` part of an interaction: the people, roles and channels that a person picked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gamescheduler.simulator.errors import DiscordError
from gamescheduler.simulator.guild import Guild
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.world import World

USER, CHANNEL, ROLE, MENTIONABLE = 6, 7, 8, 9
"""Command option types whose value is an id."""
_OF_SELECT = {5: USER, 6: ROLE, 7: MENTIONABLE, 8: CHANNEL}
_PARTIAL_CHANNEL = (
    "id",
    "type",
    "name",
    "parent_id",
    "flags",
    "nsfw",
    "position",
    "topic",
    "last_message_id",
)


def refused(message: str) -> DiscordError:
    """What Discord's own client would not let a person send."""
    return DiscordError(400, 50035, message)


def kind_of_select(component_type: int) -> int | None:
    """The option type that a select menu picks from; None for a menu of texts."""
    return _OF_SELECT.get(component_type)


class Resolved:
    """Collects picked things; every id must be one the person could have picked."""

    def __init__(self, world: World, guild: Guild | None) -> None:
        self._world = world
        self._guild = guild
        self._picked: dict[str, dict[str, Json]] = {}

    def json(self) -> Json:
        return self._picked

    def pick(self, kind: int, ids: Iterable[Any]) -> None:
        """Raises DiscordError 50035 for an id that stands for nothing here."""
        for picked in ids:
            if not self._add(kind, str(picked)):
                raise refused(f"Nothing here has the id {picked}.")

    def _add(self, kind: int, picked: str) -> bool:
        if kind == MENTIONABLE:
            return self._add(USER, picked) or self._add(ROLE, picked)
        add = {USER: self._add_user, ROLE: self._add_role, CHANNEL: self._add_channel}[kind]
        return add(picked)

    def _put(self, group: str, key: str, value: Json) -> bool:
        self._picked.setdefault(group, {})[key] = value
        return True

    def _add_user(self, user_id: str) -> bool:
        if user_id not in self._world.users:
            return False
        if self._guild is not None and user_id in self._guild.members:
            member = {
                k: v for k, v in self._guild.members[user_id].items() if k not in ("user", "deaf", "mute")
            }
            self._put("members", user_id, member | {"permissions": str(self._guild.permissions(user_id))})
        return self._put("users", user_id, self._world.users[user_id])

    def _add_role(self, role_id: str) -> bool:
        if self._guild is None or role_id not in self._guild.roles:
            return False
        return self._put("roles", role_id, self._guild.roles[role_id])

    def _add_channel(self, channel_id: str) -> bool:
        if self._guild is None or channel_id not in self._guild.channels:
            return False
        channel = self._guild.channels[channel_id]
        partial = {key: channel[key] for key in _PARTIAL_CHANNEL if key in channel}
        return self._put("channels", channel_id, partial | {"permissions": "0"})
