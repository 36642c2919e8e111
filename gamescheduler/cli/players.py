"""People as they are typed on the command line: members looked up in Discord, guests taken by their names.

Nothing here happens inside a transaction: Discord may take seconds, and a person who is asked minutes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

import typer

from gamescheduler.adapters.directory import RestDirectory, look_up
from gamescheduler.cli.local import work_on
from gamescheduler.cli.outcomes import Exit, Failed, failure
from gamescheduler.cli.places import nearest
from gamescheduler.cli.terminal import Terminal
from gamescheduler.config import Config
from gamescheduler.domain import mentions
from gamescheduler.domain.mentions import ById, Candidate, Found, Reference
from gamescheduler.errors import Invalid, Problem, Unreachable
from gamescheduler.models import Guild, GuildId, UserId
from gamescheduler.services import queries
from gamescheduler.services.accounts import Seen
from gamescheduler.services.work import Work

Where = Callable[[Work], Awaitable[Guild]]


@dataclass(frozen=True, slots=True)
class Players:
    """Members by id and guests by name, as typed; ``seen`` is what Discord just said about members."""

    who: tuple[UserId | str, ...] = ()
    seen: tuple[Seen, ...] = ()


def find(config: Config, terminal: Terminal, where: Where, typed: Sequence[str], *, may_ask: bool) -> Players:
    """Who is meant by each, all or nothing; whoever sits at the terminal chooses where that is not clear.

    Guests, and ids of people who were met in that server before, need no Discord. Raises `Failed`.
    """
    lines = [line for each in typed for line in mentions.read_lines(each)]
    if not lines:
        return Players()
    guild_id, met = work_on(config, lambda work: _met(work, where))
    known: dict[Reference, list[Candidate]] = {ById(each.id): [each] for each in met}
    asked = _ask_discord(config, guild_id, [line for line in lines if mentions.parse(line) not in known])
    settled = _settle(terminal, lines, {**known, **asked}, met, may_ask=may_ask)
    shown = {each.id: each for found in asked.values() for each in found}
    return Players(
        tuple(who.id if isinstance(who, Candidate) else who for who in settled),
        tuple(
            _seen(shown[who.id], guild_id)
            for who in settled
            if isinstance(who, Candidate) and who.id in shown
        ),
    )


async def _met(work: Work, where: Where) -> tuple[GuildId, list[Candidate]]:
    """The server, and everybody seen there so far."""
    guild = await where(work)
    people = await queries.people(work, guild.id)
    return guild.id, [Candidate(person.id, person.username, nick=person.name) for person in people]


def _ask_discord(config: Config, guild_id: GuildId, lines: Sequence[str]) -> Found:
    references = mentions.references(lines)
    if not references:
        return {}
    token = config.discord_token
    if not token:  # an empty variable is none, as compose files leave it
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
            return await look_up(directory, guild_id, lines)

    try:
        return asyncio.run(ask())
    except Unreachable as away:
        raise Failed(
            Exit.UNREACHABLE, away.code, f"{away} Nothing was saved. Try again in a minute."
        ) from away


def _settle(
    terminal: Terminal, lines: list[str], found: Found, met: Sequence[Candidate], *, may_ask: bool
) -> list[Candidate | str]:
    answers: dict[Reference, Sequence[Candidate]] = {}
    while True:
        try:
            return mentions.settle(lines, {**found, **answers})
        except Invalid as invalid:
            unclear = all(problem.code == "ambiguous" for problem in invalid.problems)
            if not (unclear and may_ask and terminal.can_ask):
                raise _failed(invalid, met) from invalid
            for problem in invalid.problems:
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


def _failed(invalid: Invalid, met: Sequence[Candidate]) -> Failed:
    """Every problem in words, and how to say by id what may have been meant."""
    problems = [_with_hints(problem, met) for problem in invalid.problems]
    failed = failure(Invalid(problems))
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


def _seen(candidate: Candidate, guild_id: GuildId) -> Seen:
    return Seen(
        candidate.id,
        candidate.username,
        candidate.global_name,
        guild_id,
        candidate.nick,
        candidate.role_ids,
    )
