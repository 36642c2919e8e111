"""The story of a game night, as anybody can see it played: ``gamescheduler demo --check``."""

from __future__ import annotations

from tests.cli.running import gamescheduler


async def test_story_holds_while_bot_daemons_and_database_are_killed():
    ran = await gamescheduler("demo", "--check", within=60)
    lines = ran.out.splitlines()
    assert ran.code == 0, f"{ran.out}\n{ran.err}"
    assert all(line.startswith("✓ ") for line in lines)
    assert lines[-1].startswith("✓ All 14 steps held; nothing lost, nothing doubled")
    assert ran.err == ""
