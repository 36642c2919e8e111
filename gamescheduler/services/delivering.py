"""Direct messages: planned as rows, sent once each, every one accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from gamescheduler.domain.notices import Notice, notices, route
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import NotFound
from gamescheduler.events import AnyEvent
from gamescheduler.models import ChannelId, Delivery, DeliveryState, GameId, MessageId, Route, User, UserId
from gamescheduler.services import announcing, queries
from gamescheduler.services.work import Work


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

    ``gathering`` is the thread or channel where people are mentioned who have no direct messages.
    """

    sheet: Sheet | None
    outgoing: Sequence[Outgoing]
    gathering: ChannelId | None = None


async def plan(work: Work, event: AnyEvent) -> Mailing:
    """Write down every message the event calls for and mark it as attempted; give back what is unsent.

    The rows are committed before anything is sent: after a crash the next attempt knows that a message
    may be out already, and looks before it sends.
    """
    try:
        sheet = await queries.sheet(work, GameId(event.game_id))
    except NotFound:
        return Mailing(None, ())
    wanted = {(n.user_id, n.kind, n.occasion): n for n in notices(event, sheet, now=work.now)}
    if not wanted:
        return Mailing(sheet, ())
    sheet = await _naming(work, sheet, wanted.values())
    await work.session.execute(
        insert(Delivery)
        .values(
            [
                {"game_id": sheet.game.id, "user_id": n.user_id, "kind": n.kind, "occasion": n.occasion,
                 "state": DeliveryState.PLANNED, "planned_at": work.now}
                for n in wanted.values()
            ]
        )
        .on_conflict_do_nothing(constraint="delivery_once")
    )  # fmt: skip
    unsent = select(Delivery, User).join(User, col(User.id) == col(Delivery.user_id))
    unsent = unsent.where(
        col(Delivery.game_id) == sheet.game.id,
        col(Delivery.state) == DeliveryState.PLANNED,
        col(Delivery.user_id).in_([n.user_id for n in wanted.values()]),
    )
    outgoing = []
    for row in await work.session.execute(unsent.with_for_update(of=Delivery)):
        delivery = row.Delivery
        notice = wanted.get((delivery.user_id, delivery.kind, delivery.occasion))
        if notice is not None:
            person = row.User
            wished = Route(person.reminder_route or sheet.game.reminder_route)
            way = route(notice, wished, closed_at=person.dm_blocked_at, now=work.now)
            outgoing.append(Outgoing(delivery.id, notice, way, person.dm_channel_id, delivery.attempted_at))
            delivery.attempted_at = work.now
    announcement = await announcing.of_game(work, sheet.game.id)
    thread = None if announcement is None else announcement.thread_id
    return Mailing(sheet, outgoing, thread or sheet.channel.id)


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


async def _naming(work: Work, sheet: Sheet, planned: Iterable[Notice]) -> Sheet:
    """Who has left is in no roster any more, and is named all the same."""
    gone = {notice.about for notice in planned if notice.about is not None} - sheet.names.keys()
    if not gone:
        return sheet
    return replace(sheet, names={**sheet.names, **await queries.names(work, sheet.guild.id, gone)})


async def _finish(work: Work, outgoing: Outgoing, **values: object) -> None:
    await work.session.execute(
        update(Delivery)
        .where(col(Delivery.id) == outgoing.delivery_id)
        .values(finished_at=work.now, **values)
    )
