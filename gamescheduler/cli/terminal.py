"""How this run of the command talks: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from typing import Annotated, Any

import typer


@dataclass(slots=True)
class Terminal:
    """What the command line asked for. ``fields`` is None without ``--json``, else the fields wanted."""

    verbosity: int = 0
    fields: tuple[str, ...] | None = None

    @property
    def json(self) -> bool:
        return self.fields is not None

    @property
    def on_screen(self) -> bool:
        """Whether a person reads the results; a pipe gets them in a form for programs."""
        return sys.stdout.isatty()

    @property
    def can_ask(self) -> bool:
        return sys.stdin.isatty() and sys.stderr.isatty()

    def show(self, line: str) -> None:
        """A result."""
        typer.echo(line)

    def show_json(self, found: dict[str, Any] | list[dict[str, Any]]) -> None:
        """A result for programs. Raises `typer.BadParameter` for a field that is not there."""
        self.show(json.dumps(self._chosen(found), ensure_ascii=False))

    def say(self, line: str) -> None:
        """Talk: progress, advice, errors."""
        typer.echo(line, err=True)

    def done(self, line: str) -> None:
        """A result that something was changed."""
        typer.echo(f"{mark('✓')} {line}")

    def _chosen(self, found: Any) -> Any:
        if isinstance(found, list):
            return [self._chosen(each) for each in found]
        unknown = set(self.fields or ()) - found.keys()
        if unknown:
            raise typer.BadParameter(
                f"no field {', '.join(sorted(unknown))}. There are: {', '.join(found)}.", param_hint="--json"
            )
        return {name: found[name] for name in self.fields or found}


def _choose_fields(context: typer.Context, value: str | None) -> None:
    if value is not None:
        context.obj.fields = tuple(filter(None, (name.strip() for name in value.split(","))))


JsonOption = Annotated[
    str | None,
    typer.Option(
        "--json",
        metavar="[=FIELDS]",
        callback=_choose_fields,
        help="JSON instead of text; with names, only these fields. Errors become JSON on stderr.",
    ),
]
"""It notes the choice in the `Terminal`, where the report of an error finds it too."""


def mark(symbol: str) -> str:
    """``✓ ! ✗ →``, or words where the terminal may not have them."""
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb" or encoding != "utf8"
    return _WORDS[symbol] if plain else symbol


_WORDS = {"✓": "OK", "!": "WARN", "✗": "FAIL", "→": "->"}
