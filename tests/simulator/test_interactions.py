"""Interactions over the raw wire: deadlines, acknowledgements, tokens, ephemeral answers, forms."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.simulator.wire import Gateway, Person, Rest, Stage

EPHEMERAL, LOADING = 64, 128
COMMANDS = [
    {
        "name": "game",
        "description": "Games",
        "options": [
            {
                "type": 1,
                "name": "create",
                "description": "Post a game",
                "options": [
                    {"type": 3, "name": "title", "description": "What", "required": True},
                    {"type": 3, "name": "when", "description": "When", "autocomplete": True},
                    {"type": 4, "name": "seats", "description": "How many", "min_value": 1, "max_value": 100},
                    {"type": 6, "name": "host", "description": "Who"},
                    {"type": 8, "name": "role", "description": "For whom"},
                    {"type": 7, "name": "channel", "description": "Where"},
                ],
            }
        ],
    }
]


def create(*options: dict[str, Any]) -> dict[str, Any]:
    return {"name": "create", "type": 1, "options": list(options)}


def option(name: str, value: Any, kind: int = 3, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "value": value, **more}


JOIN = [{"type": 1, "components": [{"type": 2, "style": 3, "label": "Join", "custom_id": "gs1:join:x"}]}]
PICK_ONE = {"type": 3, "custom_id": "pick", "options": [{"label": "A", "value": "a"}]}


@pytest.fixture
async def mira(stage: Stage, rest: Rest, gateway: Gateway, person: Any) -> Person:
    """Mira, with the bot's commands in place and the bot listening."""
    synced = await rest("PUT", f"/applications/{stage.crew.bot.id}/commands", COMMANDS)
    assert synced.status == 200
    mira: Person = person("Mira")
    return mira


async def asked(doing: Any, gateway: Gateway) -> tuple[asyncio.Task[Any], Any]:
    """Let a person begin something; the running task and the interaction the bot gets."""
    task = asyncio.ensure_future(doing)
    return task, await gateway.until("INTERACTION_CREATE")


async def posted_card(stage: Stage, rest: Rest) -> Any:
    return (await rest.post(stage.path(stage.games, "messages"), content="A game", components=JOIN)).body


async def test_command_reaches_the_bot_with_everything_it_needs(
    stage: Stage, rest: Rest, gateway: Gateway, mira: Person
) -> None:
    noor, players = stage.crew.users["Noor"], stage.crew.roles["Players"]
    options = (
        option("title", "Catan"),
        option("seats", "4", 4),
        option("host", noor, 6),
        option("role", players, 8),
    )
    running, interaction = await asked(mira.runs("game", create(*options)), gateway)
    await rest.answers(interaction, 4, content="Posted", flags=EPHEMERAL)
    assert interaction["data"]["options"] == [
        create(
            option("title", "Catan"),
            option("seats", 4, 4),
            option("host", noor, 6),
            option("role", players, 8),
        )
    ]
    assert interaction["data"]["resolved"]["members"][noor]["nick"] == "Noor the Brave"
    assert interaction["data"]["resolved"]["roles"][players]["name"] == "Players"
    assert (interaction["member"]["nick"], interaction["guild_locale"]) == ("Mira (GM)", "en-US")
    assert interaction["context"] == 0
    outcome = await running
    assert (outcome["state"], outcome["message"]["content"]) == ("answered", "Posted")


async def test_ephemeral_answer_is_seen_by_one_person_only(
    stage: Stage, rest: Rest, gateway: Gateway, mira: Person, person: Any
) -> None:
    running, interaction = await asked(mira.runs("game", create(option("title", "Catan"))), gateway)
    await rest.answers(interaction, 4, content="Only you", flags=EPHEMERAL)
    message = (await running)["message"]
    assert await mira.sees(stage.games) == ["Only you"]
    assert await person("Noor").sees(stage.games) == []
    assert (await rest.get(stage.path(stage.games, "messages", message["id"]))).code == 10008
    assert (await rest.patch(stage.path(stage.games, "messages", message["id"]), content="x")).code == 10008


async def test_public_answer_is_a_message_for_everyone(
    stage: Stage, rest: Rest, gateway: Gateway, mira: Person, person: Any
) -> None:
    running, interaction = await asked(mira.runs("game", create(option("title", "Catan"))), gateway)
    answer = await rest.answers(interaction, 4, content="Everybody")
    message = (await running)["message"]
    assert (answer.status, answer.body) == (204, None)
    assert (message["type"], message["interaction"]["name"]) == (20, "game create")
    assert await person("Noor").sees(stage.games) == ["Everybody"]
    assert (await gateway.until("MESSAGE_CREATE"))["id"] == message["id"]


async def test_callback_tells_what_came_of_it_when_asked(rest: Rest, gateway: Gateway, mira: Person) -> None:
    running, interaction = await asked(mira.runs("game", create(option("title", "Catan"))), gateway)
    path = f"/interactions/{interaction['id']}/{interaction['token']}/callback"
    answer = await rest(
        "POST", path, {"type": 5, "data": {"flags": EPHEMERAL}}, params={"with_response": "true"}
    )
    assert answer.body["interaction"]["response_message_loading"] is True
    assert answer.body["resource"]["message"]["flags"] == EPHEMERAL | LOADING
    assert (await running)["state"] == "deferred"


async def test_second_answer_is_40060(rest: Rest, gateway: Gateway, mira: Person) -> None:
    running, interaction = await asked(mira.runs("game", create(option("title", "Catan"))), gateway)
    await rest.answers(interaction, 4, content="First")
    again = await rest.answers(interaction, 4, content="Second")
    assert (again.status, again.code) == (400, 40060)
    assert (await running)["message"]["content"] == "First"


async def test_late_answer_is_10062_and_the_person_knows(
    stage: Stage, rest: Rest, gateway: Gateway, mira: Person
) -> None:
    stage.world.patience = 0.05
    running, interaction = await asked(mira.runs("game", create(option("title", "Catan"))), gateway)
    outcome = await running
    assert (outcome["state"], outcome["failure"]) == ("failed", "The application did not respond")
    late = await rest.answers(interaction, 4, content="Sorry")
    assert (late.status, late.code) == (404, 10062)


async def test_token_answers_for_fifteen_minutes(
    stage: Stage, rest: Rest, gateway: Gateway, mira: Person, wall: Any
) -> None:
    running, interaction = await asked(mira.runs("game", create(option("title", "Catan"))), gateway)
    original = f"/webhooks/{stage.crew.bot.id}/{interaction['token']}/messages/@original"
    assert (await rest.patch(original, content="Too early")).code == 10015
    await rest.answers(interaction, 4, content="Posted")
    await running
    assert (await rest.patch(original, content="Edited")).body["content"] == "Edited"
    wall.skip(15 * 60 + 1)
    late = await rest.patch(original, content="Too late")
    assert (late.status, late.code) == (401, 50027)


async def test_first_follow_up_replaces_the_thinking(
    stage: Stage, rest: Rest, gateway: Gateway, mira: Person
) -> None:
    running, interaction = await asked(mira.runs("game", create(option("title", "Catan"))), gateway)
    await rest.answers(interaction, 5, flags=EPHEMERAL)
    thinking = (await running)["message"]
    webhook = f"/webhooks/{stage.crew.bot.id}/{interaction['token']}"
    first = (await rest.post(webhook, content="Done")).body
    assert (first["id"], first["flags"]) == (thinking["id"], EPHEMERAL)
    second = (await rest.post(webhook, content="And more", flags=EPHEMERAL)).body
    assert (second["type"], second["message_reference"]["message_id"]) == (19, first["id"])
    assert await mira.sees(stage.games) == ["Done", "And more"]
    assert (await rest.delete(f"{webhook}/messages/{second['id']}")).status == 204
    assert (await rest.get(f"{webhook}/messages/@original")).body["content"] == "Done"


async def test_press_carries_the_message_as_it_is_now(
    stage: Stage, rest: Rest, gateway: Gateway, mira: Person
) -> None:
    card = await posted_card(stage, rest)
    await rest.patch(stage.path(stage.games, "messages", card["id"]), content="A better game")
    running, interaction = await asked(mira.presses("gs1:join:x", card), gateway)
    await rest.answers(interaction, 4, content="You are in", flags=EPHEMERAL)
    assert interaction["message"]["content"] == "A better game"
    assert interaction["data"] == {"custom_id": "gs1:join:x", "component_type": 2, "id": 2}
    answer = (await running)["message"]
    assert (answer["type"], answer["message_reference"]["message_id"]) == (19, card["id"])


async def test_update_edits_the_pressed_message(
    stage: Stage, rest: Rest, gateway: Gateway, mira: Person
) -> None:
    running, interaction = await asked(mira.presses("gs1:join:x", await posted_card(stage, rest)), gateway)
    await rest.answers(interaction, 7, content="Joined", components=[])
    await running
    assert await mira.sees(stage.games) == ["Joined"]
    assert (await gateway.until("MESSAGE_UPDATE"))["content"] == "Joined"


async def test_silent_acknowledgement_makes_the_pressed_message_the_original(
    stage: Stage, rest: Rest, gateway: Gateway, mira: Person
) -> None:
    card = await posted_card(stage, rest)
    running, interaction = await asked(mira.presses("gs1:join:x", card), gateway)
    await rest.answers(interaction, 6)
    assert (await running)["message"]["id"] == card["id"]
    original = f"/webhooks/{stage.crew.bot.id}/{interaction['token']}/messages/@original"
    assert (await rest.patch(original, content="Later")).body["id"] == card["id"]


async def test_update_is_no_answer_to_a_command(rest: Rest, gateway: Gateway, mira: Person) -> None:
    running, interaction = await asked(mira.runs("game", create(option("title", "Catan"))), gateway)
    wrong = await rest.answers(interaction, 7, content="x")
    assert wrong.errors["type"]["_errors"][0]["code"] == "INTERACTION_CALLBACK_TYPE_INVALID"
    await rest.answers(interaction, 4, content="x")
    await running


async def test_silent_bot_fails_the_press(stage: Stage, rest: Rest, gateway: Gateway, mira: Person) -> None:
    stage.world.patience = 0.05
    outcome = await mira.presses("gs1:join:x", await posted_card(stage, rest))
    assert (outcome["state"], outcome["failure"]) == ("failed", "This interaction failed")


async def test_disabled_or_missing_button_cannot_be_pressed(stage: Stage, rest: Rest, mira: Person) -> None:
    off = [
        {
            "type": 1,
            "components": [{"type": 2, "style": 1, "label": "Off", "custom_id": "off", "disabled": True}],
        }
    ]
    message = (await rest.post(stage.path(stage.games, "messages"), content="x", components=off)).body
    for custom_id in ("off", "elsewhere"):
        body = {"channel_id": stage.games, "message_id": message["id"], "custom_id": custom_id}
        assert (await mira.refused("components", **body))[
            "message"
        ] == "There is nothing to press by that name."


async def test_select_menu_sends_its_values(stage: Stage, rest: Rest, gateway: Gateway, mira: Person) -> None:
    row = [{"type": 1, "components": [PICK_ONE]}]
    message = (await rest.post(stage.path(stage.games, "messages"), content="?", components=row)).body
    running, interaction = await asked(mira.presses("pick", message, values=["a"]), gateway)
    await rest.answers(interaction, 6)
    await running
    assert (interaction["data"]["component_type"], interaction["data"]["values"]) == (3, ["a"])


async def test_autocomplete_sends_the_focused_option_as_typed(
    rest: Rest, gateway: Gateway, mira: Person
) -> None:
    typing = mira.types("game", create(option("seats", "x", 4), option("when", "fri", focused=True)))
    with pytest.raises(AssertionError, match="seats can't be 'x'"):
        await typing
    running, interaction = await asked(
        mira.types("game", create(option("when", "fri", focused=True))), gateway
    )
    choices = [{"name": "Friday 20:00", "value": "fri 8pm"}]
    await rest.answers(interaction, 8, choices=choices)
    assert interaction["type"] == 4
    assert interaction["data"]["options"] == [create(option("when", "fri", focused=True))]
    assert (await running)["choices"] == choices


async def test_autocomplete_of_a_silent_bot_is_504(stage: Stage, mira: Person, gateway: Gateway) -> None:
    stage.world.patience = 0.05
    with pytest.raises(AssertionError, match="The application did not respond"):
        await mira.types("game", create(option("when", "fri", focused=True)))


async def test_press_in_a_direct_message_comes_from_a_user(
    stage: Stage, rest: Rest, gateway: Gateway, mira: Person
) -> None:
    channel = (await rest.post("/users/@me/channels", recipient_id=mira.id)).body
    message = (await rest.post(stage.path(channel["id"], "messages"), content="Soon!", components=JOIN)).body
    running, interaction = await asked(mira.presses("gs1:join:x", message), gateway)
    await rest.answers(interaction, 7, content="You are in", components=[])
    await running
    assert (interaction["context"], interaction["user"]["id"], "member" in interaction) == (1, mira.id, False)
    assert await mira.sees(channel["id"]) == ["You are in"]


async def test_autocomplete_takes_twenty_five_choices(rest: Rest, gateway: Gateway, mira: Person) -> None:
    running, interaction = await asked(mira.types("game", create(option("when", "", focused=True))), gateway)
    many = [{"name": str(number), "value": str(number)} for number in range(26)]
    assert (await rest.answers(interaction, 8, choices=many)).code == 50035
    await rest.answers(interaction, 8, choices=many[:25])
    assert len((await running)["choices"]) == 25


TITLE = {"type": 4, "custom_id": "title", "style": 1, "min_length": 2, "max_length": 10}
FORM = {
    "title": "New game",
    "custom_id": "create",
    "components": [
        {"type": 10, "content": "Tell us"},
        {"type": 18, "label": "Title", "component": TITLE},
        {"type": 18, "label": "Host", "component": {"type": 5, "custom_id": "host", "required": False}},
        {
            "type": 1,
            "components": [{"type": 4, "custom_id": "notes", "style": 2, "label": "N", "required": False}],
        },
    ],
}


async def opened_form(rest: Rest, gateway: Gateway, mira: Person) -> Any:
    running, interaction = await asked(mira.runs("game", create(option("title", "Catan"))), gateway)
    assert (await rest.answers(interaction, 9, **FORM)).status == 204
    return (await running)["modal"]


async def test_form_comes_back_filled_in(stage: Stage, rest: Rest, gateway: Gateway, mira: Person) -> None:
    modal = await opened_form(rest, gateway, mira)
    noor = stage.crew.users["Noor"]
    running, interaction = await asked(mira.submits(modal, title="Catan", host=[noor], notes=""), gateway)
    await rest.answers(interaction, 4, content="Thanks", flags=EPHEMERAL)
    assert (interaction["type"], interaction["data"]["custom_id"]) == (5, "create")
    assert interaction["data"]["components"] == [
        {"type": 10, "id": 1},
        {"type": 18, "id": 2, "component": {"type": 4, "id": 3, "custom_id": "title", "value": "Catan"}},
        {"type": 18, "id": 4, "component": {"type": 5, "id": 5, "custom_id": "host", "values": [noor]}},
        {"type": 1, "id": 6, "components": [{"type": 4, "id": 7, "custom_id": "notes", "value": ""}]},
    ]
    assert interaction["data"]["resolved"]["users"][noor]["username"] == "noor"
    assert (await running)["message"]["content"] == "Thanks"


async def test_form_refuses_what_the_dialog_would(rest: Rest, gateway: Gateway, mira: Person) -> None:
    modal = await opened_form(rest, gateway, mira)
    short = await mira.refused("modals", modal_id=modal["modal_id"], values={"title": "C"})
    assert short["message"] == "title is too short or too long."
    missing = await mira.refused("modals", modal_id=modal["modal_id"], values={})
    assert missing["message"] == "title is required."


async def test_form_is_no_answer_to_a_form(rest: Rest, gateway: Gateway, mira: Person) -> None:
    modal = await opened_form(rest, gateway, mira)
    running, interaction = await asked(mira.submits(modal, title="Catan"), gateway)
    assert (await rest.answers(interaction, 9, **FORM)).code == 50035
    await rest.answers(interaction, 4, content="Fine")
    await running


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"title": "t" * 46}, "title"),
        ({"custom_id": "c" * 101}, "custom_id"),
        ({"components": [FORM["components"][1]] * 6}, "components"),
        ({"components": [{"type": 17, "components": []}]}, "components"),
    ],
)
async def test_form_beyond_a_limit_is_refused(
    rest: Rest, gateway: Gateway, mira: Person, changed: dict[str, Any], where: str
) -> None:
    running, interaction = await asked(mira.runs("game", create(option("title", "Catan"))), gateway)
    answer = await rest.answers(interaction, 9, **{**FORM, **changed})
    assert list(answer.errors["data"]) == [where]
    await rest.answers(interaction, 4, content="x")
    await running


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "Choose one subcommand."),
        ([create()], "This command needs title."),
        ([create(option("title", "x"), option("seats", 101, 4))], "seats must be between 1 and 100."),
        ([create(option("title", "x"), option("host", "12", 6))], "Nothing here has the id 12."),
    ],
)
async def test_command_line_is_checked_before_it_is_sent(
    stage: Stage, mira: Person, options: list[Any], message: str
) -> None:
    command = (await mira.commands())["game"]
    body = {"channel_id": stage.games, "command_id": command["id"], "options": options}
    assert (await mira.refused("commands", **body))["message"] == message


async def test_command_for_managers_is_hidden_from_the_rest(
    stage: Stage, rest: Rest, mira: Person, person: Any
) -> None:
    command = {"name": "setup", "description": "Set up", "default_member_permissions": str(1 << 5)}
    await rest.post(f"/applications/{stage.crew.bot.id}/commands", **command)
    assert sorted(await mira.commands()) == ["game"]
    assert sorted(await person("Ivo").commands()) == ["game", "setup"]
