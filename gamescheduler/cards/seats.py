"""The panel in which a host says who plays, in words: the lists, what can be done, what was done."""

from __future__ import annotations

from collections.abc import Collection

from gamescheduler.cards import people
from gamescheduler.cards.card import Action, Emphasis
from gamescheduler.cards.people import person, standing
from gamescheduler.cards.sentences import title
from gamescheduler.cards.tongues import Tongue
from gamescheduler.domain.roster import Roster
from gamescheduler.domain.sheet import Change, Sheet
from gamescheduler.models.participant import Participant
from gamescheduler.models.types import Signup

A_PAGE = 25
"""People listed at once: a menu of Discord's has no more choices."""

ADD_A_GUEST = Action("newguest", "Add a guest")
ADD_MEMBER = "Add a member…"
GIVE_TO = "Give this place to a member…"
GUEST_NAME = "Name"
PICK = "Move or remove somebody…"
EARLIER = "Earlier"
LATER = "Later"

REMOVE = Action("out", "Remove", Emphasis.DANGER)

CHANGED_MEANWHILE = "Somebody changed the list meanwhile. This is how it stands now."
NO_BOTS = "Bots can't play."
NOBODY_GIVEN = "Say who: a member, a guest's name, or both. Nothing was saved."
_NAME_MAX = 100
"""Discord's limit for a choice in a menu."""


def everybody(sheet: Sheet) -> tuple[Participant, ...]:
    """In the order of the panel."""
    return (*sheet.roster.order, *sheet.roster.maybe)


def pages(sheet: Sheet) -> int:
    return max(1, -(-len(everybody(sheet)) // A_PAGE))


def on_page(sheet: Sheet, page: int) -> tuple[Participant, ...]:
    return everybody(sheet)[page * A_PAGE : (page + 1) * A_PAGE]


def heading(sheet: Sheet, say: Tongue) -> str:
    return f"Who plays {title(sheet, say)}"


def lists(sheet: Sheet, page: int, say: Tongue) -> list[str]:
    """Players, waitlist and the undecided of that page, one a line; nobody at all is said in words."""
    roster = sheet.roster
    parts = [
        (people.players_heading(sheet, say), roster.players),
        (people.waiting_heading(sheet, say), roster.waitlist),
        (say.bold(f"Maybe: {len(roster.maybe)}"), roster.maybe),
    ]
    here = {p.id for p in on_page(sheet, page)}
    found = [
        "\n".join([head, *(f"{n}. {person(p, say)}" for n, p in enumerate(part, start=1) if p.id in here)])
        for head, part in parts
        if any(p.id in here for p in part)
    ]
    return found or [f"{people.players_heading(sheet, say)}\nNobody yet."]


def page_line(sheet: Sheet, page: int) -> str:
    return f"Page {page + 1} of {pages(sheet)}"


def picked(sheet: Sheet, who: Participant, say: Tongue) -> str:
    """Whom the buttons below are about."""
    return f"{person(who, say)} — {standing(sheet, who)}"


def choice(sheet: Sheet, who: Participant) -> tuple[str, str]:
    """One line of the menu, and the small one below it."""
    label = name(sheet, who)
    if who.user_id is None:
        label = f"{label[: _NAME_MAX - 8]} (guest)"
    return label, standing(sheet, who)


def suggestion(sheet: Sheet, number: int, who: Participant) -> str:
    """One name in a list of them, told apart by number and place."""
    label, place = choice(sheet, who)
    most = _NAME_MAX - len(f"{number}.  · {place}")
    return f"{number}. {label[:most]} · {place}"


def name(sheet: Sheet, who: Participant) -> str:
    """As last seen, or as the host wrote it."""
    return who.guest_name or "" if who.user_id is None else sheet.name(who.user_id)


def about(sheet: Sheet, note: str, say: Tongue) -> str:
    """What was done outside the panel needs the game's name."""
    return f"{title(sheet, say)} — {note}"


def moves(sheet: Sheet, who: Participant) -> list[Action]:
    """What can be done with somebody's place; ``rest`` is the place they get."""
    roster, ask = sheet.roster, sheet.game.signup == Signup.ASK
    number = next((n for n, p in enumerate(roster.order, start=1) if p.id == who.id), 0)
    plays = 1 <= number <= len(roster.players)
    if not plays and (who.maybe or ask):
        return [_seat(roster, ask=ask), REMOVE]
    last = len(roster.players) if ask else len(roster.order)
    return [
        _to("up", "Move up", number - 1, possible=number > 1),
        _to("down", "Move down", number + 1, possible=number < last),
        _far(roster, plays=plays, ask=ask),
        REMOVE,
    ]


def placed(change: Change, participant_ids: Collection[int | None], say: Tongue) -> str:
    """“Noor has seat 2 of 5, Sam is number 1 on the waitlist.”"""
    sheet = change.after
    found = [_place(sheet, p, say) for p in everybody(sheet) if p.id in participant_ids]
    return f"{', '.join(found)}."


def removed(change: Change, who: Participant, say: Tongue) -> str:
    promoted = change.after.roster.promoted_since(change.before.roster)
    seat = f" The seat went to {say.person(promoted[0])}." if promoted else ""
    return f"{person(who, say)} is out.{seat}"


def not_here(name: str, say: Tongue) -> str:
    return f"{say.typed(name)} is not in this server. Invite them first, or add a guest by name."


def _place(sheet: Sheet, who: Participant, say: Tongue) -> str:
    where = standing(sheet, who)
    if any(p.id == who.id for p in sheet.roster.players):
        return f"{person(who, say)} has {where}"
    waits = "among those who asked to join" if sheet.game.signup == Signup.ASK else where
    return f"{person(who, say)} is {waits}"


def _seat(roster: Roster, *, ask: bool) -> Action:
    """Where the host picks, only a free seat is given; elsewhere there is always a place at the end."""
    if ask:
        return _to("seat", "Give a seat", len(roster.players) + 1, possible=not roster.full)
    label = "Add to the waitlist" if roster.full else "Add as a player"
    return _to("seat", label, len(roster.order) + 1)


def _far(roster: Roster, *, plays: bool, ask: bool) -> Action:
    if not plays:
        return _to("far", "Move to the first seat", 1)
    if ask:
        return _to("far", "Take the seat away", len(roster.order) + 1)
    return _to("far", "Move to the waitlist", len(roster.players) + 1, possible=bool(roster.waitlist))


def _to(verb: str, label: str, place: int, *, possible: bool = True) -> Action:
    return Action(verb, label, rest=str(place), possible=possible)
