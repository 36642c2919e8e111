"""How a command ends: every error becomes one sentence and one exit code, here and nowhere else."""

from __future__ import annotations

import contextlib
import json
import secrets
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from gamescheduler.cli.terminal import Terminal, mark
from gamescheduler.errors import (
    Conflict,
    GameSchedulerError,
    Invalid,
    Misconfigured,
    NotFound,
    Problem,
    Refused,
    SchemaMismatch,
    Unreachable,
)

if TYPE_CHECKING:
    from gamescheduler.cards.tongues import Tongue

Json: TypeAlias = dict[str, Any]


class Exit(IntEnum):
    """Exit codes; scripts rely on them, so they never change their meaning."""

    DONE = 0
    BROKEN = 1
    USAGE = 2
    CONFIGURATION = 3
    REFUSED = 5
    NOT_FOUND = 6
    INVALID = 7
    UNREACHABLE = 8
    SCHEMA = 9


@dataclass(eq=False)
class Failed(Exception):
    """A command did not do what was asked: the exit code, a stable code, a sentence, and more facts."""

    exit: Exit
    code: str
    message: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> Json:
        return {"error": {"code": self.code, "message": self.message, **self.facts}}


def failure(error: BaseException, say: Tongue | None = None) -> Failed:
    """What to tell about an error. ``say`` knows the names of the people and places in it."""
    if isinstance(error, Failed):
        return error
    if isinstance(error, GameSchedulerError):
        return _expected(error, say)
    if known := _from_postgres(error):
        return known
    ref = secrets.token_hex(4)
    return Failed(
        Exit.BROKEN,
        "unexpected",
        f"Something broke: {type(error).__name__}. Run the command again with -vv to see where. (ref {ref})",
        {"ref": ref},
    )


@contextlib.contextmanager
def worded(say: Tongue) -> Iterator[None]:
    """What the product refuses inside is told with the names that ``say`` knows. Raises `Failed`."""
    try:
        yield
    except GameSchedulerError as refused:
        raise failure(refused, say) from refused


def report(error: BaseException, terminal: Terminal) -> Exit:
    """Tell it on stderr, as a sentence or as one JSON object; the traceback only when asked for."""
    failed = failure(error)
    if terminal.verbosity >= 2:
        terminal.say("".join(traceback.format_exception(error)))
    elif terminal.verbosity and error.__cause__ is not None:
        terminal.say(f"Cause: {error.__cause__!r}")
    if terminal.json:
        terminal.say(json.dumps(failed.as_json(), ensure_ascii=False))
    else:
        terminal.say(f"{mark('✗')} {failed.message}".replace("\n", "\n  "))
    return failed.exit


def _expected(error: GameSchedulerError, say: Tongue | None) -> Failed:
    match error:
        case Refused() | NotFound() | Invalid() | Conflict():
            return _about(error, say or _nobody_known())
        case Misconfigured():
            return Failed(Exit.CONFIGURATION, error.code, str(error))
        case Unreachable():
            return Failed(Exit.UNREACHABLE, error.code, str(error))
        case SchemaMismatch():
            return Failed(Exit.SCHEMA, error.code, str(error))
    return Failed(Exit.BROKEN, error.code, str(error))


def _about(error: Refused | NotFound | Invalid | Conflict, say: Tongue) -> Failed:
    """Errors about the request itself, worded as at every door."""
    from gamescheduler.cards import apologies

    match error:
        case Refused():
            return Failed(Exit.REFUSED, error.code, apologies.refusal(error.refusal, say))
        case NotFound():
            return Failed(Exit.NOT_FOUND, error.code, apologies.not_found(error), {"field": error.what})
        case Conflict():
            values = {"theirs": _plain(error.theirs), "yours": _plain(error.yours)}
            facts = {"reason": "conflict", **values, "version": error.version}
            return Failed(Exit.NOT_FOUND, error.code, apologies.conflict(error, say), facts)
    problems = [_problem(problem, apologies.problem(problem, say)) for problem in error.problems]
    gap = "\n" if len(problems) > 1 else " "
    sentences = [str(problem["message"]) for problem in problems]
    first = {name: value for name, value in problems[0].items() if name not in ("code", "message")}
    return Failed(
        Exit.INVALID,
        error.problems[0].code,
        gap.join([*sentences, "Nothing was saved."]),
        {**first, "problems": problems},
    )


def _problem(what: Problem, sentence: str) -> Json:
    """One of a list is named by its number from 0, as JSON counts. Suggestions carry ids."""
    number, close = what.facts.get("number"), what.facts.get("suggestions", ())
    name = what.field if number is None else f"{what.field}[{number - 1}]"
    found: Json = {"code": what.code, "message": sentence, "field": name}
    if close:
        found["suggestions"] = [
            {"id": str(each.id), "name": each.name, "username": each.username} for each in close
        ]
    return found


def _plain(values: Mapping[str, Any]) -> Json:
    return {name: getattr(value, "isoformat", lambda v=value: v)() for name, value in values.items()}


def _nobody_known() -> Tongue:
    from gamescheduler.cards.tongues import Plain
    from gamescheduler.clock import Clock

    return Plain("UTC", Clock().now())


_LOGIN = {"28P01", "28000", "3D000"}
_SCHEMA = {"42P01", "42703"}


def _from_postgres(error: BaseException) -> Failed | None:
    """A wrong login, and tables that are not there yet, are the administrator's to mend, not bugs."""
    for link in _chain(error):
        state = str(getattr(link, "sqlstate", None))
        if state in _LOGIN:
            return _expected(Misconfigured(f"The database refuses GAMESCHEDULER_DATABASE_URL: {link}."), None)
        if state in _SCHEMA:
            return _expected(SchemaMismatch(), None)
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or getattr(error, "orig", None)
