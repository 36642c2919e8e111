"""What a host does: post a game, change it, call it off."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from gamescheduler.domain.drafts import GameChanges, GameDraft, check
from gamescheduler.domain.lifecycle import LIVE
from gamescheduler.domain.refusals import why_not_cancel, why_not_edit, why_not_post
from gamescheduler.domain.settings import Settings, resolve
from gamescheduler.domain.sheet import Change, Sheet
from gamescheduler.events import GameCancelled, GameMoved, GamePosted, RosterChanged
from gamescheduler.models import Game, GameId, Status
from gamescheduler.services import announcing, queries, timing
from gamescheduler.services.work import Work

_NEWS = ("starts_at", "location")
"""Fields whose change is told to everybody who signed up."""


async def post(work: Work, draft: GameDraft) -> Sheet:
    """Announce a game. Posting the same draft again finds the game that is there already.

    Raises `NotFound` for a channel of another server, `Refused`, or `Invalid` with every problem.
    """
    guild, channel, settings = await queries.place(work, draft.guild_id, draft.channel_id)
    work.require(why_not_post(work.actor, settings, channel))
    values = check(_answers(draft, settings), now=work.now)
    game = Game(
        id=draft.id,
        guild_id=guild.id,
        channel_id=channel.id,
        host_id=draft.host_id,
        created_at=work.now,
        **values,
    )
    # Not a look first: the same draft may be on its way twice at this moment. The second one waits here.
    made = insert(Game).values(game.model_dump()).on_conflict_do_nothing().returning(col(Game.id))
    if (await work.session.execute(made)).one_or_none() is None:
        return await queries.sheet(work, draft.id)
    await timing.sync(work, game)
    await announcing.open_lane(work, game)
    work.emit(GamePosted(game_id=game.id))
    work.note("post", guild.id, game.id, after=_plain(values))
    await work.session.flush()
    return await queries.sheet(work, game.id)


async def edit(work: Work, game_id: GameId, changes: GameChanges) -> Change:
    """Change a posted game. Fields that are the same stay; nothing changed is no event and no edit.

    Raises `NotFound`, `Refused`, or `Invalid` with every problem.
    """
    before = await queries.sheet(work, game_id, lock=True)
    work.require(why_not_edit(before, work.actor))
    game, roster = before.game, before.roster
    new = {name: value for name, value in changes.given().items() if value != getattr(game, name)}
    new = {name: value for name, value in check(new, now=work.now).items() if value != getattr(game, name)}
    if not new:
        return Change(before, before)
    old = {name: getattr(game, name) for name in new}
    for name, value in new.items():
        setattr(game, name, value)
    game.version += 1
    await timing.sync(work, game)
    await announcing.refresh(work, game)
    if any(name in new for name in _NEWS):
        work.emit(GameMoved(game_id=game.id, version=game.version, was=old.get("starts_at", game.starts_at)))
    after = replace(before)
    promoted, demoted = after.roster.promoted_since(roster), after.roster.demoted_since(roster)
    if promoted or demoted:
        work.emit(RosterChanged(game_id=game.id, version=game.version, promoted=promoted, demoted=demoted))
    work.note("edit", game.guild_id, game.id, _plain(old), _plain(new))
    return Change(before, after)


async def cancel(work: Work, game_id: GameId, reason: str = "") -> Change:
    """Call a game off: pending rows are closed, everybody concerned is told. Again changes nothing.

    Raises `NotFound`, `Refused`, or `Invalid` for a reason that is too long.
    """
    sheet = await queries.sheet(work, game_id, lock=True)
    work.require(why_not_cancel(sheet, work.actor))
    game = sheet.game
    if game.status not in LIVE:
        return Change(sheet, sheet)
    before = game.status
    game.cancel_reason = check({"cancel_reason": reason}, now=work.now)["cancel_reason"]
    game.status, game.version = Status.CANCELLED, game.version + 1
    game.cancelled_by, game.cancelled_at = work.actor.user_id, work.now
    await timing.sync(work, game)
    await announcing.refresh(work, game)
    work.emit(GameCancelled(game_id=game.id))
    work.note("cancel", game.guild_id, game.id, {"status": before}, {"status": game.status})
    return Change(sheet, replace(sheet))


def _answers(draft: GameDraft, settings: Settings) -> dict[str, Any]:
    """What the draft says, and the settings for what it leaves open."""
    resolved = resolve(
        {name: getattr(settings, name) for name in ("max_players", "duration", "reminders", "notify_roles")},
        draft.chosen(),
    )
    return {
        "title": draft.title,
        "description": draft.description,
        "location": draft.location,
        "starts_at": draft.starts_at,
        "zone": draft.zone,
        "max_players": resolved.max_players,
        "duration": resolved.duration,
        "reminders": resolved.reminders,
        "notify_roles": resolved.notify_roles,
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """As JSON for the audit log: instants become ISO text."""
    return {name: getattr(value, "isoformat", lambda v=value: v)() for name, value in values.items()}
