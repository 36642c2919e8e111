"""The panel in which a host says who plays, drawn: the lists, menus of people, buttons for one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

import disnake
from disnake import ui
from disnake.ui.select import StringSelect, UserSelect

from gamescheduler.bot import custom_ids
from gamescheduler.bot.announcement import Row, buttons
from gamescheduler.bot.replies import Form, Reply
from gamescheduler.cards import seats
from gamescheduler.cards.card import Action
from gamescheduler.cards.tongues import Discord
from gamescheduler.domain.drafts import GUEST_MAX
from gamescheduler.domain.refusals import why_not_seat
from gamescheduler.domain.sheet import Sheet
from gamescheduler.models import GameId, Participant
from gamescheduler.services import queries
from gamescheduler.services.work import Work

_Part: TypeAlias = "ui.TextDisplay | ui.Separator | Row"

NAME = "name"
"""The form's only field."""

_COLOUR = disnake.Colour(0x5865F2)
_SAY = Discord()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in the panel something was pressed: which list its reader saw, whom they picked.

    Every button and menu carries it along, with the version of the list, so that nothing is done to
    people whom its reader does not see.
    """

    version: int = 0
    page: int = 0
    picked: int = 0
    """The id of a participant; 0 is nobody."""
    place: int = 0

    @classmethod
    def read(cls, rest: str) -> Spot:
        """Raises ValueError for what no panel ever carried."""
        return cls(*map(int, rest.split(":"))) if rest else cls()

    def __str__(self) -> str:
        return f"{self.version}:{self.page}:{self.picked}:{self.place}"


async def panel(work: Work, game_id: GameId, spot: Spot, note: str = "") -> Reply:
    """The list as it stands now, below what just happened. Raises `NotFound` or `Refused`."""
    sheet = await queries.sheet(work, game_id)
    work.require(why_not_seat(sheet, work.actor))
    return Reply(None, [draw(sheet, spot, note)], here=True)


def draw(sheet: Sheet, spot: Spot, note: str = "") -> ui.Container:
    """The page with whoever is picked, wherever they moved; only one who is still there stays picked."""
    page, who = min(spot.page, seats.pages(sheet) - 1), None
    for index, participant in enumerate(seats.everybody(sheet)):
        if participant.id == spot.picked:
            page, who = index // seats.A_PAGE, participant
    here = Spot(sheet.game.roster_version, page, spot.picked if who else 0)
    return ui.Container(*_lists(sheet, page, note), *_controls(sheet, here, who), accent_colour=_COLOUR)


def guest_form(game_id: GameId, spot: Spot) -> Form:
    """Asks for one name."""
    box = ui.TextInput(custom_id=NAME, required=True, max_length=GUEST_MAX)
    field = ui.Label(seats.GUEST_NAME, box)
    return Form(custom_ids.write("guest", game_id, str(spot)), seats.ADD_A_GUEST.label, [field])


def _lists(sheet: Sheet, page: int, note: str) -> Iterator[_Part]:
    yield ui.TextDisplay("\n".join([f"### {seats.heading(sheet, _SAY)}", *([note] if note else [])]))
    yield ui.Separator()
    for text in seats.lists(sheet, page, _SAY):
        yield ui.TextDisplay(text)
    if seats.pages(sheet) > 1:
        yield ui.TextDisplay(f"-# {seats.page_line(sheet, page)}")
    yield ui.Separator()


def _controls(sheet: Sheet, here: Spot, who: Participant | None) -> Iterator[_Part]:
    game_id = sheet.game.id
    if options := [_option(sheet, p, here) for p in seats.on_page(sheet, here.page)]:
        menu = custom_ids.write("pick", game_id, str(replace(here, picked=0)))
        yield ui.ActionRow(StringSelect(custom_id=menu, placeholder=seats.PICK, options=options))
    if who is not None:
        yield ui.TextDisplay(seats.picked(sheet, who, _SAY))
        yield buttons(game_id, [_carrying(action, here) for action in seats.moves(sheet, who)])
        if who.user_id is None:
            yield _members("give", sheet, here, seats.GIVE_TO)
        yield ui.Separator()
    yield _members("member", sheet, here, seats.ADD_MEMBER)
    yield buttons(game_id, list(_below(sheet, here)))


def _option(sheet: Sheet, who: Participant, here: Spot) -> disnake.SelectOption:
    label, standing = seats.choice(sheet, who)
    return disnake.SelectOption(
        label=label, value=str(who.id), description=standing, default=who.id == here.picked
    )


def _members(verb: str, sheet: Sheet, here: Spot, placeholder: str) -> Row:
    """A menu of everybody in the server, searched by Discord itself."""
    menu = custom_ids.write(verb, sheet.game.id, str(here))
    return ui.ActionRow(UserSelect(custom_id=menu, placeholder=placeholder))


def _below(sheet: Sheet, here: Spot) -> Iterator[Action]:
    yield _carrying(seats.ADD_A_GUEST, here)
    if (last := seats.pages(sheet) - 1) > 0:
        for verb, label, page in (("earlier", seats.EARLIER, -1), ("later", seats.LATER, 1)):
            there = here.page + page
            yield Action(verb, label, rest=str(Spot(page=there)), possible=0 <= there <= last)


def _carrying(action: Action, here: Spot) -> Action:
    return replace(action, rest=str(replace(here, place=int(action.rest or 0))))
