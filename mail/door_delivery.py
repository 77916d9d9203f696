"""A mail as a delivery: its envelope in one line before the bytes as they came, its number, and whose it is."""

import email.utils
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from core.context import Context
from core.intake.accept import Delivery
from mail.recipients import Recipient

# Bytes: what is looked at to find the sender, and the longest From that is read.
_HEADER, _LONGEST = 262_144, 4096
_END = re.compile(rb"\r?\n\r?\n")
_CHOSEN = re.compile(rb"(?im)^(message-id|date|from|subject)[ \t]*:((?:.*)(?:\n[ \t].*)*)")
_KIND = "mail"
# How nearly every From is written; what is written otherwise is left to the slower parser.
_ATOM = r"[\w.!#$%&'*+/=?^`{|}~-]+"
_USUAL = re.compile(rf"(?:(?:[\w .'?=-]*|\"[^\"\\]*\") ?<({_ATOM}@{_ATOM})>|({_ATOM}@{_ATOM}))")


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a mail arrived.

    `sender`: of the envelope, empty for the null sender. `peer`, `helo`: who handed it over. `door`: smtp, lmtp or
    imap. `at`: when it was received. `trust`: the rule by which the address in From may count as verified; empty: it
    does not. `passed`: the domain that our own check found to be genuine. `mailbox`: the address of the municipality's
    own mailbox that it lay in.
    """

    sender: str
    peer: str
    helo: str
    door: str
    at: datetime
    trust: str
    passed: str = ""
    mailbox: str = ""


def make_deliveries(
    context: Context, arrival: Arrival, recipients: Iterable[Recipient], content: bytes
) -> list[Delivery]:
    """Make one delivery for each recipient of a mail.

    The number of a delivery is a hash over the mailbox, the headers that say which mail it is, and the body: headers
    that a server adds on the way do not count, nor how lines end and headers are folded, so that a mail that comes
    twice is one, also by two doors (SMTP ends its lines with CRLF, a mailbox may keep bare LF).
    """
    fields, body = _take_apart(content)
    lookup = lookup_sender(context, _sender(fields, arrival.sender))
    which = hashlib.sha256()
    for name, folded in fields:
        value = b" ".join(folded.split())
        which.update(b"%d:%s%d:%s" % (len(name), name, len(value), value))
    same = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").strip(b"\n")
    which.update(b"%d:" % len(same))
    which.update(same)
    deliveries: list[Delivery] = []
    for recipient in recipients:
        number = which.copy()
        number.update(recipient.name.encode())
        head = {
            "from": arrival.sender,
            "to": recipient.address,
            "slug": recipient.slug,
            "peer": arrival.peer,
            "helo": arrival.helo,
            "door": arrival.door,
            "at": arrival.at.isoformat(),
            "trust": arrival.trust,
        }
        head |= {name: value for name in ("passed", "mailbox") if (value := getattr(arrival, name))}
        line = json.dumps(head, ensure_ascii=False).encode()
        deliveries.append(Delivery(number.hexdigest()[:48], lookup, b"%s\n%s" % (line, content)))
    return deliveries


def find_sender(content: bytes, envelope_sender: str) -> str:
    """Find who wrote: the one address in the one From header, else the envelope sender; in small letters, never raises.

    Nothing is verified here: it only keeps the mails of one sender in order.
    """
    return _sender(_take_apart(content)[0], envelope_sender)


def _sender(fields: list[tuple[bytes, bytes]], envelope_sender: str) -> str:
    given = [value for name, value in fields if name == b"from"]
    found = _one_address(" ".join(given[0][:_LONGEST].decode("utf-8", "replace").split())) if len(given) == 1 else ""
    return (found or envelope_sender).strip().casefold()


def _one_address(value: str) -> str:
    """Give the address when there is just one; else nothing."""
    usual = _USUAL.fullmatch(value)
    if usual:
        return usual[1] or usual[2]
    try:
        found = email.utils.getaddresses([value])
    except Exception:  # noqa: BLE001 # the parser recurses and indexes by what strangers write
        return ""
    addresses = [address for _name, address in found if "@" in address]
    return addresses[0] if len(addresses) == 1 else ""


def lookup_sender(context: Context, address: str) -> bytes:
    """Hash a sender's address as every part of the mail room does."""
    return context.keys.lookup(_KIND, address.encode("utf-8", "replace").decode().casefold())


def _take_apart(content: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Take a mail apart: the fields that say which mail it is, and its body. A header that is too long ends early."""
    end = _END.search(content, 0, _HEADER)
    cut = end.end() if end else min(len(content), _HEADER)
    if content.startswith((b"\r\n", b"\n")):
        cut = 0
    fields = [(name.lower(), value.strip()) for name, value in _CHOSEN.findall(content[:cut])]
    return fields, content[cut:]
