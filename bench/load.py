"""Updates posted at a given pace, and how long each reply took to reach the sink."""

import asyncio
import json
import statistics
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.flows.sink import Call, Sink
from tests.flows.telegram_load import update

# As many connections as Telegram opens to a webhook by default.
CONNECTIONS = 40
_REPLIED_WITHIN = 60.0


Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Connections(asyncio.Queue[Connection | None]):
    """Connections that nobody uses now; None: one that is still to be opened."""


@dataclass(slots=True)
class Driver:
    """Posts updates for chats and matches replies to them, first in first out within a chat. For one event loop."""

    base: str
    sink: Sink
    latencies: list[float] = field(default_factory=list[float])
    refused: int = 0
    _waiting: "defaultdict[int, deque[float]]" = field(default_factory=lambda: defaultdict(deque))
    _messages: "defaultdict[int, int]" = field(default_factory=lambda: defaultdict(int))
    _number: int = 1_000_000
    _free: Connections = field(default_factory=Connections)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    def __post_init__(self) -> None:
        """Listen to the sink."""
        self.sink.sent = self._replied
        for _connection in range(CONNECTIONS):
            self._free.put_nowait(None)

    def say(self, chat: int, text: str) -> None:
        """Post a text of a chat now; its time begins now, also when every connection is taken."""
        task = asyncio.create_task(self._post(chat, text, time.monotonic()))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def until_answered(self, seconds: float = _REPLIED_WITHIN) -> int:
        """Wait until everything was answered; how many replies are missing after that time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and (self._under_way or any(self._waiting.values())):  # noqa: ASYNC110 # two sources
            await asyncio.sleep(0.02)  # coarse on purpose: waiting must not cost the program its processor
        missing = sum(len(waiting) for waiting in self._waiting.values())
        self._waiting.clear()
        return missing

    def take(self) -> list[float]:
        """The latencies since the last time this was asked, in seconds."""
        taken, self.latencies = self.latencies, []
        return taken

    async def close(self) -> None:
        """Close the connections."""
        while not self._free.empty():
            connection = self._free.get_nowait()
            if connection:
                connection[1].close()

    def _replied(self, call: Call) -> None:
        waiting = self._waiting[int(call.values["chat_id"])]
        if waiting:
            self.latencies.append(call.at - waiting.popleft())

    async def _post(self, chat: int, text: str, began: float) -> None:
        self._number += 1
        self._messages[chat] += 1
        body = json.dumps(update(self._number, chat, self._messages[chat], text)).encode()
        self._waiting[chat].append(began)
        connection = await self._free.get()
        try:
            answer, connection = await self._exchange(connection, body)
            self.refused += not answer.startswith(b"HTTP/1.1 200")
        except (OSError, asyncio.IncompleteReadError):
            self.refused += 1
            self._waiting[chat].pop()
            connection = None
        self._free.put_nowait(connection)

    async def _exchange(self, connection: Connection | None, body: bytes) -> tuple[bytes, Connection]:
        """Send a body and read the answer; on a new connection when the server closed the one that was kept."""
        parts = urlsplit(self.base)
        url, secret = self.sink.hook()
        head = (
            f"POST {urlsplit(url).path or '/telegram/1'} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            f"Content-Type: application/json\r\nX-Telegram-Bot-Api-Secret-Token: {secret}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        while True:
            reader, writer = connection or await asyncio.open_connection(parts.hostname, parts.port)
            try:
                writer.write(head.encode() + body)
                answer = await reader.readuntil(b"\r\n\r\n")
            except (OSError, asyncio.IncompleteReadError):
                writer.close()
                if connection is None:
                    raise
                connection = None
                continue
            for line in answer.lower().split(b"\r\n"):
                if line.startswith(b"content-length:"):
                    await reader.readexactly(int(line.split(b":")[1]))
            return answer, (reader, writer)


async def at_pace(say: Callable[[int], Any], a_second: float, seconds: float) -> None:
    """Do something `a_second` times a second for some seconds, evenly, whatever it leads to; given its turn."""
    began = time.monotonic()
    for turn in range(int(a_second * seconds)):
        await asyncio.sleep(max(0.0, began + turn / a_second - time.monotonic()))
        say(turn)


def in_milliseconds(latencies: list[float]) -> dict[str, float]:
    """The middle, the slow ends and the slowest, in milliseconds."""
    if len(latencies) < 2:  # quantiles need two
        return {"replies": len(latencies)}
    cuts = statistics.quantiles(latencies, n=100, method="inclusive")
    named = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "max": max(latencies)}
    return {"replies": len(latencies), **{name: round(value * 1000, 1) for name, value in named.items()}}
