"""The world of the demo and the stories: Friday Crew, where games are played, and Chess Club next door."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from gamescheduler.simulator import objects
from gamescheduler.simulator.clock import Clock
from gamescheduler.simulator.guild import Guild
from gamescheduler.simulator.ids import Snowflakes
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.permissions import Permission
from gamescheduler.simulator.world import Bot, World

_FOUNDED = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class FridayCrew:
    """The ids of the seeded world by name."""

    bot: Bot
    guild_id: str
    chess_club_id: str
    users: dict[str, str]
    channels: dict[str, str]
    roles: dict[str, str]


def friday_crew(clock: Clock, *, redirect_uris: Iterable[str] = ()) -> tuple[World, FridayCrew]:
    """Build the world; its ids are the same every time, and lie in the past.

    People may log in with the bot's application and be sent to one of `redirect_uris`.
    """
    world = World(clock, Snowflakes(_an_hour_apart()))
    people = {
        name: world.add_user(username, name_shown)
        for name, username, name_shown in (
            ("Olga", "olga.v", "Olga"),
            ("Mira", "mira.k", "Mira"),
            ("Ivo", "ivo", "Ivo"),
            ("Noor", "noor", "Noor"),
            ("Sam", "sam.r", "Samira"),
            ("Ada", "ada", "Ada"),
            ("Zoe", "zoe", "Zoe"),
        )
    }
    bot = world.add_bot("Game Scheduler", people["Olga"], redirect_uris=redirect_uris)
    guild = _friday_crew(world, people, bot)
    chess_club = _chess_club(world, people, bot)
    for member in (*guild.members.values(), *chess_club.members.values()):
        member["joined_at"] = _FOUNDED.isoformat()
    world.ids = Snowflakes(clock.now)
    return world, FridayCrew(
        bot,
        guild.id,
        chess_club.id,
        users={name: person["id"] for name, person in people.items()},
        channels={channel["name"]: channel_id for channel_id, channel in guild.channels.items()},
        roles={role["name"]: role_id for role_id, role in guild.roles.items()},
    )


def _friday_crew(world: World, people: dict[str, Json], bot: Bot) -> Guild:
    guild = world.add_guild("Friday Crew", people["Olga"])
    players = world.add_role(guild, "Players", mentionable=True, color=0x3BA55D)
    game_master = world.add_role(guild, "Game Master", color=0x9B59B6)
    manager = world.add_role(guild, "Manager", permissions=int(Permission.MANAGE_GUILD), color=0xE67E22)
    world.add_member(guild, people["Mira"], nick="Mira (GM)", roles=(game_master,))
    world.add_member(guild, people["Ivo"], roles=(manager,))
    world.add_member(guild, people["Noor"], nick="Noor the Brave", roles=(players,))
    world.add_member(guild, people["Sam"], nick="Sam", roles=(players,))
    world.add_member(guild, people["Ada"], roles=(players,))
    world.add_member(guild, bot.user)
    category = world.add_channel(guild, "Text", objects.CATEGORY)
    world.add_channel(guild, "general", parent=category)
    world.add_channel(guild, "games", parent=category)
    read_only = world.add_channel(guild, "read-only", parent=category)
    read_only["permission_overwrites"] = [
        {"id": guild.id, "type": 0, "allow": "0", "deny": str(int(Permission.SEND_MESSAGES))}
    ]
    world.add_channel(guild, "Tavern", objects.VOICE)
    return guild


def _chess_club(world: World, people: dict[str, Json], bot: Bot) -> Guild:
    guild = world.add_guild("Chess Club", people["Zoe"])
    world.add_member(guild, bot.user)
    world.add_channel(guild, "general")
    return guild


def _an_hour_apart() -> Callable[[], datetime]:
    """A clock for founding things: two of them never share a shard by standing in the same millisecond."""
    moment = _FOUNDED

    def tick() -> datetime:
        nonlocal moment
        moment += timedelta(hours=1, milliseconds=1)
        return moment

    return tick
