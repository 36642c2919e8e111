"""Templates in Discord: made, listed, changed, locked, put in order and deleted; by managers only."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.domain.drafts import UNSET, TemplateChanges
from gamescheduler.domain.settings import LEVELS, ROLE_FIELDS, Level, below
from gamescheduler.models import Template
from gamescheduler.services import places, templating
from gamescheduler.simulator.permissions import Permission
from tests.cast import Person
from tests.messages import Answer, Json
from tests.tavern import Tavern, until

REFUSED = "Only people who manage this server can do that. Ask a server admin."
NONE_YET = "There are no templates yet."


async def rows(tavern: Tavern) -> Sequence[Template]:
    async with tavern.app.work(SCHEDULER) as work:
        return await places.templates(work, tavern.guild_id)


async def there_is(tavern: Tavern, name: str, **changes: Any) -> str:
    """A template that was made before; its id."""
    async with tavern.app.work(SCHEDULER) as work:
        place = await templating.create(work, tavern.guild_id, TemplateChanges(name=name, **changes))
        assert place.template is not None
        return str(place.template.id)


def private(tavern: Tavern, person: Person, text: str) -> list[Json]:
    """Messages of that text in #games, as one person sees them."""
    seen = tavern.world.seen(tavern.crew.channels["games"], person.id)
    return [message for message in seen if message["content"] == text]


async def made(person: Person, **words: str) -> Answer:
    return await person.fills(await person.runs("template create"), **words)


async def test_create_asks_for_the_words_and_shows_the_panel(tavern: Tavern, ivo: Person) -> None:
    panel = await made(ivo, name=" D&D session ", title="Curse of Strahd", description="Level 5.")
    assert panel.text.startswith("### Template “D&D session” · the default")
    assert "**Title** Curse of Strahd\n**Description** Level 5.\n**Channel** any" in panel.text
    assert "Made the template **D&D session**. It is the default, because it is the first." in panel.text
    (row,) = await rows(tavern)
    assert (row.name, row.title, row.description, row.is_default) == (
        "D&D session", "Curse of Strahd", "Level 5.", True,
    )  # fmt: skip


async def test_a_name_can_be_used_once_and_what_was_typed_is_kept(tavern: Tavern, ivo: Person) -> None:
    await there_is(tavern, "Chess")
    answer = await made(ivo, name="CHESS", title="Blitz", description="Five minutes each.")
    assert answer.text == "There is a template called “CHESS” already. Pick another name."
    (kept,) = await until(lambda: private(tavern, ivo, "What you typed is kept for 15 minutes."))
    again = await ivo.clicks("Open the form again", on=Answer({"failure": None, "message": kept}))
    assert again.form == {"name": "CHESS", "title": "Blitz", "description": "Five minutes each."}
    panel = await ivo.fills(again, name="Blitz chess")
    assert panel.text.startswith("### Template “Blitz chess”")
    assert [row.description for row in await rows(tavern)] == ["", "Five minutes each."]
    tavern.jump(minutes=16)
    late = await ivo.clicks("Open the form again", on=Answer({"failure": None, "message": kept}))
    assert late.text.startswith("I kept what you typed for 15 minutes, and they are over.")


async def test_the_list_says_what_is_different_and_what_is_locked(tavern: Tavern, ivo: Person) -> None:
    await there_is(tavern, "D&D session", values={"max_players": 5, "reminders": []}, locked=("max_players",))
    await there_is(tavern, "Chess", channel_id=tavern.channel("general"), locked=("signup",))
    listing = await ivo.runs("template list")
    assert listing.text.splitlines() == [
        "### Templates in Friday Crew",
        "1. **D&D session** · the default · max players 5 🔒 locked · reminders none",
        f"2. **Chess** · <#{tavern.channel('general')}> · sign-up 🔒 locked",
    ]
    panel = await ivo.chooses("Change a template…", "Chess", on=listing)
    assert panel.text.startswith("### Template “Chess”\n")


async def test_a_template_has_settings_and_locks_of_its_own(
    tavern: Tavern, ivo: Person, mira: Person
) -> None:
    await tavern.configure(max_players=8)
    panel = await made(ivo, name="D&D session")
    one = await ivo.chooses("Change a setting…", "Max players", on=panel)
    assert "8 · from server" in one.text
    one = await ivo.fills(await ivo.clicks("Change…", on=one), value="5")
    assert "Saved. New games with this template get 5." in one.text
    one = await ivo.clicks("Lock", on=one)
    assert "Locked: 5. Hosts can't change it any more." in one.text
    panel = await ivo.clicks("All settings", on=one)
    assert "**Max players** 5 · set here · 🔒 locked here" in panel.text
    (row,) = await rows(tavern)
    assert (row.settings, row.locked) == ({"max_players": 5}, ["max_players"])


async def test_a_template_says_who_of_the_hosts_can_use_it(tavern: Tavern, ivo: Person) -> None:
    """B-46"""
    panel = await made(ivo, name="D&D session")
    one = await ivo.chooses("Change a setting…", "Who can use it", on=panel)
    assert "-# Of those who plan games, only members with one of these roles can use it." in one.text
    one = await ivo.chooses("Pick up to ten roles…", "Players", on=one)
    assert f"Saved. Who can use it: <@&{tavern.crew.roles['Players']}>." in one.text
    (row,) = await rows(tavern)
    assert row.settings == {"host_roles": [int(tavern.crew.roles["Players"])]}


async def test_a_template_has_a_channel_or_any(tavern: Tavern, ivo: Person) -> None:
    panel = await made(ivo, name="D&D session")
    assert "Any channel" not in panel.shown.buttons
    panel = await ivo.chooses("Where its games go…", "general", on=panel)
    assert f"**Channel** <#{tavern.channel('general')}>" in panel.text
    panel = await ivo.clicks("Any channel", on=panel)
    assert "**Channel** any" in panel.text
    assert [row.channel_id for row in await rows(tavern)] == [None]


async def test_edit_changes_the_words(tavern: Tavern, ivo: Person) -> None:
    await there_is(tavern, "D&D session", title="Strahd", description="Old.")
    suggested = await ivo.types("template edit", "template", "d&d")
    panel = await ivo.runs("template edit", template=suggested["D&D session"])
    form = await ivo.clicks("Name and words…", on=panel)
    assert form.form == {"name": "D&D session", "title": "Strahd", "description": "Old."}
    changed = await ivo.fills(form, name="Strahd", description="")
    assert changed.shown.message["id"] == panel.shown.message["id"]
    assert "Saved **Strahd**. Games posted with it stay as they are." in changed.text
    (row,) = await rows(tavern)
    assert (row.name, row.title, row.description) == ("Strahd", "Strahd", "")


async def test_a_template_is_found_by_its_typed_name(tavern: Tavern, ivo: Person) -> None:
    await there_is(tavern, "D&D session")
    assert (await ivo.runs("template edit", template=" d&d SESSION ")).text.startswith("### Template “D&D")
    answer = await ivo.runs("template edit", template="Chess")
    assert answer.text == "There is no such template in this server. It may have been deleted."


async def test_delete_asks_first(tavern: Tavern, ivo: Person) -> None:
    await there_is(tavern, "D&D session")
    asked = await ivo.runs("template delete", template="D&D session")
    assert asked.text == "Delete the template **D&D session**? Games posted with it stay as they are."
    kept = await ivo.clicks("Keep it", on=asked)
    assert kept.text.startswith("### Template “D&D session”")
    asked = await ivo.clicks("Delete…", on=kept)
    gone = await ivo.clicks("Yes, delete it", on=asked)
    assert "Deleted the template **D&D session**." in gone.text
    assert NONE_YET in gone.text
    assert await rows(tavern) == []


async def test_a_panel_of_a_deleted_template_says_so(tavern: Tavern, ivo: Person) -> None:
    panel = await made(ivo, name="D&D session")
    await ivo.clicks("Yes, delete it", on=await ivo.runs("template delete", template="D&D session"))
    answer = await ivo.chooses("Change a setting…", "Max players", on=panel)
    assert answer.text == "There is no such template in this server. It may have been deleted."


async def test_one_template_is_the_default_or_none(tavern: Tavern, ivo: Person) -> None:
    await there_is(tavern, "D&D session")
    await there_is(tavern, "Chess")
    panel = await ivo.runs("template default", template="Chess")
    assert "**Chess** is the default now: /game create begins with it." in panel.text
    assert "Make it the default" not in panel.shown.buttons
    assert [row.is_default for row in await rows(tavern)] == [False, True]
    panel = await ivo.runs("template edit", template="D&D session")
    panel = await ivo.clicks("Make it the default", on=panel)
    assert [row.is_default for row in await rows(tavern)] == [True, False]
    listing = await ivo.runs("template default")
    assert "No template is the default any more." in listing.text
    assert [row.is_default for row in await rows(tavern)] == [False, False]


async def test_templates_are_put_in_order(tavern: Tavern, ivo: Person) -> None:
    for name in ("A", "B", "C"):
        await there_is(tavern, name)
    listing = await ivo.runs("template move", template="C", to=1)
    assert "**C** is number 1 now." in listing.text
    assert [row.name for row in await rows(tavern)] == ["C", "A", "B"]
    assert list(await ivo.types("template edit", "template", "")) == ["C", "A", "B"]
    answer = await ivo.runs("template move", template="C", to=4)
    assert answer.text == "The place in the list must be from 1 to 3, not 4."


async def test_members_do_not_find_the_command(tavern: Tavern, noor: Person) -> None:
    command = next(c for c in await noor.commands() if c["name"] == "settings")
    assert command["default_member_permissions"] is None
    assert "template" not in [c["name"] for c in await noor.commands()]


async def test_hosts_look_at_the_list_and_change_nothing(tavern: Tavern, mira: Person, noor: Person) -> None:
    """They find the command where a server's admin shows it to them."""
    await there_is(tavern, "D&D session")
    await tavern.configure(manager_roles=[int(tavern.crew.roles["Manager"])])
    for role in ("Game Master", "Players"):
        found = tavern.world.guilds[tavern.crew.guild_id].roles[tavern.crew.roles[role]]
        found["permissions"] = str(int(found["permissions"]) | int(Permission.MANAGE_GUILD))
    listing = await mira.runs("template list")
    assert "1. **D&D session** · the default" in listing.text
    assert listing.shown.menus == {}
    assert (await noor.runs("template list")).text.startswith("Only <@&")
    assert await noor.types("template edit", "template", "") == {}
    await tavern.configure("general", host_roles=[int(tavern.crew.roles["Players"])])
    assert "1. **D&D session**" in (await noor.runs("template list", on="general")).text
    for person in (mira, noor):
        for answer in (
            await person.runs("template create"),
            await person.runs("template edit", template="D&D session"),
            await person.runs("template edit", template="no such thing"),
            await person.runs("template delete", template="D&D session"),
            await person.runs("template default"),
            await person.runs("template move", template="D&D session", to=1),
        ):
            assert answer.text == REFUSED
    assert [row.is_default for row in await rows(tavern)] == [True]


async def test_who_is_no_manager_any_more_can_press_but_changes_nothing(tavern: Tavern, ivo: Person) -> None:
    panel = await made(ivo, name="D&D session")
    asked = await ivo.runs("template delete", template="D&D session")
    form = await ivo.clicks("Name and words…", on=panel)
    await tavern.control("members", guild_id=tavern.crew.guild_id, user_id=ivo.id, action="roles", roles=[])
    for answer in (
        await ivo.clicks("Yes, delete it", on=asked),
        await ivo.clicks("Name and words…", on=panel),
        await ivo.clicks("Delete…", on=panel),
        await ivo.chooses("Where its games go…", "games", on=panel),
        await ivo.chooses("Change a setting…", "Max players", on=panel),
        await ivo.fills(form, name="Mine"),
    ):
        assert answer.text == REFUSED
    (row,) = await rows(tavern)
    assert (row.name, row.channel_id) == ("D&D session", None)


@pytest.mark.parametrize("name", ["@everyone", "# **big**", "<@&1> ||x||"])
async def test_names_are_harmless(tavern: Tavern, ivo: Person, name: str) -> None:
    """B-106"""
    template = await there_is(tavern, name, title=name, description=name)
    for answer in (
        await ivo.runs("template list"),
        await ivo.runs("template edit", template=template),
        await ivo.runs("template delete", template=template),
    ):
        assert name not in answer.text
        message = answer.shown.message
        assert (message["mention_everyone"], message["mentions"], message["mention_roles"]) == (False, [], [])


async def test_the_longest_template_and_a_long_list_fit(tavern: Tavern, ivo: Person) -> None:
    names = [name for name in LEVELS if Level.TEMPLATE in LEVELS[name]]
    lockable = [name for name in names if below(Level.TEMPLATE, name)]
    values: dict[str, Any] = {"location": "*" * 200, "instructions": "*" * 1000, "reminders": [40319, 40318]}
    await asyncio.gather(
        *(
            there_is(
                tavern,
                f"{n:02}" + "*" * 48,
                title="*" * 100,
                description="_" * 2000,
                values=values,
                locked=tuple(lockable) if n == 0 else UNSET,
            )
            for n in range(40)
        )
    )
    async with tavern.app.work(SCHEDULER) as work:
        for row in await places.templates(work, tavern.guild_id):
            roles = [12345678901234567 + n for n in range(10)]
            row.settings = row.settings | {name: roles for name in ROLE_FIELDS if name in names}
    listing = await ivo.runs("template list")
    assert listing.text.splitlines()[-1].startswith("and ")
    assert len(listing.shown.choices("Change a template…")) == 25
    panel = await ivo.chooses("Change a template…", (await rows(tavern))[0].name, on=listing)
    assert panel.text.startswith("### Template “0")
