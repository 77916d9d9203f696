"""Digests for many reporters: composed and queued in blocks, handed over to a relay on this machine, and signed.

    .venv/bin/python -m bench.digest [--reporters 100000]

Prints reporters a second composed and queued (wall clock and processor time), letters a second handed over by the
program, and letters of the same size a second handed over by nobody but aiosmtplib to the same sink: the relay's own
rate. Signing is timed apart, for so many letters.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import psycopg
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr

from core.context import Context
from core.feedback.runs import send_digests
from core.feedback.schedule import extra_slot
from core.feedback.writing import Post
from core.municipalities import Place, add_municipality, read_municipality
from core.privacy import keys
from core.settings import Settings
from core.start import open_installation, owning
from core.store import embedded
from mail.deliver import run_mail_out
from mail.room import MailRoom
from mail.signing import Signer

_A_FICHE = 20  # reporters
_SINK = """
import asyncio, sys
from aiosmtpd.smtp import SMTP
class Sink:
    async def handle_DATA(self, server, session, envelope):
        return "250 2.0.0 Taken"
async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Sink(), loop=loop, hostname="sink"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reporters", type=int, default=100_000)
    many = parser.parse_args().reporters
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen([sys.executable, "-c", _SINK], stdout=subprocess.PIPE, text=True) as sink,
    ):
        assert sink.stdout is not None
        port = int(sink.stdout.readline())
        server = embedded.start(Path(folder))
        try:
            relay = SecretStr(f"smtp://127.0.0.1:{port}")
            measure(Settings(data=Path(folder), database_url=SecretStr(server.url), relay_url=relay), many, port)
        finally:
            embedded.stop(server)
            sink.kill()


def measure(settings: Settings, many: int, port: int) -> None:
    """Fill a municipality, send its digests, and hand them over."""
    with open_installation(settings) as context:
        with owning(context.store.url) as session:
            place = read_municipality(session, add_municipality(session, "groot", "Groot").id)
        slot = extra_slot(datetime.now(UTC))
        fill(context, place, many, slot - timedelta(days=1))
        room = MailRoom(context)
        begun, cpu = time.monotonic(), time.process_time()
        queued = send_digests(Post(replace(context, clock=lambda: slot), place, {"mail": room}), slot)
        seconds, spent = time.monotonic() - begun, time.process_time() - cpu
        room.close()
        print(f"composed and queued: {queued} letters in {seconds:.1f} s, {many / seconds:.0f} reporters a second")
        print(f"    processor time of the program: {1000 * spent / many:.2f} ms a reporter")
        size = measure_size(context)
        handed = asyncio.run(hand_over(context))
        bare = asyncio.run(hand_over_bare(port, queued, size))
        print(f"handed over by the program: {queued / handed:.0f} letters a second (of {size} bytes)")
        print(f"handed over by aiosmtplib alone, one connection: {queued / bare:.0f} letters a second")
        print(f"composed and handed over, of the relay's own rate: {100 * bare / (seconds + handed):.0f} %")
        print(f"signing: {1000 * sign(200, size):.1f} ms a letter")


def fill(context: Context, place: Place, many: int, at: datetime) -> None:
    """Let so many reporters each have a signal in a fiche of which there is news."""
    with psycopg.connect(context.store.url.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        door = cursor.execute("select id from door where kind = 'mail'").fetchone()
        assert door is not None
        reporters = [uuid.uuid4() for _ in range(many)]
        fiches = [uuid.uuid4() for _ in range(max(1, many // _A_FICHE))]
        signals = [uuid.uuid4() for _ in range(many)]
        with cursor.copy("copy reporter (id, municipality_id, wants) from stdin") as copy:
            for reporter in reporters:
                copy.write_row((reporter, place.id, "email"))
        contact = "copy contact (id, door_id, lookup, municipality_id, reporter_id, address) from stdin"
        with cursor.copy(contact) as copy:
            for number, reporter in enumerate(reporters):
                id_ = uuid.uuid4()
                where = keys.Place(place.id, str(id_), "contact.address")
                sealed = context.keys.seal(f"worker.{number}@example.org".encode(), where)
                copy.write_row((id_, door[0], id_.bytes, place.id, reporter, sealed))
        signal = (
            "copy signal (id, municipality_id, number, conversation_id, reporter_id, channel, started_at, received_at,"
            " text, breadth, language, wants, status, form, form_version) from stdin"
        )
        with cursor.copy(signal) as copy:
            for number, (id_, reporter) in enumerate(zip(signals, reporters, strict=True), 1):
                words = "Gezinnen vinden geen betaalbare huurwoning en wachten al maanden."
                row = (id_, place.id, number, uuid.uuid4(), reporter, "mail", at, at, words, "veel", "nl", "email")
                copy.write_row((*row, "gebundeld", "signaal", 1))
        with cursor.copy("copy fiche (id, municipality_id, number, title, status, version) from stdin") as copy:
            for number, fiche in enumerate(fiches, 1):
                copy.write_row((fiche, place.id, number, f"Te weinig woningen {number}", "geprioriteerd", 1))
        with cursor.copy("copy fiche_signal (municipality_id, fiche_id, signal_id, since) from stdin") as copy:
            for number, id_ in enumerate(signals):
                copy.write_row((place.id, fiches[number // _A_FICHE % len(fiches)], id_, at))
        with cursor.copy("copy journal (municipality_id, fiche_id, at, what, actor, details) from stdin") as copy:
            for fiche in fiches:
                for to in ("getoetst", "geprioriteerd"):
                    copy.write_row((place.id, fiche, at, "moved", "staff", f'{{"from": "", "to": "{to}"}}'))
        connection.commit()
        connection.autocommit = True
        cursor.execute("vacuum analyze")


async def hand_over(context: Context) -> float:
    """Deliver all letters; returns the seconds it took."""
    stop, begun = asyncio.Event(), time.monotonic()
    running = asyncio.create_task(run_mail_out(context, stop))
    while _left(context):  # noqa: ASYNC110 # it is the database that says so
        await asyncio.sleep(0.5)
    taken = time.monotonic() - begun
    stop.set()
    await running
    return taken


async def hand_over_bare(port: int, many: int, size: int) -> float:
    """Hand over as many letters of that size with nothing around it; returns the seconds it took."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Nieuws"
    message.set_content("Er wordt aan gewerkt. \n" * (size // 24))
    begun = time.monotonic()
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
        for _ in range(many):
            await client.send_message(message)
    return time.monotonic() - begun


def sign(many: int, size: int) -> float:
    """Sign letters with a key of 2048 bits; returns the seconds for one."""
    pem = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    signer = Signer("example.org", "signaal", pem, "")
    begun = time.process_time()
    for _ in range(many):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Nieuws"
        message.set_content("Er wordt aan gewerkt. \n" * (size // 24))
        signer.sign(message)
    return (time.process_time() - begun) / many


def measure_size(context: Context) -> int:
    """Give the mean size of the letters that wait; what leaves is about as large."""
    with psycopg.connect(context.store.url.replace("+psycopg", "")) as connection:
        row = connection.execute("select avg(octet_length(body))::int from letter").fetchone()
        return int(str(row[0])) if row else 0


def _left(context: Context) -> int:
    with psycopg.connect(context.store.url.replace("+psycopg", "")) as connection:
        row = connection.execute("select count(*) from letter where state in ('queued', 'sending')").fetchone()
        return int(str(row[0])) if row else 0


if __name__ == "__main__":
    main()
