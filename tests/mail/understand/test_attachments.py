"""Attachments of every kind: counted by type, never opened, never kept, and the words beside them stay."""

import io
import zipfile
from base64 import b64encode

import pytest

from mail.understand.command import strip_raw
from mail.understand.parse import parse
from tests.mail.understand.making import ICS, PLAIN, WORDS, parts

_SECRET = b"geheim van een client"


def bomb() -> bytes:
    """An archive of fifty kilobytes that is fifty megabytes inside, in an archive."""
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"\0" * 50_000_000)
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b.zip", inner.getvalue())
    return outer.getvalue()


KINDS: tuple[tuple[str, str, bytes], ...] = (
    ("application/zip", "foto.zip", bomb()),
    (
        "image/svg+xml",
        "kaart.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>" + _SECRET,
    ),
    ("text/html", "brief.html", b"<script>alert(1)</script>" + _SECRET),
    ("application/pdf", "rekening.pdf.exe", b"MZ" + _SECRET),
    ("application/octet-stream", "..\\..\\etc\\passwd", _SECRET),
    ("image/png", "groot.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff" + _SECRET),
    ("text/calendar; method=PUBLISH", "agenda.ics", ICS.format("PUBLISH").encode()),
)


@pytest.mark.parametrize(("kind", "name", "content"), KINDS, ids=[name for _kind, name, _content in KINDS])
def test_it_is_counted_and_nothing_of_it_is_kept(kind: str, name: str, content: bytes) -> None:
    head = f'Content-Type: {kind}\r\nContent-Disposition: attachment; filename="{name}"'
    raw = parts("mixed", PLAIN, (f"{head}\r\nContent-Transfer-Encoding: base64", b64encode(content)))
    said = strip_raw(raw)
    assert (said["kind"], said["text"]) == ("person", WORDS)
    mail = parse(raw)
    assert len(mail.attachments) + (mail.calendar is not None) >= 1
    assert name not in repr(mail)
    assert _SECRET.decode() not in repr(mail)


def test_an_attached_mail_is_no_words_of_hers() -> None:
    inner = b"From: Piet <piet@example.org>\r\nSubject: water\r\n\r\nGeen warm water in de hele straat."
    raw = parts("mixed", PLAIN, ("Content-Type: message/rfc822\r\nContent-Disposition: attachment", inner))
    assert strip_raw(raw)["text"] == WORDS
