"""Direct messages: planned as rows, sent once each, every one accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, and_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from gamescheduler.cards.told import BEGUN, GAME_SILENT, GONE, NO_LONGER_SO, THEIR_CHOICE
from gamescheduler.domain.notices import Notice, missed, notices, occasions, route, sort
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import NotFound
from gamescheduler.events import AnyEvent
from gamescheduler.models import (
    ChannelId,
    Delivery,
    DeliveryState,
    GameId,
    MessageId,
    Reminder,
    Route,
    User,
    UserId,
)
from gamescheduler.services import announcing, queries
from gamescheduler.services.timing import TOO_LATE
from gamescheduler.services.work import Work

_Key: TypeAlias = tuple[UserId, str]
"""A person, and the sort of message: each gets one of a sort from one event."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send now. ``tried_at`` says that an earlier attempt may have reached the person."""

    delivery_id: int
    notice: Notice
    route: Route
    dm_channel_id: ChannelId | None
    tried_at: datetime | None


@dataclass(frozen=True, slots=True)
class Mailing:
    """What one event has people told: the game as it stands, and the messages not yet sent.

    People who have no direct messages are mentioned in the first of ``gathering`` that can be written to.
    """

    sheet: Sheet | None
    outgoing: Sequence[Outgoing]
    gathering: Sequence[ChannelId] = ()


async def plan(work: Work, event: AnyEvent) -> Mailing:
    """Write down every message the event calls for and mark it as attempted; give back what is unsent.

    The rows are committed before anything is sent: after a crash the next attempt knows that a message
    may be out already, and looks before it sends.
    """
    try:
        sheet = await queries.sheet(work, GameId(event.game_id))
    except NotFound:
        await _write_down(work, event, {}, {}, otherwise=GONE)
        return Mailing(None, ())
    wanted = _by_person(notices(event, sheet, now=work.now))
    late = _by_person(missed(event, sheet, now=work.now))
    await _write_down(work, event, wanted, late, otherwise=NO_LONGER_SO)
    if not wanted:
        return Mailing(sheet, ())
    sheet = await _naming(work, sheet, wanted.values())
    unsent = select(Delivery, User).join(User, col(User.id) == col(Delivery.user_id))
    unsent = unsent.where(_about(event), col(Delivery.state) == DeliveryState.PLANNED)
    outgoing = []
    for row in await work.session.execute(unsent.with_for_update(of=Delivery)):
        delivery, person = row.Delivery, row.User
        notice = wanted.get((delivery.user_id, sort(delivery.kind)))
        if notice is not None:
            way = _route(work, notice, person, sheet)
            if way == Route.OFF:
                _skip(work, delivery, THEIR_CHOICE if person.reminder_route else GAME_SILENT)
                continue
            outgoing.append(Outgoing(delivery.id, notice, way, person.dm_channel_id, delivery.attempted_at))
            delivery.attempted_at = work.now
    announcement = await announcing.of_game(work, sheet.game.id)
    thread = None if announcement is None else announcement.thread_id
    return Mailing(sheet, outgoing, (*([thread] if thread else []), sheet.channel.id))


async def sent(work: Work, outgoing: Outgoing, message_id: MessageId) -> None:
    """The message is out."""
    await _finish(work, outgoing, state=DeliveryState.SENT, message_id=message_id)
    await work.session.execute(
        update(User)
        .where(col(User.id) == outgoing.notice.user_id, col(User.dm_blocked_at).is_not(None))
        .values(dm_blocked_at=None)
    )


async def mentioned(work: Work, people: Iterable[Outgoing], message_id: MessageId) -> None:
    """These were reached together, by one message in the thread or channel."""
    for outgoing in people:
        await _finish(work, outgoing, state=DeliveryState.CHANNEL, message_id=message_id)


async def closed(work: Work, outgoing: Outgoing) -> None:
    """The person does not take direct messages from us; the message is still to be delivered."""
    await work.session.execute(
        update(User).where(col(User.id) == outgoing.notice.user_id).values(dm_blocked_at=work.now)
    )


async def skipped(work: Work, outgoing: Outgoing, reason: str) -> None:
    """The message will not go out, and why."""
    await _finish(work, outgoing, state=DeliveryState.SKIPPED, reason=reason)


async def opened_dm(work: Work, user_id: UserId, channel_id: ChannelId) -> None:
    """Remember the person's direct-message channel: opening one counts against a tight limit."""
    await work.session.execute(update(User).where(col(User.id) == user_id).values(dm_channel_id=channel_id))


async def of_game(work: Work, game_id: GameId) -> Sequence[Delivery]:
    """Who was told what about a game, in order."""
    found = select(Delivery).where(col(Delivery.game_id) == game_id).order_by(col(Delivery.id))
    return (await work.session.scalars(found)).all()


async def missed_leads(work: Work, game_id: GameId) -> Sequence[int]:
    """Reminders, in minutes before the start, that came up only when the game had begun."""
    found = select(col(Reminder.lead)).where(
        col(Reminder.game_id) == game_id, col(Reminder.skipped).in_(TOO_LATE)
    )
    return (await work.session.scalars(found.order_by(col(Reminder.due_at)))).all()


def _route(work: Work, notice: Notice, person: User, sheet: Sheet) -> Route:
    chosen = None if person.reminder_route is None else Route(person.reminder_route)
    said = Route(sheet.game.reminder_route)
    return route(notice, chosen, said, closed_at=person.dm_blocked_at, now=work.now)


def _skip(work: Work, delivery: Delivery, reason: str) -> None:
    delivery.state, delivery.reason, delivery.finished_at = DeliveryState.SKIPPED, reason, work.now


def _by_person(found: Iterable[Notice]) -> dict[_Key, Notice]:
    return {(notice.user_id, sort(notice.kind)): notice for notice in found}


async def _write_down(
    work: Work, event: AnyEvent, wanted: Mapping[_Key, Notice], late: Mapping[_Key, Notice], *, otherwise: str
) -> None:
    """A row for every message, in step with what earlier attempts at this event wrote.

    Whoever is to be told in another way now keeps their row. What is unsent and not wanted any more is
    skipped, with the reason ``otherwise``; it is planned again should it be so again.
    """
    known = {}
    ours = select(Delivery).where(_about(event)).with_for_update()
    for delivery in await work.session.scalars(ours):
        key = (delivery.user_id, sort(delivery.kind))
        known[key] = delivery
        if key in wanted and (delivery.state == DeliveryState.PLANNED or delivery.reason == NO_LONGER_SO):
            delivery.kind, delivery.state = wanted[key].kind, DeliveryState.PLANNED
            delivery.reason = delivery.finished_at = None
        elif delivery.state == DeliveryState.PLANNED:
            _skip(work, delivery, BEGUN if key in late else otherwise)
    planned = {"state": DeliveryState.PLANNED, "reason": None, "finished_at": None}
    skipped = {"state": DeliveryState.SKIPPED, "reason": BEGUN, "finished_at": work.now}
    rows = [
        {"game_id": event.game_id, "user_id": n.user_id, "kind": n.kind, "occasion": n.occasion,
         "planned_at": work.now, **(planned if key in wanted else skipped)}
        for key, n in {**late, **wanted}.items() if key not in known
    ]  # fmt: skip
    if rows:
        await work.session.execute(
            insert(Delivery).values(rows).on_conflict_do_nothing(constraint="delivery_once")
        )


def _about(event: AnyEvent) -> ColumnElement[bool]:
    """The messages this event called for, whoever they were for."""
    kinds = tuple_(col(Delivery.kind), col(Delivery.occasion)).in_(list(occasions(event).items()))
    return and_(col(Delivery.game_id) == event.game_id, kinds)


async def _naming(work: Work, sheet: Sheet, planned: Iterable[Notice]) -> Sheet:
    """Who has left, and whoever did it, is in no roster, and is named all the same."""
    people = {person for notice in planned for person in (notice.about, notice.by)}
    gone = {person for person in people if person is not None} - sheet.names.keys()
    if not gone:
        return sheet
    return replace(sheet, names={**sheet.names, **await queries.names(work, sheet.guild.id, gone)})


async def _finish(work: Work, outgoing: Outgoing, **values: object) -> None:
    await work.session.execute(
        update(Delivery)
        .where(col(Delivery.id) == outgoing.delivery_id)
        .values({"finished_at": work.now, "reason": None} | values)
    )
