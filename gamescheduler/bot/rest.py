"""The few raw calls to Discord: disnake's own methods know no ``enforce_nonce``.

All of them go through disnake's HTTP client, which owns the rate limits of this process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
import disnake
from disnake.http import HTTPClient, Route

from gamescheduler.models import ChannelId, MessageId, RoleId, UserId

TROUBLE = (disnake.HTTPException, aiohttp.ClientError, OSError, TimeoutError)
"""What a call may raise. aiohttp's errors come through disnake as they are."""

_COMPONENTS_V2 = 1 << 15
_MENTIONS_MAX = 100
_THREAD_NAME_MAX, _A_WEEK, _HAS_A_THREAD = 100, 10080, 160004
_PERMISSIONS = {50001: "View Channel", 50013: "Send Messages"}
_GONE = {
    10003: "the channel was deleted",
    10008: "the message was deleted",
    10013: "the account was deleted",
    50007: "takes no direct messages from us",
    50278: "shares no server with us any more",
}
_PROBLEMS = {10003: "channel_deleted", 10008: "deleted"}
_PASSING = {401, 408, 429}


@dataclass(frozen=True, slots=True)
class Message:
    """One of the bot's own messages."""

    id: MessageId
    content: str
    sent_at: datetime


class Rest:
    """Every call may raise any of `TROUBLE`."""

    def __init__(self, http: HTTPClient, me: int) -> None:
        self._http = http
        self._me = me

    async def post(
        self,
        channel_id: ChannelId,
        content: str,
        *,
        nonce: str,
        components: Sequence[dict[str, Any]] = (),
        roles: Sequence[RoleId] = (),
        users: Sequence[UserId] = (),
        everyone: bool = False,
    ) -> MessageId:
        """Post plain text that pings these roles and people, or everyone, and nobody else.

        With the same nonce within a few minutes Discord gives back the message that is there already.
        """
        body = {
            "content": content,
            "nonce": nonce,
            "enforce_nonce": True,
            "components": list(components),
            "allowed_mentions": {
                "parse": ["everyone"] if everyone else [],
                "roles": [str(role) for role in roles],
                "users": [str(user) for user in users],
            },
        }
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel_id)
        return MessageId(int((await self._http.request(route, json=body))["id"]))

    async def show(
        self,
        channel_id: ChannelId,
        message_id: MessageId,
        components: Sequence[dict[str, Any]],
        *,
        people: Sequence[UserId],
    ) -> None:
        """Make a message show these components only; edits name people without pinging them."""
        body = {
            "content": None,
            "flags": _COMPONENTS_V2,
            "components": list(components),
            "allowed_mentions": {"parse": [], "users": [str(user) for user in people[:_MENTIONS_MAX]]},
        }
        path = "/channels/{channel_id}/messages/{message_id}"
        route = Route("PATCH", path, channel_id=channel_id, message_id=message_id)
        await self._http.request(route, json=body)

    async def own_messages(self, channel_id: ChannelId, *, limit: int) -> list[Message]:
        """Those among the channel's last ``limit`` messages that this bot wrote, newest first."""
        route = Route("GET", "/channels/{channel_id}/messages", channel_id=channel_id)
        found = await self._http.request(route, params={"limit": limit})
        return [
            Message(MessageId(int(m["id"])), m["content"], disnake.utils.snowflake_time(int(m["id"])))
            for m in found
            if int(m["author"]["id"]) == self._me
        ]

    async def start_thread(self, channel_id: ChannelId, message_id: MessageId, name: str) -> ChannelId:
        """The thread of a message; the one it has already, if it has one: they share their id."""
        path = "/channels/{channel_id}/messages/{message_id}/threads"
        route = Route("POST", path, channel_id=channel_id, message_id=message_id)
        body = {"name": name[:_THREAD_NAME_MAX], "auto_archive_duration": _A_WEEK}
        try:
            return ChannelId(int((await self._http.request(route, json=body))["id"]))
        except disnake.HTTPException as refused:
            if refused.code != _HAS_A_THREAD:
                raise
            return ChannelId(message_id)

    async def open_dm(self, user_id: UserId) -> ChannelId:
        """The person's direct-message channel; exists after, if it did not before."""
        opened = await self._http.request(
            Route("POST", "/users/@me/channels"), json={"recipient_id": str(user_id)}
        )
        return ChannelId(int(opened["id"]))


def problem(error: BaseException) -> str:
    """A stable code for what is to be mended; `lasting` has the sentence."""
    code = error.code if isinstance(error, disnake.HTTPException) else 0
    return "permission" if code in _PERMISSIONS else _PROBLEMS.get(code, "refused")


def lasting(error: BaseException, *, channel: str) -> str | None:
    """Why trying again is no use, for a person to read; None when it is."""
    if not isinstance(error, disnake.HTTPException) or error.status >= 500 or error.status in _PASSING:
        return None
    if error.code in _PERMISSIONS:
        return f"the bot lacks the permission {_PERMISSIONS[error.code]} in {channel}"
    return _GONE.get(error.code, f"Discord refused it: {error.text or error.status} ({error.code})")
