"""All settings of a server or a channel, and the menu that leads to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import disnake

from gamescheduler.bot.announcement import Row
from gamescheduler.bot.replies import Reply
from gamescheduler.bot.settings import drawing
from gamescheduler.bot.settings.drawing import Here
from gamescheduler.bot.settings.targets import Target
from gamescheduler.cards import managing
from gamescheduler.domain.place import Place
from gamescheduler.models import ChannelId
from gamescheduler.services.work import Work


async def show(work: Work, target: Target, values: Sequence[str] = ()) -> Reply:
    """Raises `NotFound` or `Refused`."""
    place = await target.look(work)
    say = Here(target.guild_id)
    another = managing.A_CHANNEL if place.channel is None else managing.ANOTHER_CHANNEL
    rows = [menu(target, place), drawing.channel_menu(target.custom_id("channelsettings"), another)]
    if place.channel is not None:
        server = Target(target.guild_id)
        rows += drawing.buttons(drawing.button(managing.SERVER_SETTINGS, server.custom_id("settings")))
    return drawing.panel([f"### {managing.heading(place, say)}", lines(place, say)], rows)


async def another_channel(work: Work, target: Target, values: Sequence[str]) -> Reply:
    """The channel that was chosen."""
    return await show(work, replace(target, channel_id=ChannelId(int(values[0]))))


def lines(place: Place, say: Here) -> str:
    """Every setting there is at this level."""
    return "\n".join(managing.line(name, place, say) for name in managing.names(place.level))


def menu(target: Target, place: Place) -> Row:
    """Which setting to change."""
    options = [
        disnake.SelectOption(
            label=managing.label(name, place.level), value=name, description=managing.hint(name, place.level)
        )
        for name in managing.names(place.level)
    ]
    return drawing.menu(target.custom_id("setting"), managing.CHANGE_A_SETTING, options)
