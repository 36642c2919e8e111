from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from gamescheduler import __version__
from gamescheduler.cli.main import app
from tests.cli.running import afresh, gamescheduler

HEAVY = {
    "disnake",
    "sqlalchemy",
    "sqlmodel",
    "starlette",
    "aiohttp",
    "asyncpg",
    "httpx2",
    "authlib",
    "cryptography",
    "alembic",
    "rich",
    "pydantic_settings",
}


def every_command(command: Any, *path: str) -> Iterator[tuple[str, ...]]:
    """The way to each command and each group of commands, as it is typed."""
    yield path
    for name, below in getattr(command, "commands", {}).items():
        yield from every_command(below, *path, name)


HELPED = tuple(every_command(typer.main.get_command(app)))

PROBE = """
import contextlib, io, json, sys
from gamescheduler.__main__ import main
for arguments in json.loads(sys.argv[1]):
    sys.argv = ["gamescheduler", *arguments]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        main()
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_help_imports_nothing_heavy():
    wanted = [["--version"], *([*command, "--help"] for command in HELPED)]
    ran = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps(wanted)], capture_output=True, text=True, check=True
    )
    assert set(json.loads(ran.stdout)) & HEAVY == set()


def test_every_command_is_helped():
    assert {("game", "edit"), ("settings", "set"), ("template", "move"), ("channel", "enable")} < set(HELPED)


@pytest.mark.parametrize("command", HELPED, ids=" ".join)
async def test_help_opens_with_examples(command):
    ran = await gamescheduler(*command, "-h")
    summary, _, rest = ran.out.partition("Examples:\n")
    examples = rest.partition("\n\n")[0].splitlines()
    assert (ran.code, ran.err) == (0, "")
    assert "Options:" not in summary
    assert 2 <= len(examples) <= 3
    assert all("gamescheduler" in example for example in examples)


async def test_version_is_one_line():
    ran = await afresh("--version")
    assert (ran.code, ran.out) == (0, f"gamescheduler {__version__}\n")


async def test_mistyped_command_is_answered_with_the_nearest():
    ran = await gamescheduler("migrat")
    assert ran.code == 2
    assert "Did you mean 'migrate'?" in ran.err


async def test_terminal_of_ascii_gets_words_for_marks(monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    ran = await afresh("migrate", "down")
    assert ran.err.startswith("FAIL Going down removes data.")
    title = await afresh("game", "show", "é", database_url="postgresql://u@127.0.0.1:1/x")
    assert (title.code, title.err) == (8, "FAIL The schedule database does not answer.\n")
