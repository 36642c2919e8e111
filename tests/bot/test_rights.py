"""Who may do what in a direct message, where a click carries no roles: Discord is asked at that moment."""

from __future__ import annotations

import pytest

from gamescheduler.bot import people
from gamescheduler.simulator import messages
from tests.bot.planned import MEMBER
from tests.cast import Person
from tests.messages import Shown
from tests.tavern import Tavern, until

UNKNOWN = "There is no such game here. It may be gone, or belong to another server. See /games."


def written_to(tavern: Tavern, person: Person, **buttons: str) -> Shown:
    """A message of the bot in somebody's inbox, with these buttons."""
    row = [{"type": 2, "style": 2, "label": label, "custom_id": id_} for label, id_ in buttons.items()]
    body = {"content": "a game", "components": [{"type": 1, "components": row}]}
    channel = tavern.world.direct_channel(tavern.crew.bot.id, person.id)
    return Shown(messages.post(tavern.world, channel, tavern.crew.bot.user, body))


async def takes_roles(tavern: Tavern, person: Person) -> None:
    guild = str(tavern.guild_id)
    await tavern.control("members", guild_id=guild, action="roles", user_id=person.id, roles=[])


async def test_a_managers_role_counts_in_a_direct_message(tavern: Tavern, mira: Person, ivo: Person) -> None:
    """Although the bot has never seen them in the server."""
    await tavern.configure(manager_roles=[int(tavern.crew.roles["Manager"])])
    game = await mira.posts_game("Strahd")
    form = await ivo.clicks("Edit", on=written_to(tavern, ivo, Edit=f"gs1:edit:{game}"))
    assert (await ivo.fills(form, title="Blades")).text.startswith("Saved. **Blades**")


async def test_what_a_role_is_allowed_counts_too(tavern: Tavern, mira: Person, ivo: Person) -> None:
    """No manager role is configured: Manage Server decides, and that comes from the role."""
    game = await mira.posts_game("Strahd")
    form = await ivo.clicks("Edit", on=written_to(tavern, ivo, Edit=f"gs1:edit:{game}"))
    assert form.form["title"] == "Strahd"


async def test_the_owner_may_everything_there_too(tavern: Tavern, mira: Person) -> None:
    game, olga = await mira.posts_game("Strahd"), Person("Olga", tavern)
    form = await olga.clicks("Edit", on=written_to(tavern, olga, Edit=f"gs1:edit:{game}"))
    assert form.form["title"] == "Strahd"


async def test_a_role_that_was_taken_away_is_gone_at_once(tavern: Tavern, mira: Person, ivo: Person) -> None:
    """B-94: also between the form and its answer."""
    game = await mira.posts_game("Strahd")
    await ivo.runs("games")  # seen with the role
    message = written_to(tavern, ivo, Edit=f"gs1:edit:{game}", Cancel=f"gs1:reallycancel:{game}")
    form = await ivo.clicks("Edit", on=message)
    await takes_roles(tavern, ivo)
    refused = f"Only {mira.mention}, who hosts it, or a server manager can do that."
    assert (await ivo.fills(form, title="Blades")).text == refused
    assert (await ivo.clicks("Edit", on=message)).text == refused
    assert (await ivo.clicks("Cancel", on=message)).text == refused
    assert (await tavern.row(game)).version == 1


async def test_who_left_the_server_is_told_of_no_game(tavern: Tavern, mira: Person, noor: Person) -> None:
    """B-89: as for an id there is not."""
    game = await mira.posts_game("Strahd")
    message = written_to(tavern, noor, Join=f"gs1:join:{game}", Other="gs1:join:abcdefghij")
    await tavern.control("members", guild_id=str(tavern.guild_id), action="kick", user_id=noor.id)
    assert (await noor.clicks("Join", on=message)).text == UNKNOWN
    assert (await noor.clicks("Other", on=message)).text == UNKNOWN


async def test_player_roles_count_in_a_direct_message(
    tavern: Tavern, mira: Person, noor: Person, ivo: Person
) -> None:
    """B-92."""
    await tavern.configure(player_roles=[int(tavern.crew.roles["Players"])])
    game = await mira.posts_game("Strahd")
    message = written_to(tavern, noor, Join=f"gs1:join:{game}")
    assert (await noor.clicks("Join", on=message)).text.startswith("You're in — seat 1 of 5.")
    await noor.clicks("Leave", on=game)
    await takes_roles(tavern, noor)
    assert not (await noor.clicks("Join", on=message)).text.startswith("You're in")


async def test_leaving_needs_nobody_to_be_asked(
    tavern: Tavern, mira: Person, noor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    game = await mira.posts_game("Strahd")
    await noor.clicks("Join", on=game)
    message = written_to(tavern, noor, Leave=f"gs1:leave:{game}", Join=f"gs1:join:{game}")
    assert (await noor.clicks("Leave", on=message)).text.startswith("You're out of **Strahd**.")
    assert tavern.requests("GET", MEMBER["path"]) == []
    assert (await noor.clicks("Join", on=message)).text.startswith("You're in")
    assert len(tavern.requests("GET", MEMBER["path"])) == 1
    monkeypatch.setattr(people, "FREE", frozenset())
    await noor.clicks("Leave", on=message)
    assert len(tavern.requests("GET", MEMBER["path"])) == 2


async def test_discord_being_away_is_never_a_yes(tavern: Tavern, mira: Person, ivo: Person) -> None:
    game = await mira.posts_game("Strahd")
    message = written_to(tavern, ivo, Cancel=f"gs1:reallycancel:{game}")
    for _ in range(20):
        await tavern.control("faults", kind="status", status=503, match=MEMBER)
    answer = await ivo.clicks("Cancel", on=message)

    def said() -> str | None:
        shown = tavern.world.seen(message.message["channel_id"], ivo.id)[-1]
        return shown["content"] or None

    assert await until(said) == (
        "I couldn't ask Discord whether you are still in that server. Nothing was saved. Please try again."
    )
    assert answer.outcome["failure"] is None
    assert (await tavern.row(game)).status == "scheduled"
