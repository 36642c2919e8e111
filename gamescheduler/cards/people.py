"""Who plays, who waits and who may come, in words: on the card, and wherever one of them is spoken of."""

from __future__ import annotations

from collections.abc import Sequence

from gamescheduler.cards.tongues import Tongue, cut
from gamescheduler.domain.sheet import Sheet
from gamescheduler.models.participant import Participant
from gamescheduler.models.types import RoleId, Signup, Status, UserId

PLAYERS_SHOWN = 25
WAITING_SHOWN = 10
MAYBE_SHOWN = 10
NAME_SHOWN = 32
"""Characters of a guest's name on a card: as many as Discord lets members have."""


def person(participant: Participant, say: Tongue) -> str:
    """A member by mention, a guest by name and marked as one."""
    if participant.user_id is not None:
        return say.person(participant.user_id)
    return f"{cut(say.typed(participant.guest_name or ''), NAME_SHOWN)} (guest)"


def seats_taken(sheet: Sheet) -> str:
    """``3 of 5``; ``6, no limit``. Words in this order read well aloud, ``3/5`` does not."""
    roster = sheet.roster
    if roster.max_players is None:
        return f"{len(roster.players)}, no limit"
    return f"{len(roster.players)} of {roster.max_players}"


def standing(sheet: Sheet, participant: Participant) -> str:
    """``seat 3 of 5``, ``number 2 on the waitlist``, ``asked to join``, ``maybe``."""
    roster = sheet.roster
    place = [p.id for p in (*roster.order, *roster.maybe)].index(participant.id) + 1
    waiting = place - len(roster.players)
    if waiting <= 0:
        return f"seat {place}" if roster.max_players is None else f"seat {place} of {roster.max_players}"
    if waiting > len(roster.waitlist):
        return "maybe"
    return "asked to join" if sheet.game.signup == Signup.ASK else f"number {waiting} on the waitlist"


def everyone(sheet: Sheet) -> RoleId:
    """The role that all members have; it has the server's id, and shows badly as a role mention."""
    return RoleId(sheet.guild.id)


def host_picks(sheet: Sheet, say: Tongue) -> str:
    """“Mira picks the players”."""
    return f"{say.typed(sheet.name(sheet.game.host_id))} picks the players"


def sections(sheet: Sheet, say: Tongue) -> list[str]:
    """The lists of a card; none once the game is over."""
    roster, upcoming = sheet.roster, sheet.game.status == Status.SCHEDULED
    if not upcoming and sheet.game.status != Status.IN_PROGRESS:
        return []
    found = [_players(sheet, say, upcoming=upcoming)]
    if roster.waitlist:
        names = numbered(roster.waitlist[:WAITING_SHOWN], say, of=len(roster.waitlist))
        found.append(f"{waiting_heading(sheet, say)}\n{names}")
    if roster.maybe and upcoming:
        names = _more([person(p, say) for p in roster.maybe[:MAYBE_SHOWN]], ", ", of=len(roster.maybe))
        found.append(f"{say.bold(f'Maybe: {len(roster.maybe)}')}  {names}")
    return found


def shown(sheet: Sheet) -> list[UserId]:
    """The members whom those lists name."""
    roster = sheet.roster
    named = (*roster.players[:PLAYERS_SHOWN], *roster.waitlist[:WAITING_SHOWN], *roster.maybe[:MAYBE_SHOWN])
    return [p.user_id for p in named if p.user_id is not None]


def players_heading(sheet: Sheet, say: Tongue) -> str:
    return say.bold(f"Players: {seats_taken(sheet)}")


def waiting_heading(sheet: Sheet, say: Tongue) -> str:
    """Nobody moves up by itself where the host picks from those who ask."""
    waiting = len(sheet.roster.waitlist)
    if sheet.game.signup == Signup.ASK:
        return say.bold(f"Asked to join: {waiting}")
    return f"{say.bold(f'Waitlist: {waiting}')} — first in line gets the next seat"


def numbered(people: Sequence[Participant], say: Tongue, *, of: int) -> str:
    """“1. Noor   2. Sam   and 3 more”; where a line ends, no number stays behind without its name."""
    first, *others = (person(p, say) for p in people)
    rest = [f"{n}.\u00a0{name}" for n, name in enumerate(others, start=2)]
    return _more([f"1. {first}", *rest], "   ", of=of)


def _players(sheet: Sheet, say: Tongue, *, upcoming: bool) -> str:
    game, roster = sheet.game, sheet.roster
    picked = game.signup in (Signup.ASK, Signup.HOST)
    heading = players_heading(sheet, say)
    if picked and upcoming:
        ask = " Press “Ask to join”." if game.signup == Signup.ASK else ""
        heading += f" — {host_picks(sheet, say)}.{ask}"
    elif roster.full:
        heading += " — full"
    lines = [heading]
    if game.signup == Signup.ROLE and game.priority_roles and upcoming:
        lines.append(f"Seats go first to {_ranked(sheet, say)}.")
    if roster.players:
        lines.append(numbered(roster.players[:PLAYERS_SHOWN], say, of=len(roster.players)))
    elif upcoming:
        lines.append("Nobody yet." if picked else "Nobody yet. Be the first.")
    return "\n".join(lines)


def _ranked(sheet: Sheet, say: Tongue) -> str:
    roles = sheet.game.priority_roles
    return ", then ".join("everyone" if role == everyone(sheet) else say.role(role) for role in roles)


def _more(names: Sequence[str], between: str, *, of: int) -> str:
    left_out = of - len(names)
    return between.join([*names, *([f"and {left_out} more"] if left_out > 0 else [])])
