"""Message: a letter of the outbox as the mail that leaves: headers, both forms of the text, and its envelope."""

import re
import uuid
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from core.context import Context
from core.feedback.spoken import in_language
from core.words import DUTCH
from mail.compose_fields import read_address, write_header, write_texts
from mail.tokens import bounce_address, thread_address

_ID = re.compile(r"[!-;=?-~]{1,200}@[!-;=?-~]{1,200}")
_LONGEST_SUBJECT, _MOST_REFERENCES = 150, 20
_GENERATED = frozenset({"alarm", "reminder", "told", "asked", "invited", "digest"})


class Unsendable(Exception):
    """No mail can be made of this letter; the argument says why: address."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail as the bytes that leave (7 bits, lines that end with CRLF), and its envelope."""

    raw: bytes
    sender: str
    recipient: str

    @property
    def message(self) -> EmailMessage:
        """The mail as who gets it reads it."""
        return message_from_bytes(self.raw, policy=policy.SMTP)


def make_message(context: Context, letter: uuid.UUID, kind: str, body: dict[str, Any]) -> Outgoing:
    """Make the mail of a letter: the same letter gets the same Message-ID every time. Raises Unsendable.

    `body` is what the room's `tell` wrote. Line ends and other control characters cannot get into a header: what a
    sender chose is checked or left out, and the library refuses the rest.
    """
    domain = context.settings.mail_domain
    slug, thread = str(body["slug"]), str(body.get("thread") or "none")
    # From the mailbox that she wrote to; whether that takes addresses with a plus is not known.
    mailbox = str(body.get("mailbox") or "")
    token = "" if mailbox else str(body.get("token") or "")
    try:
        own = read_address(mailbox or thread_address(slug, "", domain), _one_line(str(body["from"])))
        back = read_address(thread_address(slug, token, domain))
        to = read_address(str(body["to"]))
        str(to).encode("ascii")
    except (MessageError, ValueError, IndexError, AttributeError):
        raise Unsendable("address") from None
    fields = [("From", str(own)), ("To", str(to)), ("Subject", _one_line(str(body["subject"]))[:_LONGEST_SUBJECT])]
    fields += [("Date", format_datetime(context.clock())), ("Message-ID", f"<ls.{thread}.{letter.hex}@{domain}>")]
    if token:
        fields.append(("Reply-To", str(back)))
    references = [f"<{id_}>" for id_ in body.get("references") or () if _ID.fullmatch(str(id_))]
    if body.get("after"):
        references.append(f"<ls.{thread}.{body['after']}@{domain}>")
    if references:
        fields += [("In-Reply-To", references[-1]), ("References", " ".join(references[-_MOST_REFERENCES:]))]
    fields.append(("Auto-Submitted", "auto-generated" if kind in _GENERATED else "auto-replied"))
    fields += [("X-Auto-Response-Suppress", "All"), ("X-LS-Origin", installation_name(context))]
    if body.get("leave"):
        # What nobody asked for can be stopped with one click (RFC 8058), and by mail.
        page = in_language(f"{context.base_url}/afmelden/{body['leave']}", str(body.get("language") or DUTCH))
        mail_to = f"{own.addr_spec}?subject=STOP"
        fields.append(("List-Unsubscribe", f"<{page}>, <mailto:{mail_to}>"))
        fields.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    elif body.get("refuse"):  # who is no reporter has no address here that mail could stop
        fields.append(("List-Unsubscribe", f"<{body['refuse']}>"))
        fields.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    fields.append(("Content-Language", str(body.get("language") or DUTCH)))
    texts = write_texts(str(body["text"]), str(body["html"]), str(body.get("calendar") or ""))
    raw = b"".join([*(write_header(name, value) for name, value in fields), texts])
    return Outgoing(raw, mailbox or bounce_address(context.keys, letter, domain), to.addr_spec)


def installation_name(context: Context) -> str:
    """Name this installation for others, without telling anything of it."""
    return context.keys.lookup("origin", "installation").hex()[:16]


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
