"""Every error the product raises on purpose. The docstring of a class is its default message."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody may not do a thing: a stable code and the facts a sentence about it needs."""

    code: str
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with what was typed: the field, a stable code, the facts."""

    field: str
    code: str
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class GameSchedulerError(Exception):
    """Something went wrong in gamescheduler."""

    code = "error"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__)


class Refused(GameSchedulerError):
    """That is not allowed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"refused: {refusal.code}")
        self.refusal = refusal
        self.code = refusal.code


class NotFound(GameSchedulerError):
    """There is no such thing here."""

    code = "not_found"

    def __init__(self, what: str, name: object) -> None:
        super().__init__(f"unknown {what}: {name}")
        self.what = what
        self.name = name


class Invalid(GameSchedulerError):
    """Some of what was typed can't be used."""

    code = "invalid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("invalid: " + ", ".join(f"{p.field} {p.code}" for p in problems))
        self.problems = tuple(problems)


class Conflict(GameSchedulerError):
    """Somebody else changed the same thing meanwhile; ``theirs`` stands, ``yours`` was not saved.

    Both map a field to its value; ``theirs`` is empty when it was the people, not a field.
    """

    code = "conflict"

    def __init__(self, theirs: Mapping[str, Any], yours: Mapping[str, Any], version: int) -> None:
        super().__init__(f"changed meanwhile: {', '.join(theirs) or 'who plays'}")
        self.theirs = dict(theirs)
        self.yours = dict(yours)
        self.version = version


class Unreachable(GameSchedulerError):
    """Something gamescheduler needs does not answer right now."""

    code = "unreachable"


class Misconfigured(GameSchedulerError):
    """The configuration is missing something or can't be used."""

    code = "misconfigured"


class SchemaMismatch(GameSchedulerError):
    """The database schema and this version of gamescheduler disagree. Run: gamescheduler migrate up"""

    code = "schema_mismatch"
