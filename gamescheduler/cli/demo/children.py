"""Child processes: started, watched, started again when they die, and never outliving us."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from pathlib import Path

from gamescheduler.adapters.embedded import EmbeddedPostgres
from gamescheduler.cli.components import keep_running
from gamescheduler.cli.stopping import cause

log = logging.getLogger(__name__)

READY = b"ready in "
"""What every long-running command says once it works."""

STOP_WITHIN = 10.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_SHORT_LIFE = 5.0


class Child:
    """One ``gamescheduler`` command in a process of its own, its log in a file.

    Its standard input is a pipe of ours that closes when we die, however we die, and it stops then.
    """

    def __init__(self, name: str, environment: Mapping[str, str], log_file: Path) -> None:
        self.name = name
        self.ready = asyncio.Event()
        self.starts = 0
        self._environment = environment
        self._log_file = log_file
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    @property
    def pid(self) -> int | None:
        """None while it is not running."""
        return None if self._process is None else self._process.pid

    async def run(self, heard: Callable[[str], None]) -> None:
        """Keep it running until `stop`; every line of its log is also given to ``heard``."""
        pause = _FIRST_PAUSE
        while not self._stopping:
            began = time.monotonic()
            code = await self._once(heard)
            if self._stopping:
                return
            log.warning("%s ended (%s), starting it again", self.name, _reason(code))
            pause = _FIRST_PAUSE if time.monotonic() - began > _SHORT_LIFE else min(pause * 2, _LONGEST_PAUSE)
            await asyncio.sleep(pause)

    async def stop(self) -> None:
        """Ask it to stop; kill it if it has not after `STOP_WITHIN` seconds."""
        self._stopping = True
        process = self._process
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_WITHIN)
            except TimeoutError:
                log.warning("%s did not stop within %.0f s and is killed", self.name, STOP_WITHIN)
                process.kill()

    def kill(self) -> None:
        """Kill -9, as an accident would."""
        if self._process is not None:
            self._process.kill()

    def tail(self, lines: int = 15) -> str:
        """The end of its log."""
        with contextlib.suppress(OSError):
            return "\n".join(self._log_file.read_text(errors="replace").splitlines()[-lines:])
        return ""

    async def _once(self, heard: Callable[[str], None]) -> int:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "gamescheduler", self.name, "--stop-with-stdin",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
            env=dict(self._environment), start_new_session=True,
        )  # fmt: skip
        self._process = process
        self.starts += 1
        try:
            if self._stopping:
                process.terminate()
            await self._listen(process, heard)
            return await process.wait()
        finally:
            self.ready.clear()
            self._process = None
            if process.returncode is None:
                process.kill()

    async def _listen(self, process: asyncio.subprocess.Process, heard: Callable[[str], None]) -> None:
        if process.stderr is None:
            return
        with self._log_file.open("ab") as file:
            async for line in process.stderr:
                file.write(line)
                file.flush()
                heard(f"{self.name}: {line.decode(errors='replace').rstrip()}")
                if READY in line:
                    self.ready.set()


@contextlib.asynccontextmanager
async def supervised(
    children: Collection[Child], postgres: EmbeddedPostgres, heard: Callable[[str], None]
) -> AsyncIterator[None]:
    """Keep the children and the database running inside the block; at its end the children are stopped."""
    try:
        async with asyncio.TaskGroup() as group:
            keeping = group.create_task(keep_running(postgres))
            for child in children:
                group.create_task(child.run(heard))
            try:
                yield
            finally:
                await asyncio.gather(*(child.stop() for child in children))
                keeping.cancel()
    except BaseExceptionGroup as died:
        raise cause(died) from died


def _reason(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
