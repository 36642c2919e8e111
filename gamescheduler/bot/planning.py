"""Planning a game: people are looked up first, then it is posted; what can't be is kept to be mended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from gamescheduler.adapters.directory import look_up
from gamescheduler.app import App
from gamescheduler.bot import directory, drafts, forms, mending, modals, people, posting, replies
from gamescheduler.bot.custom_ids import Press
from gamescheduler.bot.drafts import Draft
from gamescheduler.bot.forms import Typed
from gamescheduler.bot.people import Click, Command, Interaction, Submission
from gamescheduler.bot.replies import Form, Reply
from gamescheduler.cards import apologies, planning
from gamescheduler.domain import mentions
from gamescheduler.domain.mentions import Found
from gamescheduler.errors import Invalid, Refused, Unreachable
from gamescheduler.models import ChannelId, GameId, GuildId, new_game_id

Mend = Callable[[Draft], Draft]


async def create(app: App, inter: Command | Click, draft: Draft) -> None:
    """``/game create``: at once when title and time are known, else by way of the form."""
    typed, since = draft.typed, replies.arrived()
    asked = typed.title is None or typed.when is None
    form = partial(_form_if_needed, app, inter, draft)
    if not asked or not await replies.open_form(inter, form, since=since):
        await replies.respond(inter, partial(_post, app, inter, draft), since=since)


async def _form_if_needed(
    app: App, inter: Command | Click, draft: Draft, ref: str, until: float
) -> Form | Reply | None:
    try:
        return await replies.act(inter, app, partial(posting.form, draft=draft), ref, until)
    except Invalid as invalid:
        return await mending.invalid(app, inter, draft, invalid.problems)
    except Refused as refused:
        reply = await mending.refused(app, inter, draft, refused.refusal, form=True)
        if reply is None:
            raise
        return reply


async def _post(app: App, inter: Interaction, draft: Draft, ref: str) -> Reply:
    """Raises as verbs do, except for what can be mended."""
    lines = mentions.read_lines(draft.typed.with_players or "")
    try:
        if _asks_first(draft, lines, app):
            # Discord takes few questions, so it is asked for nobody who may not plan games.
            question = await replies.act(inter, app, partial(posting.question, draft=draft), ref)
            if question is not None:
                return await mending.clock(app, inter, draft, question)
        found = await _look_up(inter, draft, lines)
        post = partial(posting.post, draft=draft, lines=lines, found=found)
        return await replies.act(inter, app, post, ref)
    except Invalid as invalid:
        return await mending.invalid(app, inter, draft, invalid.problems)
    except Unreachable:
        return await mending.away(app, inter, draft)
    except Refused as refused:
        reply = await mending.refused(app, inter, draft, refused.refusal)
        if reply is None:
            raise
        return reply


def _asks_first(draft: Draft, lines: Sequence[str], app: App) -> bool:
    """Whether there may be something to ask: Discord about people, the host about their clock."""
    typed = draft.typed.when or ""
    return bool(draft.host_id or mentions.references(lines) or forms.is_local(typed, now=app.clock.now()))


async def _look_up(inter: Interaction, draft: Draft, lines: Sequence[str]) -> Found:
    """Everybody who is named. Raises `Unreachable` when Discord does not answer."""
    host = [f"<@{draft.host_id}>"] if draft.host_id else []
    if not host and not mentions.references(lines):
        return {}
    members = directory.of(inter)
    return {
        **await look_up(members, draft.guild_id, lines),
        **await look_up(members, draft.guild_id, host),
    }


async def _fix(app: App, inter: Click, press: Press) -> None:
    await _open_kept(app, inter, press, lambda draft: draft)


async def _again(app: App, inter: Click, press: Press) -> None:
    await _go_on(app, inter, press, lambda draft: draft)


async def _elsewhere(app: App, inter: Click, press: Press) -> None:
    """Another channel was chosen, for one in which no game can be announced."""
    (chosen,) = inter.values or [""]
    await _go_on(app, inter, press, lambda draft: replace(draft, chosen_channel_id=ChannelId(int(chosen))))


async def _host_myself(app: App, inter: Click, press: Press) -> None:
    await _go_on(app, inter, press, lambda draft: replace(draft, host_id=None))


async def _which(app: App, inter: Click, press: Press) -> None:
    """Somebody was chosen for a line that several members fit."""
    (chosen,) = inter.values or [""]

    def settled(draft: Draft) -> Draft:
        lines = mentions.read_lines(draft.typed.with_players or "")
        lines[int(press.rest) - 1] = f"<@{chosen}>"
        return replace(draft, typed=replace(draft.typed, with_players="\n".join(lines)))

    await _post_kept(app, inter, press, settled)


async def _clock(app: App, inter: Click, press: Press) -> None:
    """One answer to the question about the clock; there may be another question."""
    (chosen,) = inter.values or [""]

    async def think(ref: str) -> Reply:
        draft = await _found(app, inter, press.game_id)
        if draft is None:
            return Reply(planning.EXPIRED)
        question = await replies.act(inter, app, partial(posting.set_clock, chosen=chosen), ref)
        if question is not None:
            return await mending.clock(app, inter, draft, question)
        return await _post(app, inter, draft, ref)

    await replies.respond(inter, think, here=True)


async def _go_on(app: App, inter: Click, press: Press, mend: Mend) -> None:
    """Where it was interrupted."""
    await (_open_kept if press.rest == mending.FORM else _post_kept)(app, inter, press, mend)


async def _open_kept(app: App, inter: Click, press: Press, mend: Mend) -> None:
    async def think(ref: str, until: float) -> Form | Reply:
        draft = await _found(app, inter, press.game_id, until)
        if draft is None:
            return Reply(planning.EXPIRED, here=True)
        draft = mend(draft)
        await drafts.keep(app, inter, draft)  # the 15 minutes begin anew
        return await replies.act(inter, app, partial(posting.mending_form, draft=draft), ref, until)

    await replies.open_form(inter, think)


async def _post_kept(app: App, inter: Click, press: Press, mend: Mend) -> None:
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
    async def think(ref: str) -> Reply:
        await drafts.drop(app, inter, press.game_id)
        return Reply(planning.DISCARDED)

    await replies.respond(inter, think, here=True)


async def _submitted(app: App, inter: Submission, press: Press) -> None:
    carried = _carried(inter, press)
    if carried is None:
        await replies.say(inter, Reply(apologies.STALE_BUTTON))
        return

    async def think(ref: str) -> Reply:
        # A form that was opened to mend a draft has no field for some of it.
        kept = await _found(app, inter, press.game_id) if press.verb == "repost" else None
        filled = modals.filled(inter)
        draft = kept or carried
        draft = replace(draft, typed=replace(draft.typed, **filled))
        if kept is None and (lost := [name for name in modals.NEW if name not in filled]):
            return await mending.forgotten(app, inter, draft, lost)
        return await _post(app, inter, draft, ref)

    await replies.respond(inter, think, here=True)


def _carried(inter: Submission, press: Press) -> Draft | None:
    """What a form says of itself; None for one of another version."""
    if inter.guild_id is None:
        return None
    try:
        return drafts.unpack(press, GuildId(inter.guild_id), people.channel_id(inter))
    except ValueError:
        return None


async def _found(app: App, inter: Interaction, game_id: GameId, until: float | None = None) -> Draft | None:
    return await replies.insist(lambda: drafts.find(app, inter, game_id, Draft), until)


async def _plan(app: App, inter: Click, press: Press) -> None:
    """The form, as ``/game create`` without anything opens it."""
    if inter.guild_id is None:
        await replies.say(inter, Reply(apologies.STALE_BUTTON))
        return
    guild_id, here = GuildId(inter.guild_id), people.channel_id(inter)
    await create(app, inter, Draft(game_id=new_game_id(), guild_id=guild_id, channel_id=here, typed=Typed()))


async def _copy(app: App, inter: Click, press: Press) -> None:
    await replies.answer_with_form(inter, app, partial(posting.copy_form, game_id=press.game_id))


PRESSES: dict[str, Callable[[App, Click, Press], Awaitable[None]]] = {
    "fix": _fix,
    "tryagain": _again,
    "elsewhere": _elsewhere,
    "hostmyself": _host_myself,
    "which": _which,
    "clock": _clock,
    "discard": _discard,
    "plan": _plan,
    planning.COPY.verb: _copy,
}
FORMS = {"post": _submitted, "repost": _submitted}
