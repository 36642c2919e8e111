"""Who may do what, asked by every door. A rule returns its reason, or None when nothing is against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from gamescheduler.domain.actor import MANAGE_GUILD, Actor
from gamescheduler.domain.lifecycle import LIVE
from gamescheduler.domain.place import Place
from gamescheduler.domain.settings import Settings
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import Refusal
from gamescheduler.models.guild import Channel
from gamescheduler.models.types import Signup, Status, UserId


def manages(actor: Actor, settings: Settings) -> bool:
    """Manager roles decide; where none is configured, Discord's Manage Server does."""
    if actor.administers:
        return True
    if settings.manager_roles:
        return actor.has_any(settings.manager_roles)
    return bool(actor.permissions & MANAGE_GUILD)


def hosts(actor: Actor, settings: Settings) -> bool:
    """Host roles decide; where none is configured, Discord's Manage Server does. Managers always may."""
    if manages(actor, settings) or actor.has_any(settings.host_roles):
        return True
    return not settings.host_roles and bool(actor.permissions & MANAGE_GUILD)


def why_not_configure(actor: Actor, settings: Settings) -> Refusal | None:
    """Server and channel settings, and templates, belong to the managers."""
    return None if manages(actor, settings) else Refusal("managers_only")


def why_not_shut_out(actor: Actor, after: Settings) -> Refusal | None:
    """Nobody takes the right to manage from themselves: it would take somebody else to give it back."""
    return None if manages(actor, after) else Refusal("shuts_you_out")


def why_not_see_templates(actor: Actor, settings: Settings) -> Refusal | None:
    """Templates are for those who plan games."""
    return None if hosts(actor, settings) else Refusal("hosts_only", {"host_roles": settings.host_roles})


def why_not_configure_instance(actor: Actor) -> Refusal | None:
    """What holds for all servers belongs to whoever runs this installation."""
    return None if actor.trusted else Refusal("instance_only")


def why_not_post(actor: Actor, host_id: UserId, place: Place) -> Refusal | None:
    """Who may host there posts, in a channel that is open for games and that the bot can write to.

    Only managers name somebody else as the host.
    """
    if refusal := why_not_host(actor, place):
        return refusal
    if host_id != actor.user_id and not manages(actor, place.settings):
        return Refusal("hosts_for_others")
    return None if place.channel is None else why_closed(place.settings, place.channel)


def why_not_host(actor: Actor, place: Place) -> Refusal | None:
    """Hosts and managers plan games. A template may be meant for some of them only, unless that is locked."""
    everybody = replace(place, template=None).settings
    if not hosts(actor, everybody):
        return Refusal("hosts_only", {"host_roles": everybody.host_roles})
    if place.template is None or hosts(actor, place.settings):
        return None
    facts = {"host_roles": place.settings.host_roles, "template": place.template.name}
    return Refusal("template_only", facts)


def why_closed(settings: Settings, channel: Channel) -> Refusal | None:
    """Why no game can be announced in a channel, whoever asks."""
    if settings.active is False or channel.removed_at is not None:
        return Refusal("channel_inactive", {"channel_id": channel.id})
    if not channel.bot_can_post:
        return Refusal("channel_closed_to_bot", {"channel_id": channel.id, "missing": tuple(channel.missing)})
    return None


def why_not_see(sheet: Sheet, actor: Actor) -> Refusal | None:
    """Player roles decide who gets to know of a game; who is in it, its host and the managers always do."""
    return None if sheet.participant(actor.user_id) else _no_player(sheet, actor)


def why_not_edit(sheet: Sheet, actor: Actor) -> Refusal | None:
    """A host edits their own game, a manager any, as long as it is not over."""
    return _over(sheet) or _not_in_charge(sheet, actor)


def why_not_cancel(sheet: Sheet, actor: Actor) -> Refusal | None:
    """As editing. A game that is cancelled already is no refusal: the verb does nothing then."""
    if sheet.game.status == Status.COMPLETED:
        return _over(sheet)
    return _not_in_charge(sheet, actor)


def why_not_join(sheet: Sheet, actor: Actor) -> Refusal | None:
    """Anybody with a player role but the host, until the game starts, unless the host picks the players.

    A full game is no refusal: it has a waitlist. Who is in already may say so again, or change to maybe;
    who said maybe has no place yet.
    """
    if refusal := _not_open(sheet):
        return refusal
    game, standing = sheet.game, sheet.participant(actor.user_id)
    if actor.user_id == game.host_id:
        return Refusal("host_plays_not")
    if standing is not None and not standing.maybe:
        return None
    if refusal := _no_player(sheet, actor):
        return refusal
    return Refusal("host_picks", {"host_id": game.host_id}) if game.signup == Signup.HOST else None


def why_not_leave(sheet: Sheet, actor: Actor) -> Refusal | None:
    """A place can be given up until the game is over."""
    return _over(sheet)


def why_not_come_back(
    sheet: Sheet, actor: Actor, left_at: datetime | None, *, since: datetime
) -> Refusal | None:
    """Leaving can be taken back for a moment, while the game is on; after it one joins like everybody."""
    if refusal := _over(sheet) or _no_player(sheet, actor):
        return refusal
    return None if left_at is not None and left_at >= since else Refusal("undo_too_late")


def why_not_seat(sheet: Sheet, actor: Actor) -> Refusal | None:
    """Who is in and in which order is the host's to change, and the managers', until the game is over."""
    return _over(sheet) or _not_in_charge(sheet, actor)


def why_not_announce_again(sheet: Sheet, actor: Actor) -> Refusal | None:
    """A lost announcement is posted again by whoever may edit the game."""
    return why_not_edit(sheet, actor)


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


def _no_player(sheet: Sheet, actor: Actor) -> Refusal | None:
    game = sheet.game
    if not game.player_roles or actor.has_any(game.player_roles) or _not_in_charge(sheet, actor) is None:
        return None
    return Refusal("players_only", {"player_roles": tuple(game.player_roles), "host_id": game.host_id})


def _not_in_charge(sheet: Sheet, actor: Actor) -> Refusal | None:
    if actor.user_id == sheet.game.host_id or manages(actor, sheet.settings):
        return None
    return Refusal("not_your_game", {"host_id": sheet.game.host_id})
