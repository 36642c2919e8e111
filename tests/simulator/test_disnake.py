"""An unmodified disnake against the simulator: what the product's bot relies on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import disnake
import pytest
from disnake.ext import commands
from disnake.interactions import ApplicationCommandInteraction, MessageInteraction, ModalInteraction

from tests.simulator.wire import Person, Stage, eventually

TOPICS = ("Catan", "Carcassonne", "Chess")


class Bot(commands.AutoShardedInteractionBot):
    """Counts what happens to it."""

    def __init__(self) -> None:
        intents = disnake.Intents(guilds=True, guild_messages=True, dm_messages=True)
        sync = commands.CommandSyncFlags.default()
        super().__init__(intents=intents, command_sync_flags=sync, guild_ready_timeout=0.05)
        self.resumes = 0
        self.read: list[str] = []
        self.failures: list[Any] = []
        self.pause = 0.0
        """Seconds before the slow command does anything."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """disnake's own waits five seconds before every log-in but the first."""

    async def on_slash_command_error(self, inter: Any, error: Any) -> None:
        self.failures.append(error.original)

    async def on_resumed(self) -> None:
        self.resumes += 1

    async def on_message(self, message: disnake.Message) -> None:
        self.read.append(message.content)


def add_commands(bot: Bot) -> None:
    async def create(inter: ApplicationCommandInteraction[Bot], title: str, seats: int = 4) -> None:
        join = disnake.ui.Button(label="Join", custom_id="gs1:join:x")
        await inter.response.send_message(f"{title} for {seats}", components=[join], ephemeral=True)

    async def suggest(inter: ApplicationCommandInteraction[Bot], typed: str) -> list[str]:
        return [topic for topic in TOPICS if topic.lower().startswith(typed.lower())]

    async def form(inter: ApplicationCommandInteraction[Bot]) -> None:
        field = disnake.ui.TextInput(custom_id="title", style=disnake.TextInputStyle.short)
        await inter.response.send_modal(
            title="New game", custom_id="create", components=[disnake.ui.Label("Title", field)]
        )

    async def slow(inter: ApplicationCommandInteraction[Bot]) -> None:
        await asyncio.sleep(bot.pause)
        await inter.response.defer(ephemeral=True)
        await inter.edit_original_response("Done")
        await inter.followup.send("And more", ephemeral=True)

    bot.slash_command(name="create", description="Post a game")(create).autocomplete("title")(suggest)
    bot.slash_command(name="form", description="Fill in a form")(form)
    bot.slash_command(name="slow", description="Think first")(slow)

    @bot.listen()
    async def on_button_click(inter: MessageInteraction[Bot]) -> None:
        await inter.response.edit_message(content=f"{inter.author.display_name} joined", components=[])

    @bot.listen()
    async def on_modal_submit(inter: ModalInteraction[Bot]) -> None:
        await inter.response.send_message(f"Form said {inter.text_values['title']}", ephemeral=True)


@pytest.fixture
async def bot(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    """Logged in, ready, commands in place."""
    monkeypatch.setattr(disnake.http.Route, "BASE", f"{stage.url}/api/v10")
    bot = Bot()
    add_commands(bot)
    running = asyncio.create_task(bot.start(stage.crew.bot.token))
    await eventually(lambda: bot.is_ready() or running.done())
    await eventually(lambda: len(stage.world.commands[stage.crew.bot.id, None]) == 3)
    yield bot
    await bot.close()
    await running


@pytest.fixture
def mira(person: Any, bot: Bot) -> Person:
    mira: Person = person("Mira")
    return mira


def channel(bot: Bot, stage: Stage, name: str = "games") -> disnake.TextChannel:
    found = bot.get_channel(int(stage.crew.channels[name]))
    assert isinstance(found, disnake.TextChannel)
    return found


async def test_login_finds_guilds_channels_and_own_permissions(stage: Stage, bot: Bot) -> None:
    assert [guild.name for guild in bot.guilds] == ["Friday Crew", "Chess Club"]
    may_send = {
        channel.name: channel.permissions_for(channel.guild.me).send_messages
        for channel in bot.guilds[0].text_channels
    }
    assert may_send == {"general": True, "games": True, "read-only": False}


async def test_command_suggests_answers_and_takes_the_click(stage: Stage, bot: Bot, mira: Person) -> None:
    typed = await mira.types("create", {"name": "title", "type": 3, "value": "ca", "focused": True})
    assert [choice["name"] for choice in typed["choices"]] == ["Catan", "Carcassonne"]
    outcome = await mira.runs("create", {"name": "title", "type": 3, "value": "Catan"})
    assert outcome["message"]["content"] == "Catan for 4"
    clicked = await mira.presses("gs1:join:x", outcome["message"])
    assert clicked["message"]["content"] == "Mira (GM) joined"
    assert await mira.sees(stage.games) == ["Mira (GM) joined"]


async def test_form_opens_and_is_answered(bot: Bot, mira: Person) -> None:
    modal = (await mira.runs("form"))["modal"]
    assert modal["title"] == "New game"
    assert (await mira.submits(modal, title="Catan"))["message"]["content"] == "Form said Catan"


async def test_deferred_answer_is_edited_and_followed_up(stage: Stage, bot: Bot, mira: Person) -> None:
    await mira.runs("slow")
    seen: list[str] = []
    while seen != ["Done", "And more"]:
        await asyncio.sleep(0.01)
        seen = await asyncio.wait_for(mira.sees(stage.games), 5)


async def test_commands_that_stand_are_not_sent_again(stage: Stage, bot: Bot) -> None:
    sent: list[tuple[str, str]] = []
    stage.simulator.observers.append(lambda exchange: sent.append((exchange.method, str(exchange.template))))
    second = Bot()
    add_commands(second)
    running = asyncio.create_task(second.start(stage.crew.bot.token))
    listing = ("GET", "/applications/{application_id}/commands")
    await eventually(lambda: listing in sent and second.is_ready())
    await second.close()
    await running
    assert [call for call in sent if call[0] == "PUT"] == []


async def test_announcement_becomes_a_card(stage: Stage, bot: Bot) -> None:
    message = await channel(bot, stage).send(f"A game for <@&{stage.crew.roles['Players']}>")
    card = disnake.ui.Container(disnake.ui.TextDisplay(f"## Catan\n<@{stage.crew.users['Noor']}>"))
    edited = await message.edit(content=None, components=[card])
    assert edited.flags.is_components_v2
    assert [user.name for user in edited.mentions] == ["noor"]
    with pytest.raises(disnake.HTTPException) as refused:
        await edited.edit(components=[disnake.ui.TextDisplay("x" * 4001)])
    assert refused.value.code == 50035


async def test_closed_direct_messages_are_forbidden(stage: Stage, bot: Bot) -> None:
    noor = await bot.fetch_user(int(stage.crew.users["Noor"]))
    await noor.send("You are in.")
    await stage.control("dms", user_id=str(noor.id), closed=True)
    with pytest.raises(disnake.Forbidden) as refused:
        await noor.send("Hello?")
    assert refused.value.code == 50007


async def test_missing_permissions_are_forbidden(stage: Stage, bot: Bot) -> None:
    with pytest.raises(disnake.Forbidden) as refused:
        await channel(bot, stage, "read-only").send("x")
    assert refused.value.code == 50013


async def test_late_answer_is_an_unknown_interaction(stage: Stage, bot: Bot, mira: Person) -> None:
    stage.world.patience = 0.05
    bot.pause = 0.1
    assert (await mira.runs("slow"))["failure"] == "The application did not respond"
    await eventually(lambda: bot.failures)
    assert [failure.code for failure in bot.failures] == [10062]


@pytest.mark.parametrize("action", ["drop", "reconnect"])
async def test_lost_connection_is_resumed_with_what_was_missed(
    stage: Stage, bot: Bot, mira: Person, action: str
) -> None:
    await stage.control("gateway", action=action)
    await mira.post("messages", channel_id=stage.games, content=f"<@{stage.crew.bot.id}> still there?")
    await eventually(lambda: bot.resumes == 1 and bot.read)
    assert bot.read == [f"<@{stage.crew.bot.id}> still there?"]


async def test_invalid_session_logs_in_anew(stage: Stage, bot: Bot) -> None:
    await stage.control("gateway", action="invalid_session")
    await eventually(lambda: [session.seq for session in stage.simulator.sessions] == [3])
    assert bot.resumes == 0


@pytest.mark.parametrize("everywhere", [False, True])
async def test_rate_limit_is_waited_for(stage: Stage, bot: Bot, everywhere: bool) -> None:
    await stage.control("faults", kind="status", status=429, retry_after=0.2, **{"global": everywhere})
    began = asyncio.get_running_loop().time()
    await bot.fetch_user(int(stage.crew.users["Noor"]))
    assert asyncio.get_running_loop().time() - began >= 0.2


async def test_injected_server_error_is_tried_again(stage: Stage, bot: Bot) -> None:
    await stage.control(
        "faults", kind="status", status=502, match={"method": "GET", "path": "/users/{user_id}"}
    )
    assert (await bot.fetch_user(int(stage.crew.users["Noor"]))).name == "noor"
