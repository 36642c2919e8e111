"""A virtual environment with another Discord library in it and nothing of ours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests import services

ROOT = Path(__file__).parents[3]
PINS = ROOT / "requirements" / "other-library.txt"
KEPT = ROOT / ".cache" / "other-library"
BUILD_LIMIT = 300
"""Seconds."""


def interpreter() -> Path:
    """The environment's Python, built first where it is missing or was made of other versions."""
    place = KEPT / (sys.implementation.cache_tag or sys.implementation.name)
    place.mkdir(parents=True, exist_ok=True)
    wanted = "\n".join((sys.version, sys.base_prefix, PINS.read_text()))
    stamp, python = place / "made-of.txt", place / "venv" / "bin" / "python"
    with services.locked(place / "lock"):
        if not stamp.is_file() or stamp.read_text() != wanted:
            # The stamp goes first and comes last: an interrupted build is never taken for a whole one.
            stamp.unlink(missing_ok=True)
            _run(sys.executable, "-m", "venv", "--clear", str(place / "venv"))
            _run(str(python), "-m", "pip", "install", "--quiet", "--requirement", str(PINS))
            stamp.write_text(wanted)
    return python


def _run(python: str, *arguments: str) -> None:
    # -I, because a PYTHONPATH of ours would leak into what must know nothing of us.
    ran = subprocess.run(
        [python, "-I", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=BUILD_LIMIT,
    )
    if ran.returncode:
        pytest.fail(f"python {' '.join(arguments)} failed: {ran.stdout.strip()[-1000:]}", pytrace=False)
