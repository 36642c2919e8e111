"""The log: lines for people on a terminal, JSON lines for machines, and never a secret in either."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from gamescheduler.config import Config

_PASSWORD = re.compile(r"(?<=://)([^\s:/@]*):([^\s/@]+)@")
HIDDEN = "********"


def set_up(config: Config) -> None:
    """Log to stderr as the configuration says. What libraries chat about is heard at DEBUG only."""
    as_json = config.log_format == "json" or (config.log_format == "auto" and not sys.stderr.isatty())
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter((JsonLines if as_json else Lines)(secrets_of(config)))
    logging.basicConfig(
        handlers=[handler], level="DEBUG" if config.log_level == "DEBUG" else "WARNING", force=True
    )
    logging.getLogger("gamescheduler").setLevel(config.log_level)


def set_up_plain(*, verbose: bool) -> None:
    """For a command that talks to a person: only what goes wrong, or with ``verbose`` everything."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(handlers=[handler], level="WARNING", force=True)
    logging.getLogger("gamescheduler").setLevel("DEBUG" if verbose else "ERROR")


def secrets_of(config: Config) -> tuple[str, ...]:
    """What must not be seen: tokens and keys, the database's password as written and as meant."""
    held = (config.discord_token, config.discord_client_secret)
    found = [secret.get_secret_value() for secret in held if secret is not None]
    if config.secret_key is not None:
        found += [key.strip() for key in config.secret_key.get_secret_value().split(",")]
    if config.database_url is not None:
        for match in _PASSWORD.finditer(config.database_url.get_secret_value()):
            found += [match[2], unquote(match[2])]
    return tuple(secret for secret in found if secret)


class Redacting(logging.Formatter):
    """Hides secrets in the finished text, so that exceptions and libraries can't spill them either."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._secrets = secrets

    def redact(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _PASSWORD.sub(rf"\1:{HIDDEN}@", text)


class Lines(Redacting):
    """``19:04:05 bot.client: message``, the level only when it is not INFO, the traceback below."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).astimezone()
        level = "" if record.levelno == logging.INFO else f"{record.levelname.lower()}: "
        text = f"{at:%H:%M:%S} {record.name.removeprefix('gamescheduler.')}: {level}{record.getMessage()}"
        if record.exc_info:
            text += "\n" + self.formatException(record.exc_info)
        return self.redact(text)


class JsonLines(Redacting):
    """One object a line: ``at`` (ISO 8601, UTC), ``level``, ``logger``, ``message``, ``error``."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self.redact(record.getMessage()),
        }
        if record.exc_info:
            line["error"] = self.redact(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
