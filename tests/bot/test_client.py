"""The bot's connection: tokens, an absent Discord, a database that goes away, what it knows of servers."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from gamescheduler.adapters import migrations
from gamescheduler.adapters.embedded import EmbeddedPostgres
from gamescheduler.bot import client
from gamescheduler.config import Config
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.errors import Misconfigured
from gamescheduler.models import Channel, Guild
from gamescheduler.services import places
from gamescheduler.simulator import Clock, Simulator, friday_crew, moderation
from tests.cast import Person
from tests.services import THROWAWAY
from tests.tavern import Door, Tavern, open_tavern, until


def _configured(tavern: Tavern, **values: str | None) -> Tavern:
    config = Config.model_validate(tavern.app.config.model_dump() | values)
    return replace(tavern, app=replace(tavern.app, config=config))


async def test_run_without_a_token_names_the_variable(empty_tavern: Tavern) -> None:
    tokenless = _configured(empty_tavern, discord_token=None)
    with pytest.raises(Misconfigured, match="Set GAMESCHEDULER_DISCORD_TOKEN"):
        await client.run(tokenless.app, asyncio.Event())


async def test_run_with_a_wrong_token_says_so(empty_tavern: Tavern) -> None:
    mistaken = _configured(empty_tavern, discord_token="bm90.a.token")
    with pytest.raises(
        Misconfigured, match="Discord does not accept the token in GAMESCHEDULER_DISCORD_TOKEN"
    ):
        await asyncio.wait_for(client.run(mistaken.app, asyncio.Event()), 5)


async def test_run_asks_for_no_privileged_intent(empty_tavern: Tavern) -> None:
    assert client.make_bot(empty_tavern.app).intents.value == 1 << 0


async def test_run_waits_for_a_discord_that_is_away(empty_tavern: Tavern) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    world, crew = friday_crew(Clock())
    early = _configured(
        empty_tavern, discord_api_url=f"http://127.0.0.1:{port}/api/v10", discord_token=crew.bot.token
    )
    stop, ready = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(client.run(early.app, stop, ready=ready))
    await asyncio.sleep(0.3)  # nothing tells from outside that it has failed once
    async with Simulator(world).serve(port=port):
        await asyncio.wait_for(ready.wait(), 10)
        stop.set()
        await asyncio.wait_for(running, 10)


async def test_run_comes_back_after_the_gateway_dropped_it(
    tavern: Tavern, mira: Person, noor: Person
) -> None:
    game = await mira.posts_game("Strahd")
    for action in ("drop", "reconnect", "invalid_session"):
        await tavern.control("gateway", action=action)
    await until(lambda: any(s.line is not None for s in tavern.simulator.sessions))

    async def joined() -> bool:
        answer = await noor.clicks("Join", on=game)
        return answer.outcome["failure"] is None

    await until(joined)
    await until(lambda: tavern.announcement(game).section("Players") == ["Noor"])


@pytest.fixture
async def own_postgres(tmp_path: Path) -> AsyncIterator[EmbeddedPostgres]:
    """A server nobody else uses, so that it can be stopped."""
    server = EmbeddedPostgres(tmp_path / "postgres", settings=THROWAWAY)
    await asyncio.to_thread(server.start)
    await asyncio.to_thread(migrations.upgrade, server.url())
    yield server
    await asyncio.to_thread(server.stop)


async def test_a_click_is_answered_although_the_database_was_away(
    door: Door, own_postgres: EmbeddedPostgres
) -> None:
    async with open_tavern(door, own_postgres.url()) as tavern, tavern.bot():
        await tavern.configure(host_roles=[int(tavern.crew.roles["Game Master"])])
        mira, noor = Person("Mira", tavern), Person("Noor", tavern)
        game = await mira.posts_game("Strahd")
        await asyncio.to_thread(own_postgres.stop)
        answer = await noor.hasty.clicks("Join", on=game)
        assert answer.outcome["state"] == "deferred"
        await asyncio.to_thread(own_postgres.start)
        assert (await noor.reads(answer)).startswith("You're in — seat 1 of 5.")
        await until(lambda: tavern.announcement(game).section("Players") == ["Noor"])


async def test_a_click_is_answered_when_the_database_stays_away(
    door: Door, own_postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gamescheduler.bot.replies.PATIENCE", 2.0)
    async with open_tavern(door, own_postgres.url()) as tavern, tavern.bot():
        await tavern.configure(host_roles=[int(tavern.crew.roles["Game Master"])])
        mira, noor = Person("Mira", tavern), Person("Noor", tavern)
        game = await mira.posts_game("Strahd")
        await asyncio.to_thread(own_postgres.stop)
        answer = await noor.clicks("Join", on=game)
        assert answer.text.startswith("The schedule database didn't answer")
        form = await mira.runs("game create")
        assert form.text.startswith("The schedule database didn't answer")
        await asyncio.to_thread(own_postgres.start)


async def _channel(tavern: Tavern, name: str) -> Channel:
    async with tavern.app.work(SCHEDULER) as work:
        return await work.session.get_one(Channel, tavern.channel(name))


async def _chess_club(tavern: Tavern) -> Guild | None:
    async with tavern.app.work(SCHEDULER) as work:
        return await work.session.get(Guild, int(tavern.crew.chess_club_id))


async def _knows_the_chess_club(tavern: Tavern) -> None:
    async def known() -> bool:
        return await _chess_club(tavern) is not None

    await until(known)


async def _left_the_chess_club(tavern: Tavern) -> None:
    async def left() -> bool:
        guild = await _chess_club(tavern)
        return guild is not None and guild.left_at is not None

    await until(left)


async def test_channels_and_roles_are_copied_when_the_bot_is_ready(tavern: Tavern) -> None:
    async with tavern.app.work(SCHEDULER) as work:
        channels = await places.channels(work, tavern.guild_id)
        roles = await places.role_names(work, tavern.guild_id)
    assert {channel.name: channel.bot_can_post for channel in channels} == {
        "general": True, "games": True, "read-only": False,
    }  # fmt: skip
    assert {"@everyone", "Players", "Game Master", "Manager"} <= set(roles.values())


async def test_a_changed_permission_changes_where_games_can_go(tavern: Tavern, mira: Person) -> None:
    channel = tavern.crew.channels["games"]
    silent = [{"id": tavern.crew.guild_id, "type": 0, "allow": "0", "deny": str(1 << 11)}]
    await tavern.control("channels", channel_id=channel, overwrites=silent)

    async def closed() -> bool:
        return not (await _channel(tavern, "games")).bot_can_post

    await until(closed)
    answer = await mira.runs("game create", title="Strahd", when="in 2h")
    assert answer.text.startswith(f"I can't write in <#{channel}>.")


async def test_a_server_that_removed_the_bot_is_left(tavern: Tavern) -> None:
    await _knows_the_chess_club(tavern)
    await tavern.control(
        "members", guild_id=tavern.crew.chess_club_id, user_id=tavern.crew.bot.id, action="kick"
    )
    await _left_the_chess_club(tavern)


async def test_a_server_that_removed_the_bot_while_it_was_away_is_left(empty_tavern: Tavern) -> None:
    tavern = empty_tavern
    async with tavern.bot():
        await _knows_the_chess_club(tavern)
    moderation.kick(tavern.world, tavern.world.guild(tavern.crew.chess_club_id), tavern.crew.bot.id)
    async with tavern.bot():
        await _left_the_chess_club(tavern)
