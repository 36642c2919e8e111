"""A bot in a process of its own, to be killed in the worst moment: ``python -m tests.bot.victim``."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from typing import Any

from gamescheduler.app import open_app
from gamescheduler.bot import client
from gamescheduler.config import Config
from tests.tavern import Tavern, until


async def killed(tavern: Tavern, moment: Callable[[], Any]) -> None:
    """Start the bot, and SIGKILL it as soon as the condition holds."""
    config = tavern.app.config
    assert config.database_url is not None
    assert config.discord_token is not None
    environment = {
        "GAMESCHEDULER_DATABASE_URL": config.database_url.get_secret_value(),
        "GAMESCHEDULER_DISCORD_TOKEN": config.discord_token.get_secret_value(),
        "GAMESCHEDULER_DISCORD_API_URL": config.discord_api_url,
    }
    victim = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bot.victim", env=os.environ | environment
    )
    try:
        await until(moment, within=20)
    finally:
        victim.kill()
        await victim.wait()


async def main() -> None:
    async with open_app(Config.load(), listen=True) as app:
        await client.run(app, asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main())
