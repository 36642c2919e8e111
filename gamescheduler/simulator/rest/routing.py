"""The route table of the REST API: what a handler is given, how it answers, how a path finds it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gamescheduler.simulator.errors import DiscordError, missing_access, missing_permissions
from gamescheduler.simulator.guild import Guild
from gamescheduler.simulator.limits import Limits
from gamescheduler.simulator.oauth import Token
from gamescheduler.simulator.objects import DM, Json
from gamescheduler.simulator.permissions import Permission
from gamescheduler.simulator.world import Bot, World


@dataclass(frozen=True)
class Reply:
    """An answer whose status is not 200 (or 204 for nothing)."""

    status: int
    body: Any


@dataclass(frozen=True)
class Call:
    """One request on its way to a handler; `url` is how the client addresses this server.

    Who asks is a bot (`caller`), or an application in somebody's name (`bearer`), or nobody.
    """

    world: World
    limits: Limits
    url: str
    params: dict[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    caller: Bot | None
    bearer: Token | None = None

    @property
    def bot(self) -> Bot:
        """The bot that is asking; raises 401 when nobody said who they are."""
        if self.caller is None:
            raise unauthorized()
        return self.caller

    def person(self, scope: str) -> Json:
        """Somebody whose token allows `scope`; raises 50026 when it does not, 20001 for a bot."""
        if self.bearer is None:
            raise DiscordError(403, 20001, "Bots cannot use this endpoint")
        if scope not in self.bearer.scopes:
            raise DiscordError(403, 50026, "Missing required OAuth2 scope")
        return self.world.user(self.bearer.user_id)

    def account(self, scope: str) -> Json:
        """The bot that is asking, or somebody whose token allows `scope` (50026)."""
        return self.bot.user if self.bearer is None else self.person(scope)

    @property
    def form(self) -> Json:
        """The body as an object; raises 50035 for anything else."""
        if not isinstance(self.body, dict):
            raise DiscordError(400, 50035, "Invalid Form Body", errors={"_errors": [_NOT_AN_OBJECT]})
        return self.body

    @property
    def guild(self) -> Guild:
        """The guild of the path, as far as the bot is in it (10004, 50001)."""
        guild = self.world.guild(self.params["guild_id"])
        if self.bot.id not in guild.members:
            raise missing_access()
        return guild

    def channel(self, *needed: Permission) -> Json:
        """The channel of the path; raises 10003, 50001 when out of sight, 50013 without one of `needed`."""
        channel = self.world.channel(self.params["channel_id"])
        held = self.world.permissions(self.bot.id, channel)
        if not held & Permission.VIEW_CHANNEL:
            raise missing_access()
        if channel["type"] != DM and any(not held & permission for permission in needed):
            raise missing_permissions()
        return channel

    def guild_of(self, channel: Json) -> Guild:
        """The guild a channel stands in; raises 50024 for a DM."""
        guild = self.world.guild_of(channel)
        if guild is None:
            raise DiscordError(400, 50024, "Cannot execute action on this channel type")
        return guild

    def message(self, channel: Json) -> Json:
        """The message of the path; an ephemeral one is unknown here (10008)."""
        return self.world.message(channel["id"], self.params["message_id"])

    def flag(self, name: str) -> bool:
        return self.query.get(name, "").lower() in ("1", "true")

    def snowflake(self, name: str) -> int | None:
        """An id from the query; raises 50035 when it is none."""
        text = self.query.get(name)
        return None if text is None else snowflake(name, text)

    def number(self, name: str, default: int, most: int) -> int:
        """A count from the query; raises 50035 when it is none, or not between 1 and `most`."""
        text = self.query.get(name)
        return default if text is None else _number(name, text, "int", least=1, most=most)


_NOT_AN_OBJECT = {"code": "DICT_TYPE_CONVERT", "message": "Only dictionaries may be used in a DictType"}


def snowflake(name: str, text: str) -> int:
    """An id out of the query or the path; raises 50035 when it is none, or has more than 63 bits."""
    return _number(name, text, "snowflake", least=0, most=2**63 - 1)


def _number(name: str, text: str, kind: str, *, least: int, most: int) -> int:
    if not text.isdecimal():
        raise _wrong(name, "NUMBER_TYPE_COERCE", f'Value "{text}" is not {kind}.')
    if int(text) < least:
        raise _wrong(name, "NUMBER_TYPE_MIN", f"{kind} value should be greater than or equal to {least}.")
    if int(text) > most:
        raise _wrong(name, "NUMBER_TYPE_MAX", f"{kind} value should be less than or equal to {most}.")
    return int(text)


def _wrong(name: str, code: str, message: str) -> DiscordError:
    error = {"code": code, "message": message}
    return DiscordError(400, 50035, "Invalid Form Body", errors={name: {"_errors": [error]}})


def unauthorized() -> DiscordError:
    return DiscordError(401, 0, "401: Unauthorized")


Handler = Callable[[Call], Any]


@dataclass(frozen=True)
class Route:
    method: str
    template: str
    handler: Handler
    public: bool
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.template)
        object.__setattr__(self, "pattern", re.compile(pattern + "/?$"))


class Routes:
    """Routes of one noun; public ones need no Authorization, most of them have a token in their path."""

    def __init__(self) -> None:
        self.all: list[Route] = []

    def __call__(self, method: str, template: str, *, public: bool = False) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            self.all.append(Route(method, template, handler, public))
            return handler

        return register


def match(routes: list[Route], method: str, path: str) -> tuple[Route, dict[str, str]]:
    """Find the route of a path. Raises DiscordError 404, or 405 when only the verb is wrong."""
    fitting = [(route, found) for route in routes if (found := route.pattern.match(path))]
    for route, found in fitting:
        if route.method == method:
            return route, found.groupdict()
    if fitting:
        raise DiscordError(405, 0, "405: Method Not Allowed")
    raise DiscordError(404, 0, "404: Not Found")


def in_matching_order(routes: list[Route]) -> list[Route]:
    return sorted(routes, key=lambda route: [part.startswith("{") for part in route.template.split("/")])
