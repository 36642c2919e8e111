"""``game list`` and ``game show``."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_

from gamescheduler.cards import card
from gamescheduler.cards.told import told_summary
from gamescheduler.cli import tables
from gamescheduler.cli.local import in_database, plain
from gamescheduler.cli.places import find_guild
from gamescheduler.cli.terminal import Terminal, mark
from gamescheduler.domain.sheet import Sheet
from gamescheduler.models import GameId
from gamescheduler.services import announcing, delivering, places, queries
from gamescheduler.services.work import Work

SOON = timedelta(days=7)
MOST = 1000


def list_games(terminal: Terminal, *, guild: str | None, everything: bool) -> None:
    """Games of one server, or of all that the bot is in."""

    async def look(work: Work) -> None:
        guilds = [await find_guild(work, guild)] if guild else await places.guilds(work)
        until = None if everything else work.now + SOON
        ours = [queries.upcoming(each.id, until=until) for each in guilds]
        found = await queries.sheets(work, or_(False, *ours), limit=MOST)
        if terminal.json:
            terminal.show_json([tables.game_json(sheet) for sheet in found])
            return
        tables.listed(terminal, tables.HEADINGS, [await _row(terminal, work, sheet) for sheet in found])
        if terminal.on_screen:
            terminal.say(_footer(len(found), everything=everything))

    in_database(look)


async def _row(terminal: Terminal, work: Work, sheet: Sheet) -> tuple[str, ...]:
    if not terminal.on_screen:
        return tables.game_row_for_programs(sheet)
    return tables.game_row(sheet, await plain(work, sheet.guild, sheet.settings.time_zone))


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
        missed = await delivering.missed_leads(work, sheet.game.id)
        if terminal.json:
            more = {
                "announcement": tables.announced_json(announcement),
                "told": tables.told_json(told, sheet),
                "missed_reminders": list(missed),
            }
            terminal.show_json(tables.game_json(sheet) | more)
            return
        say = await plain(work, sheet.guild, sheet.game.zone)
        terminal.show(tables.card_text(card.build(sheet, say)))
        terminal.show(f"\nVersion {sheet.game.version}")
        if announcement is not None and announcement.last_error:
            terminal.show(f"{mark('!')} Announcement: {announcement.last_error}")
        if told or missed:
            terminal.show(f"\nTold: {told_summary(told, missed)}")
        if told:
            for line in tables.told_rows(told, say):
                terminal.show(line)

    in_database(look)
