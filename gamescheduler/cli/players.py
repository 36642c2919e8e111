"""People as they are typed on the command line: members looked up in Discord, guests taken by their names.

Nothing here happens inside a transaction: Discord may take seconds, and a person who is asked minutes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import typer

from gamescheduler.adapters.directory import RestDirectory, look_up
from gamescheduler.cards.tongues import Plain
from gamescheduler.cli.local import work_on
from gamescheduler.cli.outcomes import Exit, Failed, failure
from gamescheduler.cli.places import nearest
from gamescheduler.cli.terminal import Terminal, mark
from gamescheduler.config import Config
from gamescheduler.domain import mentions
from gamescheduler.domain.mentions import ById, Candidate, Found, Reference
from gamescheduler.errors import Invalid, Problem, Unreachable
from gamescheduler.models import Guild, GuildId, UserId
from gamescheduler.services import queries
from gamescheduler.services.accounts import Seen
from gamescheduler.services.work import Work

UNSURE = (
    "Discord was not asked who is still in the server. To have it asked, set GAMESCHEDULER_DISCORD_TOKEN."
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What people are looked up for: the server, whoever hosts, and what is wrong with it besides."""

    guild: Guild
    host_id: UserId
    say: Plain
    host_is_new: bool = False
    """Whether they have to be in the server as well."""
    problems: tuple[Problem, ...] = ()


Where = Callable[[Work], Awaitable[Occasion]]


@dataclass(frozen=True, slots=True)
class Players:
    """Members by id and guests by name, as typed, and the host.

    ``seen`` is what Discord just said about members. ``unsure``: it was not asked, so they are members as
    far as is known.
    """

    host_id: UserId
    who: tuple[UserId | str, ...] = ()
    seen: tuple[Seen, ...] = ()
    unsure: bool = False

    def warn(self, terminal: Terminal) -> None:
        """Only once it is done: an error on stderr is one JSON object."""
        if self.unsure:
            terminal.say(f"{mark('!')} {UNSURE}")


def find(config: Config, terminal: Terminal, where: Where, typed: Sequence[str], *, may_ask: bool) -> Players:
    """Who is meant by each, all or nothing; whoever sits at the terminal chooses where that is not clear.

    Guests need no Discord. Ids of people who were met in that server before can do without. Raises `Failed`.
    """
    lines = [line for each in typed for line in mentions.read_lines(each)]
    occasion, met = work_on(config, lambda work: _met(work, where))
    known: dict[Reference, list[Candidate]] = {ById(each.id): [each] for each in met}
    can_ask = bool(config.discord_token)  # an empty variable is none, as compose files leave it
    unknown = [line for line in lines if can_ask or mentions.parse(line) not in known]
    host = [f"<@{occasion.host_id}>"] if occasion.host_is_new and can_ask else []
    asked = _ask_discord(config, occasion.guild.id, unknown, host)
    settled = _settle(terminal, lines, {**known, **asked}, occasion, met, may_ask=may_ask)
    shown = {each.id: each for found in asked.values() for each in found}
    members = [each.id for each in settled if isinstance(each, Candidate)]
    seen = [shown[each] for each in dict.fromkeys([*members, occasion.host_id]) if each in shown]
    return Players(
        occasion.host_id,
        tuple(each.id if isinstance(each, Candidate) else each for each in settled),
        tuple(Seen.of(each, occasion.guild.id) for each in seen),
        unsure=not can_ask and (occasion.host_is_new or any(mentions.parse(line) in known for line in lines)),
    )


async def _met(work: Work, where: Where) -> tuple[Occasion, list[Candidate]]:
    """The occasion, and everybody seen in that server so far."""
    occasion = await where(work)
    people = await queries.people(work, occasion.guild.id)
    return occasion, [Candidate(person.id, person.username, nick=person.name) for person in people]


def _ask_discord(config: Config, guild_id: GuildId, *lists: Sequence[str]) -> Found:
    """Each list is looked up by itself, because one that is too long is not looked up at all."""
    if not any(map(mentions.references, lists)):
        return {}
    token = config.discord_token
    if not token:
        raise Failed(
            Exit.CONFIGURATION,
            "misconfigured",
            "Looking up members needs the bot's token: set GAMESCHEDULER_DISCORD_TOKEN. "
            "A name without @ is a guest and needs none. Nothing was saved.",
        )

    # A log is for nobody in particular; here somebody reads the error itself.
    logging.getLogger(RestDirectory.__module__).setLevel(logging.ERROR)

    async def ask() -> Found:
        async with RestDirectory(config.discord_api_url, token.get_secret_value()) as directory:
            found = [await look_up(directory, guild_id, lines) for lines in lists]
            return dict(chain.from_iterable(each.items() for each in found))

    try:
        return asyncio.run(ask())
    except Unreachable as away:
        raise Failed(
            Exit.UNREACHABLE, away.code, f"{away} Nothing was saved. Try again in a minute."
        ) from away


def _settle(
    terminal: Terminal,
    lines: list[str],
    found: Found,
    occasion: Occasion,
    met: Sequence[Candidate],
    *,
    may_ask: bool,
) -> list[Candidate | str]:
    """Raises `Failed` with everything that is wrong, with the occasion too."""
    besides = [*_why_not_host(occasion, found), *occasion.problems]
    answers: dict[Reference, Sequence[Candidate]] = {}
    while True:
        try:
            settled = mentions.settle(lines, {**found, **answers}, host_id=occasion.host_id)
            problems = besides
        except Invalid as invalid:
            settled, problems = [], [*invalid.problems, *besides]
        if not problems:
            return settled
        unclear = all(problem.code == "ambiguous" for problem in problems)
        if not (unclear and may_ask and terminal.can_ask):
            raise _failed(problems, occasion, met)
        for problem in problems:
            chosen = _choose(terminal, problem)
            answers[ById(chosen.id)] = [chosen]
            lines[problem.facts["number"] - 1] = f"<@{chosen.id}>"


def _choose(terminal: Terminal, problem: Problem) -> Candidate:
    """Ask until one of the numbers is typed."""
    candidates: Sequence[Candidate] = problem.facts["suggestions"]
    terminal.say(f"“{problem.facts['line']}” could be:")
    for number, each in enumerate(candidates, start=1):
        terminal.say(f"  {number}  {_described(each)}")
    question = f"Which one (1 to {len(candidates)})?"
    while True:
        chosen: int = typer.prompt(question, type=int, err=True, prompt_suffix=" ")
        if 1 <= chosen <= len(candidates):
            return candidates[chosen - 1]


def _why_not_host(occasion: Occasion, found: Found) -> list[Problem]:
    """Whoever left the server is known of, but hosts nothing there any more."""
    if not occasion.host_is_new or any(not each.bot for each in found.get(ById(occasion.host_id), ())):
        return []
    return [Problem("host", "cannot_host", {"user_id": occasion.host_id})]


def _failed(problems: Sequence[Problem], occasion: Occasion, met: Sequence[Candidate]) -> Failed:
    """Every problem in words, and how to say by id what may have been meant."""
    problems = [_with_hints(problem, met) if problem.field == "players" else problem for problem in problems]
    failed = failure(Invalid(problems), occasion.say)
    hints = [hint for problem in problems if (hint := _hint(problem))]
    return replace(failed, message="\n".join([failed.message, *hints]))


def _with_hints(problem: Problem, met: Sequence[Candidate]) -> Problem:
    facts = {**problem.facts, "part": "player"}
    if problem.code == "unknown_member":
        wanted = problem.facts["line"].removeprefix("@")
        close = {name_id for name_id, _ in nearest(wanted, [(str(c.id), c.name, c.username) for c in met])}
        facts["suggestions"] = [each for each in met if str(each.id) in close]
    return Problem(problem.field, problem.code, facts)


def _hint(problem: Problem) -> str:
    close = [f"--player {each.id} ({_described(each)})" for each in problem.facts.get("suggestions", ())]
    begins = "By id" if problem.code == "ambiguous" else "Perhaps you mean"
    return f"{begins}: {', '.join(close)}" if close else ""


def _described(candidate: Candidate) -> str:
    return (
        candidate.name if candidate.name == candidate.username else f"{candidate.name}, {candidate.username}"
    )
