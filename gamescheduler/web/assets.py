"""Style, script and icon: their names change with their contents, so browsers may keep them for ever."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

_FOLDER = Path(__file__).parent / "static"
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, as it is and compressed."""

    url: str
    type: str
    plain: bytes
    zipped: bytes


def load() -> dict[str, Asset]:
    """Every file by its name: ``site.css``."""
    return {path.name: _asset(path) for path in sorted(_FOLDER.iterdir()) if path.is_file()}


def answer(asset: Asset, request: Request) -> Response:
    """The file, compressed for those who take it."""
    headers = {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(asset.plain, media_type=asset.type, headers=headers)
    return Response(asset.zipped, media_type=asset.type, headers=headers | {"Content-Encoding": "gzip"})


def _asset(path: Path) -> Asset:
    contents = path.read_bytes()
    name = f"{path.stem}.{hashlib.sha256(contents).hexdigest()[:12]}{path.suffix}"
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(f"/static/{name}", kind, contents, gzip.compress(contents, mtime=0))
