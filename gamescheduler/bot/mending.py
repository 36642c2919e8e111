"""What can't be posted yet is kept, and comes back with every way there is to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import disnake
from disnake import ui
from disnake.ui.select import StringSelect

from gamescheduler.app import App
from gamescheduler.bot import custom_ids, drafts
from gamescheduler.bot.announcement import Component, buttons
from gamescheduler.bot.drafts import Draft
from gamescheduler.bot.people import Interaction
from gamescheduler.bot.replies import Reply
from gamescheduler.bot.settings import drawing
from gamescheduler.cards import apologies, planning
from gamescheduler.cards.card import Action
from gamescheduler.cards.clocks import Question
from gamescheduler.cards.tongues import Discord
from gamescheduler.domain.mentions import Candidate
from gamescheduler.errors import Problem, Refusal
from gamescheduler.models import GameId

FORM = "form"
"""What a way to go on carries along when the form was asked for, and not shown yet."""

_MENUS = 4
"""A message holds five rows, and the last one is for the buttons."""

_SAY = Discord()


async def invalid(app: App, inter: Interaction, draft: Draft, problems: Sequence[Problem]) -> Reply:
    """What is wrong, and the ways to mend it.

    What was posted at last is not dropped: whoever used two menus at once is told of the same game twice.
    """
    text = planning.named(problems, _SAY)
    if not await drafts.keep(app, inter, draft):
        return Reply(text)
    unclear = [problem for problem in problems if problem.code == "ambiguous"]
    elsewhere = {problem.code for problem in problems} - {"ambiguous", "cannot_host"}
    host = [planning.HOST_MYSELF] if any(problem.code == "cannot_host" for problem in problems) else []
    fix = planning.FIX if elsewhere else planning.FIX_TEXT
    menus = [_menu(draft.game_id, problem) for problem in unclear[:_MENUS]]
    return _with_buttons(draft, f"{text}\n{planning.NOT_POSTED}", menus, *host, fix)


async def refused(
    app: App, inter: Interaction, draft: Draft, refusal: Refusal, *, form: bool = False
) -> Reply | None:
    """None for what takes other rights. With ``form``, going on begins with the form that was asked for."""
    text = apologies.refusal(refusal, _SAY)
    if refusal.code == "hosts_for_others":
        ways, menus = [planning.HOST_MYSELF], []
    elif "channel_id" in refusal.facts:
        ways, menus = [planning.TRY_AGAIN, planning.FIX_TEXT], [_channel_menu(draft, form=form)]
    else:
        return None
    if not await drafts.keep(app, inter, draft):
        return Reply(text)
    if form:
        ways = [replace(way, rest=FORM) for way in ways if way != planning.FIX_TEXT]
    return _with_buttons(draft, f"{text}\n{planning.KEPT}", menus, *ways)


async def away(app: App, inter: Interaction, draft: Draft) -> Reply:
    """Discord can't say who somebody is."""
    if not await drafts.keep(app, inter, draft):
        return Reply(planning.DISCORD_AWAY)
    text = f"{planning.DISCORD_AWAY}\n{planning.KEPT}"
    return _with_buttons(draft, text, [], planning.TRY_AGAIN, planning.FIX_TEXT)


async def forgotten(app: App, inter: Interaction, draft: Draft, names: Sequence[str]) -> Reply:
    """The form came back after what it had no field for was forgotten: nothing is posted without asking."""
    text = planning.forgotten(names)
    if not await drafts.keep(app, inter, draft):
        return Reply(f"{text} {planning.EXPIRED}")
    ways = (planning.FILL_IN, planning.POST_WITHOUT)
    return _with_buttons(draft, f"{text}\n{planning.NOT_POSTED}", [], *ways)


async def clock(app: App, inter: Interaction, draft: Draft, question: Question) -> Reply:
    """Nobody said which zone the time was typed in, so the clock is asked for."""
    if not await drafts.keep(app, inter, draft):
        return Reply(planning.NO_ZONE)
    menu = drawing.asked(custom_ids.write("clock", draft.game_id), question)
    return _with_buttons(draft, planning.clock(question.text), [menu])


def _with_buttons(draft: Draft, text: str, menus: Sequence[Component], *actions: Action) -> Reply:
    return Reply(text, [*menus, buttons(draft.game_id, [*actions, planning.DISCARD])])


def _channel_menu(draft: Draft, *, form: bool) -> Component:
    custom_id = custom_ids.write("elsewhere", draft.game_id, FORM if form else "")
    return drawing.channel_menu(custom_id, planning.ANOTHER_CHANNEL)


def _menu(game_id: GameId, problem: Problem) -> Component:
    suggestions: Sequence[Candidate] = problem.facts["suggestions"]
    options = [
        disnake.SelectOption(label=each.name, value=str(each.id), description=f"@{each.username}")
        for each in suggestions
    ]
    custom_id = custom_ids.write("which", game_id, str(problem.facts["number"]))
    asked = planning.which(problem.facts["line"])
    return ui.ActionRow(StringSelect(custom_id=custom_id, placeholder=asked, options=options))
