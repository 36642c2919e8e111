"""Who a message mentions, as far as its sender allowed (docs: Message, Allowed Mentions)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gamescheduler.simulator.components import displayed_text
from gamescheduler.simulator.errors import Form
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.permissions import Permission
from gamescheduler.simulator.world import World

EVERYTHING = frozenset({"users", "roles", "everyone"})
_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(?:everyone|here)\b")


@dataclass(frozen=True)
class Allowed:
    """`parse` lets whole kinds through; `users` and `roles` let single ids through."""

    parse: frozenset[str] = EVERYTHING
    users: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()

    @classmethod
    def read(cls, given: Json | None, *, default: frozenset[str]) -> Allowed:
        if given is None:
            return cls(default)
        ids = {key: frozenset(str(item) for item in given.get(key) or ()) for key in ("users", "roles")}
        return cls(frozenset(given.get("parse") or ()), **ids)

    def user(self, user_id: str) -> bool:
        return "users" in self.parse or user_id in self.users

    def role(self, role_id: str) -> bool:
        return "roles" in self.parse or role_id in self.roles


def check(form: Form, given: Json | None) -> None:
    """A kind may be allowed as a whole or by ids, not both; ids stop at one hundred."""
    for kind in ("users", "roles"):
        ids = (given or {}).get(kind) or []
        form.length(f"allowed_mentions.{kind}", ids, 100)
        if ids and kind in ((given or {}).get("parse") or ()):
            form.error(
                f"allowed_mentions.{kind}",
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
            )


def mentioned(world: World, message: Json, allowed: Allowed) -> Json:
    """The three mention keys of a message, read from its content and its text displays."""
    text = message["content"] + "\n" + displayed_text(message["components"])
    users = [i for i in dict.fromkeys(_USER.findall(text)) if i in world.users and allowed.user(i)]
    return {
        "mentions": [world.users[user_id] for user_id in users],
        "mention_roles": [
            i for i in dict.fromkeys(_ROLE.findall(text)) if _may_ping(world, message, i, allowed)
        ],
        "mention_everyone": bool(
            "everyone" in allowed.parse and _EVERYONE.search(text) and _may_ping_all(world, message)
        ),
    }


def notified(world: World, message: Json) -> frozenset[str]:
    """The people whose phone rings for a new message: who is mentioned and may see it; in a DM the other."""
    channel = world.channel(message["channel_id"])
    guild = world.guild_of(channel)
    if guild is None:
        return frozenset(world.parties(channel)) - {message["author"]["id"]}
    rung = {user["id"] for user in message["mentions"]}
    for user_id, member in guild.members.items():
        if message["mention_everyone"] or not set(message["mention_roles"]).isdisjoint(member["roles"]):
            rung.add(user_id)
    return frozenset(i for i in rung if world.can(i, Permission.VIEW_CHANNEL, channel)) - {
        message["author"]["id"]
    }


def _may_ping(world: World, message: Json, role_id: str, allowed: Allowed) -> bool:
    guild = world.guild_of(world.channel(message["channel_id"]))
    if guild is None or role_id not in guild.roles or not allowed.role(role_id):
        return False
    return bool(guild.roles[role_id]["mentionable"]) or _may_ping_all(world, message)


def _may_ping_all(world: World, message: Json) -> bool:
    return world.can(
        message["author"]["id"], Permission.MENTION_EVERYONE, world.channel(message["channel_id"])
    )
