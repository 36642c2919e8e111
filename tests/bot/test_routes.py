"""Custom ids: each verb belongs to one room, and whatever they carry fits."""

from __future__ import annotations

import pytest

from gamescheduler.bot import (
    buttons,
    changing,
    custom_ids,
    drafts,
    lists,
    planning,
    players,
    routes,
    settings,
)
from gamescheduler.bot.drafts import Draft
from gamescheduler.bot.forms import Typed
from gamescheduler.bot.settings.targets import Target
from gamescheduler.domain.drafts import DURATION_MAX, LEAD_MAX, LEADS_MAX, PLAYERS_MAX
from gamescheduler.domain.settings import LEVELS
from gamescheduler.models import ChannelId, GameId, GuildId, TemplateId, UserId

LONGEST_ID = 2**64 - 1
GAME = GameId("abcdefghij")


def test_no_verb_belongs_to_two_rooms() -> None:
    with_forms = (changing, planning, players, settings)
    rooms = (buttons, lists, *with_forms)
    assert len(routes.PRESSES) == sum(len(room.PRESSES) for room in rooms)
    assert len(routes.FORMS) == sum(len(room.FORMS) for room in with_forms)


@pytest.mark.parametrize("verb", planning.FORMS)
def test_everything_a_form_carries_fits_into_its_custom_id(verb: str) -> None:
    draft = Draft(
        game_id=GAME, guild_id=GuildId(1), channel_id=ChannelId(1), chosen_channel_id=ChannelId(LONGEST_ID),
        host_id=UserId(LONGEST_ID), typed=Typed(),
    )  # fmt: skip
    leads = [LEAD_MAX - n for n in range(LEADS_MAX)]
    values = {"max_players": PLAYERS_MAX, "duration": DURATION_MAX, "signup": "host", "reminders": leads}
    rest = drafts.pack(draft, TemplateId(10**8), values)
    assert len(custom_ids.write(verb, GAME, rest)) <= 100


@pytest.mark.parametrize("verb", [*settings.PRESSES, *settings.FORMS])
def test_everything_a_panel_carries_fits_into_its_custom_id(verb: str) -> None:
    target = Target(GuildId(1), ChannelId(2**63 - 1), name=max(LEVELS, key=len))
    assert len(target.custom_id(verb, "everyone-and-more")) <= 100
