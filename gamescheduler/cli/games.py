"""``gamescheduler game …``: plan, list, show, change and cancel games from the terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from gamescheduler.cli import options, seats
from gamescheduler.cli.terminal import JsonOption

app = typer.Typer(no_args_is_help=True, context_settings=options.HELP)


@app.callback()
def game() -> None:
    """Plan, list, show, change and cancel games, by way of the database.

    \b
    Examples:
      gamescheduler game create --title "Blades in the Dark" --at "fri 8pm" --player @noor
      gamescheduler game list --json=id,title,at
      gamescheduler game cancel 9kQ2mWx7Rb --reason "Mira is ill" --yes

    A player is “@” and the beginning of a name, an id or <@id> for a member of the server; any other
    text is the name of a guest, who needs no account.
    """


@app.command()
def create(
    context: typer.Context,
    title: Annotated[
        str | None, typer.Option(help="At most 100 characters. Default: the template's.")
    ] = None,
    at: options.At = None,
    tz: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="The zone TIME is in, like Europe/Berlin. Default: the server's."),
    ] = None,
    guild: options.Guild = None,
    channel: Annotated[
        str | None,
        typer.Option(
            metavar="#NAME|ID",
            help="Where to announce it. Default: the template's, else the first channel open for games.",
        ),
    ] = None,
    template: Annotated[
        str | None, typer.Option(metavar="NAME|ID", help="Begin with what this template says.")
    ] = None,
    host: Annotated[
        str | None, typer.Option(metavar="NAME|ID", help="Who hosts it. Default: the server's owner.")
    ] = None,
    player: Annotated[
        list[str] | None,
        typer.Option(metavar="@NAME|ID|GUEST", help="Who is in from the start. May be repeated."),
    ] = None,
    duration: options.Duration = None,
    max_players: options.MaxPlayers = None,
    description: options.Description = None,
    instructions: options.Instructions = None,
    location: options.Location = None,
    signup: options.Signup = None,
    player_role: Annotated[
        list[str] | None,
        typer.Option(metavar="@ROLE", help="Only these roles see and join it. May be repeated."),
    ] = None,
    priority_role: Annotated[
        list[str] | None,
        typer.Option(metavar="@ROLE", help="With sign-up by role: who gets seats first. May be repeated."),
    ] = None,
    notify_role: Annotated[
        list[str] | None,
        typer.Option(metavar="@ROLE|none", help="Pinged when it is announced. May be repeated."),
    ] = None,
    reminder: options.Reminder = None,
    no_reminders: options.NoReminders = False,
    reminder_route: options.ReminderRoute = None,
    thread: Annotated[
        str | None,
        typer.Option(metavar="off|on_first_join|always", help="A thread below the announcement."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, create nothing.")] = False,
    no_input: options.NoInput = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask whether the answers are right.")] = False,
    _json: JsonOption = None,
) -> None:
    """Plan a game. The bot announces it as soon as it is up. What is left open is as usual there.

    \b
    Examples:
      gamescheduler game create --title "Blades in the Dark" --at "fri 8pm"
      gamescheduler game create --template D&D --at "27 nov 20:00" --player @noor --player Alex
      gamescheduler game create --title Go --at "in 2h" --tz Europe/Berlin --no-reminders --dry-run
    """
    from gamescheduler.cli import planning
    from gamescheduler.cli.wishes import GameWish

    roles = {"player_roles": player_role, "priority_roles": priority_role, "notify_roles": notify_role}
    planning.create(
        context.obj,
        GameWish(
            title=title,
            at=at,
            zone=tz,
            guild=guild,
            channel=channel,
            template=template,
            host=host,
            players=tuple(player or ()),
            duration=duration,
            max_players=max_players,
            description=description,
            instructions=instructions,
            location=location,
            signup=signup,
            roles={name: tuple(typed) for name, typed in roles.items() if typed},
            reminders=() if no_reminders else tuple(reminder) if reminder else None,
            reminder_route=reminder_route,
            thread=thread,
        ),
        dry_run=dry_run,
        may_ask=not no_input,
        sure=yes,
    )


@app.command("list")
def list_(
    context: typer.Context,
    guild: options.Guild = None,
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
def show(context: typer.Context, game_id: options.GameId, _json: JsonOption = None) -> None:
    """Show a game as its announcement has it, its version, and who was told what about it.

    \b
    Examples:
      gamescheduler game show 9kQ2mWx7Rb
      gamescheduler game show 9kQ2mWx7Rb --json=status,players,version,told
    """
    from gamescheduler.cli import looking

    looking.show(context.obj, game_id)


app.command()(seats.edit)
app.command()(seats.add)
app.command()(seats.remove)
app.command()(seats.move)
app.command()(seats.replace)


@app.command()
def cancel(
    context: typer.Context,
    game_id: options.GameId,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Told to everybody who signed up.")] = "",
    yes: options.Yes = False,
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
