"""Players who are in from the start, as somebody typed them: which lines mean a member, which a guest."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from gamescheduler.domain.drafts import GUEST_MAX
from gamescheduler.errors import Invalid, Problem
from gamescheduler.models.types import RoleId, UserId

LINES_MAX = 100
SUGGESTIONS_MAX = 10
"""More members than that are no help in choosing."""

NAME_MAX = 32
"""Discord's limit for usernames, global names and nicknames."""

_ID_MAX = 2**63 - 1
_MENTION = re.compile(r"<@!?([0-9]{17,20})>|([0-9]{17,20})")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member of the server, as Discord just showed them."""

    id: UserId
    username: str
    global_name: str | None = None
    nick: str | None = None
    bot: bool = False
    role_ids: tuple[RoleId, ...] = ()

    @property
    def name(self) -> str:
        """What the server sees: nickname, else global name, else username."""
        return self.nick or self.global_name or self.username

    @property
    def names(self) -> tuple[str, ...]:
        """Every name they may be meant by, folded so that case makes no difference."""
        return tuple(name.casefold() for name in (self.nick, self.global_name, self.username) if name)


@dataclass(frozen=True, slots=True)
class ById:
    """``<@id>``, or the bare id as Discord's "Copy ID" gives it."""

    id: UserId


@dataclass(frozen=True, slots=True)
class ByName:
    """``@text``: the beginning of a name, without the @."""

    text: str


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody without an account."""

    name: str


Reference: TypeAlias = ById | ByName
Found: TypeAlias = Mapping[Reference, Sequence[Candidate]]
"""What Discord said about each reference; one it was not asked about means nobody."""


def read_lines(text: str) -> list[str]:
    """One entry for every line or comma, trimmed; blank ones are ignored.

    Mentions that follow each other need no comma: Discord's client puts only a space between them.
    """
    return [line for piece in re.split(r"[\r\n,]|(?<=>)\s*(?=<@)", text) if (line := piece.strip())]


def parse(line: str) -> Reference | Guest:
    """What one line means, before anybody was asked. Everything that is no mention is a guest's name."""
    line = line.strip()
    if mention := _MENTION.fullmatch(line):
        return ById(UserId(int(mention[1] or mention[2])))
    if line.startswith("@"):
        return ByName(line[1:].strip())
    return Guest(line)


def references(lines: Sequence[str]) -> tuple[Reference, ...]:
    """What Discord has to be asked before `settle`, each once.

    Left out is what it would not understand: a name that is empty or longer than names are, an id beyond
    64 bits. Nothing is asked for a list that `settle` refuses for its length.
    """
    if len(lines) > LINES_MAX:
        return ()
    meant = dict.fromkeys(parse(line) for line in lines)
    return tuple(what for what in meant if not isinstance(what, Guest) and _can_exist(what))


def settle(lines: Sequence[str], found: Found, *, host_id: UserId | None = None) -> list[Candidate | str]:
    """Who plays, in the order of the lines: members, and guests by their names; never the host.

    All or nothing: raises `Invalid` with every problem, each naming its line. Only a list that is too
    long gets one problem for the whole of it, because nobody looked anybody up then.
    """
    if len(lines) > LINES_MAX:
        raise Invalid([Problem("players", "too_many", {"most": LINES_MAX, "got": len(lines)})])
    settled: list[Candidate | str] = []
    problems: list[Problem] = []
    first: dict[UserId, int] = {}
    for number, line in enumerate(lines, start=1):
        where = {"line": line, "number": number}
        meant = _settle(parse(line), found, where)
        if isinstance(meant, Candidate) and meant.id == host_id:
            meant = Problem("players", "host_listed", {**where, "host_id": host_id})
        if isinstance(meant, Candidate) and first.setdefault(meant.id, number) != number:
            meant = Problem("players", "listed_twice", {**where, "first": first[meant.id]})
        if isinstance(meant, Problem):
            problems.append(meant)
        else:
            settled.append(meant)
    if problems:
        raise Invalid(problems)
    return settled


def _can_exist(what: Reference) -> bool:
    return what.id <= _ID_MAX if isinstance(what, ById) else 1 <= len(what.text) <= NAME_MAX


def _settle(what: Reference | Guest, found: Found, where: dict[str, Any]) -> Candidate | str | Problem:
    match what:
        case Guest(name) if len(name) > GUEST_MAX:
            return Problem("players", "guest_too_long", {**where, "most": GUEST_MAX, "got": len(name)})
        case Guest(name):
            return name
        case ById():
            return _one(found.get(what, ()), where) or Problem("players", "not_a_member", where)
        case ByName(text):
            hits = _named(text.casefold(), found.get(what, ()))
            return _one(hits, where) or Problem("players", "unknown_member", where)


def _named(text: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those with exactly that name, else those with a name that begins so.

    Discord's search is vague about which names it looks at, so it only proposes.
    """
    exact = [c for c in candidates if text in c.names]
    return exact or [c for c in candidates if any(name.startswith(text) for name in c.names)]


def _one(hits: Sequence[Candidate], where: dict[str, Any]) -> Candidate | Problem | None:
    """The only person among them. A bot is only what was meant when no person was."""
    people = [c for c in hits if not c.bot]
    if len(people) > SUGGESTIONS_MAX:
        return Problem("players", "too_many_matches", {**where, "most": SUGGESTIONS_MAX})
    if len(people) > 1:
        return Problem("players", "ambiguous", {**where, "suggestions": people})
    if people:
        return people[0]
    return Problem("players", "bot", where) if hits else None
