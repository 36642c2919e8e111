"""The rules, played by people over HTTP: settings and locks, templates, names, seats, closed doors."""

from __future__ import annotations

from gamescheduler.cli.demo.night import Night, numbered
from gamescheduler.cli.demo.people import Json, Person, card
from gamescheduler.cli.demo.report import expect, expect_words, until

STRAHD, BLADES, TEMPLATE = "Curse of Strahd", "Blades in the Dark", "D&D session"
SEATS, MORE_SEATS = 2, 3
REMINDED_AFTER, REMINDED_BEFORE = 6.0, 15.0
"""Wall seconds: time to sign up in, and what is left until the start."""


async def lock_a_server_setting(night: Night) -> None:
    async with night.report.step(f"Ivo sets max players to {SEATS} for the server and locks it") as saw:
        panel = await _setting(night.ivo, "settings server", "Max players")
        panel = await night.ivo.submits(await night.ivo.presses("Change…", panel), {"value": str(SEATS)})
        expect_words(card(panel), f"New games here get {SEATS}.")
        panel = await night.ivo.presses("Lock", panel)
        channel = await night.ivo.runs("settings channel")
        expect_words(card(channel), f"**Max players** {SEATS} · 🔒 locked by server")
        saw(f"#games shows {SEATS}, locked by server")


async def override_in_a_channel(night: Night) -> None:
    async with night.report.step("Ivo overrides the reminders in #games") as saw:
        panel = await _setting(night.ivo, "settings channel", "Reminders")
        lead = night.minutes(REMINDED_BEFORE)
        panel = await night.ivo.submits(await night.ivo.presses("Change…", panel), {"value": lead})
        expect_words(card(panel), "set here")
        saw(f"{lead}, set here; the server keeps its own")


async def refuse_who_does_not_manage(night: Night) -> None:
    async with night.report.step("Noor asks for the server's settings") as saw:
        reply = card(await night.noor.runs("settings server"))
        expect_words(reply, "Only people who manage this server can do that.")
        saw("refused, with whom to ask")


async def make_a_template(night: Night) -> None:
    async with night.report.step(f"Ivo makes the template {TEMPLATE}, three hours long and locked") as saw:
        form = await night.ivo.runs("template create")
        panel = await night.ivo.submits(form, {"name": TEMPLATE, "title": STRAHD})
        panel = await night.ivo.chooses("Change a setting…", "Duration", panel)
        panel = await night.ivo.submits(await night.ivo.presses("Change…", panel), {"value": "3h"})
        panel = await night.ivo.presses("Lock", panel)
        expect_words(card(panel), "Locked: 3 h.")
        saw("its games last 3 h, whatever their hosts say")


async def ask_who_was_meant(night: Night) -> None:
    async with night.report.step("Mira plans with “@sa” and the guest Alex; there are Sam and Sanna") as saw:
        night.comes_along("Sanna")
        reply = await night.mira.runs("game create", when="fri 8pm", with_players="@sa, Alex")
        asked = await night.mira.chooses("Which “@sa” did you mean?", "Sam", reply)
        expect_words(card(asked), f"Posted **{STRAHD}**")
        shown = await night.card_shows(STRAHD, f"1. <@{night.sam.id}>   2. Alex (guest)")
        expect_words(card(shown), f"Players: {SEATS} of {SEATS}", "3 h")
        await night.receives(night.sam, put_in(1))
        saw("she is asked, picks Sam; he is told")


async def keep_to_the_lock(night: Night) -> None:
    async with night.report.step("Mira wants five seats, the server says two") as saw:
        game = await _game(night, STRAHD)
        form = await night.mira.runs("game edit", game=game)
        reply = card(await night.mira.submits(form, {"players": "5"}))
        expect_words(reply, "locked")
        saw(reply.splitlines()[0])


async def replace_a_guest(night: Night) -> None:
    async with night.report.step("Noor takes the place of Alex, the guest") as saw:
        game = await _game(night, STRAHD)
        await night.mira.runs("game replace", game=game, guest="Alex", player=night.noor.id)
        await night.card_shows(STRAHD, numbered([night.sam, night.noor]))
        await night.receives(night.noor, put_in(2))
        saw("on the card, and told")


async def promote_by_more_seats(night: Night) -> None:
    async with night.report.step("Ada waits; Ivo unlocks, Mira raises the limit to three") as saw:
        await night.ada.presses(
            "Join waitlist", await night.announcement(STRAHD, with_button="Join waitlist")
        )
        panel = await _setting(night.ivo, "settings server", "Max players")
        await night.ivo.presses("Unlock", panel)
        form = await night.mira.runs("game edit", game=await _game(night, STRAHD))
        await night.mira.submits(form, {"players": str(MORE_SEATS)})
        await night.receives(night.ada, f"There are more seats now — you're in for **{STRAHD}**, <t> (<t>).")
        saw("Ada has a seat and is told")


async def demote_by_a_move(night: Night) -> None:
    async with night.report.step("Ivo waits; Mira moves him to the first seat") as saw:
        await night.ivo.presses(
            "Join waitlist", await night.announcement(STRAHD, with_button="Join waitlist")
        )
        await night.mira.runs("game move", game=await _game(night, STRAHD), player="Ivo", to=1)
        await night.card_shows(STRAHD, numbered([night.ivo, night.sam, night.noor]))
        moved = "Mira (GM) changed who plays, so you're on the waitlist of"
        hope = "We'll tell you if a seat opens."
        await night.receives(night.ada, f"{moved} **{STRAHD}**, <t> (<t>). {hope}")
        saw("Ada waits again and is told why")


async def remind_past_a_closed_door(night: Night) -> None:
    async with night.report.step("Sam closes his direct messages before a reminder is due") as saw:
        when = f"in {night.minutes(REMINDED_AFTER + REMINDED_BEFORE)}"
        await night.mira.runs("game create", title=BLADES, when=when)
        for person in (night.sam, night.ada):
            await person.presses("Join", await night.announcement(BLADES, with_button="Join"))
        night.close_direct_messages(night.sam)

        async def mentioned() -> list[str]:
            return [card(message) for message in await night.ada.sees(night.games)]

        line = f"Reminder for <@{night.sam.id}>: **{BLADES}** starts <t> (<t>)."
        await until(mentioned, lambda seen: line in seen, within=REMINDED_AFTER * 3)
        saw("he is mentioned in #games, Ada is written to")


async def show_a_stranger_nothing(night: Night) -> None:
    async with night.report.step("Zoe, in another server, asks for the game by its id") as saw:
        game = await _game(night, STRAHD)
        known = card(await night.zoe.runs("game show", game=game))
        unknown = card(await night.zoe.runs("game show", game="1111111111"))
        expect(known, unknown)
        expect_words(known, "There is no such game here.")
        expect_words(card(await night.zoe.runs("games")), "No games planned.")
        saw("word for word as for an id that does not exist")


STEPS = (
    lock_a_server_setting,
    override_in_a_channel,
    refuse_who_does_not_manage,
    make_a_template,
    ask_who_was_meant,
    keep_to_the_lock,
    replace_a_guest,
    promote_by_more_seats,
    demote_by_a_move,
    remind_past_a_closed_door,
    show_a_stranger_nothing,
)


async def _setting(manager: Person, command: str, label: str) -> Json:
    return await manager.chooses("Change a setting…", label, await manager.runs(command))


async def _wait_in_line(night: Night, person: Person) -> None:
    await person.presses("Join waitlist", await night.announcement(STRAHD, with_button="Join waitlist"))


async def _game(night: Night, title: str) -> str:
    return str((await night.mira.suggested("game edit", "game", title))[0]["value"])


def put_in(seat: int) -> str:
    return f"Mira (GM) put you in for **{STRAHD}**, <t> (<t>) — seat {seat} of {SEATS}."
