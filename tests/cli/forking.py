"""A process that has imported the product once and becomes a command by forking: imports cost a second.

What a command does is what it always does, in a process of its own; that a fresh one starts at all, and
how fast, is asked by the tests that start one.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import sys
from pathlib import Path
from typing import Any, NoReturn


def ask(door: Path, arguments: list[str], environment: dict[str, str], streams: list[int]) -> socket.socket:
    """Start a command; the connection says first its process id, then its exit code, a line each."""
    asking = socket.socket(socket.AF_UNIX)
    asking.connect(str(door))
    socket.send_fds(asking, [b"!"], streams)
    asking.sendall(json.dumps([arguments, environment]).encode())
    asking.shutdown(socket.SHUT_WR)
    return asking


def main(door: str) -> None:
    """Wait for commands until standard input ends, which it does however the tests end."""
    import gamescheduler

    for module in pkgutil.walk_packages(gamescheduler.__path__, "gamescheduler."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    gc.freeze()  # so that collecting garbage in a child does not copy what is shared
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(door)
        listener.listen()
        print("ready", flush=True)
        while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
            asked, _ = listener.accept()
            with asked:
                if os.fork() == 0:
                    listener.close()
                    _attend(asked)


def _attend(asked: socket.socket) -> NoReturn:
    """In a child: fork the command and say how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, streams, _, _ = socket.recv_fds(asked, 1, 3)
    with asked.makefile("rb") as message:
        arguments, environment = json.load(message)
    command = os.fork()
    if command == 0:
        asked.close()
        _become(arguments, environment, streams)
    asked.sendall(b"%d\n" % command)
    asked.sendall(b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(command, 0)[1]))
    os._exit(0)


def _become(arguments: list[str], environment: dict[str, str], streams: list[int]) -> NoReturn:
    """In a grandchild: what ``python -m gamescheduler`` does once everything is imported."""
    from gamescheduler.cli.main import main as command

    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["gamescheduler", *arguments]
    code: Any = 0
    try:
        command()
    except SystemExit as end:
        code = end.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    if isinstance(code, str):
        print(code, file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1 if code else 0)


if __name__ == "__main__":
    main(sys.argv[1])
