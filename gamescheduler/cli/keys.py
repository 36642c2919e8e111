"""Settings by their keys: which one is meant, what is typed for it, how it is shown."""

from __future__ import annotations

from typing import Any

from gamescheduler.cards import settings
from gamescheduler.cards.tongues import Plain
from gamescheduler.cli.outcomes import Exit, Failed
from gamescheduler.cli.places import did_you_mean, find_roles, nearest, suggested
from gamescheduler.cli.wishes import content
from gamescheduler.domain.place import Place
from gamescheduler.domain.settings import LEVELS, ROLE_FIELDS
from gamescheduler.services.work import Work


def key(typed: str) -> str:
    """The setting of that name, with - for _ too. Raises `Failed`."""
    name = typed.strip().casefold().replace("-", "_")
    if name in LEVELS:
        return name
    close = nearest(name, [(known, known, label) for known, label in settings.LABELS.items()])
    hint = did_you_mean(known for known, _ in close) or f" There are: {', '.join(settings.LABELS)}."
    raise Failed(
        Exit.INVALID,
        "unknown_setting",
        f"There is no setting called “{typed}”.{hint}",
        {"field": "key", "suggestions": suggested((known, settings.LABELS[known]) for known, _ in close)},
    )


def pair(typed: str) -> tuple[str, str]:
    """``KEY=VALUE`` parted at the first =. Raises `Failed`."""
    name, equals, value = typed.partition("=")
    if not equals:
        raise Failed(
            Exit.USAGE, "no_value", f"“{typed}” has no value. Write it like max_players=5.", {"field": "set"}
        )
    return key(name), value


async def read(work: Work, place: Place, name: str, typed: str) -> Any:
    """What was typed as a value that can be stored. Raises `Invalid`, or `Failed` for roles nobody knows."""
    if name in ROLE_FIELDS:
        # Of no server there are no roles: the verb says that these do not belong to the installation.
        return [] if place.guild is None else list(await find_roles(work, place.guild, [typed]))
    return settings.read(name, content(name, typed) if name == "instructions" else typed)


def row(name: str, place: Place, say: Plain) -> tuple[str, str, str, str]:
    """Key, value, where it comes from, and why."""
    explained = place.explained[name]
    origin = settings.origin(explained, place.level)
    return name, settings.value(name, explained.value, say), origin, settings.chain(name, explained, say)


def as_json(name: str, place: Place, say: Plain) -> dict[str, Any]:
    """The value as it is stored, roles by their ids as text, and in words; what each level said."""
    explained = place.explained[name]
    return {
        "key": name,
        "label": settings.LABELS[name],
        "value": stored(name, explained.value),
        "text": settings.value(name, explained.value, say),
        "origin": str(explained.origin),
        "locked_by": explained.locked_by and str(explained.locked_by),
        "said": [{"level": str(level), "value": stored(name, value)} for level, value in explained.said],
    }


def stored(name: str, value: Any) -> Any:
    """A value for JSON: ids are too long for the numbers of many programs, so they are text."""
    if name in ROLE_FIELDS:
        return [str(role) for role in value]
    return list(value) if isinstance(value, tuple) else value
