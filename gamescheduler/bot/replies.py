"""Every interaction is answered here, once: a private reply that is the truth, or a form."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import aiohttp
import disnake
from disnake import ui
from disnake.interactions.message import MessageInteraction
from disnake.interactions.modal import ModalInteraction

from gamescheduler.app import App
from gamescheduler.bot import people
from gamescheduler.bot.announcement import Component
from gamescheduler.bot.people import Click, Command, Interaction
from gamescheduler.bot.rest import TROUBLE
from gamescheduler.cards import apologies
from gamescheduler.cards.tongues import Discord, cut
from gamescheduler.domain.actor import Actor
from gamescheduler.errors import Conflict, GameSchedulerError, Invalid, NotFound, Refused, Unreachable
from gamescheduler.services import accounts
from gamescheduler.services.accounts import Seen
from gamescheduler.services.work import Work

log = logging.getLogger(__name__)

DEFER_AFTER = 1.5
"""Seconds; Discord shows "interaction failed" when it heard nothing for 3."""

PATIENCE = 12.0
"""Seconds an answer waits for the database to come back; people do not wait longer."""

FORM_WITHIN = 2.0
"""Seconds for everything that is asked before a form opens: it can't be deferred, it is the first answer."""

_TEXT_MAX = 2000
_FIRST_PAUSE = 0.2
_PAUSES = (0.2, 1.0)
"""Seconds between the attempts to change an answer."""

_FOR_DISCORD = 0.75
"""The part of the time left in which Discord has to say who somebody is; the rest is the database's."""

_SAY = Discord()


@dataclass(frozen=True, slots=True)
class Reply:
    """What one person reads: text, with buttons if there are any; or a card, without text."""

    text: str | None
    components: Sequence[Component] = ()
    here: bool = False
    """Whether it takes the place of the message that was pressed, where only its reader sees that one."""


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
    await respond(inter, lambda ref: act(inter, app, action, ref))


async def redraw(inter: Interaction, app: App, action: Callable[[Work], Awaitable[Reply]]) -> None:
    """As `answer`, for a panel that takes the place of the one that was pressed, however long that takes."""
    in_place = _pressed_in_private(inter, card=True)
    await say(inter, await _reply(inter, lambda ref: act(inter, app, action, ref), arrived(), in_place))


async def respond(
    inter: Interaction,
    think: Callable[[str], Awaitable[Reply]],
    *,
    here: bool = False,
    since: float | None = None,
) -> None:
    """As `answer`, for what takes more than one transaction; ``think`` is given the reference for the log.

    With ``here`` the answer takes the place of the private message that was pressed, and its buttons.
    ``since``: when the interaction arrived, if something was asked before.
    """
    here = here and _pressed_in_private(inter)
    reply = await _reply(inter, think, arrived() if since is None else since, here)
    await say(inter, replace(reply, here=True) if here else reply)


def arrived() -> float:
    """Now, for an interaction that nothing was asked about yet: its seconds are counted from here."""
    return asyncio.get_running_loop().time()


async def _reply(
    inter: Interaction, think: Callable[[str], Awaitable[Reply]], since: float, in_place: bool
) -> Reply:
    """Deferred when it takes long: as a message of its own, or in place of the one that was pressed."""
    working = asyncio.create_task(_outcome(inter, think))
    done, _ = await asyncio.wait({working}, timeout=max(0.0, since + DEFER_AFTER - arrived()))
    if not done:
        with _losing(inter):
            await inter.response.defer(with_message=not in_place, ephemeral=True)
    return await working


async def answer_with_form(
    inter: Command | Click, app: App, action: Callable[[Work], Awaitable[Form]]
) -> None:
    """As `answer`, but never deferred, because only a first answer can open a form."""
    await open_form(inter, lambda ref, until: act(inter, app, action, ref, until))


async def open_form(
    inter: Command | Click,
    think: Callable[[str, float], Awaitable[Form | Reply | None]],
    *,
    since: float | None = None,
) -> bool:
    """As `answer_with_form`; whether that was the answer, because ``think`` may find no form is needed.

    ``think`` is given the reference for the log, and the moment at which it is told to stop, whatever it
    has asked till then. ``since`` as in `respond`.
    """
    until = (arrived() if since is None else since) + FORM_WITHIN

    async def think_in_time(ref: str) -> Form | Reply | None:
        async with asyncio.timeout_at(until):
            return await think(ref, until)

    outcome = await _outcome(inter, think_in_time)
    if isinstance(outcome, Reply):
        await say(inter, outcome)
    elif outcome is not None:
        with _losing(inter):
            await inter.response.send_modal(
                title=outcome.title, custom_id=outcome.custom_id, components=list(outcome.fields)
            )
    return outcome is not None


async def act(
    inter: Interaction,
    app: App,
    action: Callable[[Work], Awaitable[T]],
    ref: str,
    until: float | None = None,
) -> T:
    """Run a verb as whoever clicked, again and again while the database is away; in a crowd, in turn.

    Raises what the verb raises, TimeoutError when the database stays away, and `Unreachable` when Discord
    can't say who somebody is who pressed in a direct message.
    """
    actor, seen = await _who(inter, app, arrived() + PATIENCE if until is None else until)

    async def once() -> T:
        # By itself: whoever presses on many games at once must not hold them all up by their own name.
        async with app.work(actor, trace=ref) as work:
            await accounts.remember(work, seen)
        async with app.work(actor, trace=ref) as work:
            return await action(work)

    async def in_turn() -> T:
        async with app.turns, asyncio.timeout(PATIENCE):
            return await once()

    result = await _insist(in_turn if until is None else once, until)
    log.info("interaction %d by user %d done (ref %s)", inter.id, inter.author.id, ref)
    return result


async def say(inter: Interaction, reply: Reply) -> None:
    """Send the answer. What was done stays done when it can't be sent. Never raises."""
    message: dict[str, Any] = {"allowed_mentions": disnake.AllowedMentions.none()}
    if reply.text is not None:
        message["content"] = cut(reply.text, _TEXT_MAX)
    if reply.components or reply.here:
        message["components"] = list(reply.components)
    with _losing(inter):
        if inter.response.is_done() and not _fits(inter, reply):
            await inter.followup.send(ephemeral=True, **message)
        elif inter.response.is_done():
            await _change_answer(inter, message)
        elif reply.here and _pressed_in_private(inter, card=reply.text is None):
            await inter.response.edit_message(**message)
        else:
            await inter.response.send_message(ephemeral=True, **message)


async def _change_answer(inter: Interaction, message: dict[str, Any]) -> None:
    """Again when the connection broke: it shows the same twice, and somebody looks at "thinking…"."""
    for pause in _PAUSES:
        try:
            await inter.edit_original_response(**message)
        except (aiohttp.ClientError, OSError) as broken:
            log.warning("interaction %d is answered again: %r", inter.id, broken)
            await asyncio.sleep(pause)
        else:
            return
    await inter.edit_original_response(**message)


def _pressed_in_private(inter: Interaction, *, card: bool = False) -> bool:
    """On a message nobody else sees. A text can only be turned into another text, a card into a card."""
    message = inter.message if isinstance(inter, MessageInteraction | ModalInteraction) else None
    return message is not None and message.flags.ephemeral and message.flags.is_components_v2 == card


def _fits(inter: Interaction, reply: Reply) -> bool:
    """Whether it can take the place of what was deferred: a card that was pressed never becomes a text."""
    in_place = inter.response.type is disnake.InteractionResponseType.deferred_message_update
    return not in_place or _pressed_in_private(inter, card=reply.text is None)


@contextlib.contextmanager
def _losing(inter: Interaction) -> Iterator[None]:
    """Discord may have hung up, or forgotten the interaction; the person sees that, we write it down."""
    try:
        yield
    except (*TROUBLE, disnake.InteractionException) as lost:
        log.warning("interaction %d could not be answered: %r", inter.id, lost)


async def insist(do: Callable[[], Awaitable[T]], until: float | None = None) -> T:
    """Again and again while the database is away. Raises TimeoutError when it stays away."""
    return await _insist(do, arrived() + PATIENCE if until is None else until)


async def _outcome(inter: Interaction, think: Callable[[str], Awaitable[T]]) -> T | Reply:
    ref = secrets.token_hex(4)
    try:
        return await think(ref)
    except TimeoutError:
        log.warning("interaction %d: the database is away (ref %s)", inter.id, ref)
        return Reply(apologies.unreachable(ref))
    except Unreachable:
        log.warning("interaction %d: Discord is away (ref %s)", inter.id, ref)
        return Reply(apologies.DISCORD_AWAY)
    except (Refused, Invalid, NotFound, Conflict) as error:
        log.info("interaction %d: %s (ref %s)", inter.id, error, ref)
        return Reply(_apology(error))
    except Exception:
        log.exception("interaction %d failed (ref %s)", inter.id, ref)
        return Reply(apologies.unexpected(ref))


async def _who(inter: Interaction, app: App, until: float) -> tuple[Actor, Seen]:
    """Outside the transaction of the verb: nothing may be locked while Discord is asked."""
    home = await _insist(lambda: people.home(app, inter), until)
    if home is None:
        return people.actor(inter), people.seen(inter)
    left = until - arrived()
    return await people.fresh(inter, home, patience=left * _FOR_DISCORD)


async def _insist(do: Callable[[], Awaitable[T]], until: float | None) -> T:
    """Raises TimeoutError when the database is still away by then.

    None: after `PATIENCE` from the first failure.
    """
    pause = _FIRST_PAUSE
    async with asyncio.timeout_at(until) as limit:
        while True:
            try:
                return await do()
            except Unreachable:
                if limit.when() is None:
                    limit.reschedule(arrived() + PATIENCE)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 2.0)


def _apology(error: GameSchedulerError) -> str:
    match error:
        case Refused(refusal=refusal):
            return apologies.refusal(refusal, _SAY)
        case Invalid(problems=problems):
            return apologies.problems(problems, _SAY)
        case NotFound():
            return apologies.not_found(error)
        case Conflict():
            return apologies.conflict(error, _SAY)
    raise error
