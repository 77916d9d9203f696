"""The whole path of a mail: signals a second, beside the tickets a second of django-helpdesk's `get_email`.

`cpu_ms` is processor time a mail (letters included), `postgresql_ms` that of the database server. Both use the same
PostgreSQL, in one run, in turns, on the same generated mails (3 kB; one in five is a Dutch reply with
its original, one in ten has an HTML twin). Ours go through the SMTP door of the whole program and count when their
signal is stored; letters are written meanwhile. The peer reads its mails from a folder and sends nothing.

Needs a package registry for the peer: it is installed in a throw-away environment (about a minute), or give one that
has it with `--peer PYTHON`. Without it only our own figures are printed. Durable intake alone: bench/mail_door.py.
"""

import argparse
import asyncio
import itertools
import json
import os
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

import aiosmtplib
import psycopg
from sqlalchemy import make_url

from bench.figures import children_of, cpu_of, cpu_seconds
from tests.flows.program import Program, free_port, installation, wait_until

_TO, _WITHIN = "lommerbeek@signaal.localhost", 600.0
# Decision 12: milliseconds of CPU a mail, database included. Asked at first: so many times the rate of the peer.
_CPU, _FIRST = 25.0, 5.0
_PEER = ("django-helpdesk==2.6.1", "psycopg[binary]>=3.2")
_STORY = (
    "Ouders die beginnen te werken vinden hier geen plaats in de kinderopvang.",
    "De wachtlijst is al maanden te lang, en we zien dat nu bij {number} gezinnen.",
    "Wie een contract van enkele weken krijgt, kan geen plaats vragen en zegt het werk dan maar af.",
    "In de zomer is het nog erger, omdat de kleine opvang dan gesloten is.",
    "Kan er gezocht worden naar een plek waar je van dag tot dag terecht kan?",
)
_QUOTED = "Op ma 2 nov. 2026 om 10:00 schreef Onthaal Lommerbeek <onthaal@example.org>:\r\n"
_TRACE = (
    "Received: from mx{hop}.example.org (mx{hop}.example.org [192.0.2.{hop}]) by mail.example.org with ESMTPS\r\n"
    " for <lommerbeek@signaal.localhost>; Mon, 02 Nov 2026 10:00:00 +0100\r\n"
)
_SIZE = 3000


def write(run: str, number: int) -> bytes:
    """Write the mail with this number of a run: a story of five sentences, and the headers that servers leave."""
    story = "\r\n".join(line.format(number=number) for line in _STORY)
    text, subject = f"Dag,\r\n\r\n{story}\r\n\r\nMet vriendelijke groeten,\r\nLeen\r\n", f"Wachtlijst {run} {number}"
    if number % 5 == 0:
        subject = f"Re: {subject}"
        text += f"\r\n{_QUOTED}" + "".join(f"> {line}\r\n" for line in _STORY)
    head = (
        f"From: Leen Vermeulen <leen{number % 500}@{run}.example.org>\r\nTo: {_TO}\r\nSubject: {subject}\r\n"
        f"Message-ID: <{run}.{number}@example.org>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
    )
    kind = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    body = f"{kind}{text}"
    if number % 10 == 3:  # one in ten
        twin = f"<html><body><p>{text}</p></body></html>"
        parts = f"--b\r\n{kind}{text}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{twin}\r\n--b--\r\n"
        body = f'Content-Type: multipart/alternative; boundary="b"\r\n\r\n{parts}'
    trace = "".join(_TRACE.format(hop=hop) for hop in range(max(0, _SIZE - len(head) - len(body)) // len(_TRACE)))
    return f"{trace}{head}{body}".encode()


async def hand_over(port: int, mails: list[bytes], sessions: int) -> None:
    """Hand mails to the door, over so many connections at once."""
    waiting = iter(mails)

    async def talk() -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
            for raw in waiting:
                await client.sendmail("leen@example.org", [_TO], raw)

    await asyncio.gather(*(talk() for _session in range(sessions)))


def take_ours(program: Program, port: int, mails: list[bytes], sessions: int) -> dict[str, float]:
    """Let the program make signals of mails; seconds to the last acknowledgement and to the last signal."""
    asked = "select count(*) from signal where channel = 'mail'"
    [(before,)] = program.ask(asked)
    began, cpu, served = time.monotonic(), cpu_seconds(program.pid), served_by(program)
    asyncio.run(hand_over(port, mails, sessions))
    durable = time.monotonic() - began
    wait_until(lambda: program.ask(asked)[0][0] - before >= len(mails), _WITHIN, "the signals")
    seconds = time.monotonic() - began
    letters = "select count(*) from letter where state in ('queued', 'sending')"
    wait_until(lambda: program.ask(letters) == [(0,)], _WITHIN, "the letters")
    used, served = cpu_seconds(program.pid) - cpu, served_by(program) - served
    return {
        "rate": len(mails) / seconds,
        "durable": len(mails) / durable,
        "cpu_ms": 1000 * used / len(mails),
        "postgresql_ms": 1000 * served / len(mails),
    }


def served_by(program: Program) -> float:
    """The processor seconds that the database server's processes have used."""
    return cpu_of(children_of(int((program.folder / "data/postgres/postmaster.pid").read_text().split()[0])))


def take_theirs(program: Program, peer: "subprocess.Popen[str]", mails: list[bytes]) -> dict[str, float]:
    """Let the peer make tickets of the same mails, in the program's database server."""
    with tempfile.TemporaryDirectory(prefix="signaal-bench-", dir="/tmp") as folder:
        for number, raw in enumerate(mails):
            (Path(folder) / f"{number}.eml").write_bytes(raw)
        served = served_by(program)
        told = ask_peer(peer, folder)
        served = served_by(program) - served
        assert told["tickets"] == len(mails), told
        return {
            "rate": len(mails) / told["seconds"],
            "cpu_ms": 1000 * told["cpu"] / len(mails),
            "postgresql_ms": 1000 * served / len(mails),
        }


def ask_peer(peer: "subprocess.Popen[str]", folder: str) -> dict[str, Any]:
    """Give the peer a folder and wait for what it says."""
    assert peer.stdin
    assert peer.stdout
    peer.stdin.write(f"{folder}\n")
    peer.stdin.flush()
    return json.loads(peer.stdout.readline())


def install_peer(folder: Path) -> str:
    """Install the peer in a new environment; its Python, or nothing when it cannot be had."""
    python = folder / "peer/bin/python"
    try:
        subprocess.run((sys.executable, "-m", "venv", str(folder / "peer")), check=True, timeout=120)
        subprocess.run((str(python), "-m", "pip", "install", "--quiet", *_PEER), check=True, timeout=600)
    except (subprocess.SubprocessError, OSError) as wrong:
        print(f"django-helpdesk cannot be had: {type(wrong).__name__}")
        return ""
    return str(python)


@contextmanager
def helpdesk(python: str, program: Program) -> Generator["subprocess.Popen[str]"]:
    """The peer with a database of its own on the program's server."""
    url = make_url(program.database())
    host = str(url.query.get("host") or url.host or "")
    with psycopg.connect(program.database().replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("create database bench_helpdesk")
    arguments = (python, str(Path(__file__).with_name("mail_peer.py")), "bench_helpdesk", str(url.username), host)
    # It writes attachments where it stands.
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=program.folder
    ) as peer:
        try:
            assert peer.stdout
            assert peer.stdout.readline() == "ready\n"
            yield peer
        finally:
            peer.terminate()


def tell(name: str, runs: list[dict[str, float]]) -> None:
    """Print the medians of one side's runs."""
    middle = {key: round(statistics.median(run[key] for run in runs), 1) for key in runs[0]}
    print(f"{name}: {json.dumps(middle)}, rates {sorted(round(run['rate'], 1) for run in runs)}", flush=True)


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--mails", type=int, default=300, help="of each run")
    ask.add_argument("--sessions", type=int, default=10, help="senders at once")
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--peer", default="", help="a Python that has django-helpdesk and psycopg")
    asked = ask.parse_args()
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    port = free_port()
    with (
        tempfile.TemporaryDirectory(prefix="signaal-bench-", dir="/tmp") as folder,
        installation(mail_trust="loopback", smtp_listen=f"127.0.0.1:{port}") as program,
    ):
        python = asked.peer or install_peer(Path(folder))
        added = program.call("municipality", "add", _TO.partition("@")[0], "--name", "Lommerbeek")
        assert added.returncode == 0, added.stderr
        program.start()
        ours: list[dict[str, float]] = []
        theirs: list[dict[str, float]] = []

        def take_turns(peer: "subprocess.Popen[str] | None") -> None:
            for turn in itertools.islice(itertools.count(), asked.rounds + 1):
                mails = [write(f"run{turn}", number) for number in range(asked.mails)]
                our, their = take_ours(program, port, mails, asked.sessions), peer and take_theirs(program, peer, mails)
                if turn:  # the first round warms up
                    ours.append(our)
                    theirs.extend([their] if their else [])

        if python:
            with helpdesk(python, program) as peer:
                take_turns(peer)
        else:
            take_turns(None)
    tell("signaal, mail to signal", ours)
    if theirs:
        tell("django-helpdesk, get_email", theirs)
        ratio = statistics.median(our["rate"] / their["rate"] for our, their in zip(ours, theirs, strict=True))
        spent = statistics.median(our["cpu_ms"] + our["postgresql_ms"] for our in ours)
        kept = "kept" if spent <= _CPU else "MISSED"
        print(f"{spent:.1f} ms of CPU a mail, budget {_CPU}: {kept}; ratio {ratio:.1f}, asked at first: {_FIRST}")


if __name__ == "__main__":
    main()
