"""EmbeddedPostgres: start, share, adopt and stop the one server of a data folder."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Self
from urllib.parse import quote

from gamescheduler.adapters.embedded import binaries as programs
from gamescheduler.adapters.embedded import cluster
from gamescheduler.adapters.embedded.account import Account
from gamescheduler.adapters.embedded.binaries import Binaries
from gamescheduler.adapters.embedded.errors import EmbeddedPostgresError
from gamescheduler.adapters.embedded.launch import launch, wait_for_running
from gamescheduler.adapters.embedded.postmaster import Postmaster

if sys.platform != "win32":
    import fcntl

LONGEST_SOCKET_PATH = 100  # sun_path holds 104 bytes on macOS, 108 on Linux
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "min_wal_size": "32MB",
    "max_wal_size": "256MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}


class EmbeddedPostgres:
    """A PostgreSQL whose whole life is in `root`: data, log, socket, locks.

    Any number of processes may `start()` the same root: the first one launches the server, the others
    join it (and its settings), the last one to `stop()` shuts it down. A process that is killed counts
    as gone, and a server that outlived its users is joined by the next one.
    """

    def __init__(
        self, root: Path, *, settings: Mapping[str, str] | None = None, database: str = "gamescheduler"
    ) -> None:
        if sys.platform == "win32":
            raise EmbeddedPostgresError(
                "The built-in PostgreSQL needs Linux or macOS. "
                "Set GAMESCHEDULER_DATABASE_URL to a running server."
            )
        self.root = root.resolve()
        self.data = self.root / "data"
        self.log = self.root / "postgres.log"
        self.database = database
        self.settings = {**SETTINGS, **(settings or {})}
        self._users: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_failure: object) -> None:
        self.stop()

    def url(self, database: str | None = None) -> str:
        """SQLAlchemy's URL for asyncpg, by way of the socket."""
        sockets = quote(str(self.socket_folder), safe="/")
        name = database or self.database
        return f"postgresql+asyncpg://{cluster.USER}@/{name}?host={sockets}&port={cluster.PORT}"

    @property
    def socket_folder(self) -> Path:
        """Inside `root`, or in /tmp when `root` is too long a path for a socket.

        /tmp and not TMPDIR: processes with different environments must find the same server.
        """
        inside = self.root / "run"
        if len(os.fsencode(cluster.socket_in(inside))) <= LONGEST_SOCKET_PATH:
            return inside
        name = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        return Path(f"/tmp/gamescheduler-{name}")  # noqa: S108 - who owns it is checked before use

    @property
    def _server(self) -> Postmaster:
        return Postmaster(self.data, cluster.socket_in(self.socket_folder))

    def ready(self) -> bool:
        """Whether a connection would be accepted now."""
        return self._server.ready()

    def postmaster_pid(self) -> int | None:
        """The server's process id, None when it does not run."""
        return self._server.pid()

    def start(self) -> Self:
        """Join the server, launching it first if it does not run; also after it was killed.

        Makes the data folder (about 0.6 s) and the database when they are missing.
        Raises `EmbeddedPostgresError`.
        """
        try:
            account = self._enter_root()
            with self._alone():
                self._join()
                try:
                    self._serve(account)
                except BaseException:
                    self._leave()
                    raise
        except OSError as problem:
            raise EmbeddedPostgresError(f"The data folder {self.root} can't be used: {problem}") from problem
        return self

    def stop(self, *, force: bool = False) -> bool:
        """Leave the server, and shut it down if nobody else uses it (or in any case, with `force`).

        True when it was shut down.
        """
        if not self.data.exists():
            return False
        with self._alone():
            return self._leave(force=force)

    def _enter_root(self) -> Account:
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        account = Account.of(self.data)
        account.take(self.root)
        if account.can_enter(self.root):
            return account
        raise EmbeddedPostgresError(
            "PostgreSQL won't run as root, and the unprivileged user it would run as can't enter "
            f"{self.root}. Use a folder below one that others may enter, such as /var/lib/gamescheduler."
        )

    def _serve(self, account: Account) -> None:
        binaries = self._binaries(account)
        account.own(self.socket_folder)
        if not self.data.exists():
            cluster.initialise(self.data, account, binaries, sync=self.settings.get("fsync") != "off")
        if not wait_for_running(self._server, self.log):
            launch(self._command(binaries), account, self._server, self.log)
        cluster.create_database(self.database, self.socket_folder, account, binaries)

    def _binaries(self, account: Account) -> Binaries:
        """The wheel may lie below somebody's private home, which we won't open for others: copy it then."""
        binaries = programs.choose(cluster.major_of(self.data))
        if account.is_caller or account.can(binaries.program("postgres"), "--version"):
            return binaries
        return programs.copied(binaries, self.root)

    def _command(self, binaries: Binaries) -> list[str]:
        place = {"port": str(cluster.PORT), "unix_socket_directories": str(self.socket_folder)}
        options = [f"--{name}={value}" for name, value in {**self.settings, **place}.items()]
        return [binaries.program("postgres"), "-D", str(self.data), *options]

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time starts or stops. The kernel drops the lock of one that dies."""
        with (self.root / "start.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _join(self) -> None:
        """Users are counted with shared locks: kill -9 uncounts them too, which a list of pids can't do."""
        if self._users is None:
            self._users = (self.root / "users.lock").open("ab")
            fcntl.flock(self._users, fcntl.LOCK_SH)

    def _leave(self, *, force: bool = False) -> bool:
        with self._users or (self.root / "users.lock").open("ab") as users:
            self._users = None
            if not force and not _is_last(users):
                return False
            was_running = self._server.shut_down()
        if self.socket_folder.parent != self.root:
            shutil.rmtree(self.socket_folder, ignore_errors=True)
        return was_running


def _is_last(users: IO[bytes]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
