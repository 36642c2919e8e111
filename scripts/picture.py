"""Take the README's picture: a demo is started, an evening is planned, Chromium looks at it.

.venv/bin/python scripts/picture.py            needs Chromium; TEST_CHROMIUM names another browser
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

PICTURE = Path(__file__).parent.parent / "docs" / "pictures" / "demo.png"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
]


class Evening:
    """The people of the demo, by way of the chat page's own API."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.ids = {
            p["username"].split(".")[0]: p["id"] for p in self._ask("GET", "/client/people", "")["people"]
        }
        self.guild = self._ask("GET", "/client/state", "mira")["guilds"][0]
        self.games = next(c["id"] for c in self.guild["channels"] if c["name"] == "games")

    def plan(self) -> None:
        command = until(self._game_command)
        options = {
            "title": "Curse of Strahd — session 12",
            "when": "fri 8pm",
            "players": 2,
            "duration": "3h",
            "location": "Tavern",
            "description": "The party reaches Vallaki. Level 5, bring your own dice.",
        }
        create = [{"name": n, "type": 4 if isinstance(v, int) else 3, "value": v} for n, v in options.items()]
        body = {
            "guild_id": self.guild["id"],
            "channel_id": self.games,
            "command_id": command["id"],
            "options": [{"name": "create", "type": 1, "options": create}],
        }
        self._ask("POST", "/client/commands", "mira", body)

    def press(self, who: str, verb: str) -> None:
        message, custom_id = until(lambda: self._button(verb))
        body = {"channel_id": self.games, "message_id": message, "custom_id": custom_id}
        self._ask("POST", "/client/components", who, body)

    def _game_command(self) -> Any:
        commands = self._ask("GET", "/client/state", "mira")["guilds"][0]["commands"]
        return next((c for c in commands if c["name"] == "game"), None)

    def _button(self, verb: str) -> tuple[str, str] | None:
        for message in self._ask("GET", f"/client/channels/{self.games}/messages", "mira"):
            if found := re.search(rf"gs1:{verb}:\w+", json.dumps(message["components"])):
                return message["id"], found[0]
        return None

    def _ask(self, method: str, path: str, who: str, body: Any = None) -> Any:
        query = f"?as={self.ids[who]}" if who else ""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.url + path + query, data, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)


def until(look: Any, within: float = 20.0) -> Any:
    """What ``look`` finds, asked again until it finds something."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.2)
    raise TimeoutError("the demo did not get there")


def shoot(page: Page, url: str) -> None:
    page.goto(f"{url}/#as=ada")
    page.get_by_text("Waitlist: 1").wait_for()
    page.screenshot(path=PICTURE)


def main() -> None:
    command = [sys.executable, "-m", "gamescheduler", "demo", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as demo:
        try:
            assert demo.stdout is not None
            url = next(found[0] for line in demo.stdout if (found := re.search(r"http://[\d.:]+", line)))
            evening = Evening(url)
            evening.plan()
            for who in ("noor", "sam", "ada"):
                evening.press(who, "join")
            PICTURE.parent.mkdir(parents=True, exist_ok=True)
            with sync_playwright() as browsers:
                browser = browsers.chromium.launch(
                    executable_path=os.environ.get("TEST_CHROMIUM", "/usr/bin/chromium"), args=FLAGS
                )
                shoot(
                    browser.new_page(
                        viewport={"width": 1200, "height": 780}, timezone_id="Europe/Berlin", locale="en-GB"
                    ),
                    url,
                )
                browser.close()
        finally:
            demo.send_signal(signal.SIGINT)
    print(f"wrote {PICTURE}")


if __name__ == "__main__":
    main()
