"""Every interaction is answered here, once: a private reply that is the truth, or a form."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import disnake
from disnake import ui

from gamescheduler.app import App
from gamescheduler.bot import people
from gamescheduler.bot.announcement import Component
from gamescheduler.bot.people import Click, Command, Interaction
from gamescheduler.bot.rest import TROUBLE
from gamescheduler.cards import apologies
from gamescheduler.cards.tongues import Discord
from gamescheduler.errors import GameSchedulerError, Invalid, NotFound, Refused, Unreachable
from gamescheduler.services import accounts
from gamescheduler.services.work import Work

log = logging.getLogger(__name__)

DEFER_AFTER = 1.5
"""Seconds; Discord shows "interaction failed" when it heard nothing for 3."""

PATIENCE = 12.0
"""Seconds an answer waits for the database to come back; people do not wait longer."""

FORM_WITHIN = 2.0
"""A form can't be deferred: it is the first answer, or there is none."""

_FIRST_PAUSE = 0.2
_SAY = Discord()


@dataclass(frozen=True, slots=True)
class Reply:
    """What one person reads: text, with buttons if there are any; or a card, without text."""

    text: str | None
    components: Sequence[Component] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A modal."""

    custom_id: str
    title: str
    fields: Sequence[ui.Label]


T = TypeVar("T")


async def answer(inter: Interaction, app: App, action: Callable[[Work], Awaitable[Reply]]) -> None:
    """Run a verb as whoever clicked, and reply when it is committed. Never raises.

    When the database is away the verb is repeated until it is back: every verb may be.
    """
    working = asyncio.create_task(_outcome(inter, app, action, PATIENCE))
    done, _ = await asyncio.wait({working}, timeout=DEFER_AFTER)
    if not done:
        with _losing(inter):
            await inter.response.defer(with_message=True, ephemeral=True)
    await say(inter, await working)


async def answer_with_form(
    inter: Command | Click, app: App, action: Callable[[Work], Awaitable[Form]]
) -> None:
    """As `answer`, but never deferred, because only a first answer can open a form."""
    outcome = await _outcome(inter, app, action, FORM_WITHIN)
    if isinstance(outcome, Reply):
        await say(inter, outcome)
        return
    with _losing(inter):
        await inter.response.send_modal(
            title=outcome.title, custom_id=outcome.custom_id, components=list(outcome.fields)
        )


async def say(inter: Interaction, reply: Reply) -> None:
    """Send the answer. What was done stays done when it can't be sent. Never raises."""
    message: dict[str, Any] = {"allowed_mentions": disnake.AllowedMentions.none()}
    if reply.text is not None:
        message["content"] = reply.text
    if reply.components:
        message["components"] = list(reply.components)
    with _losing(inter):
        if inter.response.is_done():
            await inter.edit_original_response(**message)
        else:
            await inter.response.send_message(ephemeral=True, **message)


@contextlib.contextmanager
def _losing(inter: Interaction) -> Iterator[None]:
    """Discord may have hung up, or forgotten the interaction; the person sees that, we write it down."""
    try:
        yield
    except (*TROUBLE, disnake.InteractionException) as lost:
        log.warning("interaction %d could not be answered: %r", inter.id, lost)


async def _outcome(
    inter: Interaction, app: App, action: Callable[[Work], Awaitable[T]], patience: float
) -> T | Reply:
    ref = secrets.token_hex(4)
    try:
        return await _insist(inter, app, action, ref, patience)
    except TimeoutError:
        log.warning("interaction %d: the database is away (ref %s)", inter.id, ref)
        return Reply(apologies.unreachable(ref))
    except Exception:
        log.exception("interaction %d failed (ref %s)", inter.id, ref)
        return Reply(apologies.unexpected(ref))


async def _insist(
    inter: Interaction, app: App, action: Callable[[Work], Awaitable[T]], ref: str, patience: float
) -> T | Reply:
    """Raises TimeoutError when the patience is at its end."""
    pause = _FIRST_PAUSE
    async with asyncio.timeout(patience):
        while True:
            try:
                async with app.work(people.actor(inter), trace=ref) as work:
                    await accounts.remember(work, people.seen(inter))
                    reply = await action(work)
            except Unreachable:
                await asyncio.sleep(pause)
                pause = min(pause * 2, 2.0)
            except (Refused, Invalid, NotFound) as error:
                log.info("interaction %d: %s (ref %s)", inter.id, error, ref)
                return Reply(_apology(error))
            else:
                log.info("interaction %d by user %d done (ref %s)", inter.id, inter.author.id, ref)
                return reply


def _apology(error: GameSchedulerError) -> str:
    match error:
        case Refused(refusal=refusal):
            return apologies.refusal(refusal, _SAY)
        case Invalid(problems=problems):
            return apologies.problems(problems, _SAY)
        case NotFound():
            return apologies.not_found(error)
    raise error
