"""Users, and what a bot sees of itself."""

from __future__ import annotations

from gamescheduler.simulator.errors import DiscordError
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.rest.routing import Call, Routes

routes = Routes()


@routes("GET", "/users/@me")
def me(call: Call) -> Json:
    return {**call.bot.user, "mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}


@routes("GET", "/users/{user_id}")
def get(call: Call) -> Json:
    return call.world.user(call.params["user_id"])


@routes("GET", "/users/@me/guilds")
def guilds(call: Call) -> list[Json]:
    return [
        {
            "id": guild.id,
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": guild.base["owner_id"] == call.bot.id,
            "permissions": str(guild.permissions(call.bot.id)),
            "features": [],
        }
        for guild in call.world.guilds_of(call.bot.id)
    ]


@routes("POST", "/users/@me/channels")
def open_direct(call: Call) -> Json:
    """Opening always succeeds for a person; whether a message gets through is found out by sending one."""
    user_id = str(call.form.get("recipient_id"))
    user = call.world.users.get(user_id)
    if user is None or user["bot"]:
        raise DiscordError(400, 50033, "Invalid Recipient(s)")
    return call.world.direct_channel(call.bot.id, user_id)
