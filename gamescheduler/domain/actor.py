"""Who asks, and what Discord says they may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gamescheduler.models.types import GuildId, RoleId, UserId

# Discord's permission bits (developer docs, "Permissions").
ADMINISTRATOR = 1 << 3
MANAGE_GUILD = 1 << 5


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in one server, or the product itself.

    ``label`` is what the audit log says: ``user:42``, ``cli:mira@laptop``, ``scheduler``. A trusted
    actor (the scheduler; somebody with the database in hand) passes every rule about who may.
    """

    label: str
    user_id: UserId | None = None
    guild_id: GuildId | None = None
    role_ids: frozenset[RoleId] = frozenset()
    permissions: int = 0
    owns_guild: bool = False
    trusted: bool = False

    @property
    def administers(self) -> bool:
        """The owner and Administrators may do everything in their server, whatever roles are configured."""
        return self.trusted or self.owns_guild or bool(self.permissions & ADMINISTRATOR)

    def reaches(self, guild_id: GuildId) -> bool:
        """Rights held in one server count for nothing in another; outside all servers there are none."""
        return self.trusted or self.guild_id == guild_id

    def has_any(self, role_ids: Iterable[int]) -> bool:
        """``@everyone`` has the server's own id and counts as a role of every member."""
        return any(role == self.guild_id or role in self.role_ids for role in role_ids)


SCHEDULER = Actor("scheduler", trusted=True)
