"""A new game inside one transaction: where it goes, the form about it, the game itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gamescheduler.bot import custom_ids, drafts, forms, modals, people
from gamescheduler.bot.drafts import NONE, Draft
from gamescheduler.bot.replies import Form, Reply
from gamescheduler.cards import clocks, labels, planning
from gamescheduler.cards.clocks import Question
from gamescheduler.cards.tongues import Discord
from gamescheduler.domain import mentions
from gamescheduler.domain.drafts import GameDraft
from gamescheduler.domain.mentions import ById, Candidate, Found
from gamescheduler.domain.place import Place
from gamescheduler.domain.refusals import why_not_host, why_not_post
from gamescheduler.errors import Invalid, Problem, Refusal
from gamescheduler.models import Channel, ChannelId, GameId, Template, UserId, new_game_id
from gamescheduler.services import accounts, hosting, places, queries
from gamescheduler.services.accounts import Seen
from gamescheduler.services.work import Work

_SAY = Discord()


async def question(work: Work, draft: Draft) -> Question | None:
    """What to ask before its time is read: nobody said which zone that was typed in.

    Raises `NotFound` or `Refused` as posting would, whatever else is wrong with it.
    """
    place, _ = await _place(work, draft)
    known = await _zone_is_chosen(work, place) or not forms.is_local(draft.typed.when or "", now=work.now)
    return None if known else clocks.ask(work.now)


async def set_clock(work: Work, chosen: str) -> Question | None:
    """Keep the zone that an answer to the question means; one more question while there are several."""
    answer = clocks.answer(chosen, work.now)
    if isinstance(answer, Question):
        return answer
    await accounts.prefer(work, people.user_id(work), zone=answer)
    return None


async def form(work: Work, draft: Draft) -> Form | None:
    """The form for what was left out of the command, with everything in it that is known already.

    None when the template knows the rest. Raises `NotFound`, `Refused`, or `Invalid` for what the form has
    no field for.
    """
    place, problems = await _place(work, draft)
    titled = draft.typed.title is not None or (place.template is not None and place.template.title)
    if titled and draft.typed.when is not None:
        return None
    values, wrong = await _read(work, replace(draft.typed, title=None, when=None, location=None), place)
    if found := [*problems, *wrong, *hosting.locked(place, values)]:
        raise Invalid(found)
    return await _form(work, "post", draft, place, values, modals.NEW)


async def mending_form(work: Work, draft: Draft) -> Form:
    """The form with everything that was typed, and a field for everything that is wrong."""
    place, problems = await _place(work, draft)
    values, wrong = await _read(work, draft.typed, place)
    fields = {problem.field for problem in (*problems, *wrong, *hosting.locked(place, values))}
    broken = {name for name, field in forms.FIELDS.items() if field in fields}
    return await _form(
        work, "repost", draft, place, values, modals.with_broken(modals.NEW, broken, draft.typed)
    )


async def copy_form(work: Work, game_id: GameId) -> Form:
    """The form about a new game like that one, at the same time of day a week later, or weeks.

    Raises `NotFound` or `Refused`.
    """
    game = (await queries.look(work, game_id)).game
    draft = Draft(
        game_id=new_game_id(),
        guild_id=game.guild_id,
        channel_id=game.channel_id,
        chosen_channel_id=game.channel_id,
        host_id=None if game.host_id == work.actor.user_id else game.host_id,
        typed=replace(forms.written_again(game, now=work.now), template=str(game.template_id or NONE)),
    )
    place, _ = await _place(work, draft)
    values, _ = await _read(work, draft.typed, place)
    return await _form(work, "post", draft, place, values, modals.NEW)


async def post(work: Work, draft: Draft, lines: Sequence[str], found: Found) -> Reply:
    """Raises `NotFound`, `Refused`, or `Invalid` with everything that is wrong."""
    place, problems = await _place(work, draft)
    values, wrong = await _read(work, draft.typed, place)
    me = people.user_id(work)
    host, players = _settle(draft, me, lines, found, [*problems, *wrong, *hosting.locked(place, values)])
    members = [who for who in (host, *players) if isinstance(who, Candidate)]
    await accounts.remember(work, *(Seen.of(member, draft.guild_id) for member in members))
    if values.get("location") == place.settings.location:
        del values["location"]  # it was in the form already, and is nobody's choice
    sheet = await hosting.post(
        work,
        GameDraft(
            id=draft.game_id,
            guild_id=draft.guild_id,
            channel_id=_channel(place).id,
            host_id=host.id if host else me,
            template_id=place.template.id if place.template else None,
            players=tuple(who if isinstance(who, str) else who.id for who in players),
            **{"title": "", **values},
        ),
    )
    chosen = await _zone_is_chosen(work, place)
    return Reply(planning.posted(sheet, _SAY, zone_is_chosen=chosen))


async def templates(work: Work, draft: Draft) -> list[Template]:
    """Those that the person may plan it with, in their order. Raises `NotFound`."""
    usual = await _usual_channel(work, draft)
    found = []
    for row in await places.templates(work, draft.guild_id):
        there = draft.chosen_channel_id or row.channel_id or usual
        place = await places.around(work, draft.guild_id, there, row.id)
        if why_not_host(work.actor, place) is None:
            found.append(row)
    return found


async def zone(work: Work, draft: Draft) -> str:
    """The zone in which a time for it is typed, whether or not it may be posted. Raises `NotFound`."""
    template, _ = await _template(work, draft)
    return await places.zone(
        work, draft.guild_id, people.user_id(work), await _channel_id(work, draft, template)
    )


async def _place(work: Work, draft: Draft) -> tuple[Place, list[Problem]]:
    """Where it goes and by which template; a problem for a template there is not.

    Raises `NotFound`, and `Refused` before anything is said about templates.
    """
    template, problems = await _template(work, draft)
    channel_id = await _channel_id(work, draft, template)
    place = await places.around(work, draft.guild_id, channel_id, template.id if template else None)
    if place.channel is None:
        # The chat of a voice channel, a thread of a forum: nothing can be announced there.
        nowhere = Refusal("channel_inactive", {"channel_id": channel_id})
        work.require(why_not_host(work.actor, place) or nowhere)
    host_id = draft.host_id or people.user_id(work)
    work.require(why_not_post(work.actor, host_id, place))
    return place, problems


async def _template(work: Work, draft: Draft) -> tuple[Template | None, list[Problem]]:
    """The one that was named, by id or name; else the server's default, for whoever may use it."""
    wanted = (draft.typed.template or "").strip()
    if not wanted:
        return next((row for row in await templates(work, draft) if row.is_default), None), []
    every = await places.templates(work, draft.guild_id)
    named = [row for row in every if wanted == str(row.id) or wanted.casefold() == row.name.casefold()]
    if named or wanted == NONE:
        return (named[0] if named else None), []
    return None, [Problem("template", "unknown_template", {"text": wanted})]


async def _channel_id(work: Work, draft: Draft, template: Template | None) -> ChannelId:
    chosen = draft.chosen_channel_id or (template and template.channel_id)
    return chosen or await _usual_channel(work, draft)


async def _usual_channel(work: Work, draft: Draft) -> ChannelId:
    """Here, if this channel is set to be for games; else the first that is; else here all the same."""
    channels = await places.channels(work, draft.guild_id)
    meant = [channel.id for channel in channels if channel.settings.get("active")]
    return draft.channel_id if draft.channel_id in meant or not meant else meant[0]


async def _read(work: Work, typed: forms.Typed, place: Place) -> tuple[dict[str, Any], list[Problem]]:
    return forms.parse(typed, now=work.now, zone=await _zone(work, place))


async def _zone(work: Work, place: Place) -> str:
    channel = _channel(place)
    return await places.zone(work, channel.guild_id, people.user_id(work), channel.id)


async def _zone_is_chosen(work: Work, place: Place) -> bool:
    channel = _channel(place)
    return await places.zone_is_chosen(work, channel.guild_id, people.user_id(work), channel.id)


def _settle(
    draft: Draft, me: UserId, lines: Sequence[str], found: Found, problems: list[Problem]
) -> tuple[Candidate | None, list[Candidate | str]]:
    """The host, if somebody else than the one who types, and the players. Raises `Invalid` with all of it."""
    host = next(iter(found.get(ById(draft.host_id), ())), None) if draft.host_id else None
    if draft.host_id and (host is None or host.bot):
        problems.append(Problem("host", "cannot_host", {"user_id": draft.host_id}))
    players: list[Candidate | str] = []
    try:
        players = mentions.settle(lines, found, host_id=draft.host_id or me)
    except Invalid as invalid:
        problems += invalid.problems
    if problems:
        raise Invalid(problems)
    return host, players


async def _form(
    work: Work, verb: str, draft: Draft, place: Place, values: dict[str, Any], names: Sequence[str]
) -> Form:
    zone = await _zone(work, place)
    template = place.template
    begun = {
        "title": template.title if template else "",
        "description": template.description if template else "",
        "location": place.settings.location,
    }
    time = forms.readable_time(draft.typed.when or "", now=work.now, zone=zone)
    shown = replace(draft.typed, **{**begun, **draft.typed.given(), "when": time})
    label = zone if await _zone_is_chosen(work, place) else ""
    rest = drafts.pack(draft, template.id if template else None, values)
    return Form(
        custom_ids.write(verb, draft.game_id, rest), labels.NEW_GAME, modals.fields(names, shown, label)
    )


def _channel(place: Place) -> Channel:
    if place.channel is None:
        raise LookupError("a game is planned in a channel")
    return place.channel
