"""A data folder and the databases in it: what initdb and createdb are told."""

from __future__ import annotations

import shutil
from pathlib import Path

from gamescheduler.adapters.embedded.account import Account
from gamescheduler.adapters.embedded.binaries import Binaries
from gamescheduler.adapters.embedded.errors import EmbeddedPostgresError

USER = "gamescheduler"
PORT = 5432


def socket_in(folder: Path) -> Path:
    """The name PostgreSQL gives its socket; nothing listens on the port it is called after."""
    return folder / f".s.PGSQL.{PORT}"


def major_of(data: Path) -> int | None:
    """The major version that made this data folder, None when there is none yet."""
    version = data / "PG_VERSION"
    return int(version.read_text()) if version.exists() else None


def initialise(data: Path, account: Account, binaries: Binaries, *, sync: bool = True) -> None:
    """Make the data folder, as a neighbour that gets its name when complete: half of one is never opened."""
    half_done = data.with_name("data.new")
    for locale in _locales(binaries.major):
        shutil.rmtree(half_done, ignore_errors=True)
        account.own(half_done)
        ran = account.run(
            binaries.program("initdb"), f"--pgdata={half_done}", f"--username={USER}", "--auth=trust",
            "--encoding=UTF8", "--no-instructions", *locale, *([] if sync else ["--no-sync"]),
        )  # fmt: skip
        if ran.returncode == 0:
            half_done.rename(data)
            return
    shutil.rmtree(half_done, ignore_errors=True)
    raise EmbeddedPostgresError(f"initdb of {binaries} failed: {(ran.stderr or ran.stdout).strip()}")


def _locales(major: int) -> list[list[str]]:
    """Sorting must not depend on the machine: PostgreSQL's own provider from 17 on, else what libc has."""
    provider = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else []
    return [[*provider, "--locale=C.UTF-8"], [*provider, "--locale=C"]]


def create_database(name: str, sockets: Path, account: Account, binaries: Binaries) -> None:
    """Make the database unless it is there."""
    ran = account.run(
        binaries.program("createdb"), f"--host={sockets}", f"--port={PORT}", f"--username={USER}",
        "--maintenance-db=postgres", name,
    )  # fmt: skip
    if ran.returncode and "already exists" not in ran.stderr:
        raise EmbeddedPostgresError(f"The database {name} can't be made: {ran.stderr.strip()}")
