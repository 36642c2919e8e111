"""Panels as private messages of Components V2: text above, menus and buttons below, one accent colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import disnake
from disnake import ui
from disnake.ui.select import ChannelSelect, RoleSelect, StringSelect

from gamescheduler.bot.announcement import Row
from gamescheduler.bot.replies import Reply
from gamescheduler.cards.clocks import Question
from gamescheduler.cards.tongues import Discord
from gamescheduler.models import GuildId, RoleId

_ACCENT = disnake.Colour(0x5865F2)
_ROW_MAX = 5
_ANNOUNCEABLE = [disnake.ChannelType.text, disnake.ChannelType.news]

Button = ui.Button[Any]


class Here(Discord):
    """In one server, whose own id as a role is everybody: Discord would show that as a broken mention."""

    def __init__(self, guild_id: GuildId) -> None:
        self._guild_id = guild_id

    def role(self, role_id: RoleId) -> str:
        return "everyone" if int(role_id) == self._guild_id else super().role(role_id)


def panel(blocks: Iterable[str], rows: Sequence[Row]) -> Reply:
    """A card that takes the place of the one it was pressed on; empty blocks are left out."""
    parts: list[Any] = []
    for block in filter(None, blocks):
        parts += [ui.TextDisplay(block), ui.Separator()]
    parts = [*parts, *rows] if rows else parts[:-1]
    return Reply(None, [ui.Container(*parts, accent_colour=_ACCENT)], here=True)


def button(label: str, custom_id: str, style: disnake.ButtonStyle = disnake.ButtonStyle.secondary) -> Button:
    return ui.Button(label=label, custom_id=custom_id, style=style)


def primary(label: str, custom_id: str) -> Button:
    return button(label, custom_id, disnake.ButtonStyle.primary)


def danger(label: str, custom_id: str) -> Button:
    return button(label, custom_id, disnake.ButtonStyle.danger)


def buttons(*every: Button) -> list[Row]:
    """As many rows as they need."""
    return [ui.ActionRow(*every[at : at + _ROW_MAX]) for at in range(0, len(every), _ROW_MAX)]


def menu(custom_id: str, placeholder: str, options: Sequence[disnake.SelectOption]) -> Row:
    return ui.ActionRow(StringSelect(custom_id=custom_id, placeholder=placeholder, options=list(options)))


def asked(custom_id: str, question: Question) -> Row:
    """A question as a menu."""
    options = [
        disnake.SelectOption(label=choice.label, value=choice.value, description=choice.hint or None)
        for choice in question.choices
    ]
    return menu(custom_id, question.text, options)


def channel_menu(custom_id: str, placeholder: str) -> Row:
    """The channels that games can be announced in."""
    return ui.ActionRow(
        ChannelSelect(custom_id=custom_id, placeholder=placeholder, channel_types=_ANNOUNCEABLE)
    )


def role_menu(custom_id: str, placeholder: str, chosen: Sequence[RoleId], *, most: int) -> Row:
    """With what is chosen already; nobody is a choice too."""
    return ui.ActionRow(
        RoleSelect(
            custom_id=custom_id,
            placeholder=placeholder,
            min_values=0,
            max_values=most,
            default_values=[disnake.Object(role) for role in chosen[:most]],
        )
    )


def field(name: str, label: str, hint: str | None, value: str, most: int, **how: Any) -> ui.Label:
    """One text field of a form; ``how``: ``long``, ``required``."""
    style = disnake.TextInputStyle.long if how.get("long") else disnake.TextInputStyle.short
    box = ui.TextInput(
        custom_id=name,
        style=style,
        value=value[:most] or None,  # Discord refuses the whole form when a value is longer than its field
        required=how.get("required", True),
        max_length=most,
    )
    return ui.Label(label, box, description=hint)
