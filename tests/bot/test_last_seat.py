"""Two hundred people press Join at once, on the last seats there are."""

from __future__ import annotations

import asyncio
import re

from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.domain.roster import Roster
from gamescheduler.models import GameId
from gamescheduler.services import queries
from tests.cast import Person
from tests.messages import Shown
from tests.tavern import Tavern, until

GAMES, CROWD, SEATS = 4, 200, 3
IN = re.compile(rf"You're (?:in — |already in \()seat (\d+) of {SEATS}\b")
WAITS = re.compile(r"(?:It's full, so you're|You're already) number (\d+) on the waitlist\b")
AGAIN = "The schedule database didn't answer, so I can't tell whether this was saved. Please try again"


def a_crowd(tavern: Tavern) -> list[Person]:
    """Members whom nobody has seen before."""
    guild = tavern.world.guilds[tavern.crew.guild_id]
    for number in range(CROWD):
        user = tavern.world.add_user(f"crowd{number}", f"Crowd {number}")
        tavern.world.add_member(guild, user)
        tavern.crew.users[f"Crowd {number}"] = user["id"]
    return [Person(f"Crowd {number}", tavern) for number in range(CROWD)]


Presses = list[tuple[Person, GameId]]


async def join_at_once(presses: Presses, cards: dict[GameId, Shown], rounds: int = 5) -> dict[str, str]:
    """Name -> what they are told in the end: on a slow machine some are asked to press again, and do.

    A card may be behind at any moment; they press what they saw.
    """
    assert rounds, "people are asked to press again and again"
    answers = await asyncio.gather(*(who.presses(f"gs1:join:{on}", cards[on]) for who, on in presses))
    told = {who.name: answer.text for (who, _), answer in zip(presses, answers, strict=True)}
    again = [(who, on) for who, on in presses if told[who.name].startswith(AGAIN)]
    return told | (await join_at_once(again, cards, rounds - 1) if again else {})


async def roster_of(tavern: Tavern, game: GameId) -> Roster:
    async with tavern.app.work(SCHEDULER) as work:
        return (await queries.sheet(work, game)).roster


async def test_the_last_seat_goes_to_one_and_everybody_is_told_the_truth(
    tavern: Tavern, mira: Person, noor: Person, sam: Person
) -> None:
    """B-31"""
    tavern.world.patience = 60.0  # how fast this machine is, is not what is asked here
    games = [await mira.posts_game(f"Game {number}", max_players=SEATS) for number in range(GAMES)]
    cards = {game: tavern.announcement(game) for game in games}
    for game in games:
        await join_at_once([(noor, game)], cards)
        await join_at_once([(sam, game)], cards)
    presses = [(who, games[number % GAMES]) for number, who in enumerate(a_crowd(tavern))]
    texts = await join_at_once(presses, cards)
    for game in games:
        told = {int(who.id): texts[who.name] for who, on in presses if on == game}
        roster = await roster_of(tavern, game)
        seated = {user: int(found[1]) for user, text in told.items() if (found := IN.match(text))}
        waiting = {user: int(found[1]) for user, text in told.items() if (found := WAITS.match(text))}
        assert len(seated) + len(waiting) == len(told) == CROWD // GAMES, texts
        assert (len(roster.players), len(seated)) == (SEATS, 1)
        assert seated == {p.user_id: n for n, p in enumerate(roster.players, start=1) if p.user_id in told}
        assert waiting == {p.user_id: n for n, p in enumerate(roster.waitlist, start=1)}
    for game in games:
        await card_shows(tavern, game, await roster_of(tavern, game))


async def card_shows(tavern: Tavern, game: GameId, roster: Roster) -> None:
    """In the end; the cards of a channel take turns."""
    waiting = f"**Waitlist: {len(roster.waitlist)}**"
    await until(lambda: waiting in tavern.announcement(game).text, within=60)
    card = tavern.announcement(game)
    assert f"**Players: {SEATS} of {SEATS}** — full" in card.text
    assert card.section("Players") == [tavern.names[str(p.user_id)] for p in roster.players]
    assert card.section("Waitlist") == [tavern.names[str(p.user_id)] for p in roster.waitlist[:10]]
