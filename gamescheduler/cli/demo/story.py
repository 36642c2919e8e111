"""The story of a game night, played by people over HTTP while processes are killed around them."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from gamescheduler.cli.demo.night import LOST_AND_FOUND, Night, numbered
from gamescheduler.cli.demo.people import Person, buttons, card
from gamescheduler.cli.demo.report import NotSo, Report, StoryEnded, expect, expect_words
from gamescheduler.cli.demo.stage import COMPONENTS, Stage

STRAHD, BLADES = "Curse of Strahd", "Blades in the Dark"
REASON = "Mira is ill, back next week"

STARTS_AFTER, REMINDED_BEFORE, LASTS = 12.0, 4.0, 1.5
"""Wall seconds: long enough for a killed process to be back before what it has to do stops mattering."""

USUAL_START, SLOWEST = 4.0, 1.4
"""Seconds everything takes to be up, and how many times as long a slow machine may take over the story."""


Step: TypeAlias = Callable[[Night], Awaitable[None]]


async def play(steps: Sequence[Step], stage: Stage, report: Report, *, speed: float, up_after: float) -> None:
    """Play it all; the report says how it went. ``up_after``: seconds it took until everything was up."""
    pace = min(max(up_after / USUAL_START, 1.0), SLOWEST)
    night = Night(stage, report, speed=speed, pace=pace)
    with contextlib.suppress(StoryEnded):
        for step in steps:
            await step(night)


async def plan_by_form(night: Night) -> None:
    async with night.report.step("Mira types “fri 8pm” and is offered a whole date") as saw:
        offered = await night.mira.suggested("game create", "when", "fri 8pm")
        name = offered[0]["name"]
        if not (name.startswith("Fri ") and ", 20:00 " in name and "(Europe/Berlin)" in name):
            raise NotSo(f"offered {name!r}")
        saw(name)
    async with night.report.step(f"Mira plans {BLADES} by form") as saw:
        form = await night.mira.runs("game create", when=offered[0]["value"], players=4)
        reply = await night.mira.submits(form, {"title": BLADES})
        expect(card(reply), f"{posted(night, BLADES)}\n-# That is {name.partition(' · ')[0]}.")
        await night.announcement(BLADES, with_button="Join")
        saw("the time was filled in; announced")


async def plan_while_the_bot_is_killed(night: Night) -> None:
    async with night.report.step(f"Mira plans {STRAHD}, the bot is killed at once") as saw:
        reply = await night.mira.runs(
            "game create",
            title=STRAHD,
            when=f"in {night.minutes(STARTS_AFTER)}",
            players=2,
            reminders=night.minutes(REMINDED_BEFORE),
            duration=night.minutes(LASTS),
        )
        night.stage.kill("bot")
        night.count_from_now()
        expect(card(reply).partition("\n")[0], posted(night, STRAHD))
        await night.back("bot")
        await night.announcement(STRAHD, with_button="Join")
        expect(night.pings(STRAHD), 1)
        saw("announced all the same, @Players pinged once")


async def fill_the_seats(night: Night) -> None:
    async with night.report.step("Noor, Sam and Ada press Join, two seats") as saw:
        for person, button, said in (
            (night.noor, "Join", f"You're in — seat 1 of 2. **{STRAHD}**, <t> (<t>)."),
            (night.sam, "Join", f"You're in — seat 2 of 2. **{STRAHD}**, <t> (<t>)."),
            (night.ada, "Join waitlist", waitlisted(1)),
        ):
            message = await night.announcement(STRAHD, with_button=button)
            expect(card(await person.presses(button, message)), said)
        await night.card_shows(STRAHD, seated([night.noor, night.sam], [night.ada]))
        saw("seat 1, seat 2, number 1 on the waitlist; the card agrees")
    async with night.report.step("Mira is told that it is full"):
        await night.receives(night.mira, FULL)


async def leave_while_the_database_is_dead(night: Night) -> None:
    async with night.report.step("Noor presses Leave while the database is dead") as saw:
        message = await night.announcement(STRAHD)
        night.stage.kill("database")
        reply = await night.noor.presses("Leave", message)
        expect(card(reply), f"You're out of **{STRAHD}**. Your seat went to <@{night.ada.id}>.")
        saw("answered when it was back")
    async with night.report.step("Ada moves up; she and Mira are told") as saw:
        await night.receives(night.ada, PROMOTED)
        await night.receives(night.mira, LEFT)
        await night.card_shows(STRAHD, seated([night.sam, night.ada], []))
        saw("by direct message; the card agrees")


async def come_back_to_the_waitlist(night: Night) -> None:
    async with night.report.step("Noor comes back, now on the waitlist") as saw:
        message = await night.announcement(STRAHD, with_button="Join waitlist")
        expect(card(await night.noor.presses("Join waitlist", message)), waitlisted(1))
        await night.card_shows(STRAHD, seated([night.sam, night.ada], [night.noor]))
        saw("number 1; the card agrees")


async def call_off_the_other_game(night: Night) -> None:
    async with night.report.step(f"Noor and Ada join {BLADES}, Mira cancels it") as saw:
        for person in (night.noor, night.ada):
            await person.presses("Join", await night.announcement(BLADES))
        game = (await night.mira.suggested("game cancel", "game", BLADES))[0]["value"]
        reply = await night.mira.runs("game cancel", game=game, reason=REASON)
        expect(card(reply), f"Cancelled **{BLADES}**. 2 people will be told.")
        for person in (night.noor, night.ada, night.mira):
            await night.receives(person, CANCELLED)
        expect(buttons(await night.card_shows(BLADES, "Cancelled")), ["More…"])
        expect(await night.pending(game), 0)
        saw("all three told; card cancelled; no row of it is pending")


async def list_the_games(night: Night) -> None:
    async with night.report.step("Sam asks for /games") as saw:
        line = f"1. **{STRAHD}** · <t> · 2 of 2 · full · you're in"
        listed = card(await night.sam.runs("games"))
        expect_words(listed, "### Games in Friday Crew\n", f"\n{line}\n-# 1 game.")
        saw("one game, full, “you're in”")


async def be_reminded(night: Night) -> None:
    async with night.report.step("The notify daemon is dead when reminders are due; they come") as saw:
        await night.shortly_before(STARTS_AFTER - REMINDED_BEFORE)
        night.stage.kill("notify-daemon")
        for person, said in reminders(night).items():
            await night.receives(person, said, within=LOST_AND_FOUND)
        saw("Sam and Ada with their seats, Noor as number 1 in line, Mira as host")


async def begin(night: Night) -> None:
    async with night.report.step("The status daemon is dead when the game starts; it starts") as saw:
        await night.shortly_before(STARTS_AFTER)
        night.stage.kill("status-daemon")
        message = await night.card_shows(STRAHD, f"In progress: {STRAHD}", within=LOST_AND_FOUND)
        expect(buttons(message), ["Leave", "More…"])
        saw("“In progress”, no Join any more")


async def end(night: Night) -> None:
    async with night.report.step("The game ends") as saw:
        message = await night.card_shows(STRAHD, f"Finished: {STRAHD}", within=LOST_AND_FOUND)
        expect(buttons(message), ["More…"])
        saw("“Finished”")


async def count_everything(night: Night) -> None:
    """The killed are back by now and have looked at what they left: nothing more may come."""
    async with night.report.step("Every inbox and channel holds exactly what it should") as saw:
        await night.back(*COMPONENTS)
        await night.everything_is_sent()
        wanted = inboxes(night)
        for person, messages in wanted.items():
            expect(await night.received(person), sorted(messages))
        expect(len(await night.sam.sees(night.games)), 2)
        expect((night.pings(STRAHD), night.pings(BLADES)), (1, 1))
        saw(f"{sum(map(len, wanted.values()))} direct messages, 2 announcements, 2 pings")


STEPS = (
    plan_by_form,
    plan_while_the_bot_is_killed,
    fill_the_seats,
    leave_while_the_database_is_dead,
    come_back_to_the_waitlist,
    call_off_the_other_game,
    list_the_games,
    be_reminded,
    begin,
    end,
    count_everything,
)

# What they read, with every time as <t>. Written out here, and not taken from the product's own sentences:
# a check that asks the product what it should have said would agree with anything.

FULL = f"**{STRAHD}** is full (2 of 2)."
PROMOTED = f"A seat opened — you're in for **{STRAHD}**, <t> (<t>)."
LEFT = f"Noor the Brave left **{STRAHD}**, <t> (<t>). 2 of 2 seats are taken."
CANCELLED = f"**{BLADES}** on <t> is cancelled. Mira (GM): “{REASON}”"


def posted(night: Night, title: str) -> str:
    return f"Posted **{title}** for <t> (<t>) in <#{night.games}>."


def waitlisted(number: int) -> str:
    return (
        f"It's full, so you're number {number} on the waitlist of **{STRAHD}**. "
        "If a seat opens before <t> we'll give it to you and tell you."
    )


def seated(players: Sequence[Person], waiting: Sequence[Person]) -> str:
    text = f"**Players: {len(players)} of 2** — full\n{numbered(players)}"
    if waiting:
        text += f"\n**Waitlist: {len(waiting)}** — first in line gets the next seat\n{numbered(waiting)}"
    return text


def reminders(night: Night) -> dict[Person, str]:
    opening = f"**{STRAHD}** starts <t> (<t>)."
    return {
        night.sam: f"{opening} Host: Mira (GM). You have seat 1 of 2.",
        night.ada: f"{opening} Host: Mira (GM). You have seat 2 of 2.",
        night.noor: f"{opening} You're number 1 on the waitlist; we'll tell you if a seat opens.",
        night.mira: f"{opening} You host. Players: 2 of 2, 1 waiting.",
    }


def inboxes(night: Night) -> dict[Person, list[str]]:
    """Everything everybody was written to in the whole story."""
    reminded = reminders(night)
    return {
        night.mira: [FULL, LEFT, CANCELLED, reminded[night.mira]],
        night.noor: [CANCELLED, reminded[night.noor]],
        night.sam: [reminded[night.sam]],
        night.ada: [PROMOTED, CANCELLED, reminded[night.ada]],
        night.ivo: [],
        night.zoe: [],
    }
