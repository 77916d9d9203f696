"""What `signaal strip` says about a raw mail, as JSON; nothing is stored and nothing is sent."""

from typing import Any

from core.classify.language import language
from mail.understand.guard import Parsers, read
from mail.understand.kinds import Kind, classify
from mail.understand.parsed import Parsed, Unreadable
from mail.understand.strip import Stripped, strip


def understand(
    mail: Parsed, *, sent: str = "", envelope: str | None = None, ours: frozenset[str] = frozenset()
) -> tuple[Stripped, Kind]:
    """Strip a parsed mail and say its kind. `sent`: what we wrote to this person, when the mail answers it."""
    name = "" if "@" in mail.sender_name else mail.sender_name
    reply = bool(mail.in_reply_to or mail.references)
    stripped = strip(mail.text, subject=mail.subject, sent=sent, sender=name, reply=reply)
    return stripped, classify(mail, stripped, envelope=envelope, ours=ours)


def strip_raw(raw: bytes, parsers: Parsers | None = None) -> dict[str, Any]:
    """Give the kind, her own words and what was cut, for a raw mail.

    Without words of her own above a forward, `text` is what she passed on and `forward` is true. A mail that cannot be
    read within our limits is `empty` with reason `unreadable-...`. Never raises.
    """
    try:
        mail = read(raw, parsers)
    except Unreadable as why:
        return _said(Kind("empty", f"unreadable-{why}"))
    stripped, kind = understand(mail)
    text = told = stripped.text
    if not text and kind.name == "person":
        text = told = strip(stripped.forward.text).text if stripped.forward else mail.enclosed
        if not stripped.forward:
            told = text.partition("\n\n")[2]  # what stands above an enclosed mail are its headers
    if mail.encrypted:
        text = told = ""
    return {
        **_said(kind),
        "text": text,
        "language": language(told),
        "subject": mail.subject,
        "cut": len(stripped.cut),
        "forward": stripped.forward is not None or bool(mail.enclosed),
        "several": stripped.several,
        "sure": stripped.sure,
        "attachments": len(mail.attachments),
        "encrypted": mail.encrypted,
        "signed": mail.signed,
        "tnef": mail.tnef,
    }


def _said(kind: Kind) -> dict[str, Any]:
    """The answer's keys, for a mail of which only the kind is known."""
    return {
        "kind": kind.name,
        "text": "",
        "language": "unknown",
        "reason": kind.reason,
        "subject": "",
        "cut": 0,
        "forward": False,
        "several": False,
        "sure": False,
        "attachments": 0,
        "encrypted": False,
        "signed": False,
        "tnef": False,
    }
