"""The form about a template: what was typed is never lost, also when it can't be used yet."""

from __future__ import annotations

import logging

from gamescheduler.app import App
from gamescheduler.bot import drafts, replies
from gamescheduler.bot.custom_ids import Press
from gamescheduler.bot.people import Click, Submission
from gamescheduler.bot.replies import Form, Reply
from gamescheduler.bot.rest import TROUBLE
from gamescheduler.bot.settings import drawing, templates
from gamescheduler.bot.settings.targets import Target, read
from gamescheduler.cards import apologies
from gamescheduler.cards import templates as words
from gamescheduler.services.work import Work

log = logging.getLogger(__name__)


async def opened(app: App, inter: Click, press: Press) -> None:
    """A press for the form, or for the form as it was filled in."""
    target = read(inter.guild_id, press)
    if target is None:
        await replies.say(inter, Reply(apologies.STALE_BUTTON))
        return

    async def think(ref: str, until: float) -> Form | Reply:
        kept = None
        if target.word:
            kept = await replies.insist(lambda: drafts.get(app, inter, _name(target.word)), until)
            if kept is None:
                return Reply(words.EXPIRED, here=True)
        return await replies.act(inter, app, lambda work: templates.form(work, target, kept), ref, until)

    await replies.open_form(inter, think)


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

    await replies.redraw(inter, app, save)
    if not done:
        await _keep(app, inter, target, typed)


async def _keep(app: App, inter: Submission, target: Target, typed: dict[str, str]) -> None:
    if not await drafts.put(app, inter, _name(str(inter.id)), typed):
        return
    again = drawing.primary(words.OPEN_AGAIN, target.custom_id("templatewords", str(inter.id)))
    try:
        await inter.send(words.KEPT, ephemeral=True, components=drawing.buttons(again))
    except TROUBLE as lost:
        log.warning("interaction %d: the way back to what was typed could not be sent: %r", inter.id, lost)


def _name(form: str) -> str:
    return f"template:{form}"
