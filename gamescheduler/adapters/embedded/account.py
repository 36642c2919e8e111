"""The user that PostgreSQL's programs run as: it refuses to be root, and root must not be changed for it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from gamescheduler.adapters.embedded.errors import EmbeddedPostgresError

PROGRAM_LIMIT = 120.0
NAMESPACE = (sys.executable, "-I", "-S", str(Path(__file__).with_name("namespace.py")))


@dataclass(frozen=True, slots=True)
class Account:
    """`Account()` is whoever we are; `uid` and `gid` name somebody else; `through` wraps each command."""

    uid: int | None = None
    gid: int | None = None
    through: tuple[str, ...] = ()

    @classmethod
    def of(cls, data: Path) -> Account:
        """Who may serve this data folder (which need not exist yet).

        As root: the folder's owner if that is somebody else; else root itself seen from a user namespace;
        else, where namespaces are forbidden, `nobody`.
        """
        if os.geteuid() != 0:
            return cls()
        if data.exists() and (owner := data.stat()).st_uid != 0:
            return cls(owner.st_uid, owner.st_gid)
        if sys.platform == "linux":
            namespaced = cls(through=NAMESPACE)
            if namespaced.can("/bin/sh", "-c", ":"):
                return namespaced
        return cls.nobody()

    @classmethod
    def nobody(cls) -> Account:
        import pwd  # not on Windows, where importing this package must still work

        entry = pwd.getpwnam("nobody")
        return cls(entry.pw_uid, entry.pw_gid)

    @property
    def is_caller(self) -> bool:
        return self == Account()

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run to the end, output captured. Raises `EmbeddedPostgresError` after two minutes."""
        try:
            return subprocess.run(  # noqa: S603 - no shell, and every argument is ours
                [*self.through, *command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                errors="replace", timeout=PROGRAM_LIMIT, check=False, **self._surroundings(),
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise EmbeddedPostgresError(f"{command[0]} did not end within {PROGRAM_LIMIT:.0f} s.") from None

    def spawn(self, *command: str, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start and return at once."""
        return subprocess.Popen(  # noqa: S603
            [*self.through, *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **self._surroundings(),
        )

    def _surroundings(self) -> dict[str, Any]:
        """A session of its own, because Ctrl-C in our terminal must not reach the database before us;
        a folder that everybody can enter; our variables without PGHOST and its like, and with messages
        in the language in which we look for words."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return {
            "user": self.uid,
            "group": self.gid,
            "extra_groups": None if self.uid is None else [],
            "umask": 0o077,
            "start_new_session": True,
            "cwd": "/",
            "env": environment | {"LC_ALL": "C"},
        }

    def can(self, *command: str) -> bool:
        return self.run(*command).returncode == 0

    def can_enter(self, folder: Path) -> bool:
        return self.is_caller or self.can("/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder))

    def take(self, folder: Path) -> None:
        """Become the owner of a folder that is still empty."""
        if self.uid is not None and self.gid is not None and not any(folder.iterdir()):
            os.chown(folder, self.uid, self.gid)

    def own(self, folder: Path) -> None:
        """Make the folder, private to this account. Raises if somebody else's is already there."""
        folder.mkdir(mode=0o700, exist_ok=True)
        self.take(folder)
        owner = os.geteuid() if self.uid is None else self.uid
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
            raise EmbeddedPostgresError(
                f"{folder} is not a folder that only its owner, uid {owner}, can open."
            )
