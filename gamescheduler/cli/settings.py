"""``gamescheduler settings …``: what holds for games of the installation, a server, a channel, a template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gamescheduler.cli import options
from gamescheduler.cli.terminal import JsonOption

if TYPE_CHECKING:
    from gamescheduler.cli.configuring import Scope

app = typer.Typer(no_args_is_help=True, context_settings=options.HELP)

Key = Annotated[str, typer.Argument(metavar="KEY", help="Like max_players; `settings show` lists them all.")]
Keys = Annotated[
    list[str], typer.Argument(metavar="KEY...", help="Like max_players; `settings show` lists them all.")
]
Channel = Annotated[
    str | None, typer.Option(metavar="#NAME|ID", help="The settings of this channel, not the server's.")
]
Template = Annotated[
    str | None, typer.Option(metavar="NAME|ID", help="The settings of this template, not the server's.")
]
Instance = Annotated[
    bool, typer.Option("--instance", help="What every server inherits: the whole installation.")
]
Apply = Annotated[
    bool, typer.Option("--apply", help="Change upcoming games too that were posted with another value.")
]


@app.callback()
def settings() -> None:
    """Look at and change what holds for new games: installation, server, channel, template, innermost first.

    \b
    Examples:
      gamescheduler settings show --channel games --origin
      gamescheduler settings set max_players 5 --channel games
      gamescheduler settings lock host_roles
    """


@app.command()
def show(
    context: typer.Context,
    guild: options.Guild = None,
    channel: Channel = None,
    template: Template = None,
    instance: Instance = False,
    origin: Annotated[bool, typer.Option("--origin", help="Also where each value comes from.")] = False,
    _json: JsonOption = None,
) -> None:
    """Show every setting that has a say there, and with --origin why it is so. In a pipe: tab-separated.

    \b
    Examples:
      gamescheduler settings show
      gamescheduler settings show --channel games --origin
      gamescheduler settings show --instance --json=key,value
    """
    from gamescheduler.cli import configuring

    configuring.show(context.obj, _scope(guild, channel, template, instance), origin=origin)


@app.command("set")
def set_(
    context: typer.Context,
    key: Key,
    value: Annotated[
        str,
        typer.Argument(
            metavar="VALUE", help="A number, a length, a word; roles as “@Players,@Game Master”, or none."
        ),
    ],
    guild: options.Guild = None,
    channel: Channel = None,
    template: Template = None,
    instance: Instance = False,
    apply: Apply = False,
    _json: JsonOption = None,
) -> None:
    """Set a value there. Games that are posted already keep theirs, unless --apply is given.

    \b
    Examples:
      gamescheduler settings set reminders "1d, 1h"
      gamescheduler settings set host_roles "@Game Master,@Players" --channel games
      gamescheduler settings set max_players none --template "One shot" --apply
    """
    from gamescheduler.cli import configuring

    configuring.set_value(
        context.obj, _scope(guild, channel, template, instance), key, value, also_games=apply
    )


@app.command()
def unset(
    context: typer.Context,
    keys: Keys,
    guild: options.Guild = None,
    channel: Channel = None,
    template: Template = None,
    instance: Instance = False,
    apply: Apply = False,
    _json: JsonOption = None,
) -> None:
    """Forget what was set there, so that it is inherited again.

    \b
    Examples:
      gamescheduler settings unset max_players --channel games
      gamescheduler settings unset reminders duration --guild "Friday Crew" --apply
    """
    from gamescheduler.cli import configuring

    configuring.unset(context.obj, _scope(guild, channel, template, instance), keys, also_games=apply)


@app.command()
def lock(
    context: typer.Context,
    keys: Keys,
    guild: options.Guild = None,
    channel: Channel = None,
    template: Template = None,
    instance: Instance = False,
    apply: Apply = False,
    _json: JsonOption = None,
) -> None:
    """Make what holds there hold for every level below; what was set below does not count any more.

    \b
    Examples:
      gamescheduler settings lock host_roles
      gamescheduler settings lock max_players signup --template "One shot"
    """
    from gamescheduler.cli import configuring

    configuring.lock(context.obj, _scope(guild, channel, template, instance), keys, also_games=apply)


@app.command()
def unlock(
    context: typer.Context,
    keys: Keys,
    guild: options.Guild = None,
    channel: Channel = None,
    template: Template = None,
    instance: Instance = False,
    apply: Apply = False,
    _json: JsonOption = None,
) -> None:
    """Let the levels below have a say again; what was set there counts again.

    \b
    Examples:
      gamescheduler settings unlock host_roles
      gamescheduler settings unlock max_players --template "One shot" --json
    """
    from gamescheduler.cli import configuring

    configuring.unlock(context.obj, _scope(guild, channel, template, instance), keys, also_games=apply)


def _scope(guild: str | None, channel: str | None, template: str | None, instance: bool) -> Scope:
    if [channel is not None, template is not None].count(True) > 1:
        raise typer.BadParameter(
            "a channel and a template are two places; name one.", param_hint="--template"
        )
    if instance and (guild, channel, template) != (None, None, None):
        raise typer.BadParameter(
            "the installation is above every server; name no other.", param_hint="--instance"
        )
    from gamescheduler.cli.configuring import Scope

    return Scope(guild, channel, template, instance)
