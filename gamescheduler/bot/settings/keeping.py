"""The form about a template: what was typed is never lost, also when it can't be used yet."""

from __future__ import annotations

import logging

from gamescheduler.app import App
from gamescheduler.bot import replies
from gamescheduler.bot.custom_ids import Press
from gamescheduler.bot.people import Click, Submission
from gamescheduler.bot.replies import Reply
from gamescheduler.bot.rest import TROUBLE
from gamescheduler.bot.settings import drawing, templates
from gamescheduler.bot.settings.targets import Target, read
from gamescheduler.cards import apologies
from gamescheduler.cards import templates as words
from gamescheduler.errors import Unreachable
from gamescheduler.services.work import Work

log = logging.getLogger(__name__)

_KEPT = 15 * 60.0
"""Seconds; as long as Discord lets an answer be changed."""


async def opened(app: App, inter: Click, press: Press) -> None:
    """A press for the form, or for the form as it was filled in."""
    target = read(inter.guild_id, press)
    if target is None:
        await replies.say(inter, Reply(apologies.STALE_BUTTON))
        return
    kept = None
    if target.word:
        try:
            kept = await app.cache.get(_key(target.word, inter.author.id))
        except Unreachable:
            log.warning("interaction %d: what was typed can't be looked up", inter.id)
    await replies.answer_with_form(inter, app, lambda work: templates.form(work, target, kept))


async def submitted(app: App, inter: Submission, press: Press) -> None:
    """The form came back."""
    target = read(inter.guild_id, press)
    if target is None:
        await replies.say(inter, Reply(apologies.STALE_BUTTON))
        return
    typed = {name: inter.text_values.get(name, "") for name in templates.FIELDS}
    done = False

    async def save(work: Work) -> Reply:
        nonlocal done
        done = False  # the work may be repeated
        reply = await templates.save(work, target, typed)
        done = True
        return reply

    await replies.answer(inter, app, save)
    if not done:
        await _keep(app, inter, target, typed)


async def _keep(app: App, inter: Submission, target: Target, typed: dict[str, str]) -> None:
    try:
        await app.cache.put(_key(str(inter.id), inter.author.id), typed, seconds=_KEPT)
        again = drawing.primary(words.OPEN_AGAIN, target.custom_id("templatewords", str(inter.id)))
        await inter.send(words.KEPT, ephemeral=True, components=drawing.buttons(again))
    except (Unreachable, *TROUBLE) as lost:
        log.warning("interaction %d: what was typed could not be kept: %r", inter.id, lost)


def _key(form: str, user_id: int) -> str:
    """Nobody gets at what somebody else typed."""
    return f"template-words:{user_id}:{form}"
