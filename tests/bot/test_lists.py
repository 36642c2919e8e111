"""Which games people are shown, over the wire: in lists, in suggestions, by name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.models import GameId, UserId
from gamescheduler.services import accounts
from tests.bot.planned import to_winter
from tests.cast import Person, hours
from tests.tavern import Tavern


async def listed(who: Person, range_: str) -> list[str]:
    """The titles in ``/games``."""
    text = (await who.runs("games", range=range_)).text
    return [line.split("**")[1] for line in text.splitlines() if line[0].isdigit()]


async def test_games_of_today_of_this_week_and_ones_own(tavern: Tavern, mira: Person, noor: Person) -> None:
    to_winter(tavern)
    now = tavern.clock.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    tonight = await mira.posts_game("Tonight", in_=(midnight - now) / 2)
    await mira.posts_game("Tomorrow", in_=midnight - now + hours(1))
    later = await mira.posts_game("In a while", in_=timedelta(days=8))
    assert await listed(noor, "today") == ["Tonight"]
    assert await listed(noor, "week") == ["Tonight", "Tomorrow"]
    assert await listed(noor, "all") == ["Tonight", "Tomorrow", "In a while"]
    assert await listed(noor, "mine") == []
    await noor.clicks("Join", on=later)
    await noor.clicks("Maybe", on=tonight)
    assert await listed(noor, "mine") == ["Tonight", "In a while"]
    assert await listed(mira, "mine") == ["Tonight", "Tomorrow", "In a while"]
    own = await noor.runs("games", range="mine")
    assert own.text.splitlines()[0] == "### Your games in Friday Crew"
    assert own.text.splitlines()[1] == "**Today**"
    assert own.text.splitlines()[2].endswith("0 of 5 · you said maybe")
    # A time of day is enough for whoever said which zone the days are of.
    async with tavern.app.work(SCHEDULER) as work:
        await accounts.prefer(work, UserId(int(noor.id)), zone="Europe/Berlin")
    assert ":t> · 0 of 5" in (await noor.runs("games", range="mine")).text


@pytest.mark.parametrize(
    ("range_", "said"),
    [
        ("today", "No games today. See everything that is planned with /games."),
        ("week", "No games within the next seven days. See everything that is planned with /games."),
        ("mine", "You're in no game and host none. See what is planned with /games."),
        ("all", "No games planned. A host can plan one with /game create."),
    ],
)
async def test_an_empty_list_says_what_to_do(tavern: Tavern, noor: Person, range_: str, said: str) -> None:
    hosts = f"Hosts here: <@&{tavern.crew.roles['Game Master']}>."
    assert (await noor.runs("games", range=range_)).text == f"{said} {hosts}"


async def test_a_host_plans_one_from_an_empty_list(tavern: Tavern, mira: Person) -> None:
    panel = await mira.runs("games", range="week")
    assert list(panel.shown.buttons) == ["Plan one", "Mine", "All"]
    form = await mira.clicks("Plan one", on=panel)
    assert (await mira.fills(form, title="Strahd", when="in 2h")).text.startswith("Posted **Strahd**")


async def hidden(tavern: Tavern, host: Person) -> GameId:
    """A game that only managers may play."""
    await tavern.configure(player_roles=[int(tavern.crew.roles["Manager"])])
    game = await host.posts_game("Secret")
    await tavern.configure(player_roles=[])
    return game


async def test_a_game_is_hidden_from_those_who_may_not_play_it(
    tavern: Tavern, mira: Person, noor: Person, ivo: Person
) -> None:
    """B-92"""
    game = await hidden(tavern, mira)
    for who in (mira, ivo):
        assert await listed(who, "all") == ["Secret"]
        assert list((await who.types("game show", "game", "")).values()) == [game]
        assert (await who.runs("game show", game=game)).text.startswith("## Secret")
    assert await listed(noor, "all") == []
    assert await noor.types("game show", "game", "") == {}
    assert (await noor.runs("game show", game=game)).text.startswith("There is no such game here.")


async def test_whoever_is_in_sees_the_game_though_the_role_is_gone(
    tavern: Tavern, mira: Person, ivo: Person
) -> None:
    game = await hidden(tavern, mira)
    await ivo.clicks("Join", on=game)
    tavern.world.guilds[tavern.crew.guild_id].members[ivo.id]["roles"] = []
    assert await listed(ivo, "all") == ["Secret"]
    assert (await ivo.clicks("More…", on=game)).text.startswith("**Secret** — you are in (seat 1 of 5).")


async def test_everyone_may_be_named_as_players(tavern: Tavern, mira: Person, noor: Person) -> None:
    """B-92, B-100"""
    await tavern.configure(player_roles=[tavern.guild_id], notify_roles=[tavern.guild_id])
    game = await mira.posts_game("Strahd", max_players=2)
    assert (await noor.clicks("Join", on=game)).text.startswith("You're in")
    posts = [e.request_body for e in tavern.requests("POST", "/channels/{channel_id}/messages")]
    (post,) = (body for body in posts if "**Strahd**" in body["content"])
    assert post["content"].endswith(" · 2 seats @everyone")
    assert (post["allowed_mentions"]["parse"], post["allowed_mentions"]["roles"]) == (["everyone"], [])
