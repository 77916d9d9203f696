"""Fields: the headers and parts of a letter as the bytes that leave, made without the library's parsers of them.

EmailMessage takes every header apart when it is set and again when it is written, and walks over every part: most of
what a letter costs. What is plain goes in as it is; whatever else goes the library's way, and comes out the same.
"""

import base64
import binascii
import re
from collections.abc import Callable
from email.headerregistry import Address
from email.policy import SMTP
from functools import lru_cache
from typing import Any

_ATOMS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_PLAIN_ADDRESS = re.compile(rf"({_ATOMS})@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)")
_PLAIN_VALUE = re.compile(r"[!-~](?:[ -~]{0,900}[!-~])?")
# 7 bits on every way: a relay that changes the encoding would break a signature.
_POLICY = SMTP.clone(cte_type="7bit", max_line_length=998)
_END = b"\r\n"
# These borders stand in no part: quoted-printable writes "=_" otherwise (RFC 2045, 6.7). One that is made for each
# letter would be looked for in all of it.
_BORDER, _OUTER = b"=_signaal", b"=_signaal_met"
_BOTH = b'Content-Type: multipart/alternative; boundary="%b"\r\n' % _BORDER
_WITH_CALENDAR = b'Content-Type: multipart/mixed; boundary="%b"\r\n' % _OUTER
_TEXT = b'Content-Type: text/%b; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
_CALENDAR = (
    b'Content-Type: text/calendar; method=%b; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n'
    b'Content-Disposition: attachment; filename="uitnodiging.ics"\r\n\r\n'
)
_METHOD = re.compile(r"(?m)^METHOD:([A-Z]{1,20})\r?$")


def read_address(address: str, name: str = "") -> Address:
    """Read an address. Raises what Address raises for one that cannot be."""
    plain = _PLAIN_ADDRESS.fullmatch(address)
    return Address(name, username=plain[1], domain=plain[2]) if plain else Address(name, addr_spec=address)


def write_header(name: str, value: str) -> bytes:
    """Write a header with its line end. Raises ValueError for a value of more than one line."""
    # An encoded word would be read as what it stands for.
    if _PLAIN_VALUE.fullmatch(value) is not None and "=?" not in value:
        return f"{name}: {value}\r\n".encode("ascii")
    return _write_as_library(name, value)


@lru_cache(256)
def _write_as_library(name: str, value: str) -> bytes:
    header: Any = _POLICY.header_store_parse(name, value)[1]
    fold: Callable[..., str] = header.fold
    return fold(policy=_POLICY).encode("ascii")


def write_texts(text: str, html: str, calendar: str = "") -> bytes:
    """Write both forms of a letter, from their headers on: the text, and its HTML twin as the alternative.

    `calendar`: iCalendar (RFC 5545) that goes along, as RFC 6047 has it: with its method in the type of the part.
    """
    forms = [_TEXT % kind + _quote(content) for kind, content in ((b"plain", text), (b"html", html))]
    both = _BOTH + _END + _join(_BORDER, forms)
    if calendar:
        both = _WITH_CALENDAR + _END + _join(_OUTER, [both, _write_calendar(calendar)])
    return b"MIME-Version: 1.0\r\n" + both


def _join(border: bytes, parts: list[bytes]) -> bytes:
    return b"".join(b"--%b\r\n%b\r\n" % (border, part) for part in parts) + b"--%b--\r\n" % border


def _quote(content: str) -> bytes:
    lines = b"\n".join(content.encode().splitlines()) + b"\n"
    return binascii.b2a_qp(lines, istext=True).replace(b"\n", _END)


def _write_calendar(calendar: str) -> bytes:
    method = _METHOD.search(calendar)
    encoded = base64.encodebytes(calendar.encode()).replace(b"\n", _END)
    return _CALENDAR % (method[1].encode() if method else b"PUBLISH") + encoded
