"""Telegram turns through the whole program: update in → reply handed to the Bot API, beside a bare baseline."""

import argparse
import asyncio
import json
import platform
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.figures import cpu_seconds
from bench.load import Driver, at_pace, in_milliseconds
from tests.flows.program import Program, free_port, installation, wait_until
from tests.flows.sink import Sink
from tests.flows.telegram_load import TYPED
from tests.flows.web_load import STORY

# The invented municipality; open chats, turns a second over all of them, and for how many seconds.
SLUG, CHATS, A_SECOND, SECONDS = "lommerbeek", 200, 40, 30
_FIRST_CHAT = 800_000_001
# What a chat says after `/start`, again and again.
_TURNS = (*(text.format(slug=SLUG, story=STORY) for text in TYPED[3:]), "/nieuw")


async def measure(driver: Driver, seconds: float) -> dict[str, Any]:
    """Open the chats, then a steady load, then one message from every chat at once."""
    said: dict[int, int] = {}

    def open_chat(turn: int) -> None:
        for text in (f"/start {SLUG}", "OCMW", "overslaan"):
            driver.say(_FIRST_CHAT + turn % CHATS, text)

    def next_turn(turn: int) -> None:
        chat = turn % CHATS
        driver.say(_FIRST_CHAT + chat, _TURNS[said.get(chat, 0) % len(_TURNS)])
        said[chat] = said.get(chat, 0) + 1

    await at_pace(open_chat, 10, CHATS / 10)
    missing = await driver.until_answered()
    driver.take()
    await at_pace(next_turn, A_SECOND, seconds)
    missing += await driver.until_answered()
    steady = in_milliseconds(driver.take())
    await asyncio.sleep(5)  # so that no chat has used up its own message a second
    for chat in range(CHATS):
        next_turn(chat)
    missing += await driver.until_answered()
    burst = in_milliseconds(driver.take())
    await driver.close()
    return {"steady": steady, "burst": burst, "missing": missing, "refused": driver.refused}


async def measure_program(rate: str, seconds: float) -> dict[str, Any]:
    """Measure the program with a rate limit of that many messages a second."""
    async with serving() as sink:
        settings = {"telegram_base_url": sink.base, "telegram_rate": rate, "telegram_token": "1:bench"}
        with installation(telegram_webhook="https://bot.example.org", **settings) as program:
            await asyncio.to_thread(prepare, program, sink)
            before = cpu_seconds(program.pid)
            figures = await measure(Driver(program.base, sink), seconds)
            replies = sum(call.method == "sendMessage" for call in sink.calls)
            figures["program CPU ms a turn"] = round((cpu_seconds(program.pid) - before) / replies * 1000, 1)
            return figures


async def measure_baseline(seconds: float) -> dict[str, Any]:
    """Measure the bare handler on an embedded server with the program's settings."""
    async with serving() as sink:
        with installation() as program:
            url = await asyncio.to_thread(program.database)
            port = free_port()
            handler = await asyncio.to_thread(begin_baseline, url, port, sink)
            try:
                return await measure(Driver(f"http://127.0.0.1:{port}", sink), seconds)
            finally:
                handler.terminate()
                await asyncio.to_thread(handler.wait, 10)


@asynccontextmanager
async def serving() -> AsyncGenerator[Sink]:
    """A sink on this loop."""
    sink = Sink()
    server = await sink.serve()
    try:
        yield sink
    finally:
        server.close()


def prepare(program: Program, sink: Sink) -> None:
    """Add the municipality, start every role, and wait until the bot registered its webhook."""
    added = program.call("municipality", "add", SLUG, "--name", "Lommerbeek")
    assert added.returncode == 0, added.stderr
    program.start()
    wait_until(lambda: sink.hook()[0], 30, "the webhook to be registered")


def begin_baseline(url: str, port: int, sink: Sink) -> "subprocess.Popen[bytes]":
    """Start the bare handler and wait until it serves."""
    command = (sys.executable, str(Path(__file__).with_name("baseline.py")), url.replace("+psycopg", ""))
    handler = subprocess.Popen((*command, str(port), sink.base))
    wait_until(lambda: is_listening(port), 30, "the baseline to listen")
    return handler


def is_listening(port: int) -> bool:
    """Tell whether somebody listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--seconds", type=float, default=SECONDS, help="of steady load")
    ask.add_argument("--limited", action="store_true", help="also with the rate that Telegram asks (30 a second)")
    asked = ask.parse_args()
    results: dict[str, Any] = {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "baseline": asyncio.run(measure_baseline(asked.seconds)),
        "program": asyncio.run(measure_program("10000", asked.seconds)),
    }
    if asked.limited:
        results["program, 30 a second"] = asyncio.run(measure_program("30", asked.seconds))
    results["ratio to baseline"] = {
        part: {cut: round(results["program"][part][cut] / results["baseline"][part][cut], 1) for cut in ("p50", "p95")}
        for part in ("steady", "burst")
    }
    for name, value in results.items():
        print(f"{name}: {json.dumps(value)}")


if __name__ == "__main__":
    main()
