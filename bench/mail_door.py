"""Durable mail intake: mails a second committed before `250`, beside a bare aiosmtpd handler on the same PostgreSQL.

The bare handler does the same group commit of a plain insert, and nothing else: no addresses, no limits, no sealing.
Both run as one process; they take turns, so that a busy moment of the machine hits both.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from aiosmtpd.smtp import SMTP

from bench.figures import cpu_seconds
from bench.load import in_milliseconds
from core.municipalities import add_municipality
from core.settings import Settings
from core.start import open_installation, owning
from core.store import embedded
from mail.commit import Commits

_TO, _SIZE, _BUDGET = "lommerbeek@signaal.localhost", 3000, 0.80
_WORDS = b"De wachtlijst voor kinderopvang is al maanden te lang voor wie begint te werken.\r\n"
_DOOR = "tests.mail.door.door_process"


async def serve_bare(url: str) -> None:
    """The bare baseline: a handler that puts the bytes in a table, in groups, and answers when they are there."""
    loop = asyncio.get_running_loop()
    connection: psycopg.Connection[Any] = psycopg.connect(url)
    connection.execute("create table if not exists bench_mail (number bigint generated always as identity, body bytea)")
    connection.commit()

    def write(bodies: list[Any]) -> None:
        connection.cursor().executemany("insert into bench_mail (body) values (%s)", [(body,) for body in bodies])
        connection.commit()

    commits = Commits(write)

    class Handler:
        async def handle_DATA(self, _server: SMTP, _session: object, envelope: Any) -> str:  # noqa: N802 # aiosmtpd's
            await commits.commit([_Weighed(envelope.content)])  # pyright: ignore[reportArgumentType]  # bytes will do
            return "250 2.0.0 Taken"

    writing = loop.create_task(commits.run())
    server = await loop.create_server(lambda: SMTP(Handler(), loop=loop, hostname="bare"), "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    await writing


class _Weighed(bytes):
    """Bytes that the group commit can weigh as it weighs a delivery."""

    __slots__ = ()

    @property
    def body(self) -> bytes:
        return self


class Crowd:
    """Senders that hand over mails one after another, each waiting for its answer."""

    def __init__(self, port: int, run: str) -> None:
        """Take where the door listens, and a name that no other run has."""
        self._port, self._run, self._left = port, run, 0
        self.latencies: list[float] = []

    async def send(self, mails: int, sessions: int, *, reuse: bool) -> float:
        """Send so many mails; the seconds that took. `reuse`: each sender keeps its connection."""
        self._left, began = mails, time.monotonic()
        await asyncio.gather(*(self._talk(reuse=reuse) for _session in range(sessions)))
        return time.monotonic() - began

    async def _talk(self, *, reuse: bool) -> None:
        while self._left > 0:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            await _expect(reader, b"220")
            await _ask(reader, writer, b"EHLO bench.example.org\r\n", b"250")
            while self._left > 0:
                self._left -= 1
                await self._send_one(reader, writer, self._left)
                if not reuse:
                    break
            writer.write(b"QUIT\r\n")
            writer.close()

    async def _send_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        head = (
            f"From: An Peeters <an{number % 500}@example.org>\r\nTo: {_TO}\r\nSubject: Wachtlijst {number}\r\n"
            f"Message-ID: <{self._run}.{number}@example.org>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0100\r\n\r\n"
        ).encode()
        began = time.monotonic()
        await _ask(reader, writer, b"MAIL FROM:<an@example.org>\r\n", b"250")
        await _ask(reader, writer, b"RCPT TO:<%s>\r\n" % _TO.encode(), b"250")
        await _ask(reader, writer, b"DATA\r\n", b"354")
        body = _WORDS * ((_SIZE - len(head)) // len(_WORDS))
        await _ask(reader, writer, head + body + b".\r\n", b"250")
        self.latencies.append(time.monotonic() - began)


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, given: bytes, code: bytes) -> None:
    writer.write(given)
    await _expect(reader, code)


async def _expect(reader: asyncio.StreamReader, code: bytes) -> None:
    while True:
        line = await reader.readuntil(b"\r\n")
        assert line.startswith(code), line
        if line[3:4] != b"-":
            return


@contextmanager
def serving(*command: str) -> Generator[tuple[int, int]]:
    """Run a door as a program; gives its port and process."""
    process = subprocess.Popen(
        (sys.executable, "-m", *command), stdout=subprocess.PIPE, text=True, start_new_session=True,
        cwd=Path(__file__).parents[1],
    )  # fmt: skip
    try:
        assert process.stdout
        yield int(process.stdout.readline()), process.pid
    finally:
        process.terminate()
        process.wait(10)


def one_run(name: str, port: int, pid: int, asked: argparse.Namespace, *, reuse: bool) -> dict[str, Any]:
    """Measure one door once: by our own senders, and by smtp-source where that is installed."""
    crowd, before = Crowd(port, f"{name}.{time.monotonic_ns()}"), cpu_seconds(pid)
    seconds = asyncio.run(crowd.send(asked.mails, asked.sessions, reuse=reuse))
    cpu = (cpu_seconds(pid) - before) / asked.mails
    found = {"rate": asked.mails / seconds, "cpu_us": cpu * 1e6, "latencies": crowd.latencies}
    if shutil.which("smtp-source"):
        began = time.monotonic()
        subprocess.run(
            ("smtp-source", "-s", str(asked.sessions), "-m", str(asked.mails), "-l", str(_SIZE), *(("-d",) * reuse),
             "-f", "an@example.org", "-t", _TO, "-S", crowd.__class__.__name__ + str(time.monotonic_ns()),
             f"inet:127.0.0.1:{port}"), check=True,
        )  # fmt: skip
        found["smtp_source"] = asked.mails / (time.monotonic() - began)
    return found


def compare(doors: dict[str, tuple[int, int]], asked: argparse.Namespace, *, reuse: bool) -> dict[str, Any]:
    """Let the doors take turns; the medians, and the ratio of ours to the bare one."""
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in doors}
    for turn in range(asked.rounds + 1):
        for name, (port, pid) in doors.items():
            found = one_run(name, port, pid, asked, reuse=reuse)
            if turn:  # the first round warms up
                runs[name].append(found)
    result: dict[str, Any] = {}
    for name, all_found in runs.items():
        cuts = in_milliseconds([value for found in all_found for value in found["latencies"]])
        result[name] = {
            "mails a second": round(statistics.median(found["rate"] for found in all_found)),
            "of": sorted(round(found["rate"]) for found in all_found),
            "CPU us a mail": round(statistics.median(found["cpu_us"] for found in all_found)),
            "ms to 250": {cut: cuts[cut] for cut in ("p50", "p99", "max")},
        }
        if "smtp_source" in all_found[0]:
            result[name]["by smtp-source"] = round(statistics.median(found["smtp_source"] for found in all_found))
    pairs = [ours["rate"] / bare["rate"] for ours, bare in zip(runs["program"], runs["bare"], strict=True)]
    result["ratio"] = round(statistics.median(pairs), 2)
    return result


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--mails", type=int, default=3000, help="of each run")
    ask.add_argument("--sessions", type=int, default=20, help="senders at once")
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--bare", help=argparse.SUPPRESS)
    asked = ask.parse_args()
    if asked.bare:
        asyncio.run(serve_bare(asked.bare))
        return
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="signaal-bench-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        data = Path(folder) / "data"
        with open_installation(Settings(data=data, log="json")) as context:
            with owning(context.store.url) as session:
                add_municipality(session, "lommerbeek", "Lommerbeek")
            url = context.store.url
            with (
                serving(_DOOR, url, str(data)) as program,
                serving("bench.mail_door", "--bare", url.replace("+psycopg", "")) as bare,
            ):
                for name, reuse in (("connections reused", True), ("a connection for each mail", False)):
                    result = compare({"program": program, "bare": bare}, asked, reuse=reuse)
                    for part, value in result.items():
                        print(f"{name}, {part}: {json.dumps(value)}", flush=True)
                    print(f"{name}: budget {_BUDGET}, {'kept' if result['ratio'] >= _BUDGET else 'MISSED'}")
        shutil.rmtree(embedded.short_folder(data.resolve()), ignore_errors=True)


if __name__ == "__main__":
    main()
