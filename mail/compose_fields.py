"""Fields: the headers and parts of a letter that need no parsing, made without the library's parsers of them.

EmailMessage takes every header apart when it is set and again when it is written: most of what a letter costs. What is
plain goes in as it is; whatever else goes the library's way, and comes out the same.
"""

import base64
import binascii
import re
from collections.abc import Callable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from typing import Any

_ATOMS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_PLAIN_ADDRESS = re.compile(rf"({_ATOMS})@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)")
# Of these the library reads no parameters back when a part is added or a letter is signed.
_PLAIN_NAMES = frozenset({
    "from", "to", "reply-to", "subject", "date", "message-id", "in-reply-to", "references", "auto-submitted",
    "x-auto-response-suppress", "x-ls-origin", "list-unsubscribe", "list-unsubscribe-post", "content-language",
})  # fmt: skip
_OURS = _PLAIN_NAMES | {"mime-version", "content-type", "content-transfer-encoding"}
_PLAIN_VALUE = re.compile(r"[!-~](?:[ -~]{0,900}[!-~])?")


class _Policy(EmailPolicy):
    """The library's policy for SMTP; a header of ours that is plain ASCII is kept as it is written."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        text = str(value) if isinstance(value, (str, Address)) and name.lower() in _PLAIN_NAMES else ""
        # An encoded word would be read as what it stands for.
        plain = _PLAIN_VALUE.fullmatch(text) is not None and "=?" not in text
        return (name, text) if plain else super().header_store_parse(name, value)

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return value if name.lower() in _PLAIN_NAMES else super().header_fetch_parse(name, value)

    def header_max_count(self, name: str) -> int | None:
        # The library makes a class for each header to ask it; a letter sets each of these once.
        return None if name.lower() in _OURS else super().header_max_count(name)


# 7 bits on every way: a relay that changes the encoding would break a signature.
POLICY = _Policy(linesep=SMTP.linesep, cte_type="7bit", max_line_length=998)


def _read(name: str, value: str) -> tuple[str, Any]:
    """Read a header that is the same in every letter, and write it once: the library does both for each letter."""
    header: Any = POLICY.header_factory(name, value)
    write: Callable[..., str] = header.fold
    folded = write(policy=POLICY)

    def fold(*, policy: object) -> str:
        return folded if policy is POLICY else write(policy=policy)

    header.fold = fold
    return name, header


_VERSION = _read("MIME-Version", "1.0")
# This border stands in no part: quoted-printable writes "=_" otherwise (RFC 2045, 6.7). One that is made for each
# letter would be looked for in all of it.
_BOTH = _read("Content-Type", 'multipart/alternative; boundary="=_signaal"')
_WITH_CALENDAR = _read("Content-Type", 'multipart/mixed; boundary="=_signaal_met"')
_KINDS = tuple(_read("Content-Type", f'text/{kind}; charset="utf-8"') for kind in ("plain", "html"))
_ENCODING = _read("Content-Transfer-Encoding", "quoted-printable")
_ENCODED = _read("Content-Transfer-Encoding", "base64")
_ATTACHED = _read("Content-Disposition", 'attachment; filename="uitnodiging.ics"')
_METHOD = re.compile(r"(?m)^METHOD:([A-Z]{1,20})\r?$")


def read_address(address: str, name: str = "") -> Address:
    """Read an address. Raises what Address raises for one that cannot be."""
    plain = _PLAIN_ADDRESS.fullmatch(address)
    return Address(name, username=plain[1], domain=plain[2]) if plain else Address(name, addr_spec=address)


def put_texts(message: EmailMessage, text: str, html: str, calendar: str = "") -> None:
    """Put both forms of a letter into a message: the text, and its HTML twin as the alternative.

    `calendar`: iCalendar (RFC 5545) that goes along, as RFC 6047 has it: with its method in the type of the part.
    """
    both = EmailMessage(POLICY) if calendar else message
    _put(message, _VERSION, _WITH_CALENDAR if calendar else _BOTH)
    if calendar:
        _put(both, _BOTH)
        message.attach(both)
    for kind, content in zip(_KINDS, (text, html), strict=True):
        part = EmailMessage(POLICY)
        _put(part, kind, _ENCODING)
        lines = b"\n".join(content.encode().splitlines()) + b"\n"
        part.set_payload(binascii.b2a_qp(lines, istext=True).decode("ascii"))
        both.attach(part)
    if calendar:
        message.attach(_calendar(calendar))


def _calendar(calendar: str) -> EmailMessage:
    method = _METHOD.search(calendar)
    kind = f'text/calendar; method={method[1] if method else "PUBLISH"}; charset="utf-8"'
    part = EmailMessage(POLICY)
    _put(part, _read("Content-Type", kind), _ENCODED, _ATTACHED)
    part.set_payload(base64.encodebytes(calendar.encode()).decode("ascii"))
    return part


def _put(message: EmailMessage, *fields: tuple[str, Any]) -> None:
    for name, value in fields:
        message[name] = value
