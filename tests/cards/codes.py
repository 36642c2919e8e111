"""The codes the package uses, read off its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import gamescheduler

PACKAGE = Path(gamescheduler.__file__).parent


def codes(kind: str, position: int) -> set[str]:
    """Every literal code with which the package makes one of that kind."""
    return {code for path in PACKAGE.rglob("*.py") for code in _codes(path, kind, position)}


def _codes(path: Path, kind: str, position: int) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == kind:
            for leaf in ast.walk(node.args[position]):
                if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str):
                    yield leaf.value
