"""Servers, members, roles and scheduled events over raw REST."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gamescheduler.simulator import moderation
from tests.simulator.wire import Gateway, Rest, Stage

MANAGE_ROLES = 1 << 28
EXTERNAL, VOICE = 3, 2


@pytest.fixture
def guild(stage: Stage) -> str:
    return f"/guilds/{stage.crew.guild_id}"


async def test_guild_can_be_counted(rest: Rest, guild: str) -> None:
    plain = (await rest.get(guild)).body
    assert (plain["name"], "approximate_member_count" in plain) == ("Friday Crew", False)
    assert (await rest.get(guild, with_counts="true")).body["approximate_member_count"] == 7


async def test_channels_and_roles_are_listed(rest: Rest, guild: str) -> None:
    channels = (await rest.get(f"{guild}/channels")).body
    assert [channel["name"] for channel in channels] == ["Text", "general", "games", "read-only", "Tavern"]
    roles = (await rest.get(f"{guild}/roles")).body
    names = ["@everyone", "Players", "Game Master", "Manager", "Game Scheduler"]
    assert [role["name"] for role in roles] == names


async def test_own_guilds_say_what_the_bot_may_do(rest: Rest) -> None:
    mine = (await rest.get("/users/@me/guilds")).body
    assert [(guild["name"], guild["owner"]) for guild in mine] == [
        ("Friday Crew", False),
        ("Chess Club", False),
    ]


async def test_strangers_guild_is_50001_and_no_guild_10004(stage: Stage, rest: Rest) -> None:
    closed = stage.world.add_guild("Closed", stage.world.user(stage.crew.users["Zoe"]))
    assert (await rest.get(f"/guilds/{closed.id}")).code == 50001
    assert (await rest.get("/guilds/12")).code == 10004


async def test_member_is_found_by_id_and_by_the_start_of_a_name(stage: Stage, rest: Rest, guild: str) -> None:
    noor = stage.crew.users["Noor"]
    assert (await rest.get(f"{guild}/members/{noor}")).body["nick"] == "Noor the Brave"
    found = (await rest.get(f"{guild}/members/search", query="sam", limit="5")).body
    assert [member["user"]["global_name"] for member in found] == ["Samira"]
    assert (await rest.get(f"{guild}/members/{stage.crew.users['Zoe']}")).code == 10007
    assert (await rest.get(f"{guild}/members/12345678901234567")).code == 10013


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("NOOR", ["noor"]),
        ("noor the", ["noor"]),
        ("samira", ["sam.r"]),
        ("sam.", ["sam.r"]),
        ("m", ["mira.k"]),
        ("game", ["Game Scheduler"]),
        ("the brave", []),
        ("zoe", []),
    ],
)
async def test_search_takes_the_start_of_any_name(
    rest: Rest, guild: str, query: str, found: list[str]
) -> None:
    members = (await rest.get(f"{guild}/members/search", query=query, limit="1000")).body
    assert [member["user"]["username"] for member in members] == found


async def test_search_gives_one_unless_asked_for_more(stage: Stage, rest: Rest, guild: str) -> None:
    world = stage.world
    for number in range(12):
        world.add_member(world.guild(stage.crew.guild_id), world.add_user(f"abby{number}", None))
    path = f"{guild}/members/search"
    assert len((await rest.get(path, query="abby")).body) == 1
    assert len((await rest.get(path, query="abby", limit="11")).body) == 11
    assert len((await rest.get(path, query="abby", limit="1000")).body) == 12


@pytest.mark.parametrize(
    ("query", "where", "code", "message"),
    [
        ({}, "query", "BASE_TYPE_REQUIRED", "This field is required"),
        ({"query": ""}, "query", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length."),
        ({"query": "x" * 101}, "query", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length."),
        (
            {"query": "x", "limit": "0"},
            "limit",
            "NUMBER_TYPE_MIN",
            "int value should be greater than or equal to 1.",
        ),
        (
            {"query": "x", "limit": "1001"},
            "limit",
            "NUMBER_TYPE_MAX",
            "int value should be less than or equal to 1000.",
        ),
        ({"query": "x", "limit": "all"}, "limit", "NUMBER_TYPE_COERCE", 'Value "all" is not int.'),
    ],
)
async def test_search_that_cannot_be_says_why(
    rest: Rest, guild: str, query: dict[str, str], where: str, code: str, message: str
) -> None:
    answer = await rest.get(f"{guild}/members/search", **query)
    assert (answer.status, answer.code) == (400, 50035)
    assert answer.errors == {where: {"_errors": [{"code": code, "message": message}]}}


@pytest.mark.parametrize("user_id", ["noor", "99999999999999999999"])
async def test_member_by_what_is_no_id_is_50035(rest: Rest, guild: str, user_id: str) -> None:
    assert list((await rest.get(f"{guild}/members/{user_id}")).errors) == ["user_id"]


async def test_members_of_a_strangers_guild_are_out_of_sight(stage: Stage, rest: Rest) -> None:
    closed = stage.world.add_guild("Closed", stage.world.user(stage.crew.users["Zoe"]))
    for path in (f"members/{stage.crew.users['Zoe']}", "members/search?query=zoe"):
        assert (await rest.get(f"/guilds/{closed.id}/{path}")).code == 50001
        assert (await rest.get(f"/guilds/12/{path}")).code == 10004


async def test_listing_members_needs_the_privileged_intent(stage: Stage, rest: Rest, guild: str) -> None:
    assert (await rest.get(f"{guild}/members")).code == 50001
    world = stage.world
    census = world.add_bot("Census", world.user(stage.crew.users["Olga"]), privileged=1 << 1)
    world.add_member(world.guild(stage.crew.guild_id), census.user)
    listed = (await Rest(stage, census.token).get(f"{guild}/members", limit="3")).body
    assert [member["user"]["username"] for member in listed] == ["olga.v", "mira.k", "ivo"]


async def test_giving_a_role_needs_the_permission_and_the_height(
    stage: Stage, rest: Rest, guild: str
) -> None:
    mira, players = stage.crew.users["Mira"], stage.crew.roles["Players"]
    path = f"{guild}/members/{mira}/roles/{players}"
    assert (await rest("PUT", path)).code == 50013
    world = stage.world
    own = world.guild(stage.crew.guild_id).role(stage.crew.roles["Game Scheduler"])
    own["permissions"] = str(int(own["permissions"]) | MANAGE_ROLES)
    assert (await rest("PUT", path)).status == 204
    assert players in world.guild(stage.crew.guild_id).member(mira)["roles"]
    assert (await rest.delete(path)).status == 204
    assert (await rest("PUT", f"{guild}/members/{mira}/roles/{own['id']}")).code == 50013
    assert (await rest("PUT", f"{guild}/members/{mira}/roles/12")).code == 10011


async def test_roles_that_stay_the_same_are_not_told(stage: Stage) -> None:
    heard: list[str] = []
    stage.world.listeners.append(lambda told: heard.append(told.name))
    crew, players = stage.world.guild(stage.crew.guild_id), stage.crew.roles["Players"]
    for roles in ([players], [], []):
        moderation.set_roles(stage.world, crew, crew.member(stage.crew.users["Noor"]), roles)
    assert heard == ["GUILD_MEMBER_UPDATE"]


async def test_role_that_is_too_high_or_managed_is_out_of_reach(stage: Stage, rest: Rest, guild: str) -> None:
    crew = stage.world.guild(stage.crew.guild_id)
    crew.role(stage.crew.roles["Game Scheduler"])["permissions"] = str(MANAGE_ROLES)
    above = stage.world.add_role(crew, "Boss")
    crew.role(stage.crew.roles["Players"])["managed"] = True
    for role_id in (above["id"], stage.crew.roles["Players"]):
        path = f"{guild}/members/{stage.crew.users['Mira']}/roles/{role_id}"
        assert (await rest("PUT", path)).code == 50013


async def test_changed_nickname_reaches_bots_with_the_intent_only(stage: Stage, gateway: Gateway) -> None:
    guild = stage.world.guild(stage.crew.guild_id)
    moderation.set_nick(stage.world, guild, guild.member(stage.crew.users["Ada"]), "Ada L.")
    stage.world.add_role(guild, "New")
    assert (await gateway.next())["t"] == "GUILD_ROLE_CREATE"


async def test_users_are_found_by_id(stage: Stage, rest: Rest) -> None:
    user = (await rest.get(f"/users/{stage.crew.users['Sam']}")).body
    assert (user["username"], user["discriminator"], user["global_name"]) == ("sam.r", "0", "Samira")
    assert (await rest.get("/users/12")).code == 10013
    assert (await rest.get("/users/@me")).body["id"] == stage.crew.bot.id


async def test_direct_channel_with_nobody_is_50033(stage: Stage, rest: Rest) -> None:
    assert (await rest.post("/users/@me/channels", recipient_id="12")).code == 50033
    first = await rest.post("/users/@me/channels", recipient_id=stage.crew.users["Sam"])
    again = await rest.post("/users/@me/channels", recipient_id=stage.crew.users["Sam"])
    assert first.body == again.body


async def test_application_shows_its_limited_intents(stage: Stage, rest: Rest) -> None:
    mine = (await rest.get("/applications/@me")).body
    assert (mine["id"], mine["flags"], mine["owner"]["username"]) == (stage.crew.bot.id, 0, "olga.v")
    assert (await rest.get("/oauth2/applications/@me")).body == mine
    assert (await rest.get("/soundboard-default-sounds")).body == []
    assert (await rest.get("/gateway")).body["url"] == stage.url.replace("http", "ws") + "/gateway"


async def test_wrong_token_is_401_in_discords_words(stage: Stage) -> None:
    answer = await Rest(stage, "wrong").get("/users/@me")
    assert (answer.status, answer.body) == (401, {"message": "401: Unauthorized", "code": 0})


async def test_broken_json_is_50109_and_a_wrong_kind_50035(stage: Stage, rest: Rest) -> None:
    path = stage.path(stage.games, "messages")
    headers = {"Content-Type": "application/json"}
    assert (await rest("POST", path, None, data=b"{", headers=headers)).code == 50109
    plain = await rest("POST", path, None, data=b"hello", headers={"Content-Type": "text/plain"})
    assert plain.errors["_errors"][0]["code"] == "CONTENT_TYPE_INVALID"


async def test_wrong_verb_is_405(stage: Stage, rest: Rest, judge: Any) -> None:
    answer = await rest("PUT", "/users/@me", {})
    assert (answer.status, answer.body) == (405, {"message": "405: Method Not Allowed", "code": 0})
    assert judge.take() == ["PUT /users/@me -> 405: no such route"]


def event(stage: Stage, **changed: Any) -> dict[str, Any]:
    start = stage.world.clock.now() + timedelta(hours=2)
    return {
        "name": "Catan",
        "privacy_level": 2,
        "entity_type": EXTERNAL,
        "entity_metadata": {"location": "Olga's"},
        "scheduled_start_time": start.isoformat(),
        "scheduled_end_time": (start + timedelta(hours=3)).isoformat(),
        **changed,
    }


async def test_scheduled_event_lives_and_ends(stage: Stage, rest: Rest, guild: str) -> None:
    made = (await rest.post(f"{guild}/scheduled-events", **event(stage))).body
    assert (made["status"], made["creator_id"]) == (1, stage.crew.bot.id)
    path = f"{guild}/scheduled-events/{made['id']}"
    assert (await rest.patch(path, status=3)).code == 180000
    assert (await rest.patch(path, name="Catan!")).body["name"] == "Catan!"
    assert [(await rest.patch(path, status=status)).body["status"] for status in (2, 3)] == [2, 3]
    assert (await rest.get(f"{guild}/scheduled-events")).body == []
    assert (await rest.get(path)).body["name"] == "Catan!"
    assert (await rest.delete(path)).status == 204
    assert (await rest.get(path)).code == 10070


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"scheduled_start_time": "2020-01-01T00:00:00+00:00"}, "scheduled_start_time"),
        ({"scheduled_end_time": None}, "scheduled_end_time"),
        ({"entity_metadata": None}, "entity_metadata"),
        ({"entity_type": VOICE}, "channel_id"),
        ({"entity_type": VOICE, "channel_id": "1"}, "entity_metadata"),
        ({"name": ""}, "name"),
    ],
)
async def test_scheduled_event_that_cannot_be_says_why(
    stage: Stage, rest: Rest, guild: str, changed: dict[str, Any], where: str
) -> None:
    answer = await rest.post(f"{guild}/scheduled-events", **event(stage, **changed))
    assert answer.code == 50035
    assert where in answer.errors
