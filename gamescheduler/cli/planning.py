"""``game create`` and ``game cancel``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import typer

from gamescheduler.cards import sentences
from gamescheduler.cli import tables
from gamescheduler.cli.local import in_database, plain
from gamescheduler.cli.outcomes import Exit, Failed, failure
from gamescheduler.cli.places import find_channel, find_guild, find_host
from gamescheduler.cli.terminal import Terminal
from gamescheduler.cli.wishes import GameWish
from gamescheduler.domain.settings import resolve
from gamescheduler.errors import GameSchedulerError
from gamescheduler.models import GameId
from gamescheduler.services import hosting, queries
from gamescheduler.services.work import Work


@dataclass(frozen=True, slots=True)
class Planned:
    """A game that was created, or would be: as JSON, as lines for people, with its id and channel."""

    json: dict[str, Any]
    lines: tuple[str, ...]


class _OnlyLooking(Exception):
    """Leaves the transaction without a trace of what was tried in it."""

    def __init__(self, planned: Planned) -> None:
        super().__init__()
        self.planned = planned


def create(terminal: Terminal, wish: GameWish, *, dry_run: bool, may_ask: bool, sure: bool) -> None:
    """Plan the game, asking for what is missing where somebody is there to answer."""
    asked = _complete(terminal, wish, may_ask=may_ask)
    if dry_run or (asked and not sure):
        planned = _plan(wish, dry_run=True)
        if dry_run:
            _tell(terminal, planned, "Nothing is wrong with it. Nothing was created.")
            return
        for line in planned.lines:
            terminal.say(line)
        typer.confirm("Create it?", default=True, abort=True, err=True)
    planned = _plan(wish, dry_run=False)
    channel, game_id = planned.json["channel"], planned.json["id"]
    _tell(
        terminal, planned, f"Created game {game_id}. It will be announced in #{channel} when the bot is up."
    )
    if terminal.on_screen and not terminal.json:
        terminal.say(f"  Next       gamescheduler game show {game_id}")


def _complete(terminal: Terminal, wish: GameWish, *, may_ask: bool) -> bool:
    """Ask for the missing fields; whether anything was asked. Raises `Failed` naming them all at once."""
    missing = wish.missing()
    if missing and not (may_ask and terminal.can_ask):
        options = " and ".join(missing.values())
        raise Failed(
            Exit.USAGE,
            "missing",
            f"Nothing was created: {options} must be given.",
            {"missing": list(missing)},
        )
    for field, option in missing.items():
        setattr(wish, field, typer.prompt(option.removeprefix("--").capitalize(), err=True))
    return bool(missing)


def _plan(wish: GameWish, *, dry_run: bool) -> Planned:
    async def plan(work: Work) -> Planned:
        guild = await find_guild(work, wish.guild)
        channel = await find_channel(work, guild, wish.channel)
        host = await find_host(work, guild, wish.host)
        zone = wish.zone or resolve(guild.settings, channel.settings).time_zone
        try:
            draft = wish.draft(guild.id, channel.id, host, zone=zone, now=work.now)
            sheet = await hosting.post(work, draft)
        except GameSchedulerError as refused:
            raise failure(refused, await plain(work, guild, zone)) from refused
        planned = Planned(tables.game_json(sheet), tuple(tables.game_facts(sheet, work.now)))
        if dry_run:
            raise _OnlyLooking(planned)
        return planned

    try:
        return in_database(plan)
    except _OnlyLooking as looked:
        return looked.planned


def _tell(terminal: Terminal, planned: Planned, sentence: str) -> None:
    if terminal.json:
        terminal.show_json(planned.json)
        return
    terminal.done(sentence)
    for line in planned.lines:
        terminal.show(line)


def cancel(terminal: Terminal, game_id: str, reason: str, *, sure: bool) -> None:
    """Call the game off, after asking where somebody is there to answer."""
    if not sure:
        _ask(terminal, game_id)

    async def call_off(work: Work) -> None:
        sheet = await queries.sheet(work, GameId(game_id))
        say = await plain(work, sheet.guild, sheet.game.zone)
        try:
            change = await hosting.cancel(work, sheet.game.id, reason)
        except GameSchedulerError as refused:
            raise failure(refused, say) from refused
        if terminal.json:
            terminal.show_json(tables.game_json(change.after))
        else:
            terminal.done(sentences.cancelled(change, say))

    in_database(call_off)


def _ask(terminal: Terminal, game_id: str) -> None:
    if not terminal.can_ask:
        raise Failed(
            Exit.USAGE, "needs_yes", "Cancelling can't be taken back. Add --yes to do it without a question."
        )

    async def described(work: Work) -> str:
        sheet = await queries.sheet(work, GameId(game_id))
        say = await plain(work, sheet.guild, sheet.game.zone)
        return f"{sheet.game.title}, {say.moment(sheet.game.starts_at)}, {len(sheet.participants)} signed up"

    typer.confirm(f"Cancel {in_database(described)}?", abort=True, err=True)
