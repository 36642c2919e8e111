"""The configuration of a local command, with a database in it: the one that is named, or one of our own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from gamescheduler.adapters.embedded import EmbeddedPostgres
from gamescheduler.app import NO_DATABASE
from gamescheduler.cli import logs
from gamescheduler.config import Config
from gamescheduler.errors import Misconfigured


@contextlib.contextmanager
def configured() -> Iterator[tuple[Config, EmbeddedPostgres | None]]:
    """Read the configuration, set up the log, and have a database URL; with it, our own server if it is ours.

    Without a URL, the server in ``GAMESCHEDULER_DATA_DIR`` is started, or joined when another command
    runs it, and left at the end; the last one out stops it. Raises `Misconfigured`.
    """
    config = Config.load()
    logs.set_up(config)
    if config.database_url is not None:
        check(config.database_url.get_secret_value())
        yield config, None
    elif config.data_dir is not None:
        with EmbeddedPostgres(config.data_dir) as postgres:
            yield Config.load(database_url=postgres.url()), postgres
    else:
        raise Misconfigured(NO_DATABASE)


def check(url: str) -> None:
    """Raises `Misconfigured` for what is no URL, without repeating it: it may hold a password."""
    try:
        make_url(url)
    except (ArgumentError, ValueError):
        raise Misconfigured(
            "GAMESCHEDULER_DATABASE_URL can't be read. Write it like postgresql://user:password@host:5432/name"
        ) from None


def url_of(config: Config) -> str:
    """The URL that `configured` made sure of."""
    if config.database_url is None:
        raise Misconfigured(NO_DATABASE)
    return config.database_url.get_secret_value()


def described(config: Config) -> str:
    """Where the data is, for a log line: name, and host or socket folder."""
    url = make_url(url_of(config))
    return f"database {url.database} on {url.host or url.query.get('host') or 'localhost'}"
