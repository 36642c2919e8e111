from __future__ import annotations

import json
import logging
import sys

import pytest

from gamescheduler.cli.logs import JsonLines, Lines, secrets_of
from gamescheduler.config import Config

TOKEN = "MTE5.Gsim00.secretsecret"
CONFIG = Config(
    database_url="postgresql://mira:p%40ss!word@db/games",
    discord_token=TOKEN,
    discord_client_secret="cl1ent-secret",
    secret_key=f"{'n3w' * 11}, {'0ld' * 11}",
)


def record(
    message: str, *values: object, level: int = logging.INFO, exc_info: object = None
) -> logging.LogRecord:
    return logging.LogRecord("gamescheduler.bot.client", level, "", 0, message, values, exc_info)


@pytest.mark.parametrize("formatter", [Lines, JsonLines])
@pytest.mark.parametrize(
    "spilled",
    [TOKEN, f"Bot {TOKEN}", "p%40ss!word", "p@ss!word", "postgresql://mira:p%40ss!word@db/games",
     "cl1ent-secret", "n3w" * 11, "0ld" * 11],
)  # fmt: skip
def test_secret_is_hidden_in_message_and_traceback(formatter, spilled):
    try:
        raise RuntimeError(f"login with {spilled} failed")
    except RuntimeError:
        told = formatter(secrets_of(CONFIG)).format(record("using %s", spilled, exc_info=sys.exc_info()))
    assert TOKEN not in told
    for secret in ("ss!word", "cl1ent-secret", "n3wn3w", "0ld0ld"):
        assert secret not in told
    assert "RuntimeError" in told


def test_password_of_an_unknown_url_is_hidden_too():
    told = Lines().format(record("redis://cache:hush@host:6379/0 is away"))
    assert told.endswith("bot.client: redis://cache:********@host:6379/0 is away")


def test_line_for_people_says_its_level_only_when_it_matters():
    assert Lines().format(record("ready in %.1f s", 1.25))[9:] == "bot.client: ready in 1.2 s"
    assert Lines().format(record("lost", level=logging.WARNING))[9:] == "bot.client: warning: lost"


def test_line_for_machines_is_one_object():
    told = JsonLines().format(record("ready in %.1f s\n", 1.25))
    assert "\n" not in told
    assert json.loads(told) | {"at": None} == {
        "at": None, "level": "info", "logger": "gamescheduler.bot.client", "message": "ready in 1.2 s\n"
    }  # fmt: skip
