"""What a button or menu of a panel is about: all of it travels in the custom id, nothing is remembered."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from gamescheduler.app import App
from gamescheduler.bot import custom_ids, replies
from gamescheduler.bot.custom_ids import Press
from gamescheduler.bot.people import Click, Submission
from gamescheduler.bot.replies import Form, Reply
from gamescheduler.bot.settings.rights import Rights
from gamescheduler.cards import apologies
from gamescheduler.domain.place import Place
from gamescheduler.domain.settings import LEVELS
from gamescheduler.models import ChannelId, GuildId, TemplateId
from gamescheduler.services import configuring
from gamescheduler.services.work import Work

VALUE = "value"
"""The one field of a form about a setting."""

_SHAPE = re.compile(r"(?P<kind>[sct])(?P<id>\d{0,19})(?::(?P<name>\w*))?(?::(?P<word>\w*))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Target:
    """A server, one of its channels or templates; one setting there; what else the button says."""

    guild_id: GuildId
    channel_id: ChannelId | None = None
    template_id: TemplateId | None = None
    name: str = ""
    word: str = ""

    def about(self, name: str) -> Target:
        """One setting there."""
        return replace(self, name=name)

    def custom_id(self, verb: str, word: str = "") -> str:
        """``gs1:lock:-:c123:max_players``"""
        parts = [self._whole(), *([self.name] if self.name or word else []), *([word] if word else [])]
        return custom_ids.write(verb, rest=":".join(parts))

    def _whole(self) -> str:
        if self.template_id is not None:
            return f"t{self.template_id}"
        return "s" if self.channel_id is None else f"c{self.channel_id}"

    async def look(self, work: Work) -> Place:
        """The settings there, for a manager. Raises `NotFound` or `Refused`."""
        return await configuring.look(work, self.guild_id, self.channel_id, self.template_id)


Act: TypeAlias = Callable[[Work, Target, Sequence[str]], Awaitable[Reply]]
"""What a press does; the values are what was chosen in a menu, or typed into the form."""

Open: TypeAlias = Callable[[Work, Target], Awaitable[Form]]


def read(guild_id: int | None, press: Press) -> Target | None:
    """None for a custom id that is not whole, and outside a server."""
    match = _SHAPE.fullmatch(press.rest)
    name = (match and match["name"]) or ""
    if match is None or guild_id is None or (match["kind"] != "s") != bool(match["id"]):
        return None
    if name and name not in LEVELS:
        return None
    number = int(match["id"] or 0)
    return Target(
        GuildId(guild_id),
        ChannelId(number) if match["kind"] == "c" else None,
        TemplateId(number) if match["kind"] == "t" else None,
        name,
        match["word"] or "",
    )


def acts(act: Act) -> Callable[[App, Click, Press], Awaitable[None]]:
    """A press that changes the panel it is on."""

    async def pressed(app: App, inter: Click, press: Press) -> None:
        target = read(inter.guild_id, press)
        if target is None:
            await replies.say(inter, Reply(apologies.STALE_BUTTON))
        else:
            chosen = tuple(inter.values or ())
            await replies.redraw(inter, app, lambda work: act(work, target, chosen))

    return pressed


def inspects(
    act: Callable[[Work, Target, Sequence[str], Rights], Awaitable[Reply]],
) -> Callable[[App, Click, Press], Awaitable[None]]:
    """As `acts`, for what looks at the bot's own permissions."""

    async def pressed(app: App, inter: Click, press: Press) -> None:
        async def look(work: Work, target: Target, values: Sequence[str]) -> Reply:
            return await act(work, target, values, Rights(inter.guild))

        await acts(look)(app, inter, press)

    return pressed


def opens(form: Open) -> Callable[[App, Click, Press], Awaitable[None]]:
    """A press that opens a form."""

    async def pressed(app: App, inter: Click, press: Press) -> None:
        target = read(inter.guild_id, press)
        if target is None:
            await replies.say(inter, Reply(apologies.STALE_BUTTON))
        else:
            await replies.answer_with_form(inter, app, lambda work: form(work, target))

    return pressed


def takes(act: Act) -> Callable[[App, Submission, Press], Awaitable[None]]:
    """A form that comes back with one value."""

    async def submitted(app: App, inter: Submission, press: Press) -> None:
        target = read(inter.guild_id, press)
        if target is None:
            await replies.say(inter, Reply(apologies.STALE_BUTTON))
        else:
            typed = (inter.text_values.get(VALUE, ""),)
            await replies.redraw(inter, app, lambda work: act(work, target, typed))

    return submitted
