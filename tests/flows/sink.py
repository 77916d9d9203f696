"""A recording stand-in for Telegram's Bot API: it answers every call at once and keeps what was asked, and when.

The npm stand-in that the other tests use hands out an update once, whatever the answer was, and keeps no times; a kill
loop needs updates posted until they are answered, and a benchmark needs times. This one only listens.
"""

import asyncio
import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One call to the Bot API: its method, its values, and when it came (monotonic seconds)."""

    method: str
    values: dict[str, Any]
    at: float


@dataclass(slots=True)
class Sink:
    """What was asked of the stand-in. `sent` is called for each message, on the sink's own loop.

    `pause`: seconds that it thinks before it answers, so that calls are under way when something is killed.
    """

    port: int = 0
    pause: float = 0
    calls: list[Call] = field(default_factory=list[Call])
    sent: Callable[[Call], object] | None = None
    _number: int = 1000

    @property
    def base(self) -> str:
        """The address that stands for Telegram's."""
        return f"http://127.0.0.1:{self.port}"

    def texts(self) -> dict[int, list[str]]:
        """The messages that each chat got, in order."""
        chats: dict[int, list[str]] = defaultdict(list)
        for call in list(self.calls):
            if call.method == "sendMessage":
                chats[int(call.values["chat_id"])].append(str(call.values["text"]))
        return chats

    def hook(self) -> tuple[str, str]:
        """The address and the secret that the bot last registered for updates; empty when it did not."""
        registered = [call.values for call in list(self.calls) if call.method == "setWebhook"]
        return (registered[-1]["url"], registered[-1].get("secret_token", "")) if registered else ("", "")

    async def serve(self) -> asyncio.Server:
        """Begin to listen on the running loop, on a free port."""
        server = await asyncio.start_server(self._converse, "127.0.0.1", 0, backlog=512)
        self.port = int(server.sockets[0].getsockname()[1])
        return server

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
                lower = {name.casefold(): value for name, value in fields.items()}
                body = await reader.readexactly(int(lower.get("content-length", "0")))
                method = head.split(" ", 2)[1].rpartition("/")[2]
                raw = json.dumps(self._answer(method, _values(lower.get("content-type", ""), body))).encode()
                await asyncio.sleep(self.pause)
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                    % (len(raw), raw)
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the bot was killed or closed the connection, or this is the end
        finally:
            writer.close()

    def _answer(self, method: str, values: dict[str, Any]) -> Answer:
        call = Call(method, values, time.monotonic())
        self.calls.append(call)
        if method == "getMe":
            me = {"id": 1, "is_bot": True, "first_name": "Signaal", "username": "signaal_test_bot"}
            return {"ok": True, "result": me}
        if method != "sendMessage":
            return {"ok": True, "result": True}
        if self.sent:
            self.sent(call)
        self._number += 1
        chat = {"id": int(values["chat_id"]), "type": "private"}
        message = {"message_id": self._number, "date": int(time.time()), "chat": chat, "text": values["text"]}
        return {"ok": True, "result": message}


@contextmanager
def listening() -> Generator[Sink]:
    """A sink on a loop in a thread of its own, gone at the end."""
    sink, loop = Sink(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="sink")
    thread.start()
    server = asyncio.run_coroutine_threadsafe(sink.serve(), loop).result(60)
    try:
        yield sink
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(60)
        loop.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


def _values(kind: str, body: bytes) -> dict[str, Any]:
    if kind.startswith("application/json"):
        return json.loads(body or b"{}")
    return dict(parse_qsl(body.decode(), keep_blank_values=True))
