"""Planning a game: people are looked up first, then it is posted; what can't be is kept to be mended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

import disnake
from disnake import ui
from disnake.ui.select import StringSelect

from gamescheduler.adapters.directory import look_up
from gamescheduler.app import App
from gamescheduler.bot import custom_ids, directory, drafts, modals, people, posting, replies
from gamescheduler.bot.announcement import Component, buttons
from gamescheduler.bot.custom_ids import Press
from gamescheduler.bot.drafts import Draft
from gamescheduler.bot.people import Click, Command, Interaction, Submission
from gamescheduler.bot.replies import FORM_WITHIN, PATIENCE, Form, Reply
from gamescheduler.cards import apologies, planning
from gamescheduler.cards.card import Action
from gamescheduler.cards.tongues import Discord
from gamescheduler.domain import mentions
from gamescheduler.domain.mentions import Candidate, Found
from gamescheduler.errors import Invalid, Problem, Refused, Unreachable
from gamescheduler.models import GameId, GuildId

_MENUS = 4
"""A message holds five rows, and the last one is for the buttons."""

_SAY = Discord()


async def create(app: App, inter: Command, draft: Draft) -> None:
    """``/game create``: at once when title and time are known, else by way of the form."""
    typed = draft.typed
    asked = typed.title is None or typed.when is None
    if not asked or not await replies.open_form(inter, partial(_form_if_needed, app, inter, draft)):
        await replies.respond(inter, partial(_post, app, inter, draft))


async def _form_if_needed(app: App, inter: Command, draft: Draft, ref: str) -> Form | Reply | None:
    try:
        return await replies.act(inter, app, partial(posting.form, draft=draft), ref, FORM_WITHIN)
    except Invalid as invalid:
        return await _kept(app, inter, draft, invalid.problems)


async def _post(app: App, inter: Interaction, draft: Draft, ref: str) -> Reply:
    """Raises as verbs do, except for what can be mended."""
    lines = mentions.read_lines(draft.typed.with_players or "")
    try:
        found = await _look_up(app, inter, draft, lines, ref)
        post = partial(posting.post, draft=draft, lines=lines, found=found)
        return await replies.act(inter, app, post, ref)
    except Invalid as invalid:
        return await _kept(app, inter, draft, invalid.problems)
    except Unreachable:
        return await _kept_for_later(app, inter, draft, planning.DISCORD_AWAY)
    except Refused as refused:
        if refused.refusal.facts.get("channel_id") is None:
            raise
        return await _kept_for_later(app, inter, draft, apologies.refusal(refused.refusal, _SAY))


async def _look_up(app: App, inter: Interaction, draft: Draft, lines: Sequence[str], ref: str) -> Found:
    """Everybody who is named. Raises `Unreachable` when Discord does not answer, and as verbs do."""
    host = [f"<@{draft.host_id}>"] if draft.host_id else []
    if not host and not mentions.references(lines):
        return {}
    # Discord takes few questions, so it is asked for nobody who may not plan games.
    await replies.act(inter, app, partial(posting.allowed, draft=draft), ref)
    members = directory.of(inter)
    return {
        **await look_up(members, draft.guild_id, lines),
        **await look_up(members, draft.guild_id, host),
    }


async def _fix(app: App, inter: Click, press: Press) -> None:
    async def think(ref: str) -> Form | Reply:
        draft = await _found(app, inter, press.game_id, FORM_WITHIN)
        if draft is None:
            return Reply(planning.EXPIRED, here=True)
        await drafts.keep(app, inter, draft)  # the 15 minutes begin anew
        return await replies.act(inter, app, partial(posting.mending_form, draft=draft), ref, FORM_WITHIN)

    await replies.open_form(inter, think)


async def _again(app: App, inter: Click, press: Press) -> None:
    await _post_kept(app, inter, press, lambda draft: draft)


async def _which(app: App, inter: Click, press: Press) -> None:
    """Somebody was chosen for a line that several members fit."""
    (chosen,) = inter.values or [""]

    def settled(draft: Draft) -> Draft:
        lines = mentions.read_lines(draft.typed.with_players or "")
        lines[int(press.rest) - 1] = f"<@{chosen}>"
        return replace(draft, typed=replace(draft.typed, with_players="\n".join(lines)))

    await _post_kept(app, inter, press, settled)


async def _post_kept(app: App, inter: Click, press: Press, mend: Callable[[Draft], Draft]) -> None:
    async def think(ref: str) -> Reply:
        draft = await _found(app, inter, press.game_id)
        if draft is None:
            return Reply(planning.EXPIRED)
        draft = mend(draft)
        # Before anybody is asked: the next menu may be used meanwhile.
        await drafts.keep(app, inter, draft)
        return await _post(app, inter, draft, ref)

    await replies.respond(inter, think, here=True)


async def _discard(app: App, inter: Click, press: Press) -> None:
    await drafts.drop(app, inter, press.game_id)
    await replies.say(inter, Reply(planning.DISCARDED, here=True))


async def _submitted(app: App, inter: Submission, press: Press) -> None:
    carried = _carried(inter, press)
    if carried is None:
        await replies.say(inter, Reply(apologies.STALE_BUTTON))
        return

    async def think(ref: str) -> Reply:
        # A form that was opened to mend a draft has no field for some of it.
        kept = await _found(app, inter, press.game_id) if press.verb == "repost" else None
        draft = kept or carried
        typed = replace(draft.typed, **modals.filled(inter))
        return await _post(app, inter, replace(draft, typed=typed), ref)

    await replies.respond(inter, think, here=True)


def _carried(inter: Submission, press: Press) -> Draft | None:
    """What a form says of itself; None for one of another version."""
    if inter.guild_id is None:
        return None
    try:
        return drafts.unpack(press, GuildId(inter.guild_id), people.channel_id(inter))
    except ValueError:
        return None


async def _found(app: App, inter: Interaction, game_id: GameId, patience: float = PATIENCE) -> Draft | None:
    return await replies.insist(lambda: drafts.find(app, inter, game_id, Draft), patience)


PRESSES: dict[str, Callable[[App, Click, Press], Awaitable[None]]] = {
    "fix": _fix,
    "tryagain": _again,
    "which": _which,
    "discard": _discard,
}
FORMS = {"post": _submitted, "repost": _submitted}


async def _kept(app: App, inter: Interaction, draft: Draft, problems: Sequence[Problem]) -> Reply:
    """What is wrong, and the ways to mend it.

    What was posted at last is not dropped: whoever used two menus at once is told of the same game twice.
    """
    text = planning.named(problems, _SAY)
    if not await drafts.keep(app, inter, draft):
        return Reply(text)
    unclear = [problem for problem in problems if problem.code == "ambiguous"]
    fix = planning.FIX_TEXT if len(unclear) == len(problems) else planning.FIX
    menus = [_menu(draft.game_id, problem) for problem in unclear[:_MENUS]]
    return _with_buttons(draft, f"{text}\n{planning.NOT_POSTED}", menus, fix)


async def _kept_for_later(app: App, inter: Interaction, draft: Draft, text: str) -> Reply:
    if not await drafts.keep(app, inter, draft):
        return Reply(text)
    return _with_buttons(draft, f"{text}\n{planning.KEPT}", [], planning.TRY_AGAIN, planning.FIX_TEXT)


def _with_buttons(draft: Draft, text: str, menus: Sequence[Component], *actions: Action) -> Reply:
    return Reply(text, [*menus, buttons(draft.game_id, [*actions, planning.DISCARD])])


def _menu(game_id: GameId, problem: Problem) -> Component:
    suggestions: Sequence[Candidate] = problem.facts["suggestions"]
    options = [
        disnake.SelectOption(label=each.name, value=str(each.id), description=f"@{each.username}")
        for each in suggestions
    ]
    custom_id = custom_ids.write("which", game_id, str(problem.facts["number"]))
    asked = planning.which(problem.facts["line"])
    return ui.ActionRow(StringSelect(custom_id=custom_id, placeholder=asked, options=options))
