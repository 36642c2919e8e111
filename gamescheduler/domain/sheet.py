"""Everything one decision about a game needs, loaded at once. After it no I/O hides behind a dot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gamescheduler.domain.roster import Roster, part
from gamescheduler.domain.settings import Settings
from gamescheduler.models.game import Game
from gamescheduler.models.guild import Channel, Guild
from gamescheduler.models.participant import Participant
from gamescheduler.models.types import GameId, GuildId, Signup, ThreadPolicy, UserId


@dataclass(frozen=True)
class Sheet:
    """A game with its server, channel, settings and people. ``names`` covers host and participants.

    The roster is parted at once: a verb changes these very rows, and has to say what stood before.
    """

    game: Game
    guild: Guild
    channel: Channel
    settings: Settings
    participants: tuple[Participant, ...]
    names: Mapping[UserId, str]
    roster: Roster = field(init=False)

    def __post_init__(self) -> None:
        roster = part(self.participants, self.game.max_players, Signup(self.game.signup))
        object.__setattr__(self, "roster", roster)  # as dataclasses do it where nothing may be set

    @property
    def wants_thread(self) -> bool:
        """Whether the announcement is to have a thread by now."""
        policy = self.game.thread
        return policy == ThreadPolicy.ALWAYS or (
            policy == ThreadPolicy.ON_FIRST_JOIN and bool(self.participants)
        )

    def participant(self, user_id: UserId | None) -> Participant | None:
        """The row of that person, if they signed up."""
        return next((p for p in self.participants if user_id is not None and p.user_id == user_id), None)

    def name(self, user_id: UserId) -> str:
        """Nickname, else global name, else username, as last seen."""
        return self.names.get(user_id, "somebody")


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another game of somebody, at the same time."""

    game_id: GameId
    guild_id: GuildId
    title: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A game before and after a verb. A verb that had nothing to do gives the same sheet twice."""

    before: Sheet
    after: Sheet

    @property
    def made(self) -> bool:
        return self.before is not self.after
