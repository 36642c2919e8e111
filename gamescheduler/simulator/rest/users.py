"""Users, and what a bot or somebody with an OAuth2 token sees of themselves."""

from __future__ import annotations

from gamescheduler.simulator.errors import DiscordError, unknown
from gamescheduler.simulator.guild import Guild
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.rest.routing import Call, Routes

routes = Routes()


@routes("GET", "/users/@me")
def me(call: Call) -> Json:
    me = {**call.account("identify"), "mfa_enabled": False, "locale": "en-US"}
    if call.bearer is None or "email" in call.bearer.scopes:
        me |= {"verified": True, "email": None}
    return me


@routes("GET", "/users/{user_id}")
def get(call: Call) -> Json:
    return call.world.user(call.params["user_id"])


@routes("GET", "/users/@me/guilds")
def guilds(call: Call) -> list[Json]:
    """By id, 200 at most; `before` takes the last ones before it."""
    me, limit = call.account("guilds")["id"], call.number("limit", 200, 200)
    before, after = call.snowflake("before"), call.snowflake("after") or 0
    mine = sorted(call.world.guilds_of(me), key=lambda guild: int(guild.id))
    found = [guild for guild in mine if after < int(guild.id) and (before is None or int(guild.id) < before)]
    page = found[-limit:] if before is not None else found[:limit]
    return [_membership(guild, me, counted=call.flag("with_counts")) for guild in page]


def _membership(guild: Guild, user_id: str, *, counted: bool) -> Json:
    people = len(guild.members)
    counts = {"approximate_member_count": people, "approximate_presence_count": people}
    return {
        "id": guild.id,
        "name": guild.name,
        "icon": guild.base["icon"],
        "banner": guild.base["banner"],
        "owner": guild.base["owner_id"] == user_id,
        "permissions": str(guild.permissions(user_id)),
        "features": guild.base["features"],
        **(counts if counted else {}),
    }


@routes("GET", "/users/@me/guilds/{guild_id}/member")
def member(call: Call) -> Json:
    """Somebody's own nickname and roles; a server they are not in is unknown (10004)."""
    me = call.person("guilds.members.read")
    guild = call.world.guild(call.params["guild_id"])
    if me["id"] not in guild.members:
        raise unknown("Guild")
    return guild.members[me["id"]]


@routes("POST", "/users/@me/channels")
def open_direct(call: Call) -> Json:
    """Opening always succeeds for a person; whether a message gets through is found out by sending one."""
    user_id = str(call.form.get("recipient_id"))
    user = call.world.users.get(user_id)
    if user is None or user["bot"]:
        raise DiscordError(400, 50033, "Invalid Recipient(s)")
    return call.world.direct_channel(call.bot.id, user_id)
