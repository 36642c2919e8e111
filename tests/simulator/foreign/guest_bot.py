"""A small bot written with hikari, which reads far more of what it is sent than disnake does.

GUEST_URL is where the REST API answers, GUEST_TOKEN who the bot is, GUEST_CHANNEL where it invites to tea.
Everything it lives through is a JSON object on a line of standard output; warnings go to standard error.
"""

from __future__ import annotations

import json
import logging
import os

import hikari

logging.basicConfig(level=logging.WARNING)
bot = hikari.GatewayBot(
    os.environ["GUEST_TOKEN"],
    rest_url=os.environ["GUEST_URL"],
    intents=hikari.Intents.ALL_UNPRIVILEGED,
    banner=None,
    logs=None,
    suppress_optimization_warning=True,
)
coming: list[str] = []


def tell(event: str, **facts: object) -> None:
    print(json.dumps({"event": event, **facts}), flush=True)


@bot.listen()
async def log_in(event: hikari.ShardReadyEvent) -> None:
    tell("ready", user=event.my_user.username, guilds=len(event.unavailable_guilds))


@bot.listen()
async def invite(_: hikari.StartedEvent) -> None:
    """Register the command and post the invitation."""
    application = await bot.rest.fetch_application()
    tea = bot.rest.slash_command_builder("tea", "Order a cup of tea").add_option(
        hikari.CommandOption(
            type=hikari.OptionType.INTEGER, name="sugar", description="Lumps", is_required=True
        )
    )
    commands = await bot.rest.set_application_commands(application, [tea])
    tell("synced", application=application.name, commands=[command.name for command in commands])
    row = bot.rest.build_message_action_row()
    row.add_interactive_button(hikari.ButtonStyle.SUCCESS, "tea:come", label="Count me in")
    posted = await bot.rest.create_message(
        int(os.environ["GUEST_CHANNEL"]), "Tea at five? Coming: nobody", component=row
    )
    tell("invited", message_id=str(posted.id))


@bot.listen()
async def meet(event: hikari.GuildAvailableEvent) -> None:
    tell("met", guild=event.guild.name, channels=sorted(c.name or "" for c in event.channels.values()))


@bot.listen()
async def pour(event: hikari.CommandInteractionCreateEvent) -> None:
    asked = event.interaction
    name, sugar = _name(asked), (asked.options or [])[0].value
    await asked.create_initial_response(
        hikari.ResponseType.MESSAGE_CREATE,
        f"Tea for {name}, sugar: {sugar}",
        flags=hikari.MessageFlag.EPHEMERAL,
    )
    tell("poured", command=asked.command_name, to=name)


@bot.listen()
async def count(event: hikari.ComponentInteractionCreateEvent) -> None:
    """Answer the click for one pair of eyes, then bring the invitation up to date and write a DM."""
    click = event.interaction
    coming.append(_name(click))
    await click.create_initial_response(
        hikari.ResponseType.MESSAGE_CREATE, f"See you, {coming[-1]}", flags=hikari.MessageFlag.EPHEMERAL
    )
    edited = await click.message.edit(f"Tea at five? Coming: {', '.join(coming)}")
    letter = await click.user.send("Five o'clock, do not be late")
    tell("counted", custom_id=click.custom_id, invitation=edited.content, letter=letter.content)


@bot.listen()
async def come_back(_: hikari.ShardResumedEvent) -> None:
    tell("resumed")


@bot.listen()
async def leave(_: hikari.StoppedEvent) -> None:
    tell("stopped")


def _name(interaction: hikari.CommandInteraction | hikari.ComponentInteraction) -> str:
    return interaction.member.display_name if interaction.member else interaction.user.username


if __name__ == "__main__":
    bot.run(check_for_updates=False)
