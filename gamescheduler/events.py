"""Facts, in the past tense, with ids only: whoever reads one looks up the present.

Every event travels through the outbox to the queues its class names, and `parse_event` reads it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

BOT = "bot"
QUEUES = (BOT,)


Cause = Literal["left", "seats", "host", "role"]
"""Why others moved: somebody left, seats were added or taken, it was arranged so, a role goes first."""


class Event(BaseModel):
    """Something that happened to one game."""

    model_config = ConfigDict(frozen=True)
    queues: ClassVar[tuple[str, ...]] = (BOT,)

    game_id: str
    trace: str = ""


class GamePosted(Event):
    """A game was posted, with these members in it already. ``by`` is the person who did it, if it was one."""

    type: Literal["game_posted"] = "game_posted"
    added: tuple[int, ...] = ()
    by: int | None = None


class GameMoved(Event):
    """The start or the place of a game changed; ``was`` and ``was_at`` are as people last heard of them."""

    type: Literal["game_moved"] = "game_moved"
    version: int
    was: AwareDatetime
    was_at: str


class GameStarted(Event):
    """A game's start came."""

    type: Literal["game_started"] = "game_started"


class GameCompleted(Event):
    """A game's end came."""

    type: Literal["game_completed"] = "game_completed"


class GameCancelled(Event):
    """Somebody called the game off."""

    type: Literal["game_cancelled"] = "game_cancelled"


class RosterChanged(Event):
    """People moved in, out, up or down. ``version`` is the game's after the change.

    ``left`` is the person who gave up a seat; ``filled`` says that the last seat was just taken.
    ``added`` and ``removed`` did not do it themselves: ``by`` did, who is also named where people moved
    by somebody's hand. ``cause`` says why others moved up or down.
    """

    type: Literal["roster_changed"] = "roster_changed"
    version: int
    left: int | None = None
    promoted: tuple[int, ...] = ()
    demoted: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    cause: Cause = "left"
    by: int | None = None
    filled: bool = False


class AnnouncementLost(Event):
    """Somebody deleted the message that announced a game."""

    type: Literal["announcement_lost"] = "announcement_lost"
    message_id: int


class AnnouncementBlocked(Event):
    """The bot lost a permission it needs for the message that announces a game."""

    type: Literal["announcement_blocked"] = "announcement_blocked"
    since: AwareDatetime


class ReminderDue(Event):
    """The moment ``lead`` minutes before ``starts_at`` came."""

    type: Literal["reminder_due"] = "reminder_due"
    lead: int
    starts_at: AwareDatetime


AnyEvent = Annotated[
    GamePosted
    | GameMoved
    | GameStarted
    | GameCompleted
    | GameCancelled
    | RosterChanged
    | AnnouncementLost
    | AnnouncementBlocked
    | ReminderDue,
    Field(discriminator="type"),
]


@dataclass(frozen=True, slots=True)
class Envelope:
    """An event on its way: the id of its outbox row, the queue it goes to, its body."""

    id: int
    queue: str
    body: dict[str, Any]


_adapter: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)


def parse_event(body: dict[str, Any]) -> AnyEvent:
    """The event a queue handed over. Raises pydantic's ``ValidationError`` for one nobody knows."""
    return _adapter.validate_python(body)
