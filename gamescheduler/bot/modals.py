"""The two forms about games: a new one, and one that is changed. Filled in, they come back here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import disnake
from disnake import ui

from gamescheduler.app import App
from gamescheduler.bot import custom_ids, forms, people, replies
from gamescheduler.bot.forms import Typed
from gamescheduler.bot.people import Submission
from gamescheduler.bot.replies import Form, Reply
from gamescheduler.cards import apologies, labels, sentences
from gamescheduler.cards.tongues import Discord
from gamescheduler.domain import when
from gamescheduler.domain.drafts import DESCRIPTION_MAX, LOCATION_MAX, TITLE_MAX, GameDraft
from gamescheduler.domain.refusals import why_not_edit
from gamescheduler.domain.when import NotATime
from gamescheduler.models import ChannelId, GameId, GuildId, UserId
from gamescheduler.services import hosting, queries
from gamescheduler.services.work import Work

_WHEN_MAX = 100
_PLAYERS_MAX = 10
_SAY = Discord()


@dataclass(frozen=True, slots=True)
class Start:
    """Where a new game comes from. The id is drawn first, so that posting twice makes one game."""

    game_id: GameId
    guild_id: GuildId
    host_id: UserId
    channel_id: ChannelId
    """Where it was asked for."""
    chosen_channel_id: ChannelId | None = None


async def create(work: Work, start: Start, typed: Typed) -> Reply:
    """Post a game from what was typed. Raises `Invalid`, `NotFound` or `Refused`."""
    zone = await queries.zone(work, start.guild_id, start.host_id)
    return await _post(work, start, forms.read(typed, now=work.now, zone=zone))


async def creation_form(work: Work, start: Start, typed: Typed) -> Form:
    """The form for what was left out of the command, with what was given filled in already.

    Duration and reminders have no field in it and travel in its custom id. Raises `Invalid`.
    """
    zone = await queries.zone(work, start.guild_id, start.host_id)
    given = forms.read(Typed(duration=typed.duration, reminders=typed.reminders), now=work.now, zone=zone)
    time = _readable(typed.when or "", work, zone)
    shown = Typed(
        title=typed.title,
        when=time,
        players=typed.players,
        location=typed.location,
        description=typed.description,
    )
    rest = f"{start.chosen_channel_id or 0}:{_carried(given)}"
    custom_id = custom_ids.write("post", start.game_id, rest)
    return Form(custom_id, labels.NEW_GAME, _fields(shown, zone, labels.PLAYERS_HINT_NEW))


async def edit_form(work: Work, game_id: GameId) -> Form:
    """The form with the game as it stands. Raises `NotFound` or `Refused`."""
    sheet = await queries.sheet(work, game_id)
    work.require(why_not_edit(sheet, work.actor))
    fields = _fields(forms.written(sheet.game), sheet.game.zone, labels.PLAYERS_HINT)
    return Form(custom_ids.write("change", game_id), labels.EDIT_GAME, fields)


async def submitted(app: App, inter: Submission) -> None:
    """A form came back."""
    press = custom_ids.read(inter.custom_id)
    values = inter.text_values
    typed = Typed(**{name: values[name] for name in _NAMES if name in values})
    if press is not None and press.verb == "change":
        await replies.answer(inter, app, partial(_change, game_id=press.game_id, typed=typed))
    elif press is not None and press.verb == "post" and inter.guild_id is not None:
        channel, _, carried = press.rest.partition(":")
        start = Start(
            press.game_id,
            GuildId(inter.guild_id),
            UserId(inter.author.id),
            ChannelId(inter.channel.id),
            ChannelId(int(channel)) if channel != "0" else None,
        )
        await replies.answer(inter, app, partial(_create_with, start=start, typed=typed, carried=carried))
    else:
        await replies.say(inter, Reply(apologies.STALE_BUTTON))


async def _create_with(work: Work, start: Start, typed: Typed, carried: str) -> Reply:
    zone = await queries.zone(work, start.guild_id, start.host_id)
    return await _post(work, start, forms.read(typed, now=work.now, zone=zone) | _brought(carried))


async def _post(work: Work, start: Start, values: dict[str, Any]) -> Reply:
    channel_id = start.chosen_channel_id or await _usual_channel(work, start)
    draft = GameDraft(
        id=start.game_id, guild_id=start.guild_id, channel_id=channel_id, host_id=start.host_id, **values
    )
    return Reply(sentences.posted(await hosting.post(work, draft), _SAY))


async def _usual_channel(work: Work, start: Start) -> ChannelId:
    """Here, if this channel is set to be for games; else the first that is; else here all the same."""
    channels = await queries.channels(work, start.guild_id)
    meant = [channel.id for channel in channels if channel.settings.get("active")]
    return start.channel_id if start.channel_id in meant or not meant else meant[0]


async def _change(work: Work, game_id: GameId, typed: Typed) -> Reply:
    work = await people.at_home(work, game_id)
    sheet = await queries.sheet(work, game_id, lock=True)
    changes = forms.changes(typed, sheet.game, now=work.now)
    return Reply(sentences.edited(await hosting.edit(work, game_id, changes), _SAY))


def _readable(text: str, work: Work, zone: str) -> str:
    """A suggestion that was picked arrives as seconds since 1970; nobody should find those in a form."""
    try:
        reading = when.read(text, now=work.now, zone=zone)
    except NotATime:
        return text
    return forms.written_time(reading.start, zone=reading.zone) if text.strip().isdecimal() else text


def _carried(given: dict[str, Any]) -> str:
    """``180:1440,60``; an empty part was not given, ``none`` is no reminder at all."""
    leads = given.get("reminders")
    reminders = "" if leads is None else ",".join(map(str, leads)) or forms.NO_LIMIT
    return f"{given.get('duration', '')}:{reminders}"


def _brought(carried: str) -> dict[str, Any]:
    """What `_carried` packed."""
    duration, _, reminders = carried.partition(":")
    values: dict[str, Any] = {"duration": int(duration)} if duration else {}
    if reminders:
        leads = [] if reminders == forms.NO_LIMIT else reminders.split(",")
        values["reminders"] = tuple(map(int, leads))
    return values


def _fields(typed: Typed, zone: str, players_hint: str) -> list[ui.Label]:
    return [
        _field("title", labels.TITLE, typed.title, TITLE_MAX, required=True),
        _field("when", labels.when(zone), typed.when, _WHEN_MAX, hint=labels.WHEN_HINT, required=True),
        _field("players", labels.PLAYERS, typed.players, _PLAYERS_MAX, hint=players_hint),
        _field("location", labels.PLACE, typed.location, LOCATION_MAX, hint=labels.PLACE_HINT),
        _field("description", labels.DESCRIPTION, typed.description, DESCRIPTION_MAX, long=True),
    ]


_NAMES = ("title", "when", "players", "location", "description")


def _field(
    name: str,
    label: str,
    value: str | None,
    most: int,
    *,
    hint: str | None = None,
    required: bool = False,
    long: bool = False,
) -> ui.Label:
    style = disnake.TextInputStyle.long if long else disnake.TextInputStyle.short
    # Discord refuses the whole form when a value is longer than its field may be.
    shown = value[:most] if value else None
    box = ui.TextInput(custom_id=name, style=style, value=shown, required=required, max_length=most)
    return ui.Label(label, box, description=hint)
