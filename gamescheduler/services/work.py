"""What a verb works with. Verbs never commit, so verbs compose; the door that opened the work does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from gamescheduler.clock import Clock
from gamescheduler.domain.actor import Actor
from gamescheduler.errors import Refusal, Refused
from gamescheduler.events import Event
from gamescheduler.models import Audit, GameId, GuildId, Outbox


@dataclass(frozen=True, slots=True)
class Work:
    """One transaction: its session, who acts, what time it is, and a trace id that goes along."""

    session: AsyncSession
    actor: Actor
    now: datetime
    clock: Clock
    trace: str

    def require(self, refusal: Refusal | None) -> None:
        """Raises `Refused` when a rule gave a reason."""
        if refusal is not None:
            raise Refused(refusal)

    def emit(self, event: Event, *, at: datetime | None = None) -> None:
        """Record a fact in the outbox of every queue it goes to; it leaves when the work commits.

        With ``at`` nobody hears of it before that moment.
        """
        body = event.model_copy(update={"trace": self.trace}).model_dump(mode="json")
        for queue in event.queues:
            self.session.add(Outbox(queue=queue, event=body, due_at=at or self.now, created_at=self.now))

    def note(
        self,
        verb: str,
        guild_id: GuildId | None,
        game_id: GameId | None = None,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        """Write the audit row of a verb."""
        self.session.add(
            Audit(
                at=self.now,
                actor=self.actor.label,
                verb=verb,
                guild_id=guild_id,
                game_id=game_id,
                before=before or {},
                after=after or {},
            )
        )
