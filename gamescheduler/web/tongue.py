"""How sentences name things in a page: names as last seen, times in the reader's zone, marked up."""

from __future__ import annotations

import re
from datetime import datetime

from markupsafe import Markup, escape

from gamescheduler.cards.tongues import Plain
from gamescheduler.models import ChannelId, RoleId, UserId

# Sentences are put together as plain text, with characters of Unicode's private area where markup will be.
# So whatever a sentence forgot, everything in it is escaped once, at the end.
_TIME, _SHOWN, _TIMED, _BOLD, _BOLDED = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_MARKS = re.compile(f"[{_TIME}-{_BOLDED}]")
_TAGS = {_TIME: '<time datetime="', _SHOWN: '">', _TIMED: "</time>", _BOLD: "<b>", _BOLDED: "</b>"}


class Web(Plain):
    """As `Plain`; `html` makes a page's text of its sentences."""

    __slots__ = ()

    def moment(self, instant: datetime, style: str = "F") -> str:
        return f"{_TIME}{instant.isoformat()}{_SHOWN}{super().moment(instant, style)}{_TIMED}"

    def person(self, user_id: UserId) -> str:
        return self.typed(super().person(user_id))

    def role(self, role_id: RoleId) -> str:
        return self.typed(super().role(role_id))

    def channel(self, channel_id: ChannelId) -> str:
        return self.typed(super().channel(channel_id))

    def bold(self, text: str) -> str:
        return f"{_BOLD}{self.typed(text)}{_BOLDED}"

    def typed(self, text: str) -> str:
        return _MARKS.sub("", text)


def html(text: str) -> Markup:
    """A sentence in the words of `Web`, ready to stand in a page."""
    return Markup(_MARKS.sub(lambda mark: _TAGS[mark[0]], str(escape(text))))  # noqa: S704 - escaped just here
