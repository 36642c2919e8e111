"""``gamescheduler guild …`` and ``channel …``: the servers the bot is in, and where games are announced."""

from __future__ import annotations

from typing import Annotated

import typer

from gamescheduler.cli import options
from gamescheduler.cli.terminal import JsonOption

guilds = typer.Typer(no_args_is_help=True, context_settings=options.HELP)
channels = typer.Typer(no_args_is_help=True, context_settings=options.HELP)

Channel = Annotated[str, typer.Argument(metavar="#NAME|ID", help="As `channel list` shows it.")]


@guilds.callback()
def guild() -> None:
    """Look at the servers the bot is in.

    \b
    Examples:
      gamescheduler guild list
      gamescheduler guild list --json=id,name
    """


@guilds.command("list")
def list_guilds(context: typer.Context, _json: JsonOption = None) -> None:
    """List the servers the bot is in, with their open channels and upcoming games.

    \b
    Examples:
      gamescheduler guild list
      gamescheduler guild list --json=id,name,games
    """
    from gamescheduler.cli import opening

    opening.list_guilds(context.obj)


@channels.callback()
def channel() -> None:
    """Choose the channels in which games are announced.

    \b
    Examples:
      gamescheduler channel list
      gamescheduler channel enable games
    """


@channels.command("list")
def list_channels(context: typer.Context, guild: options.Guild = None, _json: JsonOption = None) -> None:
    """List a server's channels: open for games or not, and what the bot may not do there.

    \b
    Examples:
      gamescheduler channel list
      gamescheduler channel list --guild "Friday Crew" --json=name,active,missing
    """
    from gamescheduler.cli import opening

    opening.list_channels(context.obj, guild)


@channels.command()
def enable(
    context: typer.Context, channel: Channel, guild: options.Guild = None, _json: JsonOption = None
) -> None:
    """Open a channel for games, and say what the bot may not do there.

    \b
    Examples:
      gamescheduler channel enable games
      gamescheduler channel enable "#games" --guild "Friday Crew"
    """
    from gamescheduler.cli import opening

    opening.switch(context.obj, guild, channel, active=True)


@channels.command()
def disable(
    context: typer.Context, channel: Channel, guild: options.Guild = None, _json: JsonOption = None
) -> None:
    """Close a channel for new games. Those that are planned there stay.

    \b
    Examples:
      gamescheduler channel disable games
      gamescheduler channel disable "#games" --guild "Friday Crew"
    """
    from gamescheduler.cli import opening

    opening.switch(context.obj, guild, channel, active=False)
