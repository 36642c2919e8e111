"""Bring the postmaster up, and say what it said when it does not come up."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from gamescheduler.adapters.embedded.account import Account
from gamescheduler.adapters.embedded.errors import EmbeddedPostgresError
from gamescheduler.adapters.embedded.postmaster import POLL, Postmaster, remember

START_LIMIT = 120.0
LOG_LIMIT = 5 * 1024 * 1024
STILL_HELD = "pre-existing shared memory block"


def launch(command: Sequence[str], account: Account, server: Postmaster, log: Path) -> None:
    """Return once the server is ready. Raises `EmbeddedPostgresError` with its words, or after two minutes.

    Sessions of a killed server take a moment to notice that it is gone. While they hold its shared
    memory a new one refuses to start, so that refusal is tried again.
    """
    deadline = time.monotonic() + START_LIMIT
    with _opened(log) as file:
        while STILL_HELD in (complaint := _attempt(command, account, server, file, deadline)):
            time.sleep(POLL)
    if complaint:
        raise EmbeddedPostgresError(f"PostgreSQL did not start: {complaint}")


def _attempt(
    command: Sequence[str], account: Account, server: Postmaster, log: IO[bytes], deadline: float
) -> str:
    """What the server wrote before it exited; empty when it is ready."""
    begin = log.seek(0, os.SEEK_END)
    server.forget_dead()
    process = account.spawn(*command, log=log)
    remember(process)
    try:
        while process.poll() is None:
            if server.ready():
                return ""
            _give_up_after(deadline, log.name)
            time.sleep(POLL)
    except BaseException:
        process.kill()
        process.wait()
        raise
    log.seek(begin)
    return log.read()[-2000:].decode(errors="replace").strip() or f"exit status {process.returncode}"


def wait_for_running(server: Postmaster, log: Path) -> bool:
    """False when no server runs. One whose starter died while it was recovering is waited for."""
    deadline = time.monotonic() + START_LIMIT
    while not server.ready():
        if server.pid() is None:
            return False
        _give_up_after(deadline, log)
        time.sleep(POLL)
    return True


def _give_up_after(deadline: float, log: Path | str) -> None:
    if time.monotonic() > deadline:
        raise EmbeddedPostgresError(f"PostgreSQL is not ready after {START_LIMIT:.0f} s. It wrote {log}.")


def _opened(log: Path) -> IO[bytes]:
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_name(f"{log.name}.1"))
    return open(log, "a+b", opener=lambda path, flags: os.open(path, flags, 0o600))
