"""Members and the roles they hold."""

from __future__ import annotations

from gamescheduler.simulator import moderation
from gamescheduler.simulator.errors import Form, missing_access, missing_permissions
from gamescheduler.simulator.intents import Intent
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.permissions import Permission
from gamescheduler.simulator.rest.routing import Call, Routes, snowflake
from gamescheduler.simulator.sessions import named_like

routes = Routes()
_ROLE = "/guilds/{guild_id}/members/{user_id}/roles/{role_id}"


@routes("GET", "/guilds/{guild_id}/members")
def list_(call: Call) -> list[Json]:
    """By id; needs the GUILD_MEMBERS intent to be switched on for the application (50001)."""
    if not call.bot.privileged & Intent.GUILD_MEMBERS:
        raise missing_access()
    after = call.snowflake("after") or 0
    ordered = sorted(call.guild.members.items(), key=lambda item: int(item[0]))
    return [member for user_id, member in ordered if int(user_id) > after][: call.number("limit", 1, 1000)]


@routes("GET", "/guilds/{guild_id}/members/search")
def search(call: Call) -> list[Json]:
    """By the start of a nickname, global name or username; any bot of the server may."""
    members, query, form = call.guild.members.values(), call.query.get("query"), Form()
    if query is None:
        form.required("query")
    else:
        form.length("query", query, 100, least=1)
    form.raise_if_wrong()
    found = [member for member in members if named_like(member, query or "")]
    return found[: call.number("limit", 1, 1000)]


@routes("GET", "/guilds/{guild_id}/members/{user_id}")
def get(call: Call) -> Json:
    """Raises 10007 for somebody who is elsewhere, 10013 for an account there is not."""
    guild, user_id = call.guild, str(snowflake("user_id", call.params["user_id"]))
    call.world.user(user_id)
    return guild.member(user_id)


@routes("PUT", _ROLE)
def give_role(call: Call) -> None:
    _change_roles(call, [call.params["role_id"]])


@routes("DELETE", _ROLE)
def take_role(call: Call) -> None:
    _change_roles(call, [])


def _change_roles(call: Call, wanted: list[str]) -> None:
    """A bot may only touch roles below its own highest, and none that an integration manages (50013)."""
    guild = call.guild
    member = guild.member(call.params["user_id"])
    role = guild.role(call.params["role_id"])
    too_high = role["position"] >= guild.top_position(call.bot.id)
    if too_high or role["managed"] or not guild.permissions(call.bot.id) & Permission.MANAGE_ROLES:
        raise missing_permissions()
    kept = [role_id for role_id in member["roles"] if role_id != role["id"]]
    moderation.set_roles(call.world, guild, member, kept + wanted)
