"""The stories, as anybody can see them played: ``gamescheduler demo --check``."""

from __future__ import annotations

import pytest

from tests.cli.running import afresh


@pytest.mark.parametrize(("story", "steps"), [("night", 14), ("rules", 11)])
async def test_every_step_of_the_story_holds(story: str, steps: int) -> None:
    """In the night bot, daemons and database are killed."""
    ran = await afresh("demo", "--check", "--story", story, within=75)
    lines = ran.out.splitlines()
    assert ran.code == 0, f"{ran.out}\n{ran.err}"
    assert all(line.startswith("✓ ") for line in lines)
    assert lines[-1].startswith(f"✓ All {steps} steps held; nothing lost, nothing doubled")
    assert ran.err == ""
