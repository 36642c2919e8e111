"""Application commands over raw REST."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.wire import Rest, Stage


def command(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "Does things", **more}


@pytest.fixture
def commands(stage: Stage) -> str:
    return f"/applications/{stage.crew.bot.id}/commands"


async def test_overwriting_keeps_the_ids_of_what_stays(rest: Rest, commands: str) -> None:
    before = (await rest("PUT", commands, [command("game"), command("games")])).body
    after = (await rest("PUT", commands, [command("games"), command("setup")])).body
    assert [c["name"] for c in after] == ["games", "setup"]
    assert after[0]["id"] == before[1]["id"]
    assert after[0]["version"] != before[1]["version"]
    assert (await rest.get(commands)).body == [without_translations(c) for c in after]
    assert (await rest.get(commands, with_localizations="1")).body == after


def without_translations(command: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in command.items() if not key.endswith("_localizations")}


async def test_creating_is_201_and_creating_again_200(rest: Rest, commands: str) -> None:
    first = await rest.post(commands, **command("game"))
    again = await rest.post(commands, **command("game", options=[{**command("title"), "type": 3}]))
    assert (first.status, again.status, again.body["id"]) == (201, 200, first.body["id"])
    path = f"{commands}/{first.body['id']}"
    assert (await rest.patch(path, description="Does more")).body["description"] == "Does more"
    assert (await rest.get(path)).body["options"] == again.body["options"]
    assert (await rest.delete(path)).status == 204
    assert (await rest.get(path)).code == 10063


async def test_guild_commands_stand_apart(stage: Stage, rest: Rest, commands: str, person: Any) -> None:
    path = f"/applications/{stage.crew.bot.id}/guilds/{stage.crew.guild_id}/commands"
    made = (await rest.post(path, **command("only-here"))).body
    assert made["guild_id"] == stage.crew.guild_id
    assert (await rest.get(commands)).body == []
    assert list(await person("Mira").commands()) == ["only-here"]
    zoe = await person("Zoe").get("state")
    assert zoe["guilds"][0]["commands"] == []


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        (command("Game"), "name", "APPLICATION_COMMAND_INVALID_NAME"),
        (command("two words"), "name", "APPLICATION_COMMAND_INVALID_NAME"),
        ({"name": "game", "description": ""}, "description", "BASE_TYPE_BAD_LENGTH"),
        (command("game", options=[{**command("x"), "type": 3}] * 26), "options", "BASE_TYPE_MAX_LENGTH"),
        (
            command(
                "game", options=[{**command("a"), "type": 3}, {**command("b"), "type": 3, "required": True}]
            ),
            "options.1.required",
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        ),
    ],
)
async def test_command_beyond_a_limit_says_where(
    rest: Rest, commands: str, body: dict[str, Any], path: str, code: str
) -> None:
    answer = await rest("POST", commands, body)
    node: Any = answer.errors
    for part in path.split("."):
        node = node[part]
    assert [error["code"] for error in node["_errors"]] == [code]


async def test_two_commands_of_one_name_are_refused(rest: Rest, commands: str) -> None:
    answer = await rest("PUT", commands, [command("game"), command("game")])
    assert answer.errors["1"]["_errors"][0]["code"] == "APPLICATION_COMMANDS_DUPLICATE_NAME"


async def test_another_applications_commands_are_out_of_reach(stage: Stage, rest: Rest) -> None:
    assert (await rest.get("/applications/12/commands")).code == 20012
