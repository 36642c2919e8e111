"""For machines that ask whether we are well: ``/healthz`` and ``/readyz``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse, Response

from gamescheduler.adapters import migrations
from gamescheduler.app import App
from gamescheduler.domain.actor import SCHEDULER
from gamescheduler.errors import SchemaMismatch, Unreachable
from gamescheduler.services import health
from gamescheduler.web.visit import Visit

MISSED_AFTER = 90.0
"""Wall seconds without a heartbeat: three of them did not come."""

BEHIND_AFTER = 60.0
"""Wall seconds an event waits untaken before somebody should look."""

_PARTS = ("bot", "notify", "status")
_AWAY = "does not answer"


async def alive(visit: Visit) -> Response:
    """The process runs and answers; nothing else is asked."""
    return JSONResponse({"status": "ok"})


async def ready(visit: Visit) -> Response:
    """503 when this process can't do its work; ``degraded`` when another part of the product can't."""
    checks = await _checks(visit.app)
    states = {check["status"] for check in checks.values()}
    status = "unready" if "failed" in states else "degraded" if "degraded" in states else "ready"
    return JSONResponse({"status": status, "checks": checks}, 503 if status == "unready" else 200)


async def _checks(app: App) -> dict[str, dict[str, Any]]:
    try:
        database = {"database": _ok(), "schema": await _schema(app), "cache": await _cache(app)}
    except Unreachable:
        return dict.fromkeys(("database", "schema", "cache"), _bad("failed", _AWAY))
    if database["schema"]["status"] != "ok":
        return database
    async with app.work(SCHEDULER) as work:
        seen, since = await health.last_seen(work), await health.waiting_since(work)
    ages = {part: -app.clock.wall_seconds_until(at) for part, at in seen.items()}
    waits = 0.0 if since is None else -app.clock.wall_seconds_until(since)
    return database | {"bus": _bus(waits)} | {part: _part(ages, part) for part in _PARTS}


async def _schema(app: App) -> dict[str, Any]:
    try:
        async with app.reading() as connection:
            status = await connection.run_sync(migrations.status_on)
    except SchemaMismatch as unknown:
        return _bad("failed", str(unknown))
    if status.pending:
        return _bad("failed", f"at {status.current}, needs {status.head}: run gamescheduler migrate")
    return _ok(version=status.current)


async def _cache(app: App) -> dict[str, Any]:
    await app.cache.get("readyz")
    return _ok()


def _bus(waits: float) -> dict[str, Any]:
    if waits > BEHIND_AFTER:
        return _bad("degraded", f"an event has been waiting for {waits:.0f} s")
    return _ok()


def _part(ages: Mapping[str, float], part: str) -> dict[str, Any]:
    if part not in ages:
        return _bad("degraded", "not seen within a day")
    age = max(0, round(ages[part]))
    if age > MISSED_AFTER:
        return _bad("degraded", f"last seen {age} s ago", seconds_ago=age)
    return _ok(seconds_ago=age)


def _ok(**facts: Any) -> dict[str, Any]:
    return {"status": "ok", **facts}


def _bad(status: str, reason: str, **facts: Any) -> dict[str, Any]:
    return {"status": status, "reason": reason, **facts}
