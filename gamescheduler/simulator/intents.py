"""Gateway intents: what a session asked for and what it may read of it (docs: Gateway, Intents)."""

from __future__ import annotations

from enum import IntFlag

from gamescheduler.simulator.objects import DM, Json


class Intent(IntFlag):
    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15
    GUILD_SCHEDULED_EVENTS = 1 << 16


I = Intent  # noqa: E741
PRIVILEGED = I.GUILD_MEMBERS | I.GUILD_PRESENCES | I.MESSAGE_CONTENT
HIGHEST = 1 << 25
_LIMITED_FLAG = {I.GUILD_PRESENCES: 1 << 13, I.GUILD_MEMBERS: 1 << 15, I.MESSAGE_CONTENT: 1 << 19}
_NEEDED = (
    (("GUILD_MEMBER_", "THREAD_MEMBERS_"), I.GUILD_MEMBERS),
    (("GUILD_SCHEDULED_EVENT_",), I.GUILD_SCHEDULED_EVENTS),
    (("GUILD_", "CHANNEL_", "THREAD_"), I.GUILDS),
)


def application_flags(privileged: int) -> int:
    """The application flags that show which privileged intents are switched on for a small bot."""
    return sum(flag for intent, flag in _LIMITED_FLAG.items() if privileged & intent)


def wants(intents: int, name: str, data: Json) -> bool:
    """Whether a session with these intents is sent a dispatch."""
    if name.startswith("MESSAGE_"):
        return bool(intents & (I.GUILD_MESSAGES if "guild_id" in data else I.DIRECT_MESSAGES))
    if name == "GUILD_MEMBERS_CHUNK":
        return True
    needed = next((intent for prefixes, intent in _NEEDED if name.startswith(prefixes)), None)
    return needed is None or bool(intents & needed)


def readable(intents: int, name: str, data: Json, bot_id: str) -> Json:
    """A message dispatch as a bot may read it.

    Without MESSAGE_CONTENT the text is empty, except in its own messages, direct ones and those that
    mention it.
    The nonce is for the sender's eyes only.
    """
    if name not in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
        return data
    own = data["author"]["id"] == bot_id
    if not own:
        data = {key: value for key, value in data.items() if key != "nonce"}
    mentioned = any(user["id"] == bot_id for user in data["mentions"])
    if own or mentioned or data["channel_type"] == DM or intents & I.MESSAGE_CONTENT:
        return data
    return {**data, "content": "", "embeds": [], "attachments": [], "components": []}
