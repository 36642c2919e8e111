"""Discord's JSON objects at birth, with every key the API documents as required."""

from __future__ import annotations

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

TEXT, DM, VOICE, CATEGORY, PUBLIC_THREAD = 0, 1, 2, 4, 11
THREADS = (10, 11, 12)


def user(user_id: str, username: str, global_name: str | None, *, bot: bool = False) -> Json:
    return {
        "id": user_id,
        "username": username,
        "discriminator": "0001" if bot else "0",
        "global_name": global_name,
        "avatar": None,
        "bot": bot,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
        "avatar_decoration_data": None,
        "banner": None,
        "accent_color": None,
        "collectibles": None,
    }


def member(user: Json, *, nick: str | None, roles: list[str], joined_at: str) -> Json:
    return {
        "user": user,
        "nick": nick,
        "avatar": None,
        "banner": None,
        "roles": roles,
        "joined_at": joined_at,
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "avatar_decoration_data": None,
        "collectibles": None,
    }


def role(
    role_id: str, name: str, *, permissions: int, position: int, mentionable: bool = False, color: int = 0
) -> Json:
    return {
        "id": role_id,
        "name": name,
        "color": color,
        "colors": {"primary_color": color, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": position,
        "permissions": str(permissions),
        "managed": False,
        "mentionable": mentionable,
        "flags": 0,
    }


def channel(
    channel_id: str, guild_id: str, kind: int, name: str, *, position: int, parent: str | None
) -> Json:
    made: Json = {
        "id": channel_id,
        "type": kind,
        "guild_id": guild_id,
        "name": name,
        "position": position,
        "flags": 0,
        "parent_id": parent,
        "permission_overwrites": [],
    }
    if kind != CATEGORY:
        made |= {"nsfw": False, "rate_limit_per_user": 0, "last_message_id": None}
    if kind == TEXT:
        made["topic"] = None
    if kind == VOICE:
        made |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
    return made


def direct_channel(channel_id: str, recipient: Json) -> Json:
    return {"id": channel_id, "type": DM, "flags": 0, "last_message_id": None, "recipients": [recipient]}


def guild(guild_id: str, name: str, owner_id: str) -> Json:
    return {
        "id": guild_id,
        "name": name,
        "owner_id": owner_id,
        "features": [],
        "emojis": [],
        "stickers": [],
        "preferred_locale": "en-US",
        "region": "deprecated",
        "afk_timeout": 300,
        "max_members": 500000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        **dict.fromkeys(_GUILD_NULLS),
        **dict.fromkeys(_GUILD_ZEROES, 0),
        **dict.fromkeys(_GUILD_FALSE, False),
    }


_GUILD_NULLS = (
    "icon",
    "description",
    "home_header",
    "splash",
    "discovery_splash",
    "banner",
    "application_id",
    "afk_channel_id",
    "system_channel_id",
    "widget_channel_id",
    "max_presences",
    "vanity_url_code",
    "rules_channel_id",
    "safety_alerts_channel_id",
    "public_updates_channel_id",
    "premium_progress_bar_enabled_user_updated_at",
    "incidents_data",
    "hub_type",
)
_GUILD_ZEROES = (
    "system_channel_flags",
    "verification_level",
    "default_message_notifications",
    "mfa_level",
    "explicit_content_filter",
    "premium_tier",
    "premium_subscription_count",
    "nsfw_level",
)
_GUILD_FALSE = ("widget_enabled", "premium_progress_bar_enabled", "nsfw")


def thread(parent: Json, thread_id: str, name: str, owner_id: str, *, archive_minutes: int, at: str) -> Json:
    return {
        "id": thread_id,
        "type": PUBLIC_THREAD,
        "guild_id": parent["guild_id"],
        "parent_id": parent["id"],
        "owner_id": owner_id,
        "name": name,
        "flags": 0,
        "last_message_id": None,
        "message_count": 0,
        "member_count": 1,
        "total_message_sent": 0,
        "rate_limit_per_user": 0,
        "thread_metadata": {
            "archived": False,
            "archive_timestamp": at,
            "auto_archive_duration": archive_minutes,
            "locked": False,
            "create_timestamp": at,
        },
        "member": {"id": thread_id, "user_id": owner_id, "join_timestamp": at, "flags": 0},
    }
