"""The pages: their templates and static files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

_HERE = Path(__file__).parent
_TEMPLATES = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=select_autoescape())


def html(template: str, *, status: int = 200, form_action: str = "'none'", **told: Any) -> HTMLResponse:
    """A page that may load and call nothing but this server, nor be framed."""
    policy = f"default-src 'self'; base-uri 'none'; form-action {form_action}; frame-ancestors 'none'"
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return HTMLResponse(_TEMPLATES.get_template(template).render(told), status, headers)


def routes(title: str) -> list[BaseRoute]:
    """GET / and /static."""

    async def page(request: Request) -> Response:
        return html("client.html", title=title)

    return [Route("/", page), Mount("/static", StaticFiles(directory=_HERE / "static"))]
