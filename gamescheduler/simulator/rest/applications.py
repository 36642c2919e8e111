"""Applications, the way to the gateway, and what libraries ask for when they start."""

from __future__ import annotations

from gamescheduler.simulator.intents import application_flags
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.rest.routing import Call, Routes
from gamescheduler.simulator.world import Bot

routes = Routes()


@routes("GET", "/applications/@me")
@routes("GET", "/oauth2/applications/@me")
def application(call: Call) -> Json:
    return {
        **description(call.bot),
        "redirect_uris": call.bot.redirect_uris,
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": call.bot.owner,
        "team": None,
        "approximate_guild_count": len(call.world.guilds_of(call.bot.id)),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
    }


def description(bot: Bot) -> Json:
    """What everybody may know of an application."""
    flags = application_flags(bot.privileged)
    return {
        "id": bot.id,
        "name": bot.name,
        "icon": None,
        "description": "",
        "summary": "",
        "type": None,
        "bot": bot.user,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": flags,
        "flags_new": str(flags),
    }


@routes("GET", "/gateway", public=True)
def gateway(call: Call) -> Json:
    return {"url": _gateway_url(call)}


@routes("GET", "/gateway/bot")
def gateway_bot(call: Call) -> Json:
    limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": _gateway_url(call), "shards": 1, "session_start_limit": limit}


@routes("GET", "/soundboard-default-sounds")
def default_sounds(call: Call) -> list[Json]:
    return []


def _gateway_url(call: Call) -> str:
    return call.url.replace("http", "ws", 1) + "/gateway"
