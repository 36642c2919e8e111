"""Setting a server up in three steps, and how it is doing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gamescheduler.bot.replies import Form, Reply
from gamescheduler.bot.settings import drawing, trial
from gamescheduler.bot.settings.drawing import Here
from gamescheduler.bot.settings.rights import Rights
from gamescheduler.bot.settings.targets import VALUE, Target
from gamescheduler.cards import clocks, managing, sentences, settings
from gamescheduler.cards import setup as words
from gamescheduler.cards.clocks import Question
from gamescheduler.domain.drafts import ROLES_MAX
from gamescheduler.domain.place import Place
from gamescheduler.domain.sheet import Sheet
from gamescheduler.models import Channel, ChannelId
from gamescheduler.services import announcing, configuring, places, queries
from gamescheduler.services.work import Work

_ZONE_MAX = 64
_UNKNOWN = Rights(None)


async def start(work: Work, target: Target, values: Sequence[str] = (), rights: Rights = _UNKNOWN) -> Reply:
    """Where games go. Raises `NotFound` or `Refused`."""
    await target.look(work)
    return await _where(work, target, rights, "")


async def channel(work: Work, target: Target, values: Sequence[str] = (), rights: Rights = _UNKNOWN) -> Reply:
    """The channel that was picked is opened if the bot can post there; if not, it says what is missing."""
    target = replace(target, channel_id=ChannelId(int(values[0]))) if values else target
    place = await target.look(work)
    server, say = Target(target.guild_id), Here(target.guild_id)
    if place.channel is None:
        return await _where(work, server, rights, "")
    held = rights.held(place.channel, place.settings)
    if not place.channel.bot_can_post:
        again = drawing.primary(words.CHECK_AGAIN, target.custom_id("setupchannel"))
        return await _where(work, server, rights, words.checks(place.channel, held, say), again)
    await configuring.configure(work, place, active=True)
    return await _who(work, server, words.opened(place.channel, held, say))


async def hosts(work: Work, target: Target, values: Sequence[str] = ()) -> Reply:
    """The second step; with an answer, the third."""
    place = await target.look(work)
    if target.word == "ask":
        return await _who(work, target, "")
    everyone = [target.guild_id] if target.word == "everyone" else []
    place = await configuring.configure(work, place, host_roles=[int(role) for role in values] or everyone)
    return _zone(work, target, place, words.hosts_saved(place, Here(target.guild_id)))


async def zone(work: Work, target: Target, values: Sequence[str] = ()) -> Reply:
    """The third step; with an answer to the question about the clock, the end or one more question."""
    place = await target.look(work)
    if not values:
        return _zone(work, target, place, "")
    answer = clocks.answer(values[0], work.now, place.settings.time_zone)
    if isinstance(answer, Question):
        return _zone(work, target, place, "", answer)
    return await _done(work, await configuring.configure(work, place, time_zone=answer), target)


async def typed_zone(work: Work, target: Target, values: Sequence[str]) -> Reply:
    place = await target.look(work)
    zone = settings.read("time_zone", values[0])
    return await _done(work, await configuring.configure(work, place, time_zone=zone), target)


async def zone_form(work: Work, target: Target) -> Form:
    place = await target.look(work)
    label = settings.LABELS["time_zone"]
    box = drawing.field(VALUE, label, settings.HINTS["time_zone"], place.settings.time_zone, _ZONE_MAX)
    return Form(target.custom_id("setupzoneform"), label, [box])


async def done(work: Work, target: Target, values: Sequence[str] = ()) -> Reply:
    return await _done(work, await target.look(work), target)


async def status(work: Work, target: Target, rights: Rights = _UNKNOWN) -> Reply:
    """Where games go and what the bot lacks there, and what comes next. Raises `NotFound` or `Refused`."""
    place, say = await target.look(work), Here(target.guild_id)
    found, _ = await queries.listed(work, target.guild_id, queries.upcoming(target.guild_id))
    line = sentences.game_line(found[0], work.actor.user_id, say) if found else None
    heading = "" if place.guild is None else words.status_heading(place.guild, say)
    channels = words.channels(await _checked(work, target, rights), say)
    repairs = words.repairs(*await _repairs(work, target, found, rights), say)
    return drawing.panel([f"{heading}\n{channels}", repairs, words.next_game(line, say)], [])


async def help_(work: Work, target: Target) -> Reply:
    place = await places.place(work, target.guild_id)
    return drawing.panel([words.help_text(place, Here(target.guild_id))], [])


async def _open(work: Work, target: Target) -> list[Channel]:
    """The channels that somebody chose for games."""
    return [row for row in await places.channels(work, target.guild_id) if row.settings.get("active")]


async def _checked(work: Work, target: Target, rights: Rights) -> list[tuple[Channel, words.Held]]:
    """As `_open`, with what the bot may do in each."""
    places_ = [await places.place(work, target.guild_id, channel.id) for channel in await _open(work, target)]
    return [(p.channel, rights.held(p.channel, p.settings)) for p in places_ if p.channel is not None]


async def _repairs(
    work: Work, target: Target, upcoming: Sequence[Sheet], rights: Rights
) -> tuple[list[tuple[Sheet, str | None]], int]:
    """The first that wait for a person, longest waiting first, each with what is wrong; how many there are.

    A thread that can't be made holds nothing up, so those come last.
    """
    lost = await announcing.repairs(work, target.guild_id)
    found = [(await queries.sheet(work, each.game_id), each.problem) for each in lost[: words.REPAIRS]]
    bare = [s for s in upcoming if s.wants_thread and not rights.may_start_threads(s.channel.id)]
    for sheet in bare[: words.REPAIRS - len(found)]:
        announced = await announcing.of_game(work, sheet.game.id)
        if announced is not None and announced.thread_id is None and announced.parked_at is None:
            found.append((sheet, "thread"))
    return found, max(len(lost), len(found))


async def _where(work: Work, target: Target, rights: Rights, news: str, *pressable: drawing.Button) -> Reply:
    already = await _checked(work, target, rights)
    say = Here(target.guild_id)
    so_far = words.channels(already, say) if already else ""
    onward = [drawing.button(words.NEXT, target.custom_id("setuphosts", "ask"))] if already else []
    rows = [drawing.channel_menu(target.custom_id("setupchannel"), words.PICK_A_CHANNEL)]
    rows += drawing.buttons(*pressable, *onward)
    return drawing.panel([words.step(1, words.WHERE), so_far, news], rows)


async def _who(work: Work, target: Target, news: str) -> Reply:
    place = await target.look(work)
    known = (await places.role_names(work, target.guild_id)).keys()
    chosen = [role for role in place.settings.host_roles if role in known and role != int(target.guild_id)]
    rows = [drawing.role_menu(target.custom_id("setuphosts"), words.PICK_ROLES, chosen, most=ROLES_MAX)]
    rows += drawing.buttons(
        drawing.button(words.EVERYONE, target.custom_id("setuphosts", "everyone")),
        drawing.button(words.ONLY_MANAGERS, target.custom_id("setuphosts", "nobody")),
        drawing.button(words.KEEP, target.custom_id("setupzone", "ask")),
    )
    return drawing.panel([news, words.step(2, words.WHO)], rows)


def _zone(work: Work, target: Target, place: Place, news: str, question: Question | None = None) -> Reply:
    question = question or clocks.ask(work.now, place.settings.time_zone)
    rows = [
        drawing.asked(target.custom_id("setupzone"), question),
        *drawing.buttons(
            drawing.button(managing.TYPE_A_ZONE, target.custom_id("setupzoneform")),
            drawing.button(words.KEEP, target.custom_id("setupdone")),
        ),
    ]
    return drawing.panel([news, words.step(3, words.zone_question(place))], rows)


async def _done(work: Work, place: Place, target: Target) -> Reply:
    channels = await _open(work, target)
    ready = next((row for row in channels if row.bot_can_post), None)
    test = [] if ready is None else [trial.offered(replace(target, channel_id=ready.id))]
    return drawing.panel([words.done(place, channels, Here(target.guild_id))], drawing.buttons(*test))
