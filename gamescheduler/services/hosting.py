"""What a host does: post a game, change it, call it off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from gamescheduler.domain.drafts import GameChanges, GameDraft, check, tidy
from gamescheduler.domain.lifecycle import LIVE
from gamescheduler.domain.place import Place
from gamescheduler.domain.refusals import why_not_announce_again, why_not_cancel, why_not_edit, why_not_post
from gamescheduler.domain.settings import GAME_FIELDS, Layer, Level, explain
from gamescheduler.domain.sheet import Change, Sheet
from gamescheduler.errors import Conflict, Invalid, Problem
from gamescheduler.events import GameCancelled, GamePosted
from gamescheduler.models import Game, GameId, Status, Template
from gamescheduler.services import announcing, places, queries, rostering, settling, timing
from gamescheduler.services.work import Work


async def post(work: Work, draft: GameDraft) -> Sheet:
    """Announce a game. Posting the same draft again finds the game that is there already.

    Members among ``players`` must be known (`accounts.remember`). Raises `NotFound` for a channel or
    template of another server, `Refused`, or `Invalid` with every problem.
    """
    place = await places.place(work, draft.guild_id, draft.channel_id, draft.template_id)
    if place.guild is None or place.channel is None:
        raise LookupError("a draft names its server and channel")
    work.require(why_not_post(work.actor, draft.host_id, place))
    values, origins = await _answers(work, draft, place)
    game = Game(
        id=draft.id,
        guild_id=place.guild.id,
        channel_id=place.channel.id,
        host_id=draft.host_id,
        template_id=draft.template_id,
        created_at=work.now,
        origins=origins,
        **values,
    )
    # Not a look first: the same draft may be on its way twice at this moment. The second one waits here.
    made = (
        insert(Game).values(game.model_dump(warnings=False)).on_conflict_do_nothing().returning(col(Game.id))
    )
    if (await work.session.execute(made)).one_or_none() is None:
        return await queries.sheet(work, draft.id)
    sheet = await queries.sheet(work, game.id)
    if draft.players:
        await rostering.seat(work, sheet, draft.players)
        sheet = await queries.sheet(work, game.id)
    await timing.sync(work, game)
    await announcing.open_lane(work, game)
    work.emit(GamePosted(game_id=game.id, added=sheet.roster.user_ids(), by=work.actor.user_id))
    work.note("post", game.guild_id, game.id, after=settling.plain(values))
    return sheet


async def edit(work: Work, game_id: GameId, changes: GameChanges) -> Change:
    """Change a posted game. Fields that are the same stay; nothing changed is no event and no edit.

    Raises `NotFound`, `Refused`, `Invalid` with every problem, or `Conflict` when somebody else changed any
    field since the version the changes were made from: a version alone does not say which. A field that
    has the wanted value by now is no change, and who plays is no field.
    """
    before = await queries.sheet(work, game_id, lock=True)
    work.require(why_not_edit(before, work.actor))
    game = before.game
    new = {name: value for name, value in tidy(changes.given()).items() if value != getattr(game, name)}
    if not new:
        return Change(before, before)
    here = await places.place(work, game.guild_id, game.channel_id, game.template_id)
    new = _checked(work, new, [*locked(here, new), *_running(game, new)])
    if changes.version is not None and game.details_version > changes.version:
        raise Conflict({name: getattr(game, name) for name in new}, new, game.version)
    return await settling.revise(work, "edit", before, new, dict.fromkeys(new, Level.GAME))


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


async def announce_again(work: Work, game_id: GameId) -> Sheet:
    """Post the announcement anew after somebody deleted it, or nobody could write it.

    One that stands is left alone. Raises `NotFound` or `Refused`.
    """
    sheet = await queries.sheet(work, game_id, lock=True)
    work.require(why_not_announce_again(sheet, work.actor))
    if await announcing.start_over(work, sheet.game):
        work.note("announce_again", sheet.game.guild_id, sheet.game.id)
    return sheet


async def _answers(work: Work, draft: GameDraft, place: Place) -> tuple[dict[str, Any], dict[str, str]]:
    """What the draft says, and the settings for what it leaves open; and where each setting came from."""
    chosen = tidy(draft.chosen())
    explained = explain(*place.layers, Layer(Level.GAME, chosen))
    problems = [*locked(place, chosen), *await places.strange_roles(work, place.guild, chosen)]
    begun = place.template
    values = {
        "title": draft.title or (begun.title if begun else ""),
        "description": _description(draft, begun),
        "starts_at": draft.starts_at,
        "zone": draft.zone,
        **{name: explained[name].value for name in GAME_FIELDS},
    }
    origins = {name: str(explained[name].origin) for name in GAME_FIELDS}
    return _checked(work, values, problems), origins


def _description(draft: GameDraft, begun: Template | None) -> str:
    if isinstance(draft.description, str):
        return draft.description
    return begun.description if begun else ""


def _checked(work: Work, values: Mapping[str, Any], problems: list[Problem]) -> dict[str, Any]:
    """As `check`, naming these problems too."""
    try:
        checked = check(values, now=work.now)
    except Invalid as invalid:
        raise Invalid([*problems, *invalid.problems]) from None
    if problems:
        raise Invalid(problems)
    return checked


def locked(place: Place, chosen: Mapping[str, Any]) -> list[Problem]:
    """What may not be chosen there. A locked field may be named, as long as what is named is what holds."""
    fields = [name for name in chosen if name in GAME_FIELDS]
    other = [name for name in fields if chosen[name] != place.explained[name].stored]
    return place.why_locked(other, Level.GAME)


def _running(game: Game, new: Mapping[str, Any]) -> list[Problem]:
    """A game that has started does not become a planned one again."""
    running = game.status == Status.IN_PROGRESS and "starts_at" in new
    return [Problem("starts_at", "running")] if running else []
