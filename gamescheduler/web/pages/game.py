"""A game's page: its card, who plays, and the buttons, which answer as those in Discord do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace
from typing import TypeAlias

from starlette.responses import Response

from gamescheduler.cards import apologies, card, pages, people, sentences
from gamescheduler.cards.card import UNDO_JOIN, UNDO_LEAVE, UNDO_MAYBE, Action
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import Refusal, Refused
from gamescheduler.models import Status
from gamescheduler.services import places, queries, seating
from gamescheduler.services.work import Work
from gamescheduler.web.tongue import Web
from gamescheduler.web.visit import Visit

HAD_SEAT = "seat"
"""What the Undo of a leave carries along, when a seat was given up and not a place in a line."""


@dataclass(frozen=True, slots=True)
class Said:
    """What became of a click, and how to take it back for a moment."""

    text: str
    undo: Action | None = None


Doing: TypeAlias = Callable[[Work, Visit], Awaitable[Said]]


async def show(visit: Visit) -> Response:
    """Raises `NotFound`, also when they may not see it."""
    return await _page(visit, await visit.said())


async def join(visit: Visit) -> Response:
    return await _act(visit, _join)


async def maybe(visit: Visit) -> Response:
    return await _act(visit, _maybe)


async def leave(visit: Visit) -> Response:
    return await _act(visit, _leave)


async def undo(visit: Visit) -> Response:
    return await _act(visit, _come_back)


async def _act(visit: Visit, doing: Doing) -> Response:
    """Do it, then show the page by GET, so that reloading it does nothing twice; a refusal, at once."""
    try:
        async with visit.app.work(visit.member, trace=visit.ref) as work:
            await queries.look(work, visit.game_id)
            said = await doing(work, visit)
    except Refused as refused:
        return await _page(visit, None, refused.refusal)
    await visit.say(said.text, None if said.undo is None else asdict(said.undo))
    return visit.go(f"/g/{visit.game_id}")


async def _join(work: Work, visit: Visit) -> Said:
    change = await seating.join(work, visit.game_id)
    say = await _tongue(work, change.after, visit)
    text = sentences.joined(change, visit.me, say)
    if not change.made:
        return Said(text)
    if others := await queries.overlapping(work, change.after.game, visit.me):
        text = f"{text} {sentences.overlap(others, say)}"
    told = sentences.instructions(change.after, say)
    # Back to where they stood; whoever said maybe before has not said that they don't come.
    return Said(
        "\n".join(filter(None, [text, told])),
        UNDO_MAYBE if change.before.roster.undecided(visit.me) else UNDO_JOIN,
    )


async def _maybe(work: Work, visit: Visit) -> Said:
    change = await seating.maybe(work, visit.game_id)
    return Said(sentences.may_come(change, visit.me, await _tongue(work, change.after, visit)))


async def _leave(work: Work, visit: Visit) -> Said:
    change = await seating.leave(work, visit.game_id)
    text = sentences.left(change, visit.me, await _tongue(work, change.after, visit))
    if not change.made:
        return Said(text)
    return Said(text, replace(UNDO_LEAVE, rest=HAD_SEAT if change.before.roster.seat_of(visit.me) else ""))


async def _come_back(work: Work, visit: Visit) -> Said:
    change = await seating.come_back(work, visit.game_id)
    say, had_seat = await _tongue(work, change.after, visit), visit.form.get("rest") == HAD_SEAT
    return Said(sentences.came_back(change, visit.me, say, had_seat=had_seat))


async def _page(visit: Visit, said: object, refusal: Refusal | None = None) -> Response:
    async with visit.app.work(visit.member) as work:
        sheet = await queries.look(work, visit.game_id)
        say = await _tongue(work, sheet, visit)
    actions, why_not = pages.offered(sheet, visit.member)
    drawn = card.build(sheet, say)
    return visit.page(
        "game.html",
        200 if refusal is None else 409,
        sheet=sheet,
        card=drawn,
        cancelled=sheet.game.status == Status.CANCELLED,
        standing=sentences.standing(sheet, visit.me, say),
        actions=actions,
        why_not=None if why_not is None else apologies.refusal(why_not, say),
        refused=None if refusal is None else apologies.refusal(refusal, say),
        said=said,
        zone=say.zone,
        channel=say.channel(sheet.channel.id),
        **_people(sheet, say),
    )


def _people(sheet: Sheet, say: Web) -> dict[str, object]:
    """The lists with their headings; a list nobody is in is left out."""
    roster = sheet.roster
    headed = [
        (people.players_heading(sheet, say), roster.players),
        (people.waiting_heading(sheet, say), roster.waitlist),
        (say.bold(f"Maybe: {len(roster.maybe)}"), roster.maybe),
    ]
    named = [(heading, [people.person(p, say) for p in those]) for heading, those in headed]
    return {"players": named[0], "others": [each for each in named[1:] if each[1]]}


async def _tongue(work: Work, sheet: Sheet, visit: Visit) -> Web:
    game, guild_id = sheet.game, sheet.guild.id
    cancelled_by = await queries.names(work, guild_id, [game.cancelled_by]) if game.cancelled_by else {}
    return Web(
        await places.zone(work, guild_id, visit.me, game.channel_id),
        work.now,
        people={**sheet.names, **cancelled_by},
        roles=await places.role_names(work, guild_id),
        channels={sheet.channel.id: sheet.channel.name},
    )
