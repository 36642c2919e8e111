"""Gateway sessions: what each bot process is told, and what it missed while it was away (docs: Gateway)."""

from __future__ import annotations

import json
import secrets
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from gamescheduler.simulator import intents
from gamescheduler.simulator.events import Event
from gamescheduler.simulator.guild import Guild
from gamescheduler.simulator.ids import shard_of
from gamescheduler.simulator.intents import Intent
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.world import Bot, World

REPLAY_PACKETS = 1000
RESUME_SECONDS = 300.0
MEMBERS_PER_CHUNK = 1000


class Line(Protocol):
    """The connection a session speaks through."""

    def send(self, packet: str) -> None: ...

    def close(self, code: int, reason: str = "") -> None: ...


@dataclass(eq=False)
class Session:
    """Outlives its connection: dispatches go on being numbered and kept for a replay."""

    bot: Bot
    intents: int
    shard: tuple[int, int]
    line: Line | None
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    seq: int = 0
    sent: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=REPLAY_PACKETS))
    lost_at: float = 0.0

    def dispatch(self, name: str, data: Json) -> None:
        """Send an event as it is at this moment; what is replayed later must not know better."""
        self.seq += 1
        packet = json.dumps({"op": 0, "t": name, "s": self.seq, "d": data})
        self.sent.append((self.seq, packet))
        if self.line is not None:
            self.line.send(packet)

    def can_replay(self, seq: int) -> bool:
        return seq == self.seq or (bool(self.sent) and self.sent[0][0] <= seq + 1)

    def resume(self, line: Line, seq: int) -> None:
        """Take a new connection, send it everything after `seq`, then RESUMED."""
        self.line = line
        for number, packet in list(self.sent):
            if number > seq:
                line.send(packet)
        self.dispatch("RESUMED", {"_trace": ["[]"]})

    def serves(self, guild_id: str | None) -> bool:
        return shard_of(guild_id, self.shard[1]) == self.shard[0]


class Sessions:
    """All sessions of all bots; tells each of them what happens in the world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._by_id: dict[str, Session] = {}
        world.listeners.append(self.tell)

    def __iter__(self) -> Iterator[Session]:
        return iter(list(self._by_id.values()))

    def of(self, bot_id: str | None) -> list[Session]:
        """The sessions of one bot, or of all of them."""
        return [session for session in self if bot_id in (None, session.bot.id)]

    def tell(self, event: Event) -> None:
        """Dispatch an event to every session of a bot that it concerns, on the shard of its guild."""
        concerned = set(self.world.viewers(event) if event.bots is None else event.bots)
        for session in self:
            if session.bot.id in concerned and session.serves(event.guild_id):
                self._dispatch(session, event)

    def _dispatch(self, session: Session, event: Event) -> None:
        data = event.data
        if event.name == "GUILD_CREATE":
            data = guild_create(self.world.guild(event.guild_id or ""), session)
        if intents.wants(session.intents, event.name, data):
            session.dispatch(event.name, intents.readable(session.intents, event.name, data, session.bot.id))

    def open(self, bot: Bot, identify: Json, line: Line, url: str) -> Session:
        """Begin a session: READY, with its guilds unavailable, then GUILD_CREATE for each of them.

        Sessions that nobody came back for in time are forgotten on this occasion.
        """
        for old in filter(self._is_over, self):
            self.forget(old)
        index, count = identify.get("shard") or (0, 1)
        session = Session(bot, int(identify["intents"]), (int(index), int(count)), line)
        self._by_id[session.id] = session
        guilds = [guild for guild in self.world.guilds_of(bot.id) if session.serves(guild.id)]
        session.dispatch("READY", ready(session, guilds, url))
        for guild in guilds:
            self._dispatch(session, Event("GUILD_CREATE", {}, guild.id))
        return session

    def why_not_identify(self, bot: Bot, identify: Json) -> tuple[int, str] | None:
        """The close code an IDENTIFY deserves, or None."""
        index, count = identify.get("shard") or (0, 1)
        if not 0 <= int(index) < int(count):
            return 4010, "Invalid shard."
        asked = int(identify["intents"])
        if not 0 <= asked < intents.HIGHEST << 1:
            return 4013, "Invalid intent(s)."
        if asked & intents.PRIVILEGED & ~bot.privileged:
            return 4014, "Disallowed intent(s)."
        return None

    def resumable(self, resume: Json) -> Session | None:
        """The session a RESUME asks for, while it is remembered."""
        session = self._by_id.get(str(resume.get("session_id")))
        if session is None or session.bot.token != str(resume.get("token")).removeprefix("Bot "):
            return None
        return None if self._is_over(session) else session

    def _is_over(self, session: Session) -> bool:
        return session.line is None and self.world.clock.wire() - session.lost_at > RESUME_SECONDS

    def lose(self, session: Session, line: Line) -> None:
        """Note that a connection is gone, unless a newer one has taken over already."""
        if session.line is line:
            session.line, session.lost_at = None, self.world.clock.wire()

    def forget(self, session: Session) -> None:
        """End a session for good; a RESUME of it is answered with op 9."""
        session.line = None
        self._by_id.pop(session.id, None)

    def send_members(self, session: Session, request: Json) -> None:
        """Answer op 8 in chunks. The full list needs the GUILD_MEMBERS intent; ids come back as strings."""
        guild_id = str(request.get("guild_id"))
        guild = self.world.guilds.get(guild_id)
        if guild is None or session.bot.id not in guild.members:
            return
        found, missing = _requested(guild, session, request)
        size = MEMBERS_PER_CHUNK
        chunks = [found[start : start + size] for start in range(0, len(found), size)] or [[]]
        for index, members in enumerate(chunks):
            data = {
                "guild_id": guild_id,
                "members": members,
                "chunk_index": index,
                "chunk_count": len(chunks),
            }
            data |= {"not_found": missing}
            if request.get("nonce"):
                data["nonce"] = request["nonce"]
            session.dispatch("GUILD_MEMBERS_CHUNK", data)


def _requested(guild: Guild, session: Session, request: Json) -> tuple[list[Json], list[str]]:
    wanted: Any = request.get("user_ids")
    if wanted:
        # Libraries send one id or several, as strings or integers.
        ids = [str(user_id) for user_id in (wanted if isinstance(wanted, list) else [wanted])]
        return [guild.members[i] for i in ids if i in guild.members], [
            i for i in ids if i not in guild.members
        ]
    query, limit = str(request.get("query") or "").lower(), int(request.get("limit") or 0)
    if not query and not session.intents & Intent.GUILD_MEMBERS:
        return [], []
    found = [member for member in guild.members.values() if named_like(member, query)]
    return found[:limit] if limit else found, []


def named_like(member: Json, query: str) -> bool:
    """Whether one of a member's names starts with the query."""
    names = (member["nick"], member["user"]["global_name"], member["user"]["username"])
    return any(name.lower().startswith(query.lower()) for name in names if name)


def ready(session: Session, guilds: list[Guild], url: str) -> Json:
    flags = intents.application_flags(session.bot.privileged)
    return {
        "v": 10,
        "user": {**session.bot.user, "verified": True, "mfa_enabled": False, "email": None},
        "user_settings": {},
        "session_type": "normal",
        "session_id": session.id,
        "resume_gateway_url": url,
        "shard": list(session.shard),
        "guilds": [{"id": guild.id, "unavailable": True} for guild in guilds],
        "application": {"id": session.bot.id, "flags": flags, "flags_new": str(flags)},
        "private_channels": [],
        "presences": [],
        "relationships": [],
        "guild_join_requests": [],
        "geo_ordered_rtc_regions": [],
        "auth": {},
        "_trace": ["[]"],
    }


def guild_create(guild: Guild, session: Session) -> Json:
    """A guild as a session meets it; without the presences intent its only known member is the bot."""
    everyone = session.intents & Intent.GUILD_PRESENCES
    members = list(guild.members.values()) if everyone else [guild.members[session.bot.id]]
    channels = [{k: v for k, v in c.items() if k != "guild_id"} for c in guild.channels.values()]
    return {
        **guild.json(),
        "joined_at": guild.members[session.bot.id]["joined_at"],
        "large": False,
        "unavailable": False,
        "member_count": len(guild.members),
        "members": members,
        "channels": channels,
        "threads": list(guild.threads.values()),
        "guild_scheduled_events": list(guild.scheduled_events.values()),
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "soundboard_sounds": [],
    }
