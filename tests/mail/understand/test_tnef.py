"""The letter in a winmail.dat is read; a broken one is a file like any other."""

import struct

import pytest

from mail.understand.command import strip_raw
from mail.understand.tnef import tnef_text
from tests.mail.understand.making import PLAIN, WORDS, parts

_BODY = 0x0002800C


def tnef(body: bytes) -> bytes:
    """A winmail.dat with a plain body, as Outlook makes one (MS-OXTNEF)."""
    data = body + b"\0"
    attribute = struct.pack("<BII", 1, _BODY, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
    return struct.pack("<IH", 0x223E9F78, 1) + attribute


def winmail(data: bytes) -> tuple[str, bytes]:
    return ("Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: 8bit", data)


def test_its_text_is_the_letter_where_there_is_no_other() -> None:
    said = strip_raw(parts("mixed", winmail(tnef(WORDS.encode("cp1252")))))
    assert (said["kind"], said["text"], said["tnef"]) == ("person", WORDS, True)


def test_the_plain_letter_beside_it_counts() -> None:
    said = strip_raw(parts("mixed", PLAIN, winmail(tnef(b"Iets anders."))))
    assert said["text"] == WORDS


@pytest.mark.parametrize("data", [b"", b"\x78\x9f\x3e\x22", tnef(b"woorden")[:12], b"\0" * 5000, b"x" * 5_000_000])
def test_a_broken_one_has_no_text(data: bytes) -> None:
    assert tnef_text(data) == ""
