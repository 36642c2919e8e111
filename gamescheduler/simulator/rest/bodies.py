"""Reading request bodies: JSON, and the multipart and form shapes libraries send for the same thing."""

from __future__ import annotations

import json
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from gamescheduler.simulator.errors import DiscordError


def parse(content_type: str, raw: bytes) -> Any:
    """The body as JSON data; files of a multipart body are dropped. Raises DiscordError 50109 or 50035."""
    kind = content_type.partition(";")[0].strip().lower()
    if not raw:
        return None
    if kind == "application/json":
        return _json(raw)
    if kind == "multipart/form-data":
        return _fields(_multipart(content_type, raw))
    if kind == "application/x-www-form-urlencoded":
        return _fields(dict(parse_qsl(raw.decode())))
    expected = "Expected \"Content-Type\" header to be one of {'application/json'}."
    error = {"_errors": [{"code": "CONTENT_TYPE_INVALID", "message": expected}]}
    raise DiscordError(400, 50035, "Invalid Form Body", errors=error)


def _json(raw: bytes | str) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise DiscordError(400, 50109, "The request body contains invalid JSON.") from None


def _multipart(content_type: str, raw: bytes) -> dict[str, str]:
    # The standard library reads MIME; a multipart package would be a dependency for one route shape.
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + raw
    )
    fields: dict[str, str] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str) and part.get_filename() is None:
            fields[name] = bytes(part.get_payload(decode=True)).decode()
    return fields


def _fields(fields: dict[str, str]) -> Any:
    return _json(fields["payload_json"]) if "payload_json" in fields else fields
