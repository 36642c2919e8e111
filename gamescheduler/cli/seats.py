"""``gamescheduler game edit``, ``add``, ``remove``, ``move`` and ``replace``: what a host does later."""

from __future__ import annotations

from typing import Annotated

import typer

from gamescheduler.cli import options
from gamescheduler.cli.terminal import JsonOption

Somebody = Annotated[
    str,
    typer.Option(
        metavar="NAME|ID|#N", help="Who: a name, an id, or #3 for the third in the list of `game show`."
    ),
]


def edit(
    context: typer.Context,
    game_id: options.GameId,
    title: Annotated[str | None, typer.Option(help="At most 100 characters.")] = None,
    at: options.At = None,
    tz: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="The zone TIME is in. Default: the one it was planned in."),
    ] = None,
    duration: options.Duration = None,
    max_players: options.MaxPlayers = None,
    description: options.Description = None,
    instructions: options.Instructions = None,
    location: options.Location = None,
    signup: options.Signup = None,
    reminder: options.Reminder = None,
    no_reminders: options.NoReminders = False,
    reminder_route: options.ReminderRoute = None,
    version: options.Version = None,
    _json: JsonOption = None,
) -> None:
    """Change a game. What is not mentioned stays; a new time or place is told to everybody who signed up.

    \b
    Examples:
      gamescheduler game edit 9kQ2mWx7Rb --at "sat 7pm"
      gamescheduler game edit 9kQ2mWx7Rb --title "Session 12" --max-players 6 --version 7
      gamescheduler game edit 9kQ2mWx7Rb --description @plot.txt --no-reminders --json=version
    """
    from gamescheduler.cli import changing
    from gamescheduler.cli.wishes import Wish

    wish = Wish(
        title=title,
        at=at,
        zone=tz,
        duration=duration,
        max_players=max_players,
        description=description,
        instructions=instructions,
        location=location,
        signup=signup,
        reminders=() if no_reminders else tuple(reminder) if reminder else None,
        reminder_route=reminder_route,
    )
    changing.edit(context.obj, game_id, wish, version=version)


def add(
    context: typer.Context,
    game_id: options.GameId,
    player: Annotated[
        list[str], typer.Option(metavar="@NAME|ID|GUEST", help="Member or guest. May be repeated.")
    ],
    version: options.Version = None,
    no_input: options.NoInput = False,
    _json: JsonOption = None,
) -> None:
    """Put people in, behind those the host placed before and in front of those who joined by themselves.

    \b
    Examples:
      gamescheduler game add 9kQ2mWx7Rb --player @noor
      gamescheduler game add 9kQ2mWx7Rb --player 123456789012345678 --player "Alex" --version 7
    """
    from gamescheduler.cli import changing

    changing.add(context.obj, game_id, player, version=version, may_ask=not no_input)


def remove(
    context: typer.Context,
    game_id: options.GameId,
    player: Somebody,
    version: options.Version = None,
    _json: JsonOption = None,
) -> None:
    """Take somebody out. They are told; whoever waited longest moves up.

    \b
    Examples:
      gamescheduler game remove 9kQ2mWx7Rb --player noor
      gamescheduler game remove 9kQ2mWx7Rb --player "#3" --version 7
    """
    from gamescheduler.cli import changing

    changing.remove(context.obj, game_id, player, version=version)


def move(
    context: typer.Context,
    game_id: options.GameId,
    player: Somebody,
    to: Annotated[int, typer.Option(metavar="N", help="1 is the first seat; after the last seat they wait.")],
    version: options.Version = None,
    _json: JsonOption = None,
) -> None:
    """Give somebody another place in the order of seats and waitlist.

    \b
    Examples:
      gamescheduler game move 9kQ2mWx7Rb --player noor --to 1
      gamescheduler game move 9kQ2mWx7Rb --player "#6" --to 2 --json=players,waitlist
    """
    from gamescheduler.cli import changing

    changing.move(context.obj, game_id, player, to, version=version)


def replace(
    context: typer.Context,
    game_id: options.GameId,
    guest: Annotated[str, typer.Option(metavar="NAME|#N", help="Whose place it is now.")],
    player: Annotated[str, typer.Option(metavar="@NAME|ID", help="The member who takes it.")],
    version: options.Version = None,
    no_input: options.NoInput = False,
    _json: JsonOption = None,
) -> None:
    """Give a guest's place to a member, as when somebody got an account of their own.

    \b
    Examples:
      gamescheduler game replace 9kQ2mWx7Rb --guest Alex --player @alex
      gamescheduler game replace 9kQ2mWx7Rb --guest "#2" --player 123456789012345678
    """
    from gamescheduler.cli import changing

    changing.replace(context.obj, game_id, guest, player, version=version, may_ask=not no_input)
