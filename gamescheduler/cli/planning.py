"""``game create`` and ``game cancel``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import typer

from gamescheduler.cards import sentences
from gamescheduler.cli import players, tables
from gamescheduler.cli.database import configured
from gamescheduler.cli.local import in_database, plain, work_on
from gamescheduler.cli.outcomes import Exit, Failed, worded
from gamescheduler.cli.places import find_channel, find_guild, find_host, find_roles, find_template
from gamescheduler.cli.players import Occasion, Players
from gamescheduler.cli.terminal import Terminal
from gamescheduler.cli.wishes import GameWish
from gamescheduler.config import Config
from gamescheduler.domain.drafts import GameDraft
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import Invalid, Problem
from gamescheduler.models import Channel, GameId, Guild, Template
from gamescheduler.services import accounts, hosting, places, queries
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
    with configured() as (config, _):
        people = players.find(
            config, terminal, lambda work: _occasion(work, wish), wish.players, may_ask=may_ask
        )
        if dry_run or (asked and not sure):
            planned = _plan(config, wish, people, dry_run=True)
            if dry_run:
                _tell(terminal, planned, "Nothing is wrong with it. Nothing was created.")
                people.warn(terminal)
                return
            for line in planned.lines:
                terminal.say(line)
            typer.confirm("Create it?", default=True, abort=True, err=True)
        planned = _plan(config, wish, people, dry_run=False)
    channel, game_id = planned.json["channel"], planned.json["id"]
    _tell(
        terminal, planned, f"Created game {game_id}. It will be announced in #{channel} when the bot is up."
    )
    people.warn(terminal)
    if terminal.on_screen and not terminal.json:
        terminal.say(f"  Next       gamescheduler game add {game_id} --player NAME")


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


async def _occasion(work: Work, wish: GameWish) -> Occasion:
    """Where people are looked up for it, and what is wrong with its time and fields. Raises `Failed`."""
    guild = await find_guild(work, wish.guild)
    _, channel = await _template_and_channel(work, guild, wish)
    host_id = await find_host(work, guild, wish.host)
    usual = await _usual_zone(work, channel)
    problems: tuple[Problem, ...] = ()
    try:
        wish.values(now=work.now, zone=wish.zone_or(usual))
    except Invalid as invalid:
        problems = invalid.problems
    return Occasion(guild, host_id, await plain(work, guild, usual), host_is_new=True, problems=problems)


def _plan(config: Config, wish: GameWish, people: Players, *, dry_run: bool) -> Planned:
    async def plan(work: Work) -> Planned:
        guild = await find_guild(work, wish.guild)
        await accounts.remember(work, *people.seen)
        sheet = await _post(work, guild, wish, people)
        planned = Planned(tables.game_json(sheet), tuple(tables.game_facts(sheet, work.now)))
        if dry_run:
            raise _OnlyLooking(planned)
        return planned

    try:
        return work_on(config, plan)
    except _OnlyLooking as looked:
        return looked.planned


async def _post(work: Work, guild: Guild, wish: GameWish, people: Players) -> Sheet:
    """Raises `Failed` in the words of that server."""
    template, channel = await _template_and_channel(work, guild, wish)
    roles = {name: await find_roles(work, guild, typed) for name, typed in wish.roles.items()}
    usual = await _usual_zone(work, channel)
    with worded(await plain(work, guild, usual)):
        values = wish.values(now=work.now, zone=wish.zone_or(usual))
        draft = GameDraft(
            guild_id=guild.id,
            channel_id=channel.id,
            host_id=people.host_id,
            template_id=None if template is None else template.id,
            players=people.who,
            **{"title": "", **roles, **values},
        )
        return await hosting.post(work, draft)


async def _template_and_channel(work: Work, guild: Guild, wish: GameWish) -> tuple[Template | None, Channel]:
    template = None if wish.template is None else await find_template(work, guild, wish.template)
    own = str(template.channel_id) if template and template.channel_id else None
    return template, await find_channel(work, guild, wish.channel or own)


async def _usual_zone(work: Work, channel: Channel) -> str:
    return (await places.place(work, channel.guild_id, channel.id)).settings.time_zone


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
        with worded(say):
            change = await hosting.cancel(work, sheet.game.id, reason)
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
