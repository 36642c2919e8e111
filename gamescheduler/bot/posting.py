"""A new game inside one transaction: where it goes, the form about it, the game itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gamescheduler.bot import custom_ids, drafts, forms, modals, people
from gamescheduler.bot.drafts import NONE, Draft
from gamescheduler.bot.replies import Form, Reply
from gamescheduler.cards import labels, planning
from gamescheduler.cards.tongues import Discord
from gamescheduler.domain import mentions
from gamescheduler.domain.drafts import GameDraft
from gamescheduler.domain.mentions import ById, Candidate, Found
from gamescheduler.domain.place import Place
from gamescheduler.domain.refusals import hosts, why_not_post, why_not_use
from gamescheduler.errors import Invalid, Problem
from gamescheduler.models import ChannelId, GuildId, Template
from gamescheduler.services import accounts, hosting, places
from gamescheduler.services.accounts import Seen
from gamescheduler.services.work import Work

_SAY = Discord()


async def allowed(work: Work, draft: Draft) -> None:
    """Raises `NotFound` or `Refused` as posting would, whatever else is wrong with it."""
    await _place(work, draft)


async def form(work: Work, draft: Draft) -> Form | None:
    """The form for what was left out of the command, with everything in it that is known already.

    None when the template knows the rest. Raises `NotFound`, `Refused`, or `Invalid` for what the form has
    no field for.
    """
    place, problems = await _place(work, draft)
    titled = draft.typed.title is not None or (place.template is not None and place.template.title)
    if titled and draft.typed.when is not None:
        return None
    values, wrong = await _read(work, replace(draft.typed, title=None, when=None, location=None), draft)
    if found := [*problems, *wrong, *hosting.locked(place, values)]:
        raise Invalid(found)
    return await _form(work, "post", draft, place, values, modals.NEW)


async def mending_form(work: Work, draft: Draft) -> Form:
    """The form with everything that was typed, and a field for everything that is wrong."""
    place, problems = await _place(work, draft)
    values, wrong = await _read(work, draft.typed, draft)
    fields = {problem.field for problem in (*problems, *wrong, *hosting.locked(place, values))}
    broken = {name for name, field in forms.FIELDS.items() if field in fields}
    return await _form(
        work, "repost", draft, place, values, modals.with_broken(modals.NEW, broken, draft.typed)
    )


async def post(work: Work, draft: Draft, lines: Sequence[str], found: Found) -> Reply:
    """Raises `NotFound`, `Refused`, or `Invalid` with everything that is wrong."""
    place, problems = await _place(work, draft)
    values, wrong = await _read(work, draft.typed, draft)
    host, players = _settle(draft, lines, found, [*problems, *wrong, *hosting.locked(place, values)])
    members = [who for who in (host, *players) if isinstance(who, Candidate)]
    await accounts.remember(work, *(Seen.of(member, draft.guild_id) for member in members))
    if values.get("location") == place.settings.location:
        del values["location"]  # it was in the form already, and is nobody's choice
    me = people.user_id(work)
    sheet = await hosting.post(
        work,
        GameDraft(
            id=draft.game_id,
            guild_id=draft.guild_id,
            channel_id=_channel(place),
            host_id=host.id if host else me,
            template_id=place.template.id if place.template else None,
            players=tuple(who if isinstance(who, str) else who.id for who in players),
            **{"title": "", **values},
        ),
    )
    chosen = await places.zone_is_chosen(work, draft.guild_id, me)
    return Reply(planning.posted(sheet, _SAY, zone_is_chosen=chosen))


async def templates(work: Work, guild_id: GuildId, text: str) -> dict[str, str]:
    """Name -> what ``/game create`` takes for it, of those the person may use; the default is the first."""
    settings = (await places.place(work, guild_id)).settings
    if not hosts(work.actor, settings):
        return {}
    every = await places.templates(work, guild_id)
    usable = [row for row in every if why_not_use(work.actor, settings, row) is None]
    usable.sort(key=lambda row: not row.is_default)
    named = {planning.default_template(t.name) if t.is_default else t.name: str(t.id) for t in usable}
    if any(row.is_default for row in usable):
        named[planning.NO_TEMPLATE] = NONE
    return {name: value for name, value in named.items() if text.casefold() in name.casefold()}


async def _place(work: Work, draft: Draft) -> tuple[Place, list[Problem]]:
    """Where it goes and by which template; a problem for a template there is not.

    Raises `NotFound`, and `Refused` before anything is said about templates.
    """
    template, problems = await _template(work, draft)
    channel_id = draft.chosen_channel_id or (template and template.channel_id)
    channel_id = channel_id or await _usual_channel(work, draft)
    place = await places.place(work, draft.guild_id, channel_id, template.id if template else None)
    if place.channel is None:
        raise LookupError("a game is planned in a channel")
    here = Place(place.instance, place.guild, place.channel)
    host_id = draft.host_id or people.user_id(work)
    work.require(why_not_post(work.actor, host_id, here.settings, place.channel, place.template))
    return place, problems


async def _template(work: Work, draft: Draft) -> tuple[Template | None, list[Problem]]:
    """The one that was named, by id or name; else the server's default, for whoever may use it."""
    every, wanted = await places.templates(work, draft.guild_id), (draft.typed.template or "").strip()
    if not wanted:
        settings = (await places.place(work, draft.guild_id)).settings
        default = next((row for row in every if row.is_default), None)
        usable = default is not None and why_not_use(work.actor, settings, default) is None
        return (default if usable else None), []
    named = [row for row in every if wanted == str(row.id) or wanted.casefold() == row.name.casefold()]
    if named or wanted == NONE:
        return (named[0] if named else None), []
    return None, [Problem("template", "unknown_template", {"text": wanted})]


async def _usual_channel(work: Work, draft: Draft) -> ChannelId:
    """Here, if this channel is set to be for games; else the first that is; else here all the same."""
    channels = await places.channels(work, draft.guild_id)
    meant = [channel.id for channel in channels if channel.settings.get("active")]
    return draft.channel_id if draft.channel_id in meant or not meant else meant[0]


async def _read(work: Work, typed: forms.Typed, draft: Draft) -> tuple[dict[str, Any], list[Problem]]:
    zone = await places.zone(work, draft.guild_id, people.user_id(work))
    return forms.parse(typed, now=work.now, zone=zone)


def _settle(
    draft: Draft, lines: Sequence[str], found: Found, problems: list[Problem]
) -> tuple[Candidate | None, list[Candidate | str]]:
    """The host, if somebody else than the one who types, and the players. Raises `Invalid` with all of it."""
    host = next(iter(found.get(ById(draft.host_id), ())), None) if draft.host_id else None
    if draft.host_id and (host is None or host.bot):
        problems.append(Problem("host", "cannot_host", {"user_id": draft.host_id}))
    players: list[Candidate | str] = []
    try:
        players = mentions.settle(lines, found)
    except Invalid as invalid:
        problems += invalid.problems
    if problems:
        raise Invalid(problems)
    return host, players


async def _form(
    work: Work, verb: str, draft: Draft, place: Place, values: dict[str, Any], names: Sequence[str]
) -> Form:
    zone = await places.zone(work, draft.guild_id, people.user_id(work))
    template = place.template
    begun = {
        "title": template.title if template else "",
        "description": template.description if template else "",
        "location": place.settings.location,
    }
    time = forms.readable_time(draft.typed.when or "", now=work.now, zone=zone)
    shown = replace(draft.typed, **{**begun, **draft.typed.given(), "when": time})
    rest = drafts.pack(draft, template.id if template else None, values)
    return Form(
        custom_ids.write(verb, draft.game_id, rest), labels.NEW_GAME, modals.fields(names, shown, zone)
    )


def _channel(place: Place) -> ChannelId:
    if place.channel is None:
        raise LookupError("a game is planned in a channel")
    return place.channel.id
