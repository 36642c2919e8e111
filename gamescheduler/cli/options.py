"""Options and arguments that several commands share, so that they read the same everywhere."""

from __future__ import annotations

from typing import Annotated

import typer

HELP = {"help_option_names": ["-h", "--help"]}

Guild = Annotated[
    str | None, typer.Option(metavar="NAME|ID", help="The server; not needed when the bot is in one only.")
]
GameId = Annotated[str, typer.Argument(metavar="ID", help="The game's id, as `game list` shows it.")]
Version = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help="The version you looked at. Nothing is saved if any field changed since; "
        "for who plays, if the people or seats did.",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Don't ask.")]
NoInput = Annotated[bool, typer.Option("--no-input", help="Never ask for what is missing or unclear.")]

At = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="“fri 8pm”, “27 nov 20:00”, “in 2h”, ISO 8601 or <t:1795806000>."),
]
Duration = Annotated[
    str | None, typer.Option(metavar="LENGTH|none", help="Like 3h or 1h30m, or none to leave it open.")
]
MaxPlayers = Annotated[str | None, typer.Option(metavar="N|none", help="1 to 100, or none for no limit.")]
Description = Annotated[
    str | None, typer.Option(metavar="TEXT|@FILE|-", help="Text, a file's content, or standard input.")
]
Instructions = Annotated[
    str | None,
    typer.Option(metavar="TEXT|@FILE|-", help="What players read when they join and in reminders."),
]
Location = Annotated[str | None, typer.Option(metavar="TEXT", help="Where it is played.")]
Signup = Annotated[
    str | None, typer.Option(metavar="open|ask|host|role", help="How people get into the game.")
]
Reminder = Annotated[
    list[str] | None,
    typer.Option(metavar="LEAD", help="How long before, like 1d or 15m. May be repeated."),
]
NoReminders = Annotated[bool, typer.Option("--no-reminders", help="Remind nobody.")]
ReminderRoute = Annotated[
    str | None, typer.Option(metavar="dm|channel|off", help="How reminders reach people.")
]
