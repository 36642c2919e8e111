"""The server process of one data folder, as its lock files and the operating system show it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from gamescheduler.adapters.embedded.account import Account

POLL = 0.01
FAST_LIMIT = 30.0
IMMEDIATE_LIMIT = 5.0

_children: dict[int, subprocess.Popen[bytes]] = {}


def remember(process: subprocess.Popen[bytes]) -> None:
    """Keep a server we are the parent of, so that it is reaped whoever starts the next one."""
    _children[process.pid] = process


@dataclass(frozen=True, slots=True)
class Postmaster:
    """Whatever serves `data` at the socket `address`, if anything does."""

    data: Path
    address: Path

    def ready(self) -> bool:
        """It calls itself ready and its socket answers; what kill -9 left behind passes only the first."""
        if self._lines()[7:8] != ["ready"]:
            return False
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(self.address))
            return True
        except OSError:
            return False

    def pid(self) -> int | None:
        """None when it does not run; its number in the lock file may be another program's by now."""
        named = self._lines()[0:1]
        if not named or not named[0].isdigit():
            return None
        pid = int(named[0])
        return pid if self._is_served_by(pid) else None

    def _is_served_by(self, pid: int) -> bool:
        _reap(pid)
        return f"/postgres -D {self.data} " in _command_line(pid)

    def _lines(self) -> list[str]:
        """PostgreSQL lists them in utils/pidfile.h: the first is the pid, the eighth the status."""
        try:
            text = (self.data / "postmaster.pid").read_text()
        except FileNotFoundError:
            return []
        return [line.strip() for line in text.splitlines()]

    def forget_dead(self) -> None:
        """Remove the lock files of a server that is gone.

        PostgreSQL removes them only if no process at all has that number. So it would refuse for ever in
        a container restarted on its volume, or while the starter of a killed server lets it be a zombie.
        Two servers on one folder stay impossible: PostgreSQL also looks for the folder's shared memory.
        """
        if self.pid() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            self.address.with_name(f"{self.address.name}.lock").unlink(missing_ok=True)

    def shut_down(self) -> bool:
        """Return once it is gone. False when it did not run.

        First PostgreSQL's fast shutdown, which ends the sessions and writes a checkpoint; then, should that
        take too long, the immediate one, after which the next start has to recover.
        """
        pid = self.pid()
        if pid is None:
            return False
        stages = (
            (signal.SIGINT, FAST_LIMIT),
            (signal.SIGQUIT, IMMEDIATE_LIMIT),
            (signal.SIGKILL, IMMEDIATE_LIMIT),
        )
        for sign, seconds in stages:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sign)
            if self._leaves(pid, seconds):
                break
        return True

    def _leaves(self, pid: int, seconds: float) -> bool:
        """Watches the process, which outlives its lock file by a moment."""
        deadline = time.monotonic() + seconds
        while self._is_served_by(pid):
            if time.monotonic() > deadline:
                return False
            time.sleep(POLL)
        return True


def _reap(pid: int) -> None:
    """Collect a dead server, which stays a zombie until its parent asks for it.

    A container's PID 1 also inherits servers whose starter has died.
    """
    if pid in _children:
        if _children[pid].poll() is not None:
            del _children[pid]
    elif os.getpid() == 1:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


def _command_line(pid: int) -> str:
    """From /proc on Linux (empty for a zombie), where a small system may lack ps; from ps elsewhere."""
    with contextlib.suppress(OSError):
        return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).replace("\0", " ")
    if Path("/proc/self").exists():
        return ""
    return Account().run("/bin/ps", "-ww", "-o", "args=", "-p", str(pid)).stdout
