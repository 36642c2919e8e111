"""What the demo's database has in it before the first visitor comes."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import col

from gamescheduler.app import App
from gamescheduler.domain.actor import Actor
from gamescheduler.domain.lifecycle import LIVE
from gamescheduler.models import Announcement, ChannelId, Game, GuildId, RoleId, User, UserId
from gamescheduler.services import accounts, configuring, places
from gamescheduler.services.accounts import GuildSeen, Seen
from gamescheduler.services.work import Work
from gamescheduler.simulator import FridayCrew, World
from gamescheduler.simulator.guild import Guild
from gamescheduler.simulator.objects import TEXT, Json
from gamescheduler.simulator.permissions import Permission

DIRECTOR = Actor("demo", trusted=True)


async def furnish(app: App, world: World, crew: FridayCrew) -> None:
    """Mirror the simulated servers and open Friday Crew for games, unless a kept database has been there."""
    async with app.work(DIRECTOR) as work:
        for guild in world.guilds.values():
            await _mirror(work, world, guild, crew.bot.id)
        friday_crew = await places.guild(work, GuildId(int(crew.guild_id)))
        if friday_crew.settings:
            await _start_over_in_a_new_discord(work)
        else:
            await _configure(work, crew)


async def _mirror(work: Work, world: World, guild: Guild, bot_id: str) -> None:
    """As the bot does it when it arrives; the settings need rows to be written to before that."""
    channels = [channel for channel in guild.channels.values() if channel["type"] == TEXT]
    await accounts.mirror_guild(
        work,
        GuildSeen(
            GuildId(int(guild.id)),
            guild.base["name"],
            UserId(int(guild.base["owner_id"])),
            [
                (ChannelId(int(c["id"])), c["name"], c["position"], _missing(world, bot_id, c))
                for c in channels
            ],
            [
                (RoleId(int(r["id"])), r["name"], r["position"], int(r["permissions"]))
                for r in guild.roles.values()
            ],
        ),
    )
    people = [member for member in guild.members.values() if not member["user"]["bot"]]
    await accounts.remember(
        work,
        *(
            Seen(
                UserId(int(member["user"]["id"])),
                member["user"]["username"],
                member["user"]["global_name"],
                GuildId(int(guild.id)),
                member["nick"],
                tuple(RoleId(int(role)) for role in member["roles"]),
            )
            for member in people
        ),
    )


def _missing(world: World, bot_id: str, channel: Json) -> list[str]:
    needed = {"View Channel": Permission.VIEW_CHANNEL, "Send Messages": Permission.SEND_MESSAGES}
    return [name for name, permission in needed.items() if not world.can(bot_id, permission, channel)]


async def _configure(work: Work, crew: FridayCrew) -> None:
    guild_id = GuildId(int(crew.guild_id))
    await configuring.configure(
        work,
        await places.place(work, guild_id),
        time_zone="Europe/Berlin",
        notify_roles=[int(crew.roles["Players"])],
        host_roles=[int(crew.roles["Game Master"])],
        manager_roles=[int(crew.roles["Manager"])],
    )
    games = await places.place(work, guild_id, ChannelId(int(crew.channels["games"])))
    await configuring.configure(work, games, active=True)


async def _start_over_in_a_new_discord(work: Work) -> None:
    """The simulated Discord was not kept: its messages are gone, so what is planned is announced again."""
    await work.session.execute(update(User).values(dm_channel_id=None))
    await work.session.execute(
        update(Announcement)
        .where(col(Announcement.game_id) == col(Game.id), col(Game.status).in_(LIVE))
        .values(message_id=None, shown=0, shown_hash=None, claimed_at=None, posted_at=None, parked_at=None,
                problem=None, thread_id=None,
                due_at=work.now)
    )  # fmt: skip
    await work.session.execute(
        update(Announcement)
        .where(col(Announcement.game_id) == col(Game.id), col(Game.status).not_in(LIVE))
        .values(parked_at=work.now)
    )
