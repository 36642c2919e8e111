"""The house rules a machine can check."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import gamescheduler

PACKAGE = Path(gamescheduler.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE = 300
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}


def at(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_imports_point_inward() -> None:
    """The contracts are in pyproject.toml."""
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("path", SOURCES, ids=at)
def test_a_file_is_about_one_thing(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE
    assert path.stem not in VAGUE


@pytest.mark.parametrize("path", SOURCES, ids=at)
def test_the_time_is_asked_of_the_clock_only(path: Path) -> None:
    """The simulator is another program and has a clock of its own."""
    if path.name != "clock.py":
        assert list(_asks_the_time(ast.parse(path.read_text()))) == []


def _asks_the_time(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            name = f"{node.value.id}.{node.attr}"
            if name in {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}:
                yield f"line {node.lineno}: {name}"


@pytest.mark.parametrize("path", SOURCES, ids=at)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    source = path.read_text()
    assert not source or ast.get_docstring(ast.parse(source))


@pytest.mark.parametrize("ring", ["models", "domain", "cards"])
def test_decisions_and_words_await_nothing(ring: str) -> None:
    for path in (PACKAGE / ring).rglob("*.py"):
        waits = [
            node
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.AsyncFunctionDef | ast.Await)
        ]
        assert waits == [], at(path)


def test_verbs_never_commit() -> None:
    """Whoever opened the work does: so verbs compose."""
    for path in (PACKAGE / "services").rglob("*.py"):
        calls = [
            node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)
        ]
        assert {"commit", "rollback", "begin"}.isdisjoint(calls), at(path)
