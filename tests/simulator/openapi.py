"""Discord's own OpenAPI document as the judge of every exchange with the simulator."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from gamescheduler.simulator import Exchange

DOCUMENT = Path(__file__).parent.parent / "data" / "discord-openapi.json"
_ANSWERS, _REQUESTS = "urn:discord", "urn:discord-requests"


class Judge:
    """An observer of the simulator; `problems` is what Discord would have done otherwise.

    Answers of 500 and above and pages in HTML are only ever injected on purpose, and the document does not
    describe them.
    """

    def __init__(self) -> None:
        self.problems: list[str] = []

    def __call__(self, exchange: Exchange) -> None:
        if exchange.status >= 500 or isinstance(exchange.response_body, str):
            return
        method = exchange.method.lower()
        pointer, operation = _operation(exchange.template or exchange.path, method)
        if exchange.template is None or operation is None:
            self._note(exchange, "no such route")
            return
        known = {p["name"] for p in operation.get("parameters", []) if p["in"] == "query"}
        for name in exchange.query.keys() - known - _UNDOCUMENTED_QUERY:
            self._note(exchange, f"unknown query parameter {name}")
        if exchange.status < 400:
            self._judge_request(exchange, pointer, operation)
        self._judge_answer(exchange, pointer, operation)

    def take(self) -> list[str]:
        """The problems so far, forgotten: for tests that cause one on purpose."""
        taken, self.problems = self.problems, []
        return taken

    def _judge_request(self, exchange: Exchange, pointer: str, operation: dict[str, Any]) -> None:
        if "requestBody" in operation and exchange.request_body is not None:
            schema = f"{_REQUESTS}#{pointer}/requestBody/content/application~1json/schema"
            for error in _validator(schema)(exchange.request_body):
                self._note(exchange, f"accepted a request that Discord refuses: {error}")

    def _judge_answer(self, exchange: Exchange, pointer: str, operation: dict[str, Any]) -> None:
        status = str(exchange.status)
        key = status if status in operation["responses"] else f"{status[0]}XX"
        answer = operation["responses"].get(key)
        if answer is None:
            self._note(exchange, f"undocumented status {status}")
            return
        where = f"{pointer}/responses/{key}"
        if "$ref" in answer:
            where = answer["$ref"].removeprefix("#")
            answer = _document()["components"]["responses"][where.rpartition("/")[2]]
        if "content" not in answer:
            if exchange.response_body is not None:
                self._note(exchange, f"a body where {status} has none")
            return
        for error in _validator(f"{_ANSWERS}#{where}/content/application~1json/schema")(
            exchange.response_body
        ):
            self._note(exchange, error)

    def _note(self, exchange: Exchange, problem: str) -> None:
        self.problems.append(f"{exchange.method} {exchange.path} -> {exchange.status}: {problem}")


_UNDOCUMENTED_QUERY = frozenset({"with_components"})
"""Sent by disnake to interaction webhooks; documented for webhooks in Discord's docs, not in the document."""


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(DOCUMENT.read_text())
    _amend(document)
    return document


def _amend(document: dict[str, Any]) -> None:
    """Where the published document differs from what Discord does."""
    schemas = document["components"]["schemas"]
    # Codes of nested form errors are strings (BASE_TYPE_MAX_LENGTH), as Discord's docs show them.
    schemas["InnerErrors"]["properties"]["_errors"]["items"] = {
        "type": "object",
        "required": ["code", "message"],
        "properties": {"code": {"type": ["string", "integer"]}, "message": {"type": "string"}},
    }
    # Real servers have features before the list knows them.
    schemas["GuildFeatures"] = {"type": "string"}
    document["paths"] |= _OAUTH2


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _strings(*required: str) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "additionalProperties": {"type": "string"}}


_OAUTH2_ERROR = _json(_strings("error"))
_OAUTH2_LIMIT = {"$ref": "#/components/responses/ClientRatelimitedResponse"}
_TOKEN = _strings("access_token", "token_type", "refresh_token", "scope", "expires_in") | {
    "properties": {"token_type": {"const": "Bearer"}, "expires_in": {"type": "integer"}}
}
_OAUTH2: dict[str, Any] = {
    path: {"post": {"responses": {"200": answer, "429": _OAUTH2_LIMIT, "4XX": _OAUTH2_ERROR}}}
    for path, answer in {
        "/oauth2/token": _json(_TOKEN),
        "/oauth2/token/revoke": _json({"type": "object", "maxProperties": 0}),
    }.items()
}
"""What the document leaves out; from Discord's docs (OAuth2) and RFC 6749 5.2."""


def _relaxed(node: Any) -> Any:
    """The document for requests: strings pass for integers and integers for snowflakes, as its README says.

    Once relaxed, branches of a oneOf overlap (a nonce is an integer or a string), so oneOf becomes anyOf.
    """
    if isinstance(node, list):
        return [_relaxed(item) for item in node]
    if not isinstance(node, dict):
        return node
    relaxed = {"anyOf" if key == "oneOf" else key: _relaxed(value) for key, value in node.items()}
    kinds = node.get("type")
    if node.get("format") == "snowflake":
        relaxed["type"] = ["string", "integer"]
    elif "enum" not in node and (kinds == "integer" or (isinstance(kinds, list) and "integer" in kinds)):
        relaxed |= {
            "type": [*([kinds] if isinstance(kinds, str) else kinds), "string"],
            "pattern": r"^-?\d+$",
        }
    return relaxed


@cache
def _registry() -> jsonschema_rs.Registry:
    requests = copy.deepcopy(_document())
    requests["components"]["schemas"] = _relaxed(requests["components"]["schemas"])
    requests["paths"] = _relaxed(requests["paths"])
    return jsonschema_rs.Registry(
        [(_ANSWERS, _document()), (_REQUESTS, requests)], draft=jsonschema_rs.Draft202012
    )


@cache
def _validator(reference: str) -> Callable[[Any], list[str]]:
    # jsonschema_rs refuses bare braces in the fragment of a URI.
    quoted = reference.replace("{", "%7B").replace("}", "%7D")
    validator = jsonschema_rs.Draft202012Validator({"$ref": quoted}, registry=_registry())

    def errors(instance: Any) -> list[str]:
        return [
            f"{'.'.join(map(str, e.instance_path))}: {e.message[:300]}"
            for e in validator.iter_errors(instance)
        ]

    return errors


@cache
def _operation(path: str, method: str) -> tuple[str, dict[str, Any] | None]:
    """The JSON pointer of an operation and what stands there; parameters may be named differently."""
    wanted = re.sub(r"\{\w+\}", "{}", path)
    for documented, operations in _document()["paths"].items():
        if re.sub(r"\{\w+\}", "{}", documented) == wanted and method in operations:
            return f"/paths/{documented.replace('/', '~1')}/{method}", operations[method]
    return "", None
