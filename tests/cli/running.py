"""Running the real command as people do: a process of its own, an environment, three streams."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import functools
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gamescheduler.app import App
from tests.cli import forking

COMMAND = (sys.executable, "-m", "gamescheduler")


@dataclass(frozen=True)
class Ran:
    """A command that ended."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """The JSON error object on stderr."""
        found: dict[str, Any] = json.loads(self.err)["error"]
        return found


def url(app: App) -> str:
    """Where that app's data is."""
    assert app.config.database_url is not None
    return app.config.database_url.get_secret_value()


def environment(**settings: object) -> dict[str, str]:
    """Ours without what configures gamescheduler, plus ``GAMESCHEDULER_*`` for each setting."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("GAMESCHEDULER_")}
    return bare | {f"GAMESCHEDULER_{name.upper()}": str(value) for name, value in settings.items()}


async def gamescheduler(
    *arguments: str, typed: str | None = None, within: float = 30, **settings: object
) -> Ran:
    """Run it to its end; without ``typed`` its standard input is empty.

    The process is forked from one that has the imports behind it; see `afresh`.
    """
    return await asyncio.to_thread(_fork, arguments, environment(**settings), typed or "", within)


@functools.cache
def _forker() -> Path:
    """Where commands are asked for. Whatever happens to us, its standard input ends with us."""
    door = Path(tempfile.mkdtemp(prefix="gs-")) / "commands"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.forking", door], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    atexit.register(_close, process, door.parent)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return door


def _close(process: subprocess.Popen[bytes], folder: Path) -> None:
    process.communicate()
    shutil.rmtree(folder)


def _fork(arguments: Sequence[str], environment: dict[str, str], typed: str, within: float) -> Ran:
    began = time.monotonic()
    with contextlib.ExitStack() as streams:
        given, out, err = (streams.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        given.write(typed.encode())
        given.seek(0)
        numbers = [stream.fileno() for stream in (given, out, err)]
        with forking.ask(_forker(), list(arguments), environment, numbers) as asked, asked.makefile() as told:
            asked.settimeout(within)
            process = int(told.readline())
            try:
                code = int(told.readline())
            except TimeoutError:
                os.kill(process, signal.SIGKILL)
                raise
        for stream in (out, err):
            stream.seek(0)
        return Ran(code, out.read().decode(), err.read().decode(), time.monotonic() - began)


async def afresh(*arguments: str, typed: str | None = None, within: float = 30, **settings: object) -> Ran:
    """Run it to its end as a shell would, in a new interpreter."""
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        *arguments,
        stdin=asyncio.subprocess.PIPE if typed else asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment(**settings),
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(typed.encode() if typed else None), within)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return Ran(process.returncode, out.decode(), err.decode(), time.monotonic() - began)


async def on_a_terminal(
    *arguments: str, answers: Sequence[tuple[str, str]] = (), within: float = 30, **settings: object
) -> Ran:
    """Run it with one terminal for all three streams; each answer is typed once its question is shown."""
    began = time.monotonic()
    master, slave = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *COMMAND, *arguments, stdin=slave, stdout=slave, stderr=slave, env=environment(**settings)
    )
    os.close(slave)
    try:
        shown = await asyncio.wait_for(asyncio.to_thread(_talk, master, list(answers)), within)
    finally:
        if process.returncode is None and not await _soon_over(process):
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return Ran(process.returncode, shown, "", time.monotonic() - began)


async def _soon_over(process: asyncio.subprocess.Process) -> bool:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), 5)
        return True
    return False


def _talk(master: int, answers: list[tuple[str, str]]) -> str:
    """Everything that was shown until the last writer has closed its side; with what was typed, as echoed."""
    found, seen = b"", 0
    with open(master, "r+b", buffering=0) as terminal:
        while True:
            try:
                piece = terminal.read(4096)
            except OSError:  # Linux says so when the last writer has closed its side
                piece = b""
            if not piece:
                return found.decode().replace("\r\n", "\n")
            found += piece
            while answers and (at := found.find(answers[0][0].encode(), seen)) >= 0:
                seen = at + len(answers[0][0].encode())
                terminal.write(answers.pop(0)[1].encode() + b"\n")


@dataclass
class Running:
    """A long-running command; ``lines`` is what it wrote to both streams so far."""

    process: asyncio.subprocess.Process
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    async def says(self, words: str, *, within: float = 20) -> str:
        """Wait for a line with these words."""
        deadline = time.monotonic() + within
        while True:
            found = next((line for line in self.lines if words in line), None)
            if found is not None:
                return found
            assert time.monotonic() < deadline, f"it never said {words!r}:\n{self.text}"
            await asyncio.sleep(0.02)

    async def ends(self, *, within: float = 10) -> int:
        """Wait for its end; its exit code."""
        return await asyncio.wait_for(self.process.wait(), within)

    async def stops(self, sign: signal.Signals = signal.SIGTERM, *, within: float = 10) -> int:
        """Ask it to stop; its exit code."""
        self.process.send_signal(sign)
        return await self.ends(within=within)

    async def listen(self, stream: asyncio.StreamReader) -> None:
        async for line in stream:
            self.lines.append(line.decode().rstrip())


@contextlib.asynccontextmanager
async def running(
    *arguments: str, stdin: int = asyncio.subprocess.DEVNULL, **settings: object
) -> AsyncIterator[Running]:
    """Start it; whatever happens, it is gone at the end."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        *arguments,
        stdin=stdin,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment(**settings),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    it = Running(process)
    listening = [asyncio.create_task(it.listen(stream)) for stream in (process.stdout, process.stderr)]
    try:
        yield it
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await asyncio.wait(listening)
