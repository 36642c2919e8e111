"""The schema's versions: applied under a lock, so that two instances starting at once do it once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from gamescheduler.adapters.database import is_away
from gamescheduler.errors import NotFound, SchemaMismatch, Unreachable

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

_LOCK = 0x67616D65  # "game": any number, as long as every version of the product uses the same
_CONNECT_WITHIN = 5.0

Report = Callable[[str], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SchemaStatus:
    """``current`` is what the database has (None: nothing yet), ``head`` what this code needs."""

    current: str | None
    head: str
    pending: tuple[str, ...]


def upgrade(url: str, revision: str = "head", report: Report = lambda line: None) -> None:
    """Bring the schema up to ``revision``. Waits while another process migrates.

    Raises `Unreachable`, `NotFound` for a revision nobody knows, `SchemaMismatch` for a newer database.
    """
    asyncio.run(upgrading(url, revision, report))


async def upgrading(url: str, revision: str = "head", report: Report = lambda line: None) -> None:
    """`upgrade` in a running event loop; cancelled, it leaves the last revision it finished."""

    def go(connection: Connection) -> None:
        from alembic import command

        with _known(connection, revision):
            command.upgrade(_alembic(connection), revision)

    await _connected(url, go, report)


def downgrade(url: str, revision: str, report: Report = lambda line: None) -> None:
    """Take the schema back to ``revision``; ``-1`` is one step, ``base`` removes everything.

    Raises as `upgrade`.
    """

    def go(connection: Connection) -> None:
        from alembic import command

        with _known(connection, revision):
            command.downgrade(_alembic(connection), revision)

    asyncio.run(_connected(url, go, report))


def status(url: str) -> SchemaStatus:
    """What the database has and what is pending. Takes no lock. Raises `Unreachable`, `SchemaMismatch`."""
    return asyncio.run(_connected(url, status_on, None))


def status_on(connection: Connection) -> SchemaStatus:
    """`status` by a connection that is open already."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from alembic.script.revision import ResolutionError

    scripts = ScriptDirectory.from_config(_alembic())
    current = MigrationContext.configure(connection).get_current_revision()
    try:
        pending = [r.revision for r in scripts.iterate_revisions("head", current or "base")]
    except ResolutionError:
        raise SchemaMismatch(
            f"The database schema is at {current}, which this version of gamescheduler does not know. "
            "Install the version that made it, or a newer one."
        ) from None
    return SchemaStatus(current, str(scripts.get_current_head()), tuple(reversed(pending)))


@contextlib.contextmanager
def _known(connection: Connection, revision: str) -> Iterator[None]:
    """Say which revision is unknown: the database's, or the one that was asked for."""
    from alembic.util import CommandError

    status_on(connection)
    connection.rollback()  # Alembic begins its own transactions, one per migration
    try:
        yield
    except CommandError as unknown:
        raise NotFound("migration", revision) from unknown


def sql(revision: str = "head") -> str:
    """The statements `upgrade` would run on an empty database, for people who apply them by hand."""
    from alembic import command

    out = StringIO()
    config = _alembic()
    config.output_buffer = out
    command.upgrade(config, revision, sql=True)
    return out.getvalue()


def _alembic(connection: Connection | None = None) -> AlembicConfig:
    from alembic.config import Config as AlembicConfig

    config = AlembicConfig()
    config.set_main_option("script_location", str(_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _folder() -> Path:
    """In a wheel the migrations are inside the package; in a checkout they stand beside it."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "alembic"
    return inside if inside.is_dir() else package.parent / "alembic"


async def _connected(url: str, work: Callable[[Connection], T], report: Report | None) -> T:
    """Run ``work`` on a connection of its own; with ``report``, under the migration lock."""
    engine = create_async_engine(url, poolclass=NullPool, connect_args={"timeout": _CONNECT_WITHIN})
    try:
        async with engine.connect() as connection:
            if report is not None:
                await connection.run_sync(_take_lock, report)
            result = await connection.run_sync(work)
            await connection.commit()
            return result
    except (OSError, DBAPIError) as away:
        if isinstance(away, DBAPIError) and not is_away(away):
            raise
        raise Unreachable(f"The database does not answer: {away}") from away
    finally:
        await engine.dispose()


def _take_lock(connection: Connection, report: Report) -> None:
    """A session lock: it ends with the connection, also when this process is killed."""
    if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _LOCK}):
        report("Another migration is running. Waiting for it to finish…")
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
    connection.commit()
