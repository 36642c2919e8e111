"""What every test may ask for, and what no test may do."""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from hypothesis import settings

from tests import services

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

PARTS = ("browser",)
CHROMIUM_FLAGS = (
    "--no-sandbox",  # Chromium's own sandbox refuses to run as root, which CI often is
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-component-update",
    "--disable-background-networking",
    "--no-first-run",
)

# A shared machine stalls now and then; a deadline would then blame the example that was running.
settings.register_profile("gamescheduler", deadline=None, print_blob=True)
settings.load_profile("gamescheduler")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--without", action="append", choices=PARTS, default=[], help="leave out what needs this service"
    )


def pytest_report_header(config: pytest.Config) -> list[str]:
    return [service.described() for service in services.ALL]


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    left_out = config.getoption("--without")
    if left_out and not hasattr(config, "workerinput"):
        print(f"Left out on purpose: {', '.join(left_out)} (--without)")


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """One folder for all workers of the run."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
async def databases(
    shared_folder: Path, worker_id: str, testrun_uid: str
) -> AsyncIterator[services.Databases]:
    async with services.databases(shared_folder, f"test_{testrun_uid[:8]}_{worker_id}") as made:
        yield made


@pytest.fixture
async def database_url(databases: services.Databases) -> AsyncIterator[str]:
    """A database of this test's own, at the newest schema version."""
    async with databases.database() as url:
        yield url


@pytest.fixture
async def empty_database_url(databases: services.Databases) -> AsyncIterator[str]:
    """A database of this test's own with nothing in it."""
    async with databases.database(empty=True) as url:
        yield url


@pytest.fixture(scope="session")
def chromium(shared_folder: Path, pytestconfig: pytest.Config) -> str:
    """The path of a Chromium."""
    if "browser" in pytestconfig.getoption("--without"):
        pytest.skip("--without browser")
    return services.CHROMIUM.obtain(shared_folder / "services.lock")


@pytest.fixture(scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    from playwright.async_api import async_playwright  # 0.4 s that most runs of a few tests need not pay

    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield launched
        await launched.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page in a fresh context: no cookies, nothing cached."""
    context = await browser.new_context()
    yield await context.new_page()
    await context.close()


_left_loopback: list[str] = []


def _watch_sockets(event: str, arguments: tuple[object, ...]) -> None:
    """Python's own audit events, because a patched `socket` is not what C code and asyncio call."""
    if event in ("socket.connect", "socket.bind", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if host is not None and not _stays_here(host.decode() if isinstance(host, bytes) else str(host)):
        _left_loopback.append(f"{event} {host}")
        raise PermissionError(f"tests stay on the loopback interface: {event} {host}")


def _stays_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost" or host in _SERVICE_HOSTS


_SERVICE_HOSTS = {urlsplit(os.environ.get(service.variable, "")).hostname for service in services.ALL}
sys.addaudithook(_watch_sockets)


@pytest.fixture(autouse=True)
def stays_on_loopback() -> Iterator[None]:
    """Fail a test that reached for another machine, even when the code under test swallowed the error."""
    _left_loopback.clear()
    yield
    if _left_loopback:
        pytest.fail(f"left the loopback interface: {', '.join(_left_loopback)}", pytrace=False)
