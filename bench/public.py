"""Requests a second for public pages from memory, on one core, beside a bare uvicorn that answers as many bytes.

Needs wrk (`apt-get install wrk`) and two cores: the program has the first for itself, wrk the other. Each round asks
the same over kept connections; the bare one is asked in between, in the same run. Processor time is the program's
alone, so that it says something on a busy machine as well.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.request import Request, urlopen

import uvicorn

from bench.figures import cpu_of, group_of
from tests.flows.program import SIGNAAL, Program, installation, wait_until
from tests.ports import free_port

_FIRST, _OTHER = ("taskset", "-c", "0"), ("taskset", "-c", "1")
_CONNECTIONS = 32
_GZIP = {"accept-encoding": "gzip"}
_RATE, _ERRORS = re.compile(r"Requests/sec:\s+([\d.]+)"), re.compile(r"Non-2xx or 3xx responses: (\d+)")
_LATENCY = re.compile(r"99%\s+([\d.]+)(us|ms|s)\b")


@dataclass(frozen=True, slots=True)
class Measured:
    """What one round gave: requests a second, processor time of the server for each (microseconds), 99th percentile."""

    rate: float
    cpu: float
    late: str

    def __str__(self) -> str:
        """Say it in a line."""
        return f"{self.rate:7.0f} requests/s, {self.cpu:5.0f} µs of processor time each, p99 {self.late}"


def ask(url: str, seconds: int, server: int, headers: Mapping[str, str]) -> Measured:
    """Ask one address over and over; `server`: the process group that answers. Raises RuntimeError for an error."""
    said = [f"{name}: {value}" for name, value in headers.items()]
    given = [part for header in said for part in ("-H", header)]
    before, begun = _used(server), time.monotonic()
    command = [*_OTHER, "wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "--latency", *given, url]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    took, used = time.monotonic() - begun, _used(server) - before
    found, late = _RATE.search(told), _LATENCY.search(told)
    if not found or _ERRORS.search(told):
        raise RuntimeError(f"{url}: {told}")
    rate = float(found[1])
    return Measured(rate, 1e6 * used / (rate * took), "".join(late.groups()) if late else "?")


def fetch(url: str, headers: Mapping[str, str]) -> tuple[bytes, str]:
    """Fetch a page; its bytes as they come, and its tag."""
    with urlopen(Request(url, headers=dict(headers)), timeout=30) as answer:  # noqa: S310 # an address of ours
        return answer.read(), answer.headers.get("etag", "")


@contextmanager
def bare(size: int) -> Generator[tuple[str, int]]:
    """Let a bare uvicorn answer so many bytes; gives its address and process group."""
    port = free_port()
    process = subprocess.Popen(
        [*_FIRST, sys.executable, "-m", "bench.public", "--bare", str(port), str(size)], start_new_session=True
    )
    base = f"http://127.0.0.1:{port}/"
    try:
        wait_until(lambda: _answers(base), 60, "the bare server")
        yield base, process.pid
    finally:
        process.terminate()
        process.wait(30)


def serve_bare(port: int, size: int) -> None:
    """Answer the same bytes to everything."""
    start = {
        "type": "http.response.start", "status": 200,
        "headers": [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(size).encode())],
    }  # fmt: skip
    body = {"type": "http.response.body", "body": b"x" * size}

    async def answer(_scope: object, _receive: object, send: object) -> None:
        await send(start)  # pyright: ignore[reportGeneralTypeIssues, reportCallIssue]  # ASGI
        await send(body)  # pyright: ignore[reportGeneralTypeIssues, reportCallIssue]  # ASGI

    uvicorn.run(answer, port=port, http="httptools", access_log=False, log_level="warning", lifespan="off")  # pyright: ignore[reportArgumentType]  # ASGI


def transactions(program: Program) -> int:
    """Count the transactions that the database did."""
    return int(program.ask("select sum(xact_commit + xact_rollback) from pg_stat_database")[0][0])


def measure(program: Program, seconds: int) -> None:
    """Measure and print."""
    page, fiche = f"{program.base}/demo", f"{program.base}/demo/fiche/1"
    wait_until(lambda: b"/demo/fiche/1" in fetch(page, {})[0], 60, "the public page")
    body, tag = fetch(page, _GZIP)
    print(
        f"load before: {os.getloadavg()[0]:.1f}; {len(body)} bytes packed, {len(fetch(page, {})[0])} plain", flush=True
    )
    with bare(len(body)) as (base, group):
        rounds: dict[str, tuple[str, int, dict[str, str]]] = {
            "bare uvicorn, as many bytes": (base, group, {}),
            "front page, packed": (page, program.pid, _GZIP),
            "front page, you have it (304)": (page, program.pid, {**_GZIP, "if-none-match": tag}),
            "front page, plain": (page, program.pid, {}),
            "a fiche, packed": (fiche, program.pid, _GZIP),
            "bare uvicorn again": (base, group, {}),
            "the form, made each time": (f"{page}/signaal", program.pid, _GZIP),
        }
        done: dict[str, Measured] = {}
        for name, (url, server, headers) in rounds.items():
            done[name] = ask(url, seconds, server, headers)
            print(f"{name:42} {done[name]}", flush=True)
    bared = (done["bare uvicorn, as many bytes"].rate + done["bare uvicorn again"].rate) / 2
    for name in ("front page, packed", "front page, you have it (304)"):
        print(f"{name}: {done[name].rate / bared:.0%} of the bare one")
    count_statements(program, page, seconds)
    print(f"a text that is withdrawn is gone after {withdraw(program, fiche):.2f} s")
    print(f"load after: {os.getloadavg()[0]:.1f}")


def count_statements(program: Program, page: str, seconds: int) -> None:
    """Tell how many transactions the database did while pages were asked, beside as long a time of quiet."""
    marks = [transactions(program)]
    time.sleep(seconds)
    marks.append(transactions(program))
    measured = ask(page, seconds, program.pid, _GZIP)
    marks.append(transactions(program))
    quiet, busy = marks[1] - marks[0], marks[2] - marks[1]
    print(f"transactions in {seconds} s: {quiet} in quiet, {busy} while {measured.rate * seconds:.0f} requests came")


def withdraw(program: Program, fiche: str) -> float:
    """Withdraw the public text of a fiche; the seconds until its page is gone."""
    fetch(fiche, {})
    program.tell("update public_text set state = 'ontwerp' where fiche_id = (select id from fiche where number = 1)")
    begun = time.monotonic()
    wait_until(lambda: not _answers(fiche), 60, "the page to be gone")
    return time.monotonic() - begun


def _used(leader: int) -> float:
    return cpu_of(group_of(leader))


def _answers(url: str) -> bool:
    try:
        fetch(url, {})
    except OSError:
        return False
    return True


def main() -> None:
    """Measure, or answer as the bare server."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=int, default=10, help="of each round")
    asked.add_argument("--bare", type=int, nargs=2, metavar=("PORT", "SIZE"), help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.bare:
        serve_bare(*given.bare)
        return
    with installation(run=("--demo",), command=(*_FIRST, *SIGNAAL)) as program:
        if path := os.environ.get("PYTHONPATH"):
            program.environment["PYTHONPATH"] = path
        program.start()
        measure(program, given.seconds)


if __name__ == "__main__":
    main()
