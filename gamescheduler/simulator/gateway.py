"""The gateway's WebSocket: one connection, from HELLO to its close code (docs: Gateway)."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections import deque
from enum import IntEnum
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from gamescheduler.simulator.objects import Json
from gamescheduler.simulator.sessions import Session, Sessions

HEARTBEAT_SECONDS = 41.25
LARGEST_FRAME = 4096
SENDS_PER_MINUTE = 120


class Op(IntEnum):
    """Gateway opcodes (docs: Gateway Opcodes)."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE_STATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11
    REQUEST_SOUNDS = 31


class Closed(Exception):
    """The server ends the connection with this close code (docs: Gateway Close Event Codes)."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Connection:
    """Packets go out through one queue, so whoever changes the world never waits for a slow reader."""

    def __init__(self, socket: WebSocket, sessions: Sessions) -> None:
        self._socket = socket
        self._sessions = sessions
        self._session: Session | None = None
        self._outgoing: asyncio.Queue[str | Closed] = asyncio.Queue()
        self._zlib = zlib.compressobj() if socket.query_params.get("compress") == "zlib-stream" else None
        self._received: deque[float] = deque(maxlen=SENDS_PER_MINUTE)

    def send(self, packet: str) -> None:
        self._outgoing.put_nowait(packet)

    def close(self, code: int, reason: str = "") -> None:
        """Close after everything sent so far."""
        self._outgoing.put_nowait(Closed(code, reason))

    async def run(self) -> None:
        """Serve the socket until either side closes it."""
        await self._socket.accept()
        self.send(packet(Op.HELLO, {"heartbeat_interval": int(HEARTBEAT_SECONDS * 1000), "_trace": ["[]"]}))
        writer = asyncio.create_task(self._write())
        code = 1006
        try:
            while True:
                self._obey(await self._read())
        except Closed as closed:
            self.close(closed.code, closed.reason)
            await writer
        except WebSocketDisconnect as gone:
            code = gone.code
        finally:
            writer.cancel()
            self._detach(code)

    async def _write(self) -> None:
        while True:
            item = await self._outgoing.get()
            if isinstance(item, Closed):
                if self._socket.client_state is WebSocketState.CONNECTED:
                    await self._socket.close(item.code, item.reason)
                return
            try:
                await self._send_now(item)
            except (WebSocketDisconnect, RuntimeError):
                return

    async def _send_now(self, text: str) -> None:
        if self._zlib is None:
            await self._socket.send_text(text)
        else:
            # One zlib stream per connection; every packet ends with a sync flush (00 00 ff ff).
            await self._socket.send_bytes(
                self._zlib.compress(text.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
            )

    async def _read(self) -> Json:
        try:
            frame = await asyncio.wait_for(self._socket.receive(), 2 * HEARTBEAT_SECONDS)
        except TimeoutError:
            raise Closed(4009, "Session timed out.") from None
        if frame["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(frame.get("code") or 1006)
        self._count()
        # Some libraries (hikari) send their JSON in binary frames.
        raw = frame.get("text") or (frame.get("bytes") or b"").decode(errors="replace")
        try:
            received = json.loads(raw) if len(raw) <= LARGEST_FRAME else None
        except ValueError:
            received = None
        if not isinstance(received, dict):
            raise Closed(4002, "Decode error.")
        return received

    def _count(self) -> None:
        now = self._sessions.world.clock.wire()
        if len(self._received) == SENDS_PER_MINUTE and now - self._received[0] < 60:
            raise Closed(4008, "Rate limited.")
        self._received.append(now)

    def _obey(self, received: Json) -> None:
        op, data = received.get("op"), received.get("d")
        if op == Op.HEARTBEAT:
            self.send(packet(Op.HEARTBEAT_ACK, None))
        elif op == Op.IDENTIFY:
            self._identify(data)
        elif op == Op.RESUME:
            self._resume(data)
        elif self._session is None:
            raise Closed(4003, "Not authenticated.")
        elif op == Op.REQUEST_MEMBERS:
            self._sessions.send_members(self._session, data or {})
        elif op not in (Op.PRESENCE, Op.VOICE_STATE, Op.REQUEST_SOUNDS):
            raise Closed(4001, "Unknown opcode.")

    def _identify(self, data: Any) -> None:
        if self._session is not None:
            raise Closed(4005, "Already authenticated.")
        if not isinstance(data, dict) or "intents" not in data:
            raise Closed(4002, "Decode error.")
        bot = self._sessions.world.bot_by_token(str(data.get("token")).removeprefix("Bot "))
        if bot is None:
            raise Closed(4004, "Authentication failed.")
        fault = self._sessions.why_not_identify(bot, data)
        if fault is not None:
            raise Closed(*fault)
        self._session = self._sessions.open(bot, data, self, self._own_url())

    def _resume(self, data: Any) -> None:
        session = self._sessions.resumable(data if isinstance(data, dict) else {})
        if session is None:
            self.send(packet(Op.INVALID_SESSION, False))
            return
        if int(data["seq"]) > session.seq:
            raise Closed(4007, "Invalid seq.")
        if not session.can_replay(int(data["seq"])):
            self._sessions.forget(session)
            self.send(packet(Op.INVALID_SESSION, False))
            return
        self._session = session
        session.resume(self, int(data["seq"]))

    def _detach(self, code: int) -> None:
        """A close by the client with 1000 or 1001 ends the session; after anything else it may be resumed."""
        if self._session is None or self._session.line is not self:
            return
        if code in (1000, 1001):
            self._sessions.forget(self._session)
        else:
            self._sessions.lose(self._session, self)

    def _own_url(self) -> str:
        return f"{self._socket.url.scheme}://{self._socket.url.netloc}/gateway"


def packet(op: Op, data: Any) -> str:
    return json.dumps({"op": int(op), "d": data, "s": None, "t": None})
