"""Trouble over HTTP: faults, gateway drops, kicks, closed DMs; apart from /api, so no bot finds it."""

from __future__ import annotations

import itertools
from collections import deque
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from gamescheduler.simulator import messages, moderation
from gamescheduler.simulator.client import answering_json
from gamescheduler.simulator.faults import Fault, Faults
from gamescheduler.simulator.gateway import Op, packet
from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.rest.endpoint import Exchange
from gamescheduler.simulator.sessions import Session, Sessions
from gamescheduler.simulator.world import World

REMEMBERED = 1000


class Control:
    def __init__(self, world: World, sessions: Sessions, faults: Faults) -> None:
        self._world = world
        self._sessions = sessions
        self._faults = faults
        self._seq = itertools.count(1)
        self._exchanges: deque[Json] = deque(maxlen=REMEMBERED)

    def routes(self) -> list[Route]:
        posts = {
            "/faults": self.fault,
            "/gateway": self.gateway,
            "/members": self.member,
            "/dms": self.close_dms,
            "/messages/delete": self.delete_message,
            "/channels": self.overwrite,
            "/redirects": self.register_redirect,
        }
        routes = [Route(path, answering_json(handler), methods=["POST"]) for path, handler in posts.items()]
        return [*routes, Route("/exchanges", answering_json(self.exchanges), methods=["GET"])]

    def observe(self, exchange: Exchange) -> None:
        """Remember the last REST exchanges, without their bodies."""
        keys = ("method", "path", "template", "status", "code", "bot_id", "user_id")
        told = {key: getattr(exchange, key) for key in keys}
        self._exchanges.append({"seq": next(self._seq), "at": exchange.at.isoformat(), **told})

    async def exchanges(self, request: Request) -> list[Json]:
        after = int(request.query_params.get("after", "0"))
        return [exchange for exchange in self._exchanges if exchange["seq"] > after]

    async def fault(self, request: Request) -> Json:
        self._faults.add(Fault.read(await request.json()))
        return {}

    async def gateway(self, request: Request) -> Json:
        body = await request.json()
        concerned = self._sessions.of(body.get("bot_id"))
        for session in concerned:
            self._disturb(session, body)
        return {"sessions": len(concerned)}

    async def member(self, request: Request) -> Json:
        body = await request.json()
        guild = self._world.guild(body["guild_id"])
        action, user_id = body["action"], body["user_id"]
        if action == "add":
            self._world.add_member(guild, self._world.user(user_id), nick=body.get("nick"))
        elif action == "kick":
            moderation.kick(self._world, guild, user_id)
        elif action == "nick":
            moderation.set_nick(self._world, guild, guild.member(user_id), body.get("nick"))
        elif action == "roles":
            moderation.set_roles(self._world, guild, guild.member(user_id), body["roles"])
        else:
            raise ValueError(f"there is no action {action}")
        return {}

    async def close_dms(self, request: Request) -> Json:
        body = await request.json()
        moderation.close_dms(self._world, body["user_id"], closed=bool(body["closed"]))
        return {}

    async def delete_message(self, request: Request) -> Json:
        body = await request.json()
        messages.delete(self._world, self._world.message(body["channel_id"], body["message_id"]))
        return {}

    async def overwrite(self, request: Request) -> Json:
        body = await request.json()
        channel = self._world.channel(body["channel_id"])
        moderation.set_overwrites(self._world, channel, body["overwrites"])
        return channel

    async def register_redirect(self, request: Request) -> Json:
        """Let an application, the first one unless `client_id` names it, send people to one more place."""
        body = await request.json()
        bots = self._world.bots
        bot = bots[body["client_id"]] if "client_id" in body else next(iter(bots.values()))
        if body["redirect_uri"] not in bot.redirect_uris:
            bot.redirect_uris.append(body["redirect_uri"])
        return {"client_id": bot.id, "client_secret": bot.secret, "redirect_uris": bot.redirect_uris}

    def _disturb(self, session: Session, body: dict[str, Any]) -> None:
        """Ask for a reconnect (op 7), end the session (op 9), or cut the line with a close code."""
        line, action = session.line, body["action"]
        if line is None:
            return
        if action == "reconnect":
            line.send(packet(Op.RECONNECT, None))
        elif action == "invalid_session":
            self._sessions.forget(session)
            line.send(packet(Op.INVALID_SESSION, False))
        elif action in ("drop", "close"):
            # Whatever happens from here on is missed, and replayed after a RESUME.
            self._sessions.lose(session, line)
            line.close(int(body.get("code", 4000)))
        else:
            raise ValueError(f"there is no action {action}")
