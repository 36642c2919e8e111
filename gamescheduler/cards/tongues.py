"""How a sentence names a moment, a person, a role or a channel: in Discord's markup, or in plain text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from gamescheduler.models.types import ChannelId, RoleId, UserId


class Tongue(Protocol):
    """The words that differ between a Discord message and a terminal; everything else is one sentence."""

    def moment(self, instant: datetime, style: str = "F") -> str:
        """A point in time. Styles are Discord's: F long, f short, D date, t time, R relative."""

    def person(self, user_id: UserId) -> str: ...

    def role(self, role_id: RoleId) -> str: ...

    def channel(self, channel_id: ChannelId) -> str: ...

    def bold(self, text: str) -> str:
        """Text somebody typed, set apart and made harmless."""

    def typed(self, text: str) -> str:
        """Text somebody typed, made harmless."""


class Discord:
    """Discord resolves mentions to nicknames and shows every reader their own time zone."""

    def moment(self, instant: datetime, style: str = "F") -> str:
        return f"<t:{int(instant.timestamp())}:{style}>"

    def person(self, user_id: UserId) -> str:
        return f"<@{user_id}>"

    def role(self, role_id: RoleId) -> str:
        return f"<@&{role_id}>"

    def channel(self, channel_id: ChannelId) -> str:
        return f"<#{channel_id}>"

    def bold(self, text: str) -> str:
        return f"**{escape(text)}**"

    def typed(self, text: str) -> str:
        return escape(text)


@dataclass(frozen=True, slots=True)
class Plain:
    """For terminals and files: names as last seen, times in one named zone."""

    zone: str
    now: datetime
    people: Mapping[UserId, str] = field(default_factory=dict)
    roles: Mapping[RoleId, str] = field(default_factory=dict)
    channels: Mapping[ChannelId, str] = field(default_factory=dict)

    def moment(self, instant: datetime, style: str = "F") -> str:
        if style == "R":
            from gamescheduler.domain.when import distance

            return distance(instant, self.now)
        local = instant.astimezone(ZoneInfo(self.zone))
        day = f"{local:%a} {local.day} {local:%b %Y}"
        return {"t": f"{local:%H:%M}", "D": day}.get(style, f"{day}, {local:%H:%M %Z}")

    def person(self, user_id: UserId) -> str:
        return self.people.get(user_id, str(user_id))

    def role(self, role_id: RoleId) -> str:
        name = self.roles.get(role_id, str(role_id))
        return name if name.startswith("@") else f"@{name}"

    def channel(self, channel_id: ChannelId) -> str:
        return f"#{self.channels.get(channel_id, channel_id)}"

    def bold(self, text: str) -> str:
        return text

    def typed(self, text: str) -> str:
        return text


_MARKUP = re.compile(r"([\\*_~`|\[\]()])")
# A backslash before a digit would show, so "1." is disarmed at its dot.
_LINE_START = re.compile(r"^(\s*\d*)((?<=\d)\.|(?<!\d)(?:#{1,3}|-#|>{1,3}|[-+]))(?=\s)", re.MULTILINE)
_PING = re.compile(r"@(everyone|here)|<(?=[@#:/]|a:|id:|t:)")


def escape(text: str) -> str:
    """Make typed text show as typed: no formatting, no mention, no ping, no masked link, no timestamp.

    A mention is broken with a zero-width space after its first character, which no client shows.
    """
    text = _MARKUP.sub(r"\\\1", text)
    text = _LINE_START.sub(lambda m: f"{m[1]}\\{m[2]}", text)
    return _PING.sub(lambda m: m[0][0] + "\u200b" + m[0][1:], text)


def cut(text: str, most: int) -> str:
    """At most so many characters of escaped text; never between a backslash and what it escapes."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    escaping = (len(kept) - len(kept.rstrip("\\"))) % 2
    return kept[: len(kept) - escaping] + "…"
