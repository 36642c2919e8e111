"""The schema's versions: applied under a lock, so that two instances starting at once do it once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from gamescheduler.errors import Unreachable

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

_LOCK = 0x67616D65  # "game": any number, as long as every version of the product uses the same

Report = Callable[[str], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SchemaStatus:
    """``current`` is what the database has (None: nothing yet), ``head`` what this code needs."""

    current: str | None
    head: str
    pending: tuple[str, ...]


def upgrade(url: str, revision: str = "head", report: Report = lambda line: None) -> None:
    """Bring the schema up to ``revision``. Waits while another process migrates. Raises `Unreachable`."""

    def go(connection: Connection) -> None:
        from alembic import command

        command.upgrade(_alembic(connection), revision)

    _run(url, go, report)


def downgrade(url: str, revision: str, report: Report = lambda line: None) -> None:
    """Take the schema back to ``revision``; ``base`` removes everything. Raises `Unreachable`."""

    def go(connection: Connection) -> None:
        from alembic import command

        command.downgrade(_alembic(connection), revision)

    _run(url, go, report)


def status(url: str) -> SchemaStatus:
    """What the database has and what is pending. Takes no lock. Raises `Unreachable`."""

    def look(connection: Connection) -> SchemaStatus:
        from alembic.runtime.migration import MigrationContext
        from alembic.script import ScriptDirectory

        scripts = ScriptDirectory.from_config(_alembic())
        current = MigrationContext.configure(connection).get_current_revision()
        pending = [r.revision for r in scripts.iterate_revisions("head", current or "base")]
        return SchemaStatus(current, str(scripts.get_current_head()), tuple(reversed(pending)))

    return _run(url, look, None)


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


def _run(url: str, work: Callable[[Connection], T], report: Report | None) -> T:
    """Run ``work`` on one connection; with ``report``, under the migration lock."""

    async def go() -> T:
        engine = create_async_engine(url, poolclass=NullPool)
        try:
            async with engine.connect() as connection:
                if report is not None:
                    await connection.run_sync(_take_lock, report)
                result = await connection.run_sync(work)
                await connection.commit()
                return result
        except (OSError, DBAPIError) as away:
            if isinstance(away, DBAPIError) and not away.connection_invalidated:
                raise
            raise Unreachable(f"The database does not answer: {away}") from away
        finally:
            await engine.dispose()

    return asyncio.run(go())


def _take_lock(connection: Connection, report: Report) -> None:
    """A session lock: it ends with the connection, also when this process is killed."""
    if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _LOCK}):
        report("Another migration is running. Waiting for it to finish…")
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
    connection.commit()
