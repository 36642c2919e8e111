"""Who may do what, and when: the whole product in two tables. Every door asks these rules, so this is all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from gamescheduler.domain.actor import ADMINISTRATOR, MANAGE_GUILD, SCHEDULER, Actor
from gamescheduler.domain.refusals import (
    why_not_announce_again,
    why_not_cancel,
    why_not_come_back,
    why_not_configure,
    why_not_configure_instance,
    why_not_edit,
    why_not_join,
    why_not_leave,
    why_not_post,
    why_not_seat,
    why_not_see,
    why_not_see_templates,
)
from gamescheduler.domain.settings import Settings
from gamescheduler.domain.sheet import Sheet
from gamescheduler.errors import Refusal
from gamescheduler.models import RoleId, Status, Template, UserId
from tests.builders import (
    ADA,
    HOSTS,
    IVO,
    MIRA,
    NOON,
    NOOR,
    OTHER_SERVER,
    PLAYERS,
    SAM,
    TAVERN,
    ZOE,
    a_place,
    a_sheet,
    actor,
)

# "game": edit, cancel, announce again, and add, remove, move or replace people.
# "set": server, channels and templates. "all": what holds for every server of the installation.
# "post": also seeing which templates there are. "narrow": with a template for another role only.
# "name": for somebody else to host. Tier 2: the game is for members with that role only. .: yes.
WHO_MAY = """
                                   | any game       | Tier 2 only    |            |                  |
                                   | see join back  | see join back  | leave game | post narrow name | set all
the scheduler, somebody at the CLI | .   .    .     | .   .    .     | .     .    | .    .      .    | .   .
the owner                          | .   .    .     | .   .    .     | .     .    | .    .      .    | .   ins
an Administrator                   | .   .    .     | .   .    .     | .     .    | .    .      .    | .   ins
an Administrator, managers are set | .   .    .     | .   .    .     | .     .    | .    .      .    | .   ins
Manage Server                      | .   .    .     | .   .    .     | .     .    | .    .      .    | .   ins
Manage Server, managers are set    | .   .    .     | no  no   no    | .     host | post post   post | man ins
… and nobody is set to host        | .   .    .     | no  no   no    | .     host | .    narrow name | man ins
a manager by role                  | .   .    .     | .   .    .     | .     .    | .    .      .    | .   ins
@everyone manages                  | .   .    .     | .   .    .     | .     .    | .    .      .    | .   ins
@everyone hosts and plays          | .   .    .     | .   .    .     | .     host | .    narrow name | man ins
the host of the game               | .   own  .     | .   own  .     | .     .    | post post   post | man ins
a host by role                     | .   .    .     | no  no   no    | .     host | .    narrow name | man ins
a host by role of the template     | .   .    .     | no  no   no    | .     host | post post   post | man ins
a host by both                     | .   .    .     | no  no   no    | .     host | .    .      name | man ins
a member                           | .   .    .     | no  no   no    | .     host | post post   post | man ins
a member with Tier 2               | .   .    .     | .   .    .     | .     host | post post   post | man ins
somebody in it                     | .   .    .     | .   .    .     | .     host | post post   post | man ins
… whose Tier 2 was just taken away | .   .    .     | .   .    no    | .     host | post post   post | man ins
… who left the server              | .   .    .     | .   .    no    | .     host | post post   post | man ins
… who said maybe, without Tier 2   | .   .    .     | .   no   no    | .     host | post post   post | man ins
a stranger who owns another server | 404 404  404   | 404 404  404   | 404   404  | 404  404    404  | 404 404
"""

# Asked before it is asked who: what no longer is possible is possible for nobody.
WHEN = """
            | see join maybe leave come_back edit seat cancel announce_again
scheduled   | .   .    .     .     .         .    .    .      .
full        | .   .    .     .     .         .    .    .      .
in_progress | .   run  run   .     .         .    .    .      .
completed   | .   over over  over  over      over over over   over
cancelled   | .   off  off   off   off       off  off  .      off
"""

CODES = {
    ".": None, "ins": "instance_only", "man": "managers_only", "no": "players_only", "host": "not_your_game",
    "own": "host_plays_not", "post": "hosts_only", "narrow": "template_only", "name": "hosts_for_others",
    "run": "started", "over": "finished", "off": "cancelled", "404": "not_found",
}  # fmt: skip

MANAGERS, DECK = RoleId(130), RoleId(131)
UNMANAGED = Settings(host_roles=(HOSTS,))
MANAGED = Settings(host_roles=(HOSTS,), manager_roles=(MANAGERS,))


@dataclass(frozen=True)
class Who:
    """Somebody, in a server with these settings. ``maybe``: what they said to the game, if anything."""

    actor: Actor
    settings: Settings = UNMANAGED
    tier: RoleId = PLAYERS
    maybe: bool | None = None


def holding(user: UserId, *roles: RoleId) -> Actor:
    return actor(user, role_ids=frozenset(roles))


EVERYONE = RoleId(TAVERN)
PEOPLE = {
    "the scheduler, somebody at the CLI": Who(SCHEDULER),
    "the owner": Who(actor(IVO, owns_guild=True), MANAGED),
    "an Administrator": Who(actor(IVO, permissions=ADMINISTRATOR)),
    "an Administrator, managers are set": Who(actor(IVO, permissions=ADMINISTRATOR), MANAGED),
    "Manage Server": Who(actor(IVO, permissions=MANAGE_GUILD)),
    "Manage Server, managers are set": Who(actor(IVO, permissions=MANAGE_GUILD), MANAGED),
    "… and nobody is set to host": Who(
        actor(IVO, permissions=MANAGE_GUILD), Settings(manager_roles=(MANAGERS,))
    ),
    "a manager by role": Who(holding(SAM, MANAGERS), MANAGED),
    "@everyone manages": Who(actor(NOOR), Settings(host_roles=(HOSTS,), manager_roles=(EVERYONE,))),
    "@everyone hosts and plays": Who(actor(NOOR), Settings(host_roles=(EVERYONE,)), tier=EVERYONE),
    "the host of the game": Who(actor(MIRA)),
    "a host by role": Who(holding(ADA, HOSTS)),
    "a host by role of the template": Who(holding(ADA, DECK)),
    "a host by both": Who(holding(ADA, HOSTS, DECK)),
    "a member": Who(actor(NOOR)),
    "a member with Tier 2": Who(holding(NOOR, PLAYERS)),
    "somebody in it": Who(holding(NOOR, PLAYERS), maybe=False),
    "… whose Tier 2 was just taken away": Who(actor(NOOR), maybe=False),
    "… who left the server": Who(actor(NOOR), maybe=False),
    "… who said maybe, without Tier 2": Who(actor(NOOR), maybe=True),
    "a stranger who owns another server": Who(actor(ZOE, guild_id=OTHER_SERVER, owns_guild=True)),
}

FOR_DECK = Template(guild_id=TAVERN, name="deck", settings={"host_roles": [DECK]})
MINUTE_AGO = NOON - timedelta(minutes=1)

Rule = Callable[[Sheet, Actor], Refusal | None]


def _post(
    sheet: Sheet, who: Actor, template: Template | None = None, host: UserId | None = None
) -> Refusal | None:
    place = a_place(sheet.settings, template)
    return why_not_post(who, host or who.user_id or MIRA, place)


# Verb -> the column that says who may, and the rule its verb requires.
GAME_VERBS: dict[str, tuple[str, Rule]] = {
    "see": ("see", why_not_see),
    "join": ("join", why_not_join),
    "maybe": ("join", why_not_join),
    "leave": ("leave", why_not_leave),
    "come_back": ("back", lambda sheet, who: why_not_come_back(sheet, who, NOON, since=MINUTE_AGO)),
    "edit": ("game", why_not_edit),
    "seat": ("game", why_not_seat),
    "cancel": ("game", why_not_cancel),
    "announce_again": ("game", why_not_announce_again),
}
OTHER_VERBS: dict[str, tuple[str, Rule]] = {
    "post": ("post", _post),
    "see templates": ("post", lambda sheet, who: why_not_see_templates(who, sheet.settings)),
    "post with a narrowed template": ("narrow", lambda sheet, who: _post(sheet, who, FOR_DECK)),
    "post for somebody else": ("name", lambda sheet, who: _post(sheet, who, host=ZOE)),
    "configure": ("set", lambda sheet, who: why_not_configure(who, sheet.settings)),
    "configure the instance": ("all", lambda sheet, who: why_not_configure_instance(who)),
}


def table(text: str, heads: int) -> dict[str, dict[str, list[str]]]:
    """Row -> column -> its cells: a head may stand twice."""
    lines = [line.split("|", 1) for line in text.strip("\n").splitlines()]
    columns = lines[heads - 1][1].replace("|", " ").split()
    found: dict[str, dict[str, list[str]]] = {}
    for name, cells in lines[heads:]:
        row = found.setdefault(name.strip(), {})
        for column, cell in zip(columns, cells.replace("|", " ").split(), strict=True):
            row.setdefault(column, []).append(cell)
    return found


MAY, STATES = table(WHO_MAY, heads=2), table(WHEN, heads=1)


def ask(rule: Rule, who: Who, sheet: Sheet) -> str | None:
    """As a verb does: what is in another server is not found, then the rule."""
    if not who.actor.reaches(sheet.guild.id):
        return "not_found"
    refusal = rule(sheet, who.actor)
    return None if refusal is None else refusal.code


def game(who: Who, state: str, *, tier_only: bool) -> Sheet:
    """A game with two seats in that state; where it is full, others have taken them."""
    others = [UserId(1001), UserId(1002)] if state == "full" else []
    me = [] if who.maybe is None else [NOOR]
    sheet = a_sheet(
        *others, *me, settings=who.settings,
        status=Status.SCHEDULED if state == "full" else Status(state),
        player_roles=[who.tier] if tier_only else [],
    )  # fmt: skip
    for participant in sheet.participants:
        participant.maybe = participant.user_id == NOOR and who.maybe is True
    return replace(sheet)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("verb", GAME_VERBS)
def test_a_verb_of_a_game_is_for_whom_the_table_says(verb: str, name: str, state: str) -> None:
    """B-34, B-35, B-89, B-91, B-92, B-94"""
    column, rule = GAME_VERBS[verb]
    who, first = PEOPLE[name], CODES[STATES[state][verb][0]]
    cells = MAY[name][column]
    for tier_only, cell in [(False, cells[0]), (True, cells[-1])]:
        expected = "not_found" if cell == "404" else first or CODES[cell]
        assert ask(rule, who, game(who, state, tier_only=tier_only)) == expected


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("verb", OTHER_VERBS)
def test_a_verb_of_a_server_is_for_whom_the_table_says(verb: str, name: str) -> None:
    """B-46, B-91"""
    column, rule = OTHER_VERBS[verb]
    who = PEOPLE[name]
    assert ask(rule, who, game(who, "scheduled", tier_only=True)) == CODES[MAY[name][column][0]]


def test_the_tables_are_about_everybody_and_everything() -> None:
    assert MAY.keys() == PEOPLE.keys()
    assert STATES.keys() == {"full", *Status}
    assert all(row.keys() == GAME_VERBS.keys() for row in STATES.values())
