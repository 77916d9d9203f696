"""Mails made to hang a parser end as unreadable within ten seconds, while other mails are read."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from mail.understand import guard
from mail.understand.command import strip_raw
from mail.understand.guard import Parsers, read
from mail.understand.limits import NESTING, RAW, SECONDS, Weight, shorten_headers, weigh
from mail.understand.parsed import Unreadable


def _nested(levels: int) -> bytes:
    heads = "".join(f"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n" for i in range(levels))
    return f"From: a@example.org\r\n{heads}\r\nhallo".encode()


_PARTS = b"--b\r\n\r\nx\r\n" * 50_000
BOMBS = {
    "recipients": b"To: " + b", ".join(b"a%d@example.org" % i for i in range(20_000)) + b"\r\n\r\nhallo",
    "parts": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + _PARTS,
    "parentheses-block": b"From: " + b"(" * 300_000 + b"\r\n\r\nhallo",
    "nested-multiparts": _nested(3_000),
    "nested-a-bit-too-deep": _nested(NESTING + 5),
    "nested-mails": b"Content-Type: message/rfc822\r\n\r\n" * 3_000 + b"hallo",
    "huge": b"Subject: x\r\n\r\n" + b"a" * (RAW + 1),
    "headers-without-end": b"X: " + b"y" * 300_000,
    "html-nested-deep": b"Content-Type: text/html\r\n\r\n" + b"<div>" * 200_000,
}
HEAVY = {
    "words-in-subject": b"Subject: " + b"=?utf-8?Q?a?= " * 5_000 + b"\r\n\r\nhallo",
    "parentheses": b"From: " + b"(" * 100_000 + b"\r\n\r\nhallo",
    "base64": b"Content-Transfer-Encoding: base64\r\n\r\n" + b"aGFsbG8gaGFsbG8g" * 1_200_000,
    "quotes-in-type": b"Content-Type: multipart/mixed; " + b'a="' * 9_000 + b"\r\n\r\nhallo",
}


@pytest.fixture(scope="module")
def parsers() -> Iterator[Parsers]:
    with Parsers(2) as few:
        yield few


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_unreadable_in_time(name: str, parsers: Parsers) -> None:
    begun = time.monotonic()
    with pytest.raises(Unreadable):
        read(BOMBS[name], parsers)
    assert time.monotonic() - begun < SECONDS + 30


@pytest.mark.parametrize("name", HEAVY)
def test_a_heavy_mail_is_read_or_refused_in_time(name: str, parsers: Parsers) -> None:
    begun = time.monotonic()
    with contextlib.suppress(Unreadable):
        read(HEAVY[name], parsers)
    assert time.monotonic() - begun < SECONDS + 30


def test_other_mails_are_read_meanwhile() -> None:
    light = b"From: an@example.org\r\nSubject: x\r\n\r\nhallo"
    heavy = b"From: an@example.org\r\nX-Long: " + b"a" * 60_000 + b"\r\n\r\nhallo"
    assert weigh(heavy) is Weight.HEAVY
    with Parsers(2, seconds=8.0) as few:
        few.read(light)  # one process is warm
        reasons: list[str] = []

        def explode() -> None:
            try:
                few.read(BOMBS["html-nested-deep"])
            except Unreadable as why:
                reasons.append(str(why))

        bomb = threading.Thread(target=explode)
        bomb.start()
        time.sleep(0.3)
        assert read(light, few).text == "hallo"
        assert read(heavy, few).text == "hallo"
        assert bomb.is_alive()
        bomb.join()
        assert reasons == ["time"]
        assert read(heavy, few).text == "hallo"


def test_a_killed_process_is_replaced() -> None:
    with Parsers(1) as one:
        assert one.read(b"Subject: a\n\nb").text == "b"
        for number in one.processes():
            os.kill(number, signal.SIGKILL)
        assert one.read(b"Subject: a\n\nc").text == "c"


def test_the_command_says_unreadable() -> None:
    said = strip_raw(BOMBS["parts"])
    assert (said["kind"], said["reason"]) == ("empty", "unreadable-parts")


def test_usual_mails_are_light() -> None:
    body = b"\r\n".join(b"<p>Regel %d</p>" % i for i in range(300))
    assert weigh(b"Subject: x\r\nContent-Type: text/html\r\n\r\n" + body) is Weight.LIGHT
    assert guard.SECONDS <= 10


def test_long_headers_are_cut_and_the_others_stay() -> None:
    raw = b"X-Long: " + b"a" * 50_000 + b"\r\n more\r\nSubject: hier\r\n\r\nhallo"
    cut = shorten_headers(raw)
    assert len(cut) < 34_000
    assert cut.endswith(b"\r\nSubject: hier\r\n\r\nhallo")
