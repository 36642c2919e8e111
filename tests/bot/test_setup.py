"""A server is greeted once, set up in three steps, and asked how it is doing."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from gamescheduler.cards.clocks import QUESTION
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.domain.drafts import GameChanges
from gamescheduler.domain.place import Place
from gamescheduler.models import ChannelId, GameId, GuildId
from gamescheduler.services import hosting, places
from gamescheduler.simulator import moderation
from gamescheduler.simulator.guild import Guild
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.permissions import Permission
from tests.bot.planned import only_game
from tests.cast import Person
from tests.messages import Shown
from tests.tavern import POST, Tavern, until

REFUSED = "Only people who manage this server can do that. Ask a server admin."
PICK = "Pick a channel…"


async def at(tavern: Tavern, channel: str | None = None) -> Place:
    async with tavern.app.work(SCHEDULER) as work:
        return await places.place(work, tavern.guild_id, channel and tavern.channel(channel))


@dataclass
class NewPlace:
    """A server the bot is about to join, or has joined just now."""

    tavern: Tavern
    guild: Guild
    lobby: Json

    @property
    def hellos(self) -> list[Shown]:
        """In the channel Discord writes its own greetings to, as the owner sees it."""
        seen = self.tavern.world.seen(self.lobby["id"], self.guild.base["owner_id"])
        return [Shown(message) for message in seen if message["author"]["id"] == self.tavern.crew.bot.id]

    def invite(self) -> None:
        self.tavern.world.add_member(self.guild, self.tavern.crew.bot.user)


def found(tavern: Tavern, name: str = "New Place", *, system_channel: bool = True) -> NewPlace:
    """Zoe founds a server."""
    world = tavern.world
    guild = world.add_guild(name, world.user(tavern.crew.users["Zoe"]))
    lobby = world.add_channel(guild, "lobby")
    guild.base["system_channel_id"] = lobby["id"] if system_channel else None
    return NewPlace(tavern, guild, lobby)


@contextlib.asynccontextmanager
async def nothing_more(tavern: Tavern) -> AsyncIterator[None]:
    """Ends when the bot has greeted a server that it joined after everything in the block."""
    yield
    last = found(tavern, "Last Place")
    last.invite()
    await until(lambda: last.hellos)


async def test_a_new_server_is_greeted_once(tavern: Tavern) -> None:
    async with nothing_more(tavern):
        new = found(tavern)
        new.invite()
        (hello,) = await until(lambda: new.hellos)
    assert hello.text.startswith("Hi! I plan game nights here:")
    assert list(hello.buttons) == ["Set up"]
    assert len(new.hellos) == 1
    assert Person("Zoe", tavern).messages == []


async def test_a_server_is_not_greeted_again_after_a_restart(empty_tavern: Tavern) -> None:
    """A bot is often invited before it first runs."""
    new = found(empty_tavern)
    new.invite()
    async with empty_tavern.bot():
        await until(lambda: new.hellos)
    async with empty_tavern.bot(), nothing_more(empty_tavern):
        pass
    # Not the messages: Discord itself would swallow a second one for some minutes.
    posts = empty_tavern.requests("POST", "/messages")
    assert len([post for post in posts if new.lobby["id"] in post.path]) == 1


async def test_a_server_it_knew_before_is_not_greeted(tavern: Tavern) -> None:
    async with nothing_more(tavern):
        pass
    friday_crew = [shown for channel in tavern.crew.channels for shown in tavern.messages(channel)]
    assert friday_crew == []
    assert Person("Olga", tavern).messages == []


@pytest.mark.parametrize("why", ["no system channel", "may not post there"])
async def test_the_owner_is_told_when_there_is_no_channel_for_it(tavern: Tavern, why: str) -> None:
    new = found(tavern, "**New** @everyone", system_channel=why != "no system channel")
    if why == "may not post there":
        deny = {"id": new.guild.id, "type": 0, "allow": "0", "deny": str(int(Permission.SEND_MESSAGES))}
        moderation.set_overwrites(tavern.world, new.lobby, [deny])
    async with nothing_more(tavern):
        new.invite()
        (letter,) = await until(lambda: Person("Zoe", tavern).messages)
    assert letter.text == (
        "Thank you for adding me to **\\*\\*New\\*\\* @\u200beveryone**. "
        "To set me up, type /gamescheduler setup there."
    )
    assert len(Person("Zoe", tavern).messages) == 1
    assert new.hellos == []


async def test_nobody_can_be_told_and_the_next_server_is_greeted_all_the_same(tavern: Tavern) -> None:
    await tavern.control("dms", user_id=tavern.crew.users["Zoe"], closed=True)
    async with nothing_more(tavern):
        found(tavern, system_channel=False).invite()
    assert Person("Zoe", tavern).messages == []


async def test_a_greeting_survives_trouble_with_discord(tavern: Tavern) -> None:
    new = found(tavern)
    await tavern.control("faults", kind="status", status=502, times=2, match=POST)
    new.invite()
    await until(lambda: new.hellos)
    assert len(new.hellos) == 1


async def test_the_button_of_the_greeting_is_for_managers(tavern: Tavern) -> None:
    new = found(tavern)
    tavern.world.add_member(new.guild, tavern.world.user(tavern.crew.users["Ada"]))
    new.invite()
    (hello,) = await until(lambda: new.hellos)
    assert (await Person("Ada", tavern).clicks("Set up", on=hello)).text == REFUSED
    zoe = Person("Zoe", tavern)
    panel = await zoe.clicks("Set up", on=hello)
    assert panel.text.startswith("### Set up · step 1 of 3")
    assert new.hellos[0].text == hello.text  # everybody still sees the greeting
    panel = await zoe.presses(panel.shown.menus[PICK]["custom_id"], panel.shown, [new.lobby["id"]])
    assert "Games go there now." in panel.text
    async with tavern.app.work(SCHEDULER) as work:
        place = await places.place(work, GuildId(int(new.guild.id)), ChannelId(int(new.lobby["id"])))
    assert place.settings.active is True


async def test_setup_asks_three_questions(tavern: Tavern, ivo: Person, noor: Person) -> None:
    panel = await ivo.runs("gamescheduler setup")
    assert panel.text.startswith("### Set up · step 1 of 3\nWhere do games go?")
    panel = await ivo.chooses(PICK, "games", on=panel)
    assert f"<#{tavern.channel('games')}>: can see ✓ · can post ✓ · can look back ✓\n" in panel.text
    assert "### Set up · step 2 of 3\nWho may plan games?" in panel.text
    chosen = panel.shown.menus["Pick up to ten roles…"]["default_values"]
    assert [value["id"] for value in chosen] == [tavern.crew.roles["Game Master"]]
    panel = await ivo.clicks("Everyone", on=panel)
    assert "Saved. Who can host: everyone." in panel.text
    assert "### Set up · step 3 of 3\nWhich time zone is this server in?" in panel.text
    tokyo = next(label for label in panel.shown.choices(QUESTION) if "Tokyo" in label)
    panel = await ivo.chooses(QUESTION, tokyo, on=panel)
    assert panel.text.splitlines() == [
        "### Done",
        f"**Games go to** <#{tavern.channel('games')}>",
        "**Who can host** everyone",
        "**Time zone** Asia/Tokyo",
        "Plan the first game with /game create. Everything else is in /settings server.",
    ]
    here = await at(tavern, "games")
    assert here.row.settings == {"active": True}
    assert here.settings.host_roles == (tavern.guild_id,)
    assert here.settings.time_zone == "Asia/Tokyo"
    await noor.posts_game("Blades")


async def test_setup_keeps_what_is_set_already(tavern: Tavern, ivo: Person) -> None:
    await tavern.configure("games", active=True)
    before = await at(tavern)
    panel = await ivo.runs("gamescheduler setup")
    assert f"**Channels for games**\n<#{tavern.channel('games')}>: can see ✓ · can post ✓" in panel.text
    for label in ("Next", "Keep as it is", "Keep as it is"):
        panel = await ivo.clicks(label, on=panel)
    assert panel.text.startswith("### Done")
    assert (await at(tavern)).row.settings == before.row.settings


async def test_setup_takes_roles_and_a_typed_zone(tavern: Tavern, ivo: Person) -> None:
    await tavern.configure("games", active=True)
    panel = await ivo.clicks("Next", on=await ivo.runs("gamescheduler setup"))
    panel = await ivo.chooses("Pick up to ten roles…", "Players", "Game Master", on=panel)
    form = await ivo.clicks("Type a time zone…", on=panel)
    assert form.form == {"value": "UTC"}
    panel = await ivo.fills(form, value="europe/berlin")
    assert "**Time zone** Europe/Berlin" in panel.text
    settings = (await at(tavern)).settings
    assert settings.host_roles == tuple(int(tavern.crew.roles[role]) for role in ("Players", "Game Master"))
    assert settings.time_zone == "Europe/Berlin"


async def test_a_test_game_pings_nobody_and_goes_away(tavern: Tavern, ivo: Person) -> None:
    await tavern.configure("games", active=True)
    await tavern.configure(notify_roles=[int(tavern.crew.roles["Players"])])
    panel = await ivo.runs("gamescheduler setup")
    for label in ("Next", "Keep as it is", "Keep as it is"):
        done = panel = await ivo.clicks(label, on=panel)
    panel = await ivo.clicks("Create a test game", on=done)
    assert f"It is in <#{tavern.channel('games')}> now and pings nobody." in panel.text
    game = await only_game(tavern)
    row = await tavern.row(game)
    assert (row.title, row.notify_roles, row.reminders) == ("Test game", [], [])
    posts = [e.request_body for e in tavern.requests("POST", "/channels/{channel_id}/messages")]
    (post,) = (post for post in posts if "Test game" in post["content"])
    assert (post["allowed_mentions"]["parse"], post["allowed_mentions"]["roles"]) == ([], [])
    removed = await ivo.clicks("Remove the test game", on=panel)
    assert removed.text == "The test game is cancelled. You can delete its message."
    assert (await tavern.row(game)).status == "cancelled"
    await ivo.clicks("Create a test game", on=removed)
    (other,) = {**dict(await until(lambda: len(c := dict(tavern.cards())) == 2 and c))}.keys() - {game}
    tavern.jump(minutes=12)
    while await tavern.advances():
        pass
    assert (await tavern.row(other)).status == "completed"


async def test_setup_says_what_the_bot_lacks_in_a_channel_and_looks_again(
    tavern: Tavern, ivo: Person
) -> None:
    """B-103"""
    panel = await ivo.chooses(PICK, "read-only", on=await ivo.runs("gamescheduler setup"))
    channel = tavern.crew.channels["read-only"]
    assert f"<#{channel}>: can see ✓ · can't post ✗ · can look back ✓\n" in panel.text
    assert "To mend it: Edit channel → Permissions → this bot → Send Messages." in panel.text
    assert "step 1 of 3" in panel.text
    assert (await at(tavern, "read-only")).row.settings == {}
    await tavern.control("channels", channel_id=channel, overwrites=[])

    async def may_post() -> bool:
        row = (await at(tavern, "read-only")).channel
        return row is not None and row.bot_can_post

    await until(may_post)
    panel = await ivo.clicks("Check again", on=panel)
    assert f"<#{channel}>: can see ✓ · can post ✓ · can look back ✓\nGames go there now." in panel.text
    assert (await at(tavern, "read-only")).row.settings == {"active": True}


@pytest.mark.parametrize("command", ["gamescheduler setup", "gamescheduler status"])
async def test_only_managers_set_up_and_look_at_the_status(
    tavern: Tavern, mira: Person, noor: Person, command: str
) -> None:
    for person in (mira, noor):
        assert (await person.runs(command)).text == REFUSED


async def test_who_is_no_manager_any_more_sets_nothing_up(tavern: Tavern, ivo: Person) -> None:
    where = await ivo.runs("gamescheduler setup")
    who = await ivo.chooses(PICK, "games", on=await ivo.runs("gamescheduler setup"))
    zone = await ivo.clicks("Keep as it is", on=await ivo.chooses(PICK, "games", on=where))
    before = await at(tavern)
    await tavern.control("members", guild_id=tavern.crew.guild_id, user_id=ivo.id, action="roles", roles=[])
    for answer in (
        await ivo.clicks("Everyone", on=who),
        await ivo.chooses("Pick up to ten roles…", "Players", on=who),
        await ivo.chooses(QUESTION, next(iter(zone.shown.choices(QUESTION))), on=zone),
        await ivo.clicks("Keep as it is", on=zone),
    ):
        assert answer.text == REFUSED
    assert (await at(tavern)).row.settings == before.row.settings


async def test_status_names_the_channels_and_the_next_game(tavern: Tavern, ivo: Person, mira: Person) -> None:
    status = await ivo.runs("gamescheduler status")
    assert "None is chosen, so games go where they are planned." in status.text
    assert "**Next game** none. Plan one with /game create." in status.text
    await tavern.configure("games", active=True)
    await tavern.configure("read-only", active=True)
    await mira.posts_game("Blades", channel="games")
    status = await ivo.runs("gamescheduler status")
    assert f"<#{tavern.channel('games')}>: can see ✓ · can post ✓" in status.text
    assert f"**\n<#{tavern.channel('read-only')}>: can see ✓ · can't post ✗" in status.text  # the first
    assert "**Next game** **Blades** · <t:" in status.text


async def test_status_names_the_games_that_get_no_thread(tavern: Tavern, ivo: Person, mira: Person) -> None:
    await tavern.configure("games", active=True, thread="always", notify_roles=[tavern.guild_id])
    denied = int(Permission.CREATE_PUBLIC_THREADS | Permission.MENTION_EVERYONE)
    deny = {"id": tavern.crew.guild_id, "type": 0, "allow": "0", "deny": str(denied)}
    await tavern.control("channels", channel_id=tavern.crew.channels["games"], overwrites=[deny])
    await mira.posts_game("Blades")

    async def told() -> str:
        text = (await ivo.runs("gamescheduler status")).text
        return text if "can't create threads ✗" in text else ""

    text = await until(told)
    games = f"<#{tavern.channel('games')}>"
    assert (
        f"{games}: can see ✓ · can post ✓ · can look back ✓ · can't create threads ✗ · "
        "can write in threads ✓ · can't ping the roles ✗\nTo mend it: Edit channel → Permissions → "
        "this bot → Create Public Threads, Mention @everyone, @here, and All Roles."
    ) in text.replace("@\u200b", "@")
    assert f"**Blades**: it gets no thread, because I can't create threads in {games}." in text


async def test_status_names_the_announcements_that_need_somebody(
    tavern: Tavern, ivo: Person, mira: Person
) -> None:
    """B-103"""
    lost, silenced = await mira.posts_game("**Blades**"), await mira.posts_game("Strahd", channel="general")
    shown = tavern.announcement(lost).message
    await tavern.control("messages/delete", channel_id=shown["channel_id"], message_id=shown["id"])
    deny = {"id": tavern.crew.guild_id, "type": 0, "allow": "0", "deny": str(int(Permission.VIEW_CHANNEL))}
    await tavern.control("channels", channel_id=tavern.crew.channels["general"], overwrites=[deny])
    for game in (lost, silenced):
        async with tavern.app.work(SCHEDULER) as work:
            await hosting.edit(work, game, GameChanges(location="Tavern"))
        await until(lambda game=game: parked(tavern, game))
    status = await ivo.runs("gamescheduler status")
    deleted = "its announcement was deleted. Its host can post it again, or cancel the game."
    assert (
        f"**Needs mending**\n**\\*\\*Blades\\*\\***: {deleted}\n**Strahd**: I can't write in <#"
        in status.text
    )


async def parked(tavern: Tavern, game: GameId) -> bool:
    return (await tavern.announced(game)).parked_at is not None


async def test_help_is_for_everybody(tavern: Tavern, noor: Person) -> None:
    text = (await noor.runs("gamescheduler help")).text
    assert "/game create" in text
    assert text.endswith(f"Games can be planned by <@&{tavern.crew.roles['Game Master']}>.")
