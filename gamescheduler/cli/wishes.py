"""A game as it was typed on the command line."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gamescheduler.bot import forms
from gamescheduler.domain.drafts import GameDraft
from gamescheduler.errors import Invalid, Problem
from gamescheduler.models import ChannelId, GuildId, UserId


@dataclass(slots=True)
class GameWish:
    """Everything still text; None was not mentioned."""

    title: str | None
    at: str | None
    zone: str | None
    guild: str | None
    channel: str | None
    host: str | None
    duration: str | None
    max_players: str | None
    description: str | None
    location: str | None
    reminders: tuple[str, ...] | None

    def missing(self) -> dict[str, str]:
        """Field -> option, for what can't be left open."""
        needed = {"title": "--title", "at": "--at"}
        return {name: option for name, option in needed.items() if getattr(self, name) is None}

    def draft(
        self, guild_id: GuildId, channel_id: ChannelId, host_id: UserId, *, zone: str, now: datetime
    ) -> GameDraft:
        """The draft, times read in ``zone``. Raises `Invalid` with everything that can't be used."""
        typed = forms.Typed(
            title=self.title,
            when=self.at,
            players=self.max_players,
            duration=self.duration,
            reminders=None if self.reminders is None else ",".join(self.reminders) or forms.NO_LIMIT,
            description=None if self.description is None else _content(self.description),
            location=self.location,
        )
        values = forms.read(typed, now=now, zone=zone)
        return GameDraft(guild_id=guild_id, channel_id=channel_id, host_id=host_id, **values)


def _content(text: str) -> str:
    """What clig.dev recommends: ``-`` is standard input, ``@FILE`` a file's content."""
    if text == "-":
        return sys.stdin.read()
    if not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).read_text()
    except (OSError, UnicodeError):
        facts = {"text": text, "example": "text, @FILE with a text file, or - for standard input"}
        raise Invalid([Problem("description", "unreadable", facts)]) from None
