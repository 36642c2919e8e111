"""What a manager reads of a server's state fits into one message, however bad it is."""

from __future__ import annotations

from gamescheduler.cards import sentences, setup
from gamescheduler.cards.card import TEXT_MAX
from gamescheduler.cards.tongues import Discord
from gamescheduler.models import Channel, ChannelId, Guild, GuildId, UserId
from tests.builders import a_place, a_sheet

SAY = Discord()
NOTHING_HELD = dict.fromkeys(setup._VERBS, False)


def channel(number: int) -> Channel:
    return Channel(id=ChannelId(1326000000000000000 + number), guild_id=GuildId(1), name="games")


def test_the_worst_status_fits_one_message() -> None:
    broken = [(channel(n), NOTHING_HELD) for n in range(30)]
    sheet = a_sheet(title="*" * 100, max_players=100)
    guild = Guild(id=GuildId(1), name="*" * 100, owner_id=UserId(1))
    blocks = [
        setup.status_heading(guild, SAY),
        setup.channels(broken, SAY),
        setup.repairs([(sheet, "deleted")] * setup.REPAIRS, 300, SAY),
        setup.next_game(sentences.game_line(sheet, UserId(1), SAY), SAY),
    ]
    assert len("\n".join(blocks)) <= TEXT_MAX
    assert "and 18 more" in blocks[1]
    assert "and 292 more" in blocks[2]


def test_channels_names_first_those_where_something_is_lacking() -> None:
    fine = {"View Channel": True, "Send Messages": True}
    found = [*((channel(n), fine) for n in range(20)), (channel(99), {**fine, "Send Messages": False})]
    lines = setup.channels(found, SAY).splitlines()
    assert lines[1] == "<#1326000000000000099>: can see ✓ · can't post ✗"
    assert lines[-2:] == ["and 9 more", "To mend it: Edit channel → Permissions → this bot → Send Messages."]


def test_done_names_a_dozen_channels() -> None:
    text = setup.done(a_place(), [channel(n) for n in range(200)], SAY)
    assert "and 188 more" in text
    assert len(text) < 1000
