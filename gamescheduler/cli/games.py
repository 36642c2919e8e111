"""``gamescheduler game …``: plan, list, show and cancel games from the terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from gamescheduler.cli.terminal import JsonOption

app = typer.Typer(no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})

Guild = Annotated[
    str | None, typer.Option(metavar="NAME|ID", help="The server; not needed when the bot is in one only.")
]
GameId = Annotated[str, typer.Argument(metavar="ID", help="The game's id, as `game list` shows it.")]


@app.callback()
def game() -> None:
    """Plan, list, show and cancel games, by way of the database.

    \b
    Examples:
      gamescheduler game create --title "Blades in the Dark" --at "fri 8pm"
      gamescheduler game list --json=id,title,at
      gamescheduler game cancel 9kQ2mWx7Rb --reason "Mira is ill" --yes
    """


@app.command()
def create(
    context: typer.Context,
    title: Annotated[str | None, typer.Option(help="At most 100 characters.")] = None,
    at: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="“fri 8pm”, “27 nov 20:00”, “in 2h”, ISO 8601 or <t:1795806000>."),
    ] = None,
    tz: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="The zone TIME is in, like Europe/Berlin. Default: the server's."),
    ] = None,
    guild: Guild = None,
    channel: Annotated[
        str | None,
        typer.Option(
            metavar="#NAME|ID", help="Where to announce it. Default: the first channel open for games."
        ),
    ] = None,
    host: Annotated[
        str | None, typer.Option(metavar="NAME|ID", help="Who hosts it. Default: the server's owner.")
    ] = None,
    duration: Annotated[str | None, typer.Option(metavar="LENGTH", help="Like 3h or 1h30m.")] = None,
    max_players: Annotated[
        str | None,
        typer.Option(metavar="N|none", help="1 to 100, or none for no limit. Default: the server's."),
    ] = None,
    description: Annotated[
        str | None, typer.Option(metavar="TEXT|@FILE|-", help="Text, a file's content, or standard input.")
    ] = None,
    location: Annotated[str | None, typer.Option(metavar="TEXT", help="Where it is played.")] = None,
    reminder: Annotated[
        list[str] | None,
        typer.Option(metavar="LEAD", help="How long before, like 1d or 15m. May be repeated."),
    ] = None,
    no_reminders: Annotated[bool, typer.Option("--no-reminders", help="Remind nobody.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, create nothing.")] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask for what is missing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask whether the answers are right.")] = False,
    _json: JsonOption = None,
) -> None:
    """Plan a game. The bot announces it as soon as it is up.

    \b
    Examples:
      gamescheduler game create --title "Blades in the Dark" --at "fri 8pm"
      gamescheduler game create --title Catan --at "2026-11-27 20:00" --tz Europe/Berlin --max-players 4
      gamescheduler game create --title Go --at "in 2h" --no-reminders --dry-run
    """
    from gamescheduler.cli import planning
    from gamescheduler.cli.wishes import GameWish

    planning.create(
        context.obj,
        GameWish(
            title=title,
            at=at,
            zone=tz,
            guild=guild,
            channel=channel,
            host=host,
            duration=duration,
            max_players=max_players,
            description=description,
            location=location,
            reminders=() if no_reminders else tuple(reminder) if reminder else None,
        ),
        dry_run=dry_run,
        may_ask=not no_input,
        sure=yes,
    )


@app.command("list")
def list_(
    context: typer.Context,
    guild: Guild = None,
    everything: Annotated[bool, typer.Option("--all", help="Beyond the next 7 days too.")] = False,
    _json: JsonOption = None,
) -> None:
    """List the games that are planned or running, soonest first. In a pipe: tab-separated, no heading.

    \b
    Examples:
      gamescheduler game list
      gamescheduler game list --all --json=id,title,at
    """
    from gamescheduler.cli import looking

    looking.list_games(context.obj, guild=guild, everything=everything)


@app.command()
def show(context: typer.Context, game_id: GameId, _json: JsonOption = None) -> None:
    """Show a game as its announcement has it, and who was told what about it.

    \b
    Examples:
      gamescheduler game show 9kQ2mWx7Rb
      gamescheduler game show 9kQ2mWx7Rb --json=status,players,told
    """
    from gamescheduler.cli import looking

    looking.show(context.obj, game_id)


@app.command()
def cancel(
    context: typer.Context,
    game_id: GameId,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Told to everybody who signed up.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    _json: JsonOption = None,
) -> None:
    """Cancel a game and have everybody concerned told.

    \b
    Examples:
      gamescheduler game cancel 9kQ2mWx7Rb --reason "Mira is ill, back next week"
      gamescheduler game cancel 9kQ2mWx7Rb --yes --json=id,status
    """
    from gamescheduler.cli import planning

    planning.cancel(context.obj, game_id, reason, sure=yes)
