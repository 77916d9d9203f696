"""How the tests build raw messages, and what must be understood of one."""

from base64 import b64encode
from dataclasses import dataclass

HEAD = b"From: An De Smet <an@ocmw.example.org>\r\nTo: signaal@gent.example.org\r\nMessage-ID: <1@ocmw.example.org>\r\n"
WORDS = "Drie cliënten kregen een huurverhoging."


@dataclass(frozen=True, slots=True)
class Defect:
    """A message and what it must give: its kind, words in the text, words that may not be there, a defect or flag."""

    name: str
    raw: bytes
    kind: str = "person"
    holds: tuple[str, ...] = (WORDS,)
    lacks: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    subject: str | None = None


def mail(body: bytes, *headers: str, subject: str = "Signaal", head: bytes = HEAD) -> bytes:
    """A message with a usual head, these headers and this body."""
    more = b"".join(line.encode("utf-8") + b"\r\n" for line in (f"Subject: {subject}", *headers))
    return head + more + b"\r\n" + body


def plain(text: str = WORDS, *headers: str, charset: str = "utf-8", subject: str = "Signaal") -> bytes:
    """A plain text message in a charset."""
    return mail(text.encode(charset), f"Content-Type: text/plain; charset={charset}", *headers, subject=subject)


def parts(kind: str, *pieces: tuple[str, bytes], boundary: str = "b1", more: str = "") -> bytes:
    """A multipart message."""
    body = b"".join(f"--{boundary}\r\n{head}\r\n\r\n".encode() + piece + b"\r\n" for head, piece in pieces)
    return mail(body + f"--{boundary}--\r\n".encode(), f'Content-Type: multipart/{kind}; boundary="{boundary}"{more}')


PLAIN = ("Content-Type: text/plain; charset=utf-8", WORDS.encode())

HTML = f"<html><head><style>p{{color:red}}</style></head><body><p>{WORDS}</p></body></html>".encode()

PDF = (
    (
        "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment; filename=a.pdf"
    ),
    b64encode(b"%PDF-1.4 x" * 20),
)

ICS = "BEGIN:VCALENDAR\r\nMETHOD:{}\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR"

QUOTE = "\r\n\r\nOp di 3 sep. 2024 om 10:12 schreef Lokaal Signaal <s@gent.example.org>:\r\n> Waar?\r\n"

INNER = b"From: Piet <piet@example.org>\r\nSubject: water\r\nContent-Type: text/plain\r\n\r\nGeen warm water."

DSN = (
    "Content-Type: message/delivery-status",
    b"Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; x@example.org\r\nStatus: 5.1.1",
)
