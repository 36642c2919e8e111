"""How each setting is changed: a form, a menu of choices, a menu of roles, two buttons, a clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import disnake

from gamescheduler.bot.announcement import Row
from gamescheduler.bot.settings import drawing
from gamescheduler.bot.settings.drawing import Here
from gamescheduler.bot.settings.targets import Target
from gamescheduler.cards import managing, settings
from gamescheduler.cards.clocks import Question
from gamescheduler.domain.drafts import INSTRUCTIONS_MAX, LOCATION_MAX, ROLES_MAX
from gamescheduler.domain.place import Place
from gamescheduler.domain.settings import ROLE_FIELDS
from gamescheduler.models import RoleId

LENGTHS: Mapping[str, tuple[int, bool]] = {
    "max_players": (10, False),
    "duration": (100, False),
    "reminders": (100, False),
    "time_zone": (64, False),
    "location": (LOCATION_MAX, False),
    "instructions": (INSTRUCTIONS_MAX, True),
}
"""Settings that are typed: how long the text may be, and whether it takes several lines."""


def rows(target: Target, place: Place, known_roles: Collection[RoleId], question: Question) -> list[Row]:
    """What changes this setting."""
    name = target.name
    value = place.explained[name].value
    if name in ROLE_FIELDS:
        # A role that was deleted would make Discord refuse the whole panel.
        return _roles(target, [role for role in value if role in known_roles and role != target.guild_id])
    if name == "active":
        return drawing.buttons(
            drawing.button(managing.OPEN_CHANNEL, target.custom_id("choose", "on")),
            drawing.button(managing.CLOSE_CHANNEL, target.custom_id("choose", "off")),
        )
    if name in settings.CHOICES:
        return [_choices(target, value)]
    if name == "time_zone":
        typed = drawing.button(managing.TYPE_A_ZONE, target.custom_id("settingform"))
        return [drawing.asked(target.custom_id("settingzone"), question), *drawing.buttons(typed)]
    return drawing.buttons(drawing.primary(managing.CHANGE, target.custom_id("settingform")))


def _choices(target: Target, value: object) -> Row:
    options = [
        disnake.SelectOption(label=words, value=str(stored), default=stored == value)
        for stored, words in settings.CHOICES[target.name].items()
    ]
    return drawing.menu(target.custom_id("choose"), managing.CHANGE, options)


def _roles(target: Target, chosen: list[RoleId]) -> list[Row]:
    """Nobody is an answer, and who that is depends on the setting."""
    nobody = settings.value(target.name, (), Here(target.guild_id))
    pressable = [drawing.button(nobody[0].upper() + nobody[1:], target.custom_id("roles", "nobody"))]
    if target.name == "host_roles":
        pressable.insert(0, drawing.button(managing.EVERYONE, target.custom_id("roles", "everyone")))
    menu = drawing.role_menu(target.custom_id("roles"), managing.PICK_ROLES, chosen, most=ROLES_MAX)
    return [menu, *drawing.buttons(*pressable)]
