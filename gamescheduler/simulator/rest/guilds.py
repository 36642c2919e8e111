"""Servers, their channels and roles."""

from __future__ import annotations

from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.rest.routing import Call, Routes

routes = Routes()


@routes("GET", "/guilds/{guild_id}")
def get(call: Call) -> Json:
    counts = {}
    if call.flag("with_counts"):
        people = len(call.guild.members)
        counts = {"approximate_member_count": people, "approximate_presence_count": people}
    return {**call.guild.json(), **counts}


@routes("GET", "/guilds/{guild_id}/channels")
def channels(call: Call) -> list[Json]:
    return list(call.guild.channels.values())


@routes("GET", "/guilds/{guild_id}/roles")
def roles(call: Call) -> list[Json]:
    return list(call.guild.roles.values())
