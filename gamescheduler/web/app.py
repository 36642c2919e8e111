"""The web door: one ASGI application, made of the site map and what stands before it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Scope

from gamescheduler import __version__
from gamescheduler.app import App
from gamescheduler.config import LOOPBACK, MAKE_KEY, Config
from gamescheduler.errors import Misconfigured
from gamescheduler.web import assets, errors
from gamescheduler.web.auth import CALLBACK
from gamescheduler.web.discord import Discord
from gamescheduler.web.memberships import Memberships
from gamescheduler.web.routes import ROUTES
from gamescheduler.web.serving import listen, serving
from gamescheduler.web.sessions import Sessions
from gamescheduler.web.shield import Shield
from gamescheduler.web.tongue import html
from gamescheduler.web.vault import Vault
from gamescheduler.web.visit import Login, Site

log = logging.getLogger(__name__)


async def run(app: App, stop: asyncio.Event, *, ready: asyncio.Event | None = None) -> None:
    """Serve the pages until ``stop`` is set; ``ready`` is set once they can be asked for.

    Raises `Misconfigured` for an address in use, or one that people can't reach safely.
    """
    with contextlib.closing(listen(app.config.api_host, app.config.api_port)) as listener:
        address = address_of(app.config, listener.getsockname()[1])
        async with opened(app, address) as site, serving(site, listener):
            log.info("web pages at %s", address)
            if ready is not None:
                ready.set()
            await stop.wait()


def address_of(config: Config, port: int) -> str:
    """Where people reach us: what is configured, or on this machine the port we listen at."""
    if config.base_url is not None:
        return config.base_url
    if config.api_host not in LOOPBACK:
        raise Misconfigured(
            "The web pages are served to other machines, so their address has to be known. "
            "Set GAMESCHEDULER_BASE_URL to what people type, like https://games.example.org"
        )
    host = f"[{config.api_host}]" if ":" in config.api_host else config.api_host
    return f"http://{host}:{port}"


@contextlib.asynccontextmanager
async def opened(app: App, address: str) -> AsyncIterator[ASGIApp]:
    """The application, with its connections to Discord."""
    async with contextlib.AsyncExitStack() as stack:
        yield make_site(Site(app, address, await _login(app, address, stack), _templates(), assets.load()))


def make_site(site: Site) -> ASGIApp:
    """The site map behind the shield."""
    routed = Starlette(routes=ROUTES, exception_handlers={HTTPException: errors.unrouted})
    routed.state.site = site

    async def trouble(status: int, code: str, scope: Scope) -> Response:
        return errors.page_for(site, status, code, scope)

    return Shield(routed, origin=site.address, trouble=trouble)


async def _login(app: App, address: str, stack: contextlib.AsyncExitStack) -> Login | None:
    """None until there is a Discord application; half of one is a mistake. Raises `Misconfigured`."""
    config = app.config
    if config.discord_client_id is None and config.discord_client_secret is None:
        log.warning("logging in is not set up: no GAMESCHEDULER_DISCORD_CLIENT_ID")
        return None
    if config.discord_client_id is None or config.discord_client_secret is None:
        raise Misconfigured(
            "Logging in needs both GAMESCHEDULER_DISCORD_CLIENT_ID and GAMESCHEDULER_DISCORD_CLIENT_SECRET. "
            "They are in the Discord developer portal: your application → OAuth2."
        )
    if config.secret_key is None:
        raise Misconfigured(
            f"Logging in needs GAMESCHEDULER_SECRET_KEY, which encrypts what is kept. Make one: {MAKE_KEY}"
        )
    sessions = Sessions(app.cache, app.clock, Vault(config.secret_key.get_secret_value()))
    discord = await stack.enter_async_context(Discord(config, address + CALLBACK, app.clock))
    return Login(discord, sessions, Memberships(app, sessions, discord))


def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["html"] = html
    found.globals |= {"version": __version__}
    return found
