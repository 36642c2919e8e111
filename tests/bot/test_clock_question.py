"""Before the first time somebody types is read, they are asked what their clock shows."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from gamescheduler.bot import forms
from gamescheduler.cards.clocks import QUESTION, WHERE
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.models import User
from tests.bot.planned import nothing_happened, only_game, to_winter
from tests.cast import Person
from tests.messages import Answer
from tests.tavern import Tavern

KEPT = "Nothing was posted. What you typed is kept for 15 minutes."
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


async def says_the_clock_of(who: Person, city: str, on: Answer) -> Answer:
    label = next(label for label in on.shown.choices(QUESTION) if city in label)
    return await who.chooses(QUESTION, label, on=on)


async def test_a_host_with_no_zone_is_asked_for_the_clock(tavern: Tavern, mira: Person) -> None:
    """The game is posted with the answer, nothing is typed twice, and nothing is asked twice."""
    form = await mira.runs("game create")
    (when,) = (
        c["label"] for c in form.outcome["modal"]["components"] if c["component"]["custom_id"] == "when"
    )
    assert when == "When"  # nobody is told that times are read in UTC
    asked = await mira.fills(form, title="Strahd", when="tomorrow 20:00", description="Bring dice.")
    assert asked.text.startswith(f"{QUESTION}\n{KEPT}\n")
    assert await nothing_happened(tavern)
    posted = await says_the_clock_of(mira, "Tokyo", on=asked)
    assert posted.text.startswith("Posted **Strahd**")
    assert posted.text.endswith(" JST (Asia/Tokyo).")
    assert (posted.shown.message["id"], posted.shown.menus) == (asked.shown.message["id"], {})
    row = await tavern.row(await only_game(tavern))
    local = row.starts_at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert (row.zone, f"{local:%H:%M}", row.description) == ("Asia/Tokyo", "20:00", "Bring dice.")
    async with tavern.app.work(SCHEDULER) as work:
        assert (await work.session.get_one(User, int(mira.id))).zone == "Asia/Tokyo"
    again = await mira.runs("game create", title="Blades", when="tomorrow 21:00")
    assert again.text.startswith("Posted **Blades**")


async def test_clocks_that_only_agree_today_take_a_second_question(tavern: Tavern, mira: Person) -> None:
    """Pinned to winter: in summer other places share a time of day."""
    to_winter(tavern)
    asked = await mira.runs("game create", title="Strahd", when="tomorrow 20:00")
    second = await says_the_clock_of(mira, "Berlin", on=asked)
    assert second.text.startswith(f"{WHERE}\n{KEPT}\n")
    berlin = next(label for label in second.shown.choices(WHERE) if "Berlin" in label)
    assert (await mira.chooses(WHERE, berlin, on=second)).text.endswith(" 20:00 CET (Europe/Berlin).")
    late = await mira.runs("game create", title="Blades", when="tomorrow 25:00")
    assert late.text.startswith("I couldn't read")


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("fri 8pm", True), ("today 20:00", True), ("27 nov 20:00", True), ("in 2h", False),
        (str(int(NOW.timestamp()) + 7200), False), ("Fri 27 Nov 2026, 20:00 UTC", False),
        ("fri 28pm", False), ("2020-01-01 20:00", False), ("", False),
    ],
)  # fmt: skip
def test_is_local_only_for_what_means_another_moment_elsewhere(text: str, local: bool) -> None:
    assert forms.is_local(text, now=NOW) is local
