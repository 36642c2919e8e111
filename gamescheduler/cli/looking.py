"""``game list`` and ``game show``."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_

from gamescheduler.cards import card
from gamescheduler.cli import tables
from gamescheduler.cli.local import in_database, plain
from gamescheduler.cli.places import find_guild
from gamescheduler.cli.terminal import Terminal, mark
from gamescheduler.domain.sheet import Sheet
from gamescheduler.models import GameId
from gamescheduler.services import announcing, delivering, queries
from gamescheduler.services.work import Work

SOON = timedelta(days=7)
MOST = 1000


def list_games(terminal: Terminal, *, guild: str | None, everything: bool) -> None:
    """Games of one server, or of all that the bot is in."""

    async def look(work: Work) -> None:
        guilds = [await find_guild(work, guild)] if guild else await queries.guilds(work)
        until = None if everything else work.now + SOON
        ours = [queries.upcoming(each.id, until=until) for each in guilds]
        found = await queries.sheets(work, or_(False, *ours), limit=MOST)
        if terminal.json:
            terminal.show_json([tables.game_json(sheet) for sheet in found])
        elif terminal.on_screen:
            await _table(terminal, work, found)
        else:
            for sheet in found:
                terminal.show(tables.tab_separated(sheet))
        if terminal.on_screen and not terminal.json:
            terminal.say(_footer(len(found), everything=everything))

    in_database(look)


async def _table(terminal: Terminal, work: Work, found: list[Sheet]) -> None:
    rows = [
        tables.game_row(sheet, await plain(work, sheet.guild, sheet.settings.time_zone)) for sheet in found
    ]
    for line in tables.columns([tables.HEADINGS, *rows]):
        terminal.show(line)


def _footer(number: int, *, everything: bool) -> str:
    games = f"{number} {'game' if number == 1 else 'games'}"
    if everything:
        return f"{games}. Machine-readable: --json=id,title,at,seats"
    return f"{games} in the next {SOON.days} days. All: --all · machine-readable: --json=id,title,at,seats"


def show(terminal: Terminal, game_id: str) -> None:
    """The announcement as text, what became of it in Discord, and who was told what."""

    async def look(work: Work) -> None:
        sheet = await queries.sheet(work, GameId(game_id))
        announcement = await announcing.of_game(work, sheet.game.id)
        told = await delivering.of_game(work, sheet.game.id)
        if terminal.json:
            more = {
                "announcement": tables.announced_json(announcement),
                "told": tables.told_json(told, sheet),
            }
            terminal.show_json(tables.game_json(sheet) | more)
            return
        say = await plain(work, sheet.guild, sheet.game.zone)
        terminal.show(tables.card_text(card.build(sheet, say)))
        if announcement is not None and announcement.last_error:
            terminal.show(f"\n{mark('!')} Announcement: {announcement.last_error}")
        if told:
            terminal.show("\nTold:")
            for line in tables.told_rows(told, say):
                terminal.show(line)

    in_database(look)
