"""A server (a guild, in Discord's code) and its people, roles and rooms."""

from __future__ import annotations

from dataclasses import dataclass, field

from gamescheduler.simulator import permissions
from gamescheduler.simulator.errors import unknown
from gamescheduler.simulator.objects import THREADS, Json


@dataclass
class Guild:
    """`base` holds the guild object's own keys; everything that comes and goes is kept by id."""

    base: Json
    roles: dict[str, Json] = field(default_factory=dict)
    members: dict[str, Json] = field(default_factory=dict)
    channels: dict[str, Json] = field(default_factory=dict)
    threads: dict[str, Json] = field(default_factory=dict)
    scheduled_events: dict[str, Json] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return str(self.base["id"])

    @property
    def name(self) -> str:
        return str(self.base["name"])

    def json(self) -> Json:
        """The guild object of REST."""
        return {**self.base, "roles": list(self.roles.values())}

    def member(self, user_id: str) -> Json:
        """Raises DiscordError 10007 for someone who is not here."""
        if user_id not in self.members:
            raise unknown("Member")
        return self.members[user_id]

    def role(self, role_id: str) -> Json:
        """Raises DiscordError 10011."""
        if role_id not in self.roles:
            raise unknown("Role")
        return self.roles[role_id]

    def role_named(self, name: str) -> Json:
        """Raises LookupError; for seeds and tests, which think in names."""
        return next(role for role in self.roles.values() if role["name"] == name)

    def channel_named(self, name: str) -> Json:
        """Raises LookupError; for seeds and tests, which think in names."""
        return next(channel for channel in self.channels.values() if channel["name"] == name)

    def permissions(self, user_id: str, channel: Json | None = None) -> int:
        """The bits someone holds here or in a channel; none for a stranger. Threads follow their parent."""
        if user_id not in self.members:
            return 0
        if user_id == self.base["owner_id"]:
            return permissions.ALL
        role_ids = self.members[user_id]["roles"]
        held = permissions.base(self.roles[role_id] for role_id in (self.id, *role_ids))
        if channel is None or held == permissions.ALL:
            return held
        if channel["type"] in THREADS:
            channel = self.channels[channel["parent_id"]]
        return permissions.overwritten(held, channel["permission_overwrites"], self.id, role_ids, user_id)

    def top_position(self, user_id: str) -> int:
        """How high someone's highest role stands; the owner stands above every role."""
        if user_id == self.base["owner_id"]:
            return len(self.roles) + 1
        return max(
            (int(self.roles[role_id]["position"]) for role_id in self.members[user_id]["roles"]), default=0
        )
