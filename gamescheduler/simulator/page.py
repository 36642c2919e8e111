"""The chat page: one template and its static files."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

_HERE = Path(__file__).parent
_POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def routes(title: str) -> list[BaseRoute]:
    """GET / and /static; the page may load and call nothing but this server."""
    templates = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=select_autoescape())

    async def page(request: Request) -> Response:
        text = templates.get_template("client.html").render(title=title)
        return HTMLResponse(text, headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"})

    return [Route("/", page), Mount("/static", StaticFiles(directory=_HERE / "static"))]
