"""``game edit``, ``add``, ``remove``, ``move`` and ``replace``."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Iterator, Sequence

from gamescheduler.cards import people, sentences
from gamescheduler.cards.tongues import Plain
from gamescheduler.cli import players, tables
from gamescheduler.cli.database import configured
from gamescheduler.cli.local import in_database, plain, work_on
from gamescheduler.cli.outcomes import Exit, Failed, failure, worded
from gamescheduler.cli.places import pick
from gamescheduler.cli.players import Occasion, Players
from gamescheduler.cli.terminal import Terminal
from gamescheduler.cli.wishes import Wish
from gamescheduler.config import Config
from gamescheduler.domain import mentions
from gamescheduler.domain.drafts import GameChanges
from gamescheduler.domain.sheet import Change, Sheet
from gamescheduler.errors import Conflict
from gamescheduler.models import GameId, Participant
from gamescheduler.services import accounts, hosting, queries, rostering
from gamescheduler.services.work import Work

Doing = Callable[[Work, Sheet], Awaitable[Change]]


def edit(terminal: Terminal, game_id: str, wish: Wish, *, version: int | None) -> None:
    """Change the fields that were mentioned."""
    if wish == Wish():
        raise Failed(Exit.USAGE, "missing", "Say what to change, like --title or --at. Nothing was changed.")

    async def change(work: Work, sheet: Sheet) -> Change:
        zone = wish.zone_or(sheet.game.zone)
        values = {"zone": zone, **wish.values(now=work.now, zone=zone)}
        return await hosting.edit(work, sheet.game.id, GameChanges(version=version, **values))

    in_database(lambda work: _change(work, terminal, game_id, change, sentences.edited))


def add(
    terminal: Terminal, game_id: str, typed: Sequence[str], *, version: int | None, may_ask: bool
) -> None:
    """Put members and guests in, all or nobody."""
    if not any(mentions.read_lines(each) for each in typed):
        raise Failed(Exit.USAGE, "missing", "Say who to add, like --player NAME. Nothing was changed.")
    with configured() as (config, _):
        found = _find(config, terminal, game_id, typed, may_ask=may_ask)

        async def seat(work: Work, sheet: Sheet) -> Change:
            await accounts.remember(work, *found.seen)
            return await rostering.add(work, sheet.game.id, found.who, version=version)

        def added(change: Change, say: Plain) -> str:
            before = {participant.id for participant in change.before.participants}
            new = [p for p in change.after.participants if p.id not in before or p.user_id in found.who]
            return _standing(change.after, new)

        work_on(config, lambda work: _change(work, terminal, game_id, seat, added))
    found.warn(terminal)


def remove(terminal: Terminal, game_id: str, typed: str, *, version: int | None) -> None:
    """Take one person out."""
    gone = ""

    async def take_out(work: Work, sheet: Sheet) -> Change:
        nonlocal gone
        participant = await _participant(work, sheet, typed)
        gone = tables.name(sheet, participant)
        return await rostering.remove(work, sheet.game.id, _id(participant), version=version)

    def removed(change: Change, say: Plain) -> str:
        return f"{gone} is out of {sentences.title(change.after, say)}."

    in_database(lambda work: _change(work, terminal, game_id, take_out, removed))


def move(terminal: Terminal, game_id: str, typed: str, to: int, *, version: int | None) -> None:
    """Give one person another place."""
    moved: int | None = None

    async def give_place(work: Work, sheet: Sheet) -> Change:
        nonlocal moved
        participant = await _participant(work, sheet, typed)
        moved = participant.id
        return await rostering.move(work, sheet.game.id, _id(participant), to, version=version)

    def placed(change: Change, say: Plain) -> str:
        return _standing(change.after, [p for p in change.after.participants if p.id == moved])

    in_database(lambda work: _change(work, terminal, game_id, give_place, placed))


def replace(
    terminal: Terminal, game_id: str, guest: str, typed: str, *, version: int | None, may_ask: bool
) -> None:
    """A member takes the place of a guest."""
    with configured() as (config, _):
        found = _find(config, terminal, game_id, [typed], may_ask=may_ask)
        if len(found.who) != 1 or isinstance(found.who[0], str):
            sentence = (
                f"“{typed}” is no member. Write @ and the beginning of a name, or an id. Nothing was saved."
            )
            raise Failed(Exit.INVALID, "unknown_member", sentence, {"field": "player"})
        user_id = found.who[0]

        async def swap(work: Work, sheet: Sheet) -> Change:
            await accounts.remember(work, *found.seen)
            participant = await _participant(work, sheet, guest)
            return await rostering.replace(work, sheet.game.id, _id(participant), user_id, version=version)

        def swapped(change: Change, say: Plain) -> str:
            return _standing(change.after, [p for p in change.after.participants if p.user_id == user_id])

        work_on(config, lambda work: _change(work, terminal, game_id, swap, swapped))
    found.warn(terminal)


async def _change(
    work: Work,
    terminal: Terminal,
    game_id: str,
    doing: Doing,
    told: Callable[[Change, Plain], str],
) -> None:
    """Do it to the game, and say what came of it for everybody. Raises `Failed`."""
    sheet = await queries.sheet(work, GameId(game_id))
    say = await plain(work, sheet.guild, sheet.game.zone)
    with worded(say):
        try:
            change = await doing(work, sheet)
        except Conflict as stale:
            raise _both(stale, await queries.sheet(work, sheet.game.id), say) from stale
    if terminal.json:
        terminal.show_json(tables.game_json(change.after))
        return
    # Read again: whoever was just added has a name since.
    terminal.done(told(change, await plain(work, sheet.guild, change.after.game.zone)))
    for line in _consequences(change):
        terminal.show(f"  {line}")


def _both(stale: Conflict, sheet: Sheet, say: Plain) -> Failed:
    """What stands and what was wanted; where it is about people, who is in now."""
    failed = failure(stale, say)
    if stale.theirs:
        return failed
    now = tables.game_json(sheet)
    theirs = {part: now[part] for part in ("players", "waitlist", "maybe")}
    message = f"{failed.message}\nIn it now: {tables.players(sheet)}"
    return dataclasses.replace(failed, message=message, facts={**failed.facts, "theirs": theirs})


def _find(
    config: Config, terminal: Terminal, game_id: str, typed: Sequence[str], *, may_ask: bool
) -> Players:
    async def where(work: Work) -> Occasion:
        sheet = await queries.sheet(work, GameId(game_id))
        say = await plain(work, sheet.guild, sheet.game.zone)
        return Occasion(sheet.guild, sheet.game.host_id, say)

    return players.find(config, terminal, where, typed, may_ask=may_ask)


async def _participant(work: Work, sheet: Sheet, typed: str) -> Participant:
    """Whoever is meant among those who signed up. Raises `Failed`."""
    usernames = {person.id: person.username for person in await queries.people(work, sheet.guild.id)}

    def names(entry: tuple[int, Participant]) -> tuple[str, ...]:
        number, who = entry
        if who.user_id is None:
            return f"#{number}", who.guest_name or ""
        return f"#{number}", sheet.name(who.user_id), usernames.get(who.user_id, ""), str(who.user_id)

    wanted = typed.strip().strip("<>").removeprefix("@").removeprefix("!")
    return pick("player", wanted, list(tables.numbered(sheet)), names)[1]


def _id(participant: Participant) -> int:
    if participant.id is None:
        raise LookupError("a participant that was read has an id")
    return participant.id


def _standing(sheet: Sheet, among: Sequence[Participant]) -> str:
    """“Noor: seat 3 of 5. Alex (guest): number 1 on the waitlist.”"""
    ids = {participant.id for participant in among}
    found = [who for _, who in tables.numbered(sheet) if who.id in ids]
    return " ".join(f"{tables.name(sheet, who)}: {people.standing(sheet, who)}." for who in found)


def _consequences(change: Change) -> Iterator[str]:
    """Who else crossed the line between players and waitlist."""
    before, after = change.before.roster, change.after
    for words, moved in (
        ("Moved up", after.roster.promoted_since(before)),
        ("Now waiting", after.roster.demoted_since(before)),
    ):
        if moved:
            yield f"{words}: {', '.join(after.name(user_id) for user_id in moved)}"
