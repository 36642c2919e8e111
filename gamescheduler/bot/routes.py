"""One listener for every button, menu and form there is or ever was; nothing is kept in memory about any.

Each room of the bot says in its ``PRESSES`` and ``FORMS`` which verbs are its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from gamescheduler.app import App
from gamescheduler.bot import buttons, changing, custom_ids, lists, planning, players, replies, settings
from gamescheduler.bot.custom_ids import Press
from gamescheduler.bot.people import Click, Submission
from gamescheduler.bot.replies import Reply
from gamescheduler.cards import apologies

OnPress: TypeAlias = Callable[[App, Click, Press], Awaitable[None]]
OnForm: TypeAlias = Callable[[App, Submission, Press], Awaitable[None]]

PRESSES: Mapping[str, OnPress] = {
    **buttons.PRESSES,
    **changing.PRESSES,
    **lists.PRESSES,
    **planning.PRESSES,
    **players.PRESSES,
    **settings.PRESSES,
}
"""Verb -> what a button or menu does; a menu's choice is in ``inter.values``."""

FORMS: Mapping[str, OnForm] = {
    **changing.FORMS,
    **planning.FORMS,
    **players.FORMS,
    **settings.FORMS,
}
"""Verb -> what a form that came back does."""


async def pressed(app: App, inter: Click) -> None:
    """A button was pressed, or something chosen in a menu."""
    press = custom_ids.read(inter.data.custom_id)
    route = None if press is None else PRESSES.get(press.verb)
    if press is None or route is None:
        await replies.say(inter, Reply(apologies.STALE_BUTTON))
    else:
        await route(app, inter, press)


async def submitted(app: App, inter: Submission) -> None:
    """A form came back."""
    press = custom_ids.read(inter.custom_id)
    route = None if press is None else FORMS.get(press.verb)
    if press is None or route is None:
        await replies.say(inter, Reply(apologies.STALE_BUTTON))
    else:
        await route(app, inter, press)
