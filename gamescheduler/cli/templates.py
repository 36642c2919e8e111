"""``gamescheduler template …``: kinds of games that are planned again and again."""

from __future__ import annotations

from typing import Annotated

import typer

from gamescheduler.cli import options
from gamescheduler.cli.terminal import JsonOption

app = typer.Typer(no_args_is_help=True, context_settings=options.HELP)

Which = Annotated[str, typer.Argument(metavar="NAME|ID", help="As `template list` shows it.")]
Title = Annotated[
    str | None, typer.Option(metavar="TEXT", help="The title its games begin with; at most 100 characters.")
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="A setting of its games. May be repeated."),
]
Lock = Annotated[
    list[str] | None,
    typer.Option(metavar="KEY", help="A setting that its games can't change. May be repeated."),
]


@app.callback()
def template() -> None:
    """Make and change templates: settings and words that new games begin with.

    \b
    Examples:
      gamescheduler template create --name "One shot" --set max_players=4 --set duration=3h
      gamescheduler template list --json=id,name
      gamescheduler game create --template "One shot" --at "fri 8pm"
    """


@app.command("list")
def list_(context: typer.Context, guild: options.Guild = None, _json: JsonOption = None) -> None:
    """List the templates of a server in their order. In a pipe: tab-separated, no heading.

    \b
    Examples:
      gamescheduler template list
      gamescheduler template list --guild "Friday Crew" --json=name,settings
    """
    from gamescheduler.cli import templating

    templating.list_templates(context.obj, guild)


@app.command()
def show(context: typer.Context, name: Which, guild: options.Guild = None, _json: JsonOption = None) -> None:
    """Show what a template says. What it leaves open: `settings show --template NAME`.

    \b
    Examples:
      gamescheduler template show "One shot"
      gamescheduler template show 3 --json=settings,locked
    """
    from gamescheduler.cli import templating

    templating.show(context.obj, guild, name)


@app.command()
def create(
    context: typer.Context,
    name: Annotated[str, typer.Option(metavar="TEXT", help="At most 50 characters.")],
    title: Title = None,
    description: options.Description = None,
    channel: Annotated[
        str | None, typer.Option(metavar="#NAME|ID", help="Where its games are announced.")
    ] = None,
    set_: Set = None,
    lock: Lock = None,
    guild: options.Guild = None,
    _json: JsonOption = None,
) -> None:
    """Make a template. The first of a server is its default.

    \b
    Examples:
      gamescheduler template create --name "One shot" --set max_players=4 --set duration=3h
      gamescheduler template create --name D&D --title "Curse of Strahd" --channel games --lock signup
    """
    from gamescheduler.cli import templating
    from gamescheduler.cli.presets import TemplateWish

    wish = TemplateWish(name, title, description, channel, tuple(set_ or ()), lock=tuple(lock or ()))
    templating.create(context.obj, guild, wish)


@app.command()
def edit(
    context: typer.Context,
    which: Which,
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="Another name.")] = None,
    title: Title = None,
    description: options.Description = None,
    channel: Annotated[
        str | None, typer.Option(metavar="#NAME|ID|none", help="Where its games are announced.")
    ] = None,
    set_: Set = None,
    unset: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="A setting that is inherited again. May be repeated."),
    ] = None,
    lock: Lock = None,
    unlock: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="A setting its games may change again. May be repeated."),
    ] = None,
    guild: options.Guild = None,
    _json: JsonOption = None,
) -> None:
    """Change a template. Games that were posted with it stay as they are.

    \b
    Examples:
      gamescheduler template edit "One shot" --set max_players=5 --unset duration
      gamescheduler template edit "One shot" --name "One evening" --channel none --unlock signup
    """
    from gamescheduler.cli import templating
    from gamescheduler.cli.presets import TemplateWish

    lists = [tuple(typed or ()) for typed in (set_, unset, lock, unlock)]
    templating.edit(context.obj, guild, which, TemplateWish(name, title, description, channel, *lists))


@app.command()
def delete(
    context: typer.Context,
    name: Which,
    guild: options.Guild = None,
    yes: options.Yes = False,
    _json: JsonOption = None,
) -> None:
    """Remove a template. Games that were posted with it stay.

    \b
    Examples:
      gamescheduler template delete "One shot"
      gamescheduler template delete 3 --yes
    """
    from gamescheduler.cli import templating

    templating.delete(context.obj, guild, name, sure=yes)


@app.command()
def default(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME|ID|none", help="None: no template is the default.")],
    guild: options.Guild = None,
    _json: JsonOption = None,
) -> None:
    """Choose the template that Discord's /game create begins with. Here a game has one only by --template.

    \b
    Examples:
      gamescheduler template default "One shot"
      gamescheduler template default none
    """
    from gamescheduler.cli import templating

    templating.make_default(context.obj, guild, name)


@app.command()
def move(
    context: typer.Context,
    name: Which,
    to: Annotated[int, typer.Option(metavar="N", help="1 is the first of the list.")],
    guild: options.Guild = None,
    _json: JsonOption = None,
) -> None:
    """Give a template another place in the list that hosts choose from.

    \b
    Examples:
      gamescheduler template move "One shot" --to 1
      gamescheduler template move 3 --to 2 --json
    """
    from gamescheduler.cli import templating

    templating.move(context.obj, guild, name, to)
