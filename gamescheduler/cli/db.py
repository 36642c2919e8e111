"""``gamescheduler migrate``: the database's schema."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from gamescheduler.cli.outcomes import Exit, Failed
from gamescheduler.cli.terminal import JsonOption, Terminal, mark


class Direction(StrEnum):
    """What to do with the schema."""

    UP = "up"
    DOWN = "down"
    STATUS = "status"
    SQL = "sql"


def migrate(
    context: typer.Context,
    direction: Annotated[Direction, typer.Argument(show_default=True)] = Direction.UP,
    revision: Annotated[
        str | None, typer.Argument(metavar="REV", help="Default: the newest, or for `down` one step.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask before `down` removes data.")] = False,
    _json: JsonOption = None,
) -> None:
    """Bring the database's schema up to date, take it back, or look at it.

    \b
    Examples:
      gamescheduler migrate
      gamescheduler migrate status --json
      gamescheduler migrate down 0003 --yes

    Several instances may start at once: one migrates, the others wait for it. `sql` prints the
    statements for an empty database and needs none.
    """
    terminal: Terminal = context.obj
    match direction:
        case Direction.UP:
            _up(terminal, revision or "head")
        case Direction.DOWN:
            _down(terminal, revision or "-1", sure=yes)
        case Direction.STATUS:
            _status(terminal)
        case Direction.SQL:
            from gamescheduler.adapters import migrations

            terminal.show(migrations.sql(revision or "head"))


def _up(terminal: Terminal, revision: str) -> None:
    from gamescheduler.adapters import migrations
    from gamescheduler.cli.database import configured, url_of

    with configured() as (config, _):
        before = migrations.status(url_of(config))
        migrations.upgrade(url_of(config), revision, terminal.say)
        after = migrations.status(url_of(config))
    for applied in before.pending[: len(before.pending) - len(after.pending)]:
        terminal.done(applied)
    terminal.done(f"schema {after.current}{'' if before != after else ' already, nothing to do'}")


def _down(terminal: Terminal, revision: str, *, sure: bool) -> None:
    if not sure:
        _ask(terminal, revision)
    from gamescheduler.adapters import migrations
    from gamescheduler.cli.database import configured, url_of

    with configured() as (config, _):
        migrations.downgrade(url_of(config), revision, terminal.say)
        after = migrations.status(url_of(config))
    terminal.done(f"schema {after.current or 'removed'}")


def _ask(terminal: Terminal, revision: str) -> None:
    if not terminal.can_ask:
        raise Failed(
            Exit.USAGE, "needs_yes", "Going down removes data. Add --yes to do it without a question."
        )
    typer.confirm(
        f"Take the schema back to {revision}? What newer tables hold is lost.", abort=True, err=True
    )


def _status(terminal: Terminal) -> None:
    from gamescheduler.adapters import migrations
    from gamescheduler.cli.database import configured, url_of

    with configured() as (config, _):
        status = migrations.status(url_of(config))
    if terminal.json:
        terminal.show_json({"current": status.current, "head": status.head, "pending": list(status.pending)})
        return
    terminal.show(f"schema {status.current or 'none yet'} · code {status.head}")
    for revision in status.pending:
        terminal.show(f"{mark('!')} pending: {revision}")
    if status.pending:
        terminal.say(f"{mark('→')} gamescheduler migrate up")
