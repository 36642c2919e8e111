"""Discord's error bodies: a status, a code, a sentence, and for forms a tree of what is wrong where."""

from __future__ import annotations

from collections.abc import Sized
from typing import Any

_UNKNOWN = {
    "Account": 10001,
    "Application": 10002,
    "Channel": 10003,
    "Guild": 10004,
    "Member": 10007,
    "Message": 10008,
    "Role": 10011,
    "User": 10013,
    "Webhook": 10015,
    "interaction": 10062,
    "application command": 10063,
    "Guild Scheduled Event": 10070,
}

_WRONG_KIND: dict[type, tuple[str, str]] = {
    str: ("STRING_TYPE_CONVERT", "Could not interpret value as string."),
    int: ("NUMBER_TYPE_COERCE", "Value is not int."),
    list: ("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"),
    dict: ("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType"),
}


class DiscordError(Exception):
    """An answer that is not a success; `retry_after` is in wire seconds and belongs to 429 alone."""

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        *,
        errors: dict[str, Any] | None = None,
        retry_after: float | None = None,
        scope: str = "user",
    ) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors
        self.retry_after = retry_after
        self.scope = scope

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.errors:
            body["errors"] = self.errors
        if self.retry_after is not None:
            body |= {"retry_after": round(self.retry_after, 3), "global": self.scope == "global"}
        return body


def unknown(noun: str) -> DiscordError:
    """404 for a thing that is not there; `noun` as Discord spells it."""
    return DiscordError(404, _UNKNOWN[noun], f"Unknown {noun}")


def missing_access() -> DiscordError:
    return DiscordError(403, 50001, "Missing Access")


def missing_permissions() -> DiscordError:
    return DiscordError(403, 50013, "Missing Permissions")


class Form:
    """Collects everything wrong with one request body, so that all of it is said in one 50035."""

    def __init__(self) -> None:
        self._tree: dict[str, Any] = {}

    def error(self, path: str, code: str, message: str) -> None:
        """Note one fault; `path` is dotted, list indexes included.

        A node has faults of its own or inside it, never both: the outer ones are told.
        """
        node = self._tree
        for part in path.split("."):
            if "_errors" in node:
                return
            node = node.setdefault(part, {})
        faults = [*node.get("_errors", []), {"code": code, "message": message}]
        node.clear()
        node["_errors"] = faults

    def required(self, path: str) -> None:
        self.error(path, "BASE_TYPE_REQUIRED", "This field is required")

    def length(self, path: str, value: Sized | None, most: int, *, least: int = 0) -> None:
        """Check a text or list; with `least` above zero the sentence names both ends, as Discord's does."""
        size = len(value) if value is not None else 0
        if least and not least <= size <= most:
            self.error(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        elif size > most:
            self.error(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")

    def kind(self, path: str, value: object, kind: type) -> bool:
        """Check what sort of value this is; absent or null is any sort."""
        if value is None or isinstance(value, kind):
            return True
        self.error(path, *_WRONG_KIND[kind])
        return False

    def choice(self, path: str, value: object, choices: tuple[object, ...]) -> None:
        if value not in choices:
            named = ", ".join(str(choice) for choice in choices)
            self.error(path, "BASE_TYPE_CHOICES", f"Value must be one of ({named}).")

    def raise_if_wrong(self) -> None:
        """Raises DiscordError 400/50035 with the nested tree when any fault was noted."""
        if self._tree:
            raise DiscordError(400, 50035, "Invalid Form Body", errors=self._tree)
