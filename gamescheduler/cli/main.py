"""The ``gamescheduler`` command. Only typer and the standard library are imported until a command runs."""

from __future__ import annotations

import io
import os
import sys
from typing import Annotated

import typer

from gamescheduler import __version__
from gamescheduler.cli import db, games, guilds, serve, settings, templates
from gamescheduler.cli.demo import command as demo
from gamescheduler.cli.outcomes import report
from gamescheduler.cli.terminal import Terminal

app = typer.Typer(
    name="gamescheduler",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(demo.demo)
app.command()(serve.run)
app.command()(serve.bot)
app.command()(serve.api)
app.command()(serve.notify_daemon)
app.command()(serve.status_daemon)
app.command()(db.migrate)
app.add_typer(games.app, name="game")
app.add_typer(templates.app, name="template")
app.add_typer(settings.app, name="settings")
app.add_typer(guilds.guilds, name="guild")
app.add_typer(guilds.channels, name="channel")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gamescheduler {__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    verbosity: Annotated[
        int,
        typer.Option(
            "-v",
            "--verbose",
            count=True,
            show_default=False,
            help="-v: the cause of an error; -vv: the traceback.",
        ),
    ] = 0,
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Plan game nights with your Discord server.

    \b
    Examples:
      gamescheduler demo                      look around, without Discord or accounts
      gamescheduler run                       everything in one process
      gamescheduler game create --title "Blades in the Dark" --at "fri 8pm"

    Configuration: GAMESCHEDULER_DATABASE_URL or GAMESCHEDULER_DATA_DIR, GAMESCHEDULER_DISCORD_TOKEN;
    every variable also as NAME_FILE.
    """
    context.obj.verbosity = verbosity


def main() -> None:
    """Run the command line and leave the process with its exit code."""
    # Pydantic would look for plugins in the metadata of every package that is installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal of ASCII shows ? for a title of Greek
    terminal = Terminal()
    try:
        app(_spelled_out(sys.argv[1:]), obj=terminal, prog_name="gamescheduler")
    except Exception as error:
        sys.exit(report(error, terminal))


def _spelled_out(arguments: list[str]) -> list[str]:
    """``--json`` may stand alone or with fields, which the parser has no word for: alone it means all."""
    return ["--json=" if argument == "--json" else argument for argument in arguments]
