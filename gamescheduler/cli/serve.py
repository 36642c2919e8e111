"""The long-running commands: everything in one process, or one component each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

COMPONENTS = ("bot", "api", "notify", "status")

StopWithStdin = Annotated[
    bool,
    typer.Option(
        "--stop-with-stdin", help="Also stop when standard input closes, as when a supervisor dies."
    ),
]


def run(
    components: Annotated[
        str, typer.Option(metavar="NAMES", help="Which ones, with commas between them.")
    ] = ",".join(COMPONENTS),
    stop_with_stdin: StopWithStdin = False,
) -> None:
    """Run bot, web pages and both daemons in one process, with the schema brought up to date first.

    \b
    Examples:
      gamescheduler run
      gamescheduler run --components notify,status
      GAMESCHEDULER_DATA_DIR=/var/lib/gamescheduler gamescheduler run
    """
    chosen = list(dict.fromkeys(name.strip() for name in components.split(",")))
    if unknown := [name for name in chosen if name not in COMPONENTS]:
        raise typer.BadParameter(
            f"no component {', '.join(unknown)}. There are: {', '.join(COMPONENTS)}.",
            param_hint="--components",
        )
    _serve(chosen, migrate=True, stop_with_stdin=stop_with_stdin)


def bot(stop_with_stdin: StopWithStdin = False) -> None:
    """Run the Discord bot: commands, buttons, announcements and direct messages.

    \b
    Examples:
      GAMESCHEDULER_DISCORD_TOKEN_FILE=/run/secrets/token gamescheduler bot
      gamescheduler bot --stop-with-stdin
    """
    _serve(["bot"], stop_with_stdin=stop_with_stdin)


def api(stop_with_stdin: StopWithStdin = False) -> None:
    """Serve the web pages, at GAMESCHEDULER_API_HOST and GAMESCHEDULER_API_PORT. Several may run.

    \b
    Examples:
      GAMESCHEDULER_BASE_URL=https://games.example.org gamescheduler api
      GAMESCHEDULER_API_PORT=8080 gamescheduler api
    """
    _serve(["api"], stop_with_stdin=stop_with_stdin)


def notify_daemon(stop_with_stdin: StopWithStdin = False) -> None:
    """Run the daemon that has reminders sent when they are due. Several may run; they share the work.

    \b
    Examples:
      gamescheduler notify-daemon
      GAMESCHEDULER_LOG_FORMAT=json gamescheduler notify-daemon
    """
    _serve(["notify"], stop_with_stdin=stop_with_stdin)


def status_daemon(stop_with_stdin: StopWithStdin = False) -> None:
    """Run the daemon that starts and finishes games on time. Several may run; they share the work.

    \b
    Examples:
      gamescheduler status-daemon
      GAMESCHEDULER_LOG_FORMAT=json gamescheduler status-daemon
    """
    _serve(["status"], stop_with_stdin=stop_with_stdin)


def _serve(components: Sequence[str], *, stop_with_stdin: bool, migrate: bool = False) -> None:
    from gamescheduler.cli.components import serve
    from gamescheduler.cli.database import configured

    with configured() as (config, postgres):
        serve(components, config, postgres, migrate=migrate, stop_with_stdin=stop_with_stdin)
