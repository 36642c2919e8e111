"""The state of the simulated Discord: pure, in memory, and loud about every change."""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from gamescheduler.simulator import objects, permissions
from gamescheduler.simulator.clock import Clock
from gamescheduler.simulator.errors import unknown
from gamescheduler.simulator.events import DM_OPEN, NOBODY, Event
from gamescheduler.simulator.guild import Guild
from gamescheduler.simulator.ids import Snowflakes
from gamescheduler.simulator.interaction import Interaction
from gamescheduler.simulator.oauth import Grants
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.permissions import Permission

INVITED_BOT = int(
    permissions.EVERYONE | Permission.MENTION_EVERYONE | Permission.MANAGE_EVENTS | Permission.CREATE_EVENTS
)
"""What a server gives a scheduling bot's own role when it is invited."""


@dataclass(frozen=True)
class Bot:
    """An application and its bot user, which share one id; `privileged` are its privileged intents.

    `secret` is its client secret, `redirect_uris` are where people may be sent after logging in with it.
    """

    user: Json
    owner: Json
    token: str
    privileged: int
    secret: str
    redirect_uris: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return str(self.user["id"])

    @property
    def name(self) -> str:
        return str(self.user["username"])


class World:
    """Everything there is. Lookups raise DiscordError with Discord's own code when the thing is not there."""

    def __init__(self, clock: Clock, ids: Snowflakes | None = None) -> None:
        self.clock = clock
        self.ids = ids or Snowflakes(clock.now)
        self.users: dict[str, Json] = {}
        self.bots: dict[str, Bot] = {}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Json] = {}
        self.direct: dict[tuple[str, str], Json] = {}
        self.messages: defaultdict[str, dict[str, Json]] = defaultdict(dict)
        self.ephemeral: dict[str, str] = {}
        self.notified: dict[str, frozenset[str]] = {}
        self.nonces: dict[tuple[str, str], tuple[str, str, float]] = {}
        self.commands: defaultdict[tuple[str, str | None], dict[str, Json]] = defaultdict(dict)
        self.interactions: dict[str, Interaction] = {}
        self.grants = Grants(clock)
        self.closed_dms: set[str] = set()
        self.patience = 3.0
        """Wire seconds a bot has for the first answer to an interaction."""
        self.listeners: list[Callable[[Event], None]] = []

    def emit(self, event: Event) -> None:
        for listener in self.listeners:
            listener(event)

    def add_user(self, username: str, global_name: str | None = None) -> Json:
        made = objects.user(self.ids(), username, global_name)
        self.users[made["id"]] = made
        return made

    def add_bot(
        self, name: str, owner: Json, *, privileged: int = 0, redirect_uris: Iterable[str] = ()
    ) -> Bot:
        """The token has the shape that libraries check: base64(bot id).x.y"""
        made = objects.user(self.ids(), name, None, bot=True)
        stem = base64.urlsafe_b64encode(made["id"].encode()).decode().rstrip("=")
        secret = hashlib.sha256(stem.encode()).hexdigest()[:32]
        bot = Bot(made, owner, f"{stem}.Gsim00.{'x' * 38}", privileged, secret, list(redirect_uris))
        self.users[bot.id] = made
        self.bots[bot.id] = bot
        return bot

    def add_guild(self, name: str, owner: Json) -> Guild:
        guild_id = self.ids()
        guild = Guild(objects.guild(guild_id, name, owner["id"]))
        guild.roles[guild_id] = objects.role(
            guild_id, "@everyone", permissions=permissions.EVERYONE, position=0
        )
        self.guilds[guild_id] = guild
        self.add_member(guild, owner)
        return guild

    def add_role(
        self, guild: Guild, name: str, *, permissions: int = 0, mentionable: bool = False, color: int = 0
    ) -> Json:
        """A new role stands above every older one."""
        top = len(guild.roles)
        made = objects.role(
            self.ids(), name, permissions=permissions, position=top, mentionable=mentionable, color=color
        )
        return self._put_role(guild, made)

    def _put_role(self, guild: Guild, role: Json) -> Json:
        guild.roles[role["id"]] = role
        self.emit(Event("GUILD_ROLE_CREATE", {"guild_id": guild.id, "role": role}, guild.id))
        return role

    def _add_bot_role(self, guild: Guild, user: Json) -> Json:
        made = objects.role(self.ids(), user["username"], permissions=INVITED_BOT, position=len(guild.roles))
        return self._put_role(guild, made | {"managed": True, "tags": {"bot_id": user["id"]}})

    def add_channel(
        self, guild: Guild, name: str, kind: int = objects.TEXT, *, parent: Json | None = None
    ) -> Json:
        parent_id = parent["id"] if parent else None
        made = objects.channel(
            self.ids(), guild.id, kind, name, position=len(guild.channels), parent=parent_id
        )
        guild.channels[made["id"]] = self.channels[made["id"]] = made
        self.emit(Event("CHANNEL_CREATE", made, guild.id, made["id"]))
        return made

    def add_member(
        self, guild: Guild, user: Json, *, nick: str | None = None, roles: tuple[Json, ...] = ()
    ) -> Json:
        """Join a person or a bot; a bot brings its managed role and learns of the server by GUILD_CREATE."""
        role_ids = [role["id"] for role in roles]
        if user["bot"]:
            role_ids.append(self._add_bot_role(guild, user)["id"])
        made = objects.member(user, nick=nick, roles=role_ids, joined_at=self.clock.stamp())
        guild.members[user["id"]] = made
        others = [bot_id for bot_id in self.bots if bot_id in guild.members and bot_id != user["id"]]
        self.emit(Event("GUILD_MEMBER_ADD", {**made, "guild_id": guild.id}, guild.id, bots=others))
        if user["bot"]:
            self.emit(Event("GUILD_CREATE", {}, guild.id, bots=[user["id"]], people=NOBODY))
        return made

    def direct_channel(self, bot_id: str, user_id: str) -> Json:
        """The DM channel between a bot and a person, made at the first asking."""
        key = (bot_id, user_id)
        if key not in self.direct:
            made = objects.direct_channel(self.ids(), self.users[user_id])
            self.direct[key] = self.channels[made["id"]] = made
            told = {"id": made["id"], "recipient": self.users[bot_id]}
            self.emit(Event(DM_OPEN, told, bots=NOBODY, people=[user_id]))
        return self.direct[key]

    def guild(self, guild_id: str) -> Guild:
        if guild_id not in self.guilds:
            raise unknown("Guild")
        return self.guilds[guild_id]

    def bot_by_token(self, token: str) -> Bot | None:
        return next((bot for bot in self.bots.values() if bot.token == token), None)

    def user(self, user_id: str) -> Json:
        if user_id not in self.users:
            raise unknown("User")
        return self.users[user_id]

    def channel(self, channel_id: str) -> Json:
        if channel_id not in self.channels:
            raise unknown("Channel")
        return self.channels[channel_id]

    def message(self, channel_id: str, message_id: str, *, viewer: str | None = None) -> Json:
        """A message as everyone sees it, or with `viewer` also one that only this person sees."""
        found = self.messages[channel_id].get(message_id)
        if found is None or self.ephemeral.get(message_id, viewer) != viewer:
            raise unknown("Message")
        return found

    def guild_of(self, channel: Json) -> Guild | None:
        return self.guilds.get(channel.get("guild_id", ""))

    def guilds_of(self, user_id: str) -> list[Guild]:
        return [guild for guild in self.guilds.values() if user_id in guild.members]

    def parties(self, channel: Json) -> tuple[str, str]:
        """The bot and the person of a DM channel."""
        return next(pair for pair, direct in self.direct.items() if direct is channel)

    def permissions(self, user_id: str, channel: Json) -> int:
        """The bits someone holds in a channel; in a DM both parties hold the usual ones, strangers none."""
        guild = self.guild_of(channel)
        if guild is not None:
            return guild.permissions(user_id, channel)
        return permissions.IN_DIRECT_MESSAGES if user_id in self.parties(channel) else 0

    def can(self, user_id: str, permission: Permission, channel: Json) -> bool:
        return bool(self.permissions(user_id, channel) & permission)

    def viewers(self, event: Event) -> Iterator[str]:
        """The members an event without a named audience reaches."""
        guild = self.guilds.get(event.guild_id or "")
        channel = self.channels.get(event.channel_id or "")
        for user_id in guild.members if guild else ():
            if channel is None or self.can(user_id, Permission.VIEW_CHANNEL, channel):
                yield user_id

    def seen(self, channel_id: str, user_id: str) -> list[Json]:
        """A channel's messages as one person sees them, oldest first; nothing when they may not look."""
        if not self.can(user_id, Permission.VIEW_CHANNEL, self.channel(channel_id)):
            return []
        return [
            m for m in self.messages[channel_id].values() if self.ephemeral.get(m["id"], user_id) == user_id
        ]

    def inbox(self, user_id: str) -> list[Json]:
        """Everything bots wrote to someone by DM, oldest first."""
        channels = [channel["id"] for (_, person), channel in self.direct.items() if person == user_id]
        received = [m for c in channels for m in self.seen(c, user_id) if m["author"]["id"] != user_id]
        return sorted(received, key=lambda message: int(message["id"]))
