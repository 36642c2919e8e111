"""Who may do what, asked by every door. A rule returns its reason, or None when nothing is against it."""

from __future__ import annotations

from gamescheduler.domain.actor import MANAGE_GUILD, Actor
from gamescheduler.domain.lifecycle import LIVE
from gamescheduler.domain.settings import Settings
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import Refusal
from gamescheduler.models.guild import Channel
from gamescheduler.models.types import Status


def manages(actor: Actor, settings: Settings) -> bool:
    """Manager roles decide; where none is configured, Discord's Manage Server does."""
    if actor.administers:
        return True
    if settings.manager_roles:
        return actor.has_any(settings.manager_roles)
    return bool(actor.permissions & MANAGE_GUILD)


def why_not_configure(actor: Actor, settings: Settings) -> Refusal | None:
    """Server and channel settings belong to the managers."""
    return None if manages(actor, settings) else Refusal("managers_only")


def why_not_post(actor: Actor, settings: Settings, channel: Channel) -> Refusal | None:
    """Hosts and managers post, in a channel that is open for games and that the bot can write to."""
    if not manages(actor, settings) and not actor.has_any(settings.host_roles):
        return Refusal("hosts_only", {"host_roles": settings.host_roles})
    if settings.active is False or channel.removed_at is not None:
        return Refusal("channel_inactive", {"channel_id": channel.id})
    if not channel.bot_can_post:
        return Refusal("channel_closed_to_bot", {"channel_id": channel.id})
    return None


def why_not_edit(sheet: Sheet, actor: Actor) -> Refusal | None:
    """A host edits their own game, a manager any, as long as it is not over."""
    return _over(sheet) or _not_in_charge(sheet, actor)


def why_not_cancel(sheet: Sheet, actor: Actor) -> Refusal | None:
    """As editing. A game that is cancelled already is no refusal: the verb does nothing then."""
    if sheet.game.status == Status.COMPLETED:
        return _over(sheet)
    return _not_in_charge(sheet, actor)


def why_not_join(sheet: Sheet, actor: Actor) -> Refusal | None:
    """Anybody but the host, until the game starts. A full game is no refusal: it has a waitlist."""
    if refusal := _not_open(sheet):
        return refusal
    if actor.user_id == sheet.game.host_id:
        return Refusal("host_plays_not")
    return None


def why_not_leave(sheet: Sheet, actor: Actor) -> Refusal | None:
    """A place can be given up until the game is over."""
    return _over(sheet)


def _not_open(sheet: Sheet) -> Refusal | None:
    if sheet.game.status == Status.IN_PROGRESS:
        return Refusal("started", {"starts_at": sheet.game.starts_at, "host_id": sheet.game.host_id})
    return _over(sheet)


def _over(sheet: Sheet) -> Refusal | None:
    game = sheet.game
    if game.status in LIVE:
        return None
    if game.status == Status.CANCELLED:
        return Refusal("cancelled", {"at": game.cancelled_at, "host_id": game.host_id})
    return Refusal("finished", {"starts_at": game.starts_at})


def _not_in_charge(sheet: Sheet, actor: Actor) -> Refusal | None:
    if actor.user_id == sheet.game.host_id or manages(actor, sheet.settings):
        return None
    return Refusal("not_your_game", {"host_id": sheet.game.host_id})
