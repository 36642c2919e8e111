"""The panels of /settings: every setting can be looked at, changed, reset and locked; by managers only."""

from __future__ import annotations

from typing import Any

import pytest

from gamescheduler.bot import replies
from gamescheduler.cards.clocks import QUESTION, WHERE
from gamescheduler.cards.settings import CHOICES, LABELS
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.domain.place import Place
from gamescheduler.domain.settings import LEVELS, ROLE_FIELDS, Level
from gamescheduler.models import Guild, User
from gamescheduler.services import configuring, places
from gamescheduler.simulator import moderation
from tests.bot.planned import to_winter
from tests.cast import Person
from tests.messages import Answer, Shown
from tests.tavern import Tavern, until

REFUSED = "Only people who manage this server can do that. Ask a server admin."


async def at(tavern: Tavern, channel: str | None = None) -> Place:
    """The settings as they are stored now."""
    async with tavern.app.work(SCHEDULER) as work:
        here = None if channel is None else tavern.channel(channel)
        return await places.place(work, tavern.guild_id, here)


async def stores(tavern: Tavern, **values: Any) -> None:
    """Into the server's row, past every check: as it may have been stored long ago."""
    async with tavern.app.work(SCHEDULER) as work:
        guild = await work.session.get_one(Guild, tavern.guild_id)
        guild.settings = guild.settings | values


async def forgotten(tavern: Tavern, role: int) -> bool:
    async with tavern.app.work(SCHEDULER) as work:
        return role not in await places.role_names(work, tavern.guild_id)


async def said(tavern: Tavern, user: Person) -> User:
    async with tavern.app.work(SCHEDULER) as work:
        return await work.session.get_one(User, int(user.id))


async def opens(person: Person, label: str, channel: str | None = None) -> Answer:
    """The panel of one setting."""
    where = {} if channel is None else {"channel": channel}
    panel = await person.runs(f"settings {'channel' if channel else 'server'}", **where)
    return await person.chooses("Change a setting…", label, on=panel)


async def types(person: Person, text: str, on: Answer) -> Answer:
    form = await person.clicks("Change…", on=on)
    return await person.fills(form, value=text)


def line(answer: Answer, label: str) -> str:
    return next(row for row in answer.text.splitlines() if row.startswith(f"**{label}**"))


async def test_the_server_panel_lists_every_setting_with_where_it_comes_from(
    tavern: Tavern, ivo: Person
) -> None:
    await tavern.configure(max_players=5)
    panel = await ivo.runs("settings server")
    listed = [row.split("**")[1] for row in panel.text.splitlines() if row.startswith("**")]
    assert listed == [label for name, label in LABELS.items() if Level.SERVER in LEVELS[name]]
    assert list(panel.shown.choices("Change a setting…")) == listed
    assert line(panel, "Max players") == "**Max players** 5 · set here"
    assert line(panel, "Reminders") == "**Reminders** 1 h, 15 min · default"
    gm = tavern.crew.roles["Game Master"]
    assert line(panel, "Who can host") == f"**Who can host** <@&{gm}> · set here"


async def test_a_channel_panel_says_what_is_inherited_and_what_is_locked(tavern: Tavern, ivo: Person) -> None:
    await tavern.configure(max_players=5, time_zone="Europe/Berlin")
    async with tavern.app.work(SCHEDULER) as work:
        await configuring.lock(work, await places.place(work, tavern.guild_id), ["max_players"])
    panel = await ivo.runs("settings channel", channel="general")
    assert panel.text.startswith(f"### Settings for <#{tavern.channel('general')}>")
    assert line(panel, "Max players") == "**Max players** 5 · 🔒 locked by server"
    assert line(panel, "Time zone") == "**Time zone** Europe/Berlin · from server"


async def test_channel_settings_without_a_channel_are_those_of_this_one(tavern: Tavern, ivo: Person) -> None:
    panel = await ivo.runs("settings channel", on="general")
    assert panel.text.startswith(f"### Settings for <#{tavern.channel('general')}>")
    other = await ivo.chooses("Another channel…", "games", on=panel)
    assert other.text.startswith(f"### Settings for <#{tavern.channel('games')}>")
    server = await ivo.clicks("Server settings", on=other)
    assert server.text.startswith("### Settings for Friday Crew")
    there = await ivo.chooses("A channel's own settings…", "general", on=server)
    assert there.text.startswith(f"### Settings for <#{tavern.channel('general')}>")
    assert there.shown.message["id"] == panel.shown.message["id"]  # one message all the way


@pytest.mark.parametrize(
    ("label", "text", "name", "stored", "sentence"),
    [
        ("Max players", "6", "max_players", 6, "Saved. New games here get 6."),
        ("Max players", "none", "max_players", None, "Saved. New games here get no limit."),
        ("Duration", "3h", "duration", 180, "Saved. For new games here, duration: 3 h."),
        ("Reminders", "1d, 1h", "reminders", [1440, 60], "Saved. For new games here, reminders: 1 day, 1 h."),
        ("Reminders", "none", "reminders", [], "Saved. For new games here, reminders: none."),
        ("Place", "At **Mira's**", "location", "At **Mira's**", "place: At \\*\\*Mira's\\*\\*."),
        ("Instructions", "Bring\ndice.", "instructions", "Bring\ndice.", "instructions: Bring dice.."),
    ],
)
async def test_a_value_is_typed_into_a_form(
    tavern: Tavern, ivo: Person, label: str, text: str, name: str, stored: Any, sentence: str
) -> None:
    """B-49"""
    changed = await types(ivo, text, on=await opens(ivo, label, "games"))
    assert sentence in changed.text
    assert "set here" in changed.text
    assert (await at(tavern, "games")).row.settings == {name: stored}


@pytest.mark.parametrize(
    ("label", "text", "sentence"),
    [
        (
            "Max players",
            "lots",
            "The number of players: I couldn't read “lots”. Write it like “5”, or “none” for no limit.",
        ),
        ("Max players", "101", "The number of players must be from 1 to 100, not 101."),
        ("Reminders", "@everyone", "Reminders: I couldn't read “@\u200beveryone”."),
        ("Place", "x" * 201, None),
    ],
)
async def test_what_can_not_be_used_is_refused_and_the_panel_stays(
    tavern: Tavern, ivo: Person, label: str, text: str, sentence: str | None
) -> None:
    panel = await opens(ivo, label)
    form = await ivo.clicks("Change…", on=panel)
    if sentence is None:  # Discord's own client lets nobody type more than the field takes
        box = form.outcome["modal"]["components"][0]["component"]
        assert box["max_length"] < len(text)
        return
    answer = await ivo.fills(form, value=text)
    assert answer.text.startswith(sentence)
    assert answer.shown.message["id"] != panel.shown.message["id"]
    assert (await at(tavern)).row.settings.keys() == {"host_roles"}


async def test_the_form_holds_what_is_in_effect(tavern: Tavern, ivo: Person) -> None:
    await tavern.configure(reminders=[1440, 90])
    form = await ivo.clicks("Change…", on=await opens(ivo, "Reminders", "games"))
    assert form.form == {"value": "1 d, 1 h 30 min"}
    assert (await ivo.fills(form)).text.splitlines()[1] == "1 day, 1 h 30 min · set here"


@pytest.mark.parametrize("name", ["signup", "reminder_route", "thread"])
async def test_a_choice_is_picked_from_a_menu(tavern: Tavern, ivo: Person, name: str) -> None:
    panel = await opens(ivo, LABELS[name])
    for stored, words in reversed(CHOICES[name].items()):
        panel = await ivo.chooses("Change…", words, on=panel)
        assert panel.text.splitlines()[1] == f"{words} · set here"
        assert (await at(tavern)).row.settings[name] == stored
        chosen = [o["label"] for o in panel.shown.menus["Change…"]["options"] if o["default"]]
        assert chosen == [words]


@pytest.mark.parametrize("name", ROLE_FIELDS)
async def test_roles_are_picked_from_a_menu_and_nobody_is_an_answer(
    tavern: Tavern, ivo: Person, name: str
) -> None:
    """B-50"""
    panel = await opens(ivo, LABELS[name])
    assert panel.shown.menus["Pick up to ten roles…"]["max_values"] == 10
    panel = await ivo.chooses("Pick up to ten roles…", "Players", "Manager", on=panel)
    ids = [int(tavern.crew.roles["Players"]), int(tavern.crew.roles["Manager"])]
    assert (await at(tavern)).row.settings[name] == ids
    chosen = panel.shown.menus["Pick up to ten roles…"]["default_values"]
    assert [int(value["id"]) for value in chosen] == ids
    panel = await ivo.chooses("Pick up to ten roles…", on=panel)
    assert (await at(tavern)).row.settings[name] == []


async def test_everyone_may_host_when_a_manager_says_so(tavern: Tavern, ivo: Person, noor: Person) -> None:
    panel = await ivo.clicks("Everyone", on=await opens(ivo, "Who can host"))
    assert "everyone · set here" in panel.text
    assert (await at(tavern)).settings.host_roles == (tavern.guild_id,)
    await noor.posts_game("Blades")
    panel = await ivo.clicks("People who manage the server", on=panel)
    assert "people who manage the server · set here" in panel.text
    answer = await noor.runs("game create", title="Blades", when="in 2h")
    assert answer.text.startswith("Only people who manage this server can plan games here.")


async def test_a_deleted_role_does_not_break_the_panel(tavern: Tavern, ivo: Person) -> None:
    """Nor one that was deleted before the bot had ever seen it."""
    players = tavern.crew.roles["Players"]
    await stores(tavern, notify_roles=[12345678901234567, int(players)])
    panel = await opens(ivo, "Who is pinged")
    assert [v["id"] for v in panel.shown.menus["Pick up to ten roles…"]["default_values"]] == [players]
    moderation.delete_role(tavern.world, tavern.world.guild(tavern.crew.guild_id), players)
    await until(lambda: forgotten(tavern, int(players)))
    panel = await opens(ivo, "Who is pinged")
    assert "default_values" not in panel.shown.menus["Pick up to ten roles…"]


async def test_a_channel_is_opened_and_closed_by_a_button(tavern: Tavern, ivo: Person, mira: Person) -> None:
    """B-47"""
    panel = await opens(ivo, "Games here", "general")
    panel = await ivo.clicks("Open for games", on=panel)
    assert "yes · set here" in panel.text
    panel = await ivo.clicks("Close for games", on=panel)
    assert "no · set here" in panel.text
    answer = await mira.runs("game create", title="Blades", when="in 2h", channel="general")
    assert "isn't open for games" in answer.text
    panel = await ivo.clicks("Reset", on=panel)
    assert "if picked · default" in panel.text
    assert (await at(tavern, "general")).row.settings == {}


async def test_the_time_zone_is_found_by_asking_for_the_clock(tavern: Tavern, ivo: Person) -> None:
    to_winter(tavern)
    panel = await opens(ivo, "Time zone")
    tokyo = next(label for label in panel.shown.choices(QUESTION) if "Tokyo" in label)
    panel = await ivo.chooses(QUESTION, tokyo, on=panel)
    assert "Asia/Tokyo · set here" in panel.text
    berlin = next(label for label in panel.shown.choices(QUESTION) if "Berlin" in label)
    panel = await ivo.chooses(QUESTION, berlin, on=panel)
    assert "Asia/Tokyo · set here" in panel.text  # clocks there differ in summer, so one question is left
    panel = await ivo.chooses(WHERE, "Lagos, Algiers, Tunis", on=panel)
    assert "Africa/Lagos · set here" in panel.text
    assert (await at(tavern)).settings.time_zone == "Africa/Lagos"


async def test_a_time_of_day_few_people_have_is_found_behind_another_time(
    tavern: Tavern, ivo: Person
) -> None:
    panel = await opens(ivo, "Time zone")
    assert len(panel.shown.choices(QUESTION)) == 25
    panel = await ivo.chooses(QUESTION, "Another time…", on=panel)
    kathmandu = next(label for label in panel.shown.choices(QUESTION) if "Kathmandu" in label)
    panel = await ivo.chooses(QUESTION, kathmandu, on=panel)
    assert (await at(tavern)).settings.time_zone == "Asia/Kathmandu"


async def test_a_time_zone_can_be_typed(tavern: Tavern, ivo: Person) -> None:
    form = await ivo.clicks("Type a time zone…", on=await opens(ivo, "Time zone"))
    assert (await ivo.fills(form, value="Mars/Phobos")).text == (
        "I don't know the time zone “Mars/Phobos”. Write it like Europe/Berlin or UTC."
    )
    panel = await ivo.fills(form, value="europe/berlin")
    assert "Europe/Berlin · set here" in panel.text


async def test_reset_inherits_again(tavern: Tavern, ivo: Person) -> None:
    """B-44"""
    await tavern.configure(max_players=5)
    await tavern.configure("games", max_players=None)
    panel = await opens(ivo, "Max players", "games")
    assert "no limit · set here" in panel.text
    panel = await ivo.clicks("Reset", on=panel)
    assert "5 · from server" in panel.text
    assert "Saved. New games here get 5." in panel.text
    assert "Reset" not in panel.shown.buttons
    assert (await at(tavern, "games")).row.settings == {}


async def test_a_lock_refuses_a_channel_its_own_value(tavern: Tavern, ivo: Person) -> None:
    await tavern.configure(max_players=5)
    await tavern.configure("games", max_players=7)
    open_before = await opens(ivo, "Max players", "games")
    locked = await ivo.clicks("Lock", on=await opens(ivo, "Max players"))
    assert "5 · set here · 🔒 locked here" in locked.text
    assert "Locked: 5. Channels, templates and hosts can't change it any more." in locked.text

    answer = await types(ivo, "8", on=open_before)
    assert answer.text == "“Max players” is locked at 5 by the server. Ask a server manager."
    panel = await opens(ivo, "Max players", "games")
    assert "5 · 🔒 locked by server" in panel.text
    assert list(panel.shown.buttons) == ["Why?", "All settings"]
    why = await ivo.clicks("Why?", on=panel)
    assert "default 10 › server 5 (locked) › channel 7, not counted = 5" in why.text

    unlocked = await ivo.clicks("Unlock", on=locked)
    assert "Unlocked. Channels, templates and hosts have a say again." in unlocked.text
    assert "7 · set here" in (await opens(ivo, "Max players", "games")).text


async def test_a_locked_value_binds_hosts(tavern: Tavern, ivo: Person, mira: Person) -> None:
    await tavern.configure(max_players=5)
    await ivo.clicks("Lock", on=await opens(ivo, "Max players"))
    answer = await mira.runs("game create", title="Blades", when="in 2h", players=9)
    assert answer.text.startswith("“Max players” is locked at 5 by the server.")
    assert tavern.messages() == []


async def test_a_setting_no_level_below_can_set_has_no_lock(ivo: Person, tavern: Tavern) -> None:
    assert "Lock" not in (await opens(ivo, "Who manages")).shown.buttons
    assert "Lock" not in (await opens(ivo, "Time zone", "games")).shown.buttons
    assert "Lock" in (await opens(ivo, "Time zone")).shown.buttons


async def test_upcoming_games_keep_their_value_until_it_is_applied_to_them(
    tavern: Tavern, ivo: Person, mira: Person
) -> None:
    await tavern.configure(max_players=5)
    start = str(int(tavern.clock.now().timestamp()) + 7200)
    for title in ("Blades", "Strahd"):
        await mira.runs("game create", title=title, when=start)
    await mira.runs("game create", title="Chess", when=start, players=3)
    games = await until(lambda: len(found := dict(tavern.cards())) == 3 and found)
    panel = await types(ivo, "6", on=await opens(ivo, "Max players"))
    assert "Saved. New games here get 6. 2 upcoming games keep 5." in panel.text
    assert sorted([(await tavern.row(game)).max_players for game in games]) == [3, 5, 5]
    panel = await ivo.clicks("Apply to them too", on=panel)
    assert "2 upcoming games changed too." in panel.text
    assert "Apply to them too" not in panel.shown.buttons
    assert sorted([(await tavern.row(game)).max_players for game in games]) == [3, 6, 6]

    async def shown() -> bool:
        return sum("0 of 6" in card.text for _, card in tavern.cards()) == 2

    await until(shown)


async def test_applying_twice_changes_nothing(tavern: Tavern, ivo: Person, mira: Person) -> None:
    await tavern.configure(duration=60)
    await mira.posts_game("Blades")
    panels = [await types(ivo, "3h", on=await opens(ivo, "Duration")) for _ in range(2)]
    assert all("1 upcoming game keeps “1 h”." in panel.text for panel in panels)
    applied = [(await ivo.clicks("Apply to them too", on=panel)).text for panel in panels]
    assert "1 upcoming game changed too." in applied[0]
    assert "No upcoming game had another value. Nothing changed." in applied[1]


@pytest.mark.parametrize("command", ["settings server", "settings channel"])
async def test_only_managers_look_at_settings(
    tavern: Tavern, mira: Person, noor: Person, command: str
) -> None:
    for person in (mira, noor):
        assert (await person.runs(command)).text == REFUSED


async def test_who_is_no_manager_any_more_can_press_but_changes_nothing(tavern: Tavern, ivo: Person) -> None:
    await tavern.configure(max_players=5)
    listing, panel = await ivo.runs("settings server"), await opens(ivo, "Max players")
    roles, clock = await opens(ivo, "Who can host"), await opens(ivo, "Time zone")
    form = await ivo.clicks("Change…", on=panel)
    before = await at(tavern)
    await tavern.control("members", guild_id=tavern.crew.guild_id, user_id=ivo.id, action="roles", roles=[])
    pressed = [
        await ivo.chooses("Change a setting…", "Max players", on=listing),
        await ivo.chooses("A channel's own settings…", "games", on=listing),
        *[await ivo.clicks(label, on=panel) for label in panel.shown.buttons],
        await ivo.chooses("Pick up to ten roles…", "Players", on=roles),
        await ivo.clicks("Everyone", on=roles),
        await ivo.chooses(QUESTION, next(iter(clock.shown.choices(QUESTION))), on=clock),
        await ivo.fills(form, value="99"),
    ]
    assert {answer.text for answer in pressed} == {REFUSED}
    after = await at(tavern)
    assert (after.row.settings, after.row.locked) == (before.row.settings, before.row.locked)


async def test_managers_are_those_with_a_manager_role_once_there_is_one(
    tavern: Tavern, ivo: Person, noor: Person
) -> None:
    panel = await opens(Person("Olga", tavern), "Who manages")
    await Person("Olga", tavern).chooses("Pick up to ten roles…", "Players", on=panel)
    assert (await noor.runs("settings server")).text.startswith("### Settings for Friday Crew")
    assert (await ivo.runs("settings server")).text == REFUSED


async def test_nobody_takes_the_right_to_manage_from_themselves(tavern: Tavern, ivo: Person) -> None:
    panel = await opens(ivo, "Who manages")
    answer = await ivo.chooses("Pick up to ten roles…", "Players", on=panel)
    assert answer.text.startswith("Then you could not manage this server any more.")
    assert (await at(tavern)).settings.manager_roles == ()


async def test_names_and_texts_are_harmless(tavern: Tavern, ivo: Person) -> None:
    """B-106"""
    async with tavern.app.work(SCHEDULER) as work:
        guild = await work.session.get_one(Guild, tavern.guild_id)
        guild.name = "@everyone # **Crew**"
    await tavern.configure(location="<@&1> @here", instructions="# big\n@everyone ||x||")
    for panel in (
        await ivo.runs("settings server"),
        await opens(ivo, "Place"),
        await opens(ivo, "Instructions"),
    ):
        assert "@everyone" not in panel.text
        assert "@here" not in panel.text
        assert "<@&1>" not in panel.text
        assert "\n# " not in panel.text
        assert panel.shown.message["mentions"] == panel.shown.message["mention_roles"] == []
        assert not panel.shown.message["mention_everyone"]


async def test_the_longest_values_there_are_fit(tavern: Tavern) -> None:
    roles = [12345678901234567 + n for n in range(10)]
    longest: dict[str, Any] = dict.fromkeys(ROLE_FIELDS, roles)
    longest |= {"location": "*" * 200, "instructions": "*" * 1000, "reminders": [40319, 40318, 40317, 40316]}
    await stores(tavern, **longest)
    olga = Person("Olga", tavern)
    listing = await olga.runs("settings server")
    assert line(listing, "Reminders").count(",") == 3
    for label in listing.shown.choices("Change a setting…"):
        panel = await olga.chooses("Change a setting…", label, on=listing)
        assert panel.text.startswith(f"### {label} · Friday Crew")
        why = await olga.clicks("Why?", on=panel)
        listing = await olga.clicks("All settings", on=why)


async def test_me_asks_for_the_clock_and_keeps_the_zone(tavern: Tavern, noor: Person, mira: Person) -> None:
    await tavern.configure(time_zone="Europe/Berlin")
    panel = await noor.runs("settings me")
    assert "**Time zone** Europe/Berlin, as in this server · " in panel.text
    assert "Berlin" in next(iter(panel.shown.choices(QUESTION)))  # the server's zone first
    tokyo = next(label for label in panel.shown.choices(QUESTION) if "Tokyo" in label)
    panel = await noor.chooses(QUESTION, tokyo, on=panel)
    assert "Saved. Times you type are read in Asia/Tokyo." in panel.text
    assert (await said(tavern, noor)).zone == "Asia/Tokyo"
    assert "Tokyo" in next(iter(panel.shown.choices(QUESTION)))
    form = await noor.clicks("Type a time zone…", on=panel)
    assert form.form == {"value": "Asia/Tokyo"}
    panel = await noor.fills(form, value="")
    assert "Saved. Times you type are read in the server's zone." in panel.text
    assert (await said(tavern, noor)).zone is None


async def test_me_keeps_how_reminders_come(tavern: Tavern, noor: Person) -> None:
    panel = await noor.runs("settings me")
    for choice, stored in [("Off", "off"), ("Mention in the channel", "channel"), ("Direct message", "dm")]:
        panel = await noor.chooses("How reminders reach you…", choice, on=panel)
        assert f"Saved. Reminders: {choice.lower()}." in panel.text
        assert (await said(tavern, noor)).reminder_route == stored
    panel = await noor.chooses("How reminders reach you…", "As each game says", on=panel)
    assert (await said(tavern, noor)).reminder_route is None


async def test_a_slow_press_changes_the_panel_it_was_made_on(
    tavern: Tavern, ivo: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No second panel appears; a refusal is a message of its own, since a panel can't become a text."""
    await tavern.configure(max_players=5)
    panel = await opens(ivo, "Max players")

    def seen() -> list[Shown]:
        return [Shown(m) for m in tavern.world.seen(panel.shown.message["channel_id"], ivo.id)]

    before = len(seen())
    monkeypatch.setattr(replies, "DEFER_AFTER", 0.0)
    await ivo.clicks("Lock", on=panel)
    await until(lambda: "🔒 locked here" in seen()[-1].text)
    assert len(seen()) == before
    await tavern.control("members", guild_id=tavern.crew.guild_id, user_id=ivo.id, action="roles", roles=[])
    await ivo.clicks("Unlock", on=seen()[-1])
    await until(lambda: seen()[-1].text == REFUSED)
    assert "🔒 locked here" in seen()[-2].text


async def test_a_panel_works_after_a_restart(empty_tavern: Tavern, ivo: Person) -> None:
    async with empty_tavern.bot():
        await empty_tavern.configure(max_players=5)
        panel = await opens(ivo, "Max players")
    async with empty_tavern.bot():
        assert "🔒 locked here" in (await ivo.clicks("Lock", on=panel)).text
