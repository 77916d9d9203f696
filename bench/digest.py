"""Digests for many reporters: composed in blocks and handed over meanwhile, by one program, to a relay beside it.

    .venv/bin/python -m bench.digest [--reporters 100000] [--bare 5000] [--postfix]

The relay is Postfix's own smtp-sink, which keeps nothing, or with `--postfix` (as root) a Postfix, which keeps each
letter before it takes it.

Prints reporters a second composed, letters a second composed and handed over from the first to the last, what that is
of the relay's own rate, and the memory it took. The relay's own rate: as many letters of the same bytes as `--bare`
says, handed over to the same sink over one connection by aiosmtplib with nothing around it, half of them before and
half of them after. The program has one connection too. Signing is timed apart.
"""

import argparse
import asyncio
import os
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import aiosmtplib
import psycopg
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr

from bench.digest_relays import DOMAIN, relaying, sinking
from bench.digest_town import fill
from core.context import Context
from core.feedback.runs import send_digests
from core.feedback.schedule import extra_slot
from core.feedback.writing import Post
from core.municipalities import Place, add_municipality, read_municipality
from core.settings import Settings
from core.start import open_installation, owning
from core.store import embedded
from mail.deliver import run_mail_out
from mail.room import MailRoom
from mail.signing import Signer

_BYTES = 4_600


@dataclass(slots=True)
class Sent:
    """How a sending went: letters, seconds until the last was composed and until it was noted as sent.

    `before`, `most`: memory in MB; `program`, `database`: seconds of processor time.
    """

    letters: int = 0
    composed: float = 0.0
    handed: float = 0.0
    before: float = 0.0
    most: float = 0.0
    program: float = 0.0
    database: float = 0.0


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reporters", type=int, default=100_000)
    parser.add_argument("--bare", type=int, default=5_000)
    parser.add_argument("--postfix", action="store_true")
    asked = parser.parse_args()
    print(f"load before: {os.getloadavg()[0]:.2f}")
    with tempfile.TemporaryDirectory() as folder, relaying() if asked.postfix else sinking() as port:
        server = embedded.start(Path(folder))
        try:
            relay = SecretStr(f"smtp://127.0.0.1:{port}")
            settings = Settings(data=Path(folder), database_url=SecretStr(server.url), relay_url=relay)
            postmaster = int((Path(server.data) / "postmaster.pid").read_text("utf-8").split()[0])
            measure(settings, asked.reporters, asked.bare, (port, postmaster))
        finally:
            embedded.stop(server)
    print(f"load after: {os.getloadavg()[0]:.2f}")


def measure(settings: Settings, many: int, bare: int, running: tuple[int, int]) -> None:
    """Fill a municipality, and send its digests; `running`: the port of the sink, and the database's process."""
    port, postmaster = running
    with open_installation(settings) as context:
        with owning(context.store.url) as session:
            place = read_municipality(session, add_municipality(session, "groot", "Groot").id)
        fill(context, place, many, datetime.now(UTC) - timedelta(days=2))
        rates = [bare / 2 / asyncio.run(hand_over_bare(port, bare // 2))]
        program, database = time.process_time(), spent_by(postmaster)
        sent = asyncio.run(send(context, place))
        sent.program, sent.database = time.process_time() - program, spent_by(postmaster) - database
        rates.append(bare / 2 / asyncio.run(hand_over_bare(port, bare // 2)))
    own = sum(rates) / len(rates)
    print(f"composed: {sent.letters / sent.composed:.0f} reporters a second ({sent.letters} in {sent.composed:.0f} s)")
    print(f"composed and handed over: {sent.letters / sent.handed:.0f} letters a second ({sent.handed:.0f} s in all)")
    spent = [1000 * seconds / sent.letters for seconds in (sent.program, sent.database)]
    print(f"    processor time: {spent[0]:.2f} ms a letter by the program, {spent[1]:.2f} ms by the database")
    print(f"the relay's own rate: {own:.0f} letters a second ({rates[0]:.0f} before, {rates[1]:.0f} after)")
    print(f"composed and handed over, of the relay's own rate: {100 * sent.letters / sent.handed / own:.0f} %")
    print(f"memory: {sent.before:.0f} MB before, {sent.most:.0f} MB at most")
    print(f"signing: {1000 * sign(200):.1f} ms a letter")


async def send(context: Context, place: Place) -> Sent:
    """Compose digests and deliver them meanwhile."""
    sent, stop, begun = Sent(before=memory()), asyncio.Event(), time.monotonic()
    running = asyncio.create_task(run_mail_out(context, stop))
    composing = threading.Thread(target=compose, args=(context, place, sent))
    composing.start()
    while composing.is_alive() or await asyncio.to_thread(_left, context):
        sent.most = max(sent.most, memory())
        await asyncio.sleep(0.25)
    sent.handed = time.monotonic() - begun
    stop.set()
    await running
    return sent


def compose(context: Context, place: Place, sent: Sent) -> None:
    """Compose and queue what is due, as the clock's job does."""
    room, begun, slot = MailRoom(context), time.monotonic(), extra_slot(datetime.now(UTC))
    sent.letters = send_digests(Post(replace(context, clock=lambda: slot), place, {"mail": room}), slot)
    sent.composed = time.monotonic() - begun
    room.close()


async def hand_over_bare(port: int, many: int) -> float:
    """Hand over as many letters with nothing around it; returns the seconds it took."""
    raw = make_letter()
    begun = time.monotonic()
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
        for _ in range(many):
            await client.sendmail("a@example.org", [f"b@{DOMAIN}"], raw)
    return time.monotonic() - begun


def make_letter() -> bytes:
    """Make a letter of as many bytes as a digest about one signal has."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Nieuws"
    message.set_content("Er wordt aan gewerkt. \n" * (_BYTES // 24))
    return message.as_bytes(policy=SMTP)


def sign(many: int) -> float:
    """Sign letters with a key of 2048 bits; returns the seconds for one."""
    signer, raw = Signer("example.org", "signaal", rsa.generate_private_key(65537, 2048), ""), make_letter()
    begun = time.process_time()
    for _ in range(many):
        signer.sign(raw)
    return (time.process_time() - begun) / many


def spent_by(process: int) -> float:
    """Give the seconds of processor time that a process and its children spent."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text("utf-8").rpartition(")")[2].split()
            if process in (int(fields[1]), int(stat.parent.name)):
                ticks += sum(map(int, fields[11:15] if stat.parent.name == str(process) else fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def memory() -> float:
    """Give the memory that this program holds now, in MB."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def _left(context: Context) -> int:
    with psycopg.connect(context.store.url.replace("+psycopg", "")) as connection:
        row = connection.execute("select count(*) from letter where state in ('queued', 'sending')").fetchone()
        return int(str(row[0])) if row else 0


if __name__ == "__main__":
    main()
