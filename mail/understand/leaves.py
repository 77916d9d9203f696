"""Go through the parts of a mail and add up what they hold: the letter, its HTML, files, flags."""

from collections.abc import Iterator
from email.message import Message
from typing import cast

from mail.understand import header
from mail.understand.body import Body, part_bytes, text_of
from mail.understand.charset import clean, decode
from mail.understand.html import html_text
from mail.understand.limits import NESTING
from mail.understand.parsed import Calendar, Part, Unreadable
from mail.understand.tnef import tnef_text

_LONGEST_TEXT = 1_000_000
_SMALL_PICTURE = 40 * 1024
_FEW = 20
_NO_HTML = (
    "does not support html", "kan geen html", "ondersteunt geen html", "ne supporte pas le html", "html-compatible",
    "enable html", "view this message in html", "unterstützt kein html", "html email viewer",
)  # fmt: skip
_ENCRYPTED = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_SIGNATURES = {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
_HTML_OPENS = ("<html", "<!doctype html", "<p>", "<div", "<table", "<body", "<meta ", "<br")
_TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}


def leaves(message: Message, depth: int = 0, *, related: bool = False) -> Iterator[tuple[Message, int]]:
    """The leaves in order with their depth; an enclosed mail is a leaf."""
    if depth > NESTING:
        raise Unreadable("nesting")
    if message.is_multipart() and not message.get_content_type().startswith("message/"):
        inside = related or message.get_content_type() == "multipart/related"
        for part in _inside(message):
            yield from leaves(part, depth + 1, related=inside)
        return
    if related:
        message.add_header("X-Signaal-Related", "yes")
    yield message, depth


def _inside(message: Message) -> list[Message]:
    """The parts of a container; broken mails hold strings among them."""
    payload = cast("object", message.get_payload())
    return (
        [part for part in cast("list[object]", payload) if isinstance(part, Message)]
        if isinstance(payload, list)
        else []
    )


class Found:
    """What the leaves seen so far add up to."""

    def __init__(self) -> None:
        self.plain: list[str] = []
        self.html: list[str] = []
        self.parts: list[Part] = []
        self.defects: list[str] = []
        self.enclosed = ""
        self.calendar: Calendar | None = None
        self.encrypted = False
        self.signed = False
        self.tnef = False
        self.wrapped = ""

    def add(self, part: Message) -> None:
        """Take in one leaf."""
        kind = part.get_content_type()
        where = str(part.get("Content-Disposition", "") or "").strip().lower()[:10]
        self.defects += [type(d).__name__ for d in part.defects[:_FEW]]
        if kind.startswith("multipart/"):
            kind = "text/plain"
            self.defects.append("no-boundary")
        attached = where.startswith("attachment") or (bool(_file_name(part)) and bool(self.plain or self.html))
        if kind == "text/calendar":
            self._add_calendar(part, attached=attached)
        elif kind.startswith("message/"):
            self._add_message(part, kind)
        elif kind in {"text/plain", "text/html", "text/enriched", "text/richtext", "text"} and not attached:
            self._add_text(part, kind)
        else:
            self._add_file(part, kind, where)

    def _add_text(self, part: Message, kind: str) -> None:
        flowed = _parameter(part, "format").lower() == "flowed" and kind == "text/plain"
        delsp = _parameter(part, "delsp").lower() == "yes"
        body: Body = text_of(part, _parameter(part, "charset"), flowed=flowed, delsp=delsp)
        text = body.text[:_LONGEST_TEXT]
        self.defects += body.defects
        self.parts.append(Part(kind, len(text), attached=False))
        self.parts += [Part("application/octet-stream", 0, attached=True)] * body.hidden
        if "-----BEGIN PGP MESSAGE-----" in text:
            self.encrypted = True
        elif "-----BEGIN PGP SIGNED MESSAGE-----" in text:
            self.signed = True
        looks = text.lstrip()[:200].lower()
        if kind == "text/html" or (not self.html and looks.startswith(_HTML_OPENS)):
            self.html.append(text)
        elif text.strip():
            self.plain.append(text)

    def _add_file(self, part: Message, kind: str, where: str) -> None:
        data = part_bytes(part)[0]
        size = len(data)
        picture = kind.startswith("image/") and not where.startswith("attachment")
        shown = picture and "X-Signaal-Related" in part and size < _SMALL_PICTURE
        name = _file_name(part).lower()
        if kind in _TNEF or name == "winmail.dat":
            self.tnef = True
            self.wrapped = self.wrapped or tnef_text(data)[:_LONGEST_TEXT]
        self.encrypted = self.encrypted or kind in _ENCRYPTED or name.endswith(".p7m")
        self.signed = self.signed or kind in _SIGNATURES
        control = kind in _SIGNATURES or kind in {"application/pgp-encrypted", "application/pgp-keys"}
        self.parts.append(Part(kind, size, attached=not shown and not control))

    def _add_calendar(self, part: Message, *, attached: bool) -> None:
        data = clean(decode(part_bytes(part)[0], _parameter(part, "charset"))[0])
        line = next((x for x in data[:20_000].split("\n") if x.upper().startswith("METHOD:")), "")
        method = line[7:].strip().upper() or _parameter(part, "method").upper() or "PUBLISH"
        self.calendar = self.calendar or Calendar(method[:20], attached)
        self.parts.append(Part("text/calendar", len(data), attached=True))

    def _add_message(self, part: Message, kind: str) -> None:
        self.parts.append(Part(kind, 0, attached=True))
        if kind != "message/rfc822" or self.enclosed:
            return
        for letter in _inside(part)[:1]:
            within = Found()
            for leaf, _ in leaves(letter, 1):
                if not leaf.get_content_type().startswith("message/"):
                    within.add(leaf)
            if not within.letter().strip():
                return
            lines = [f"{name}: {header.plain(str(letter.get(name, '')))}" for name in ("From", "Date", "Subject")]
            self.enclosed = "\n".join([*lines, "", within.letter()])

    def letter(self) -> str:
        """The text of the letter: plain first; the HTML's when the plain text is empty, an excuse, or far too short."""
        text = "\n\n".join(part.strip("\n") for part in self.plain)
        excuse = len(text) < 600 and any(phrase in text.lower() for phrase in _NO_HTML)  # noqa: PLR2004  # an excuse is short
        if not self.html:
            return text[:_LONGEST_TEXT] if text.strip() else self.wrapped
        if text.strip() and not excuse and len(text) * 5 >= sum(len(part) for part in self.html):
            return text[:_LONGEST_TEXT]
        shown = "\n\n".join(html_text(part) for part in self.html)[:_LONGEST_TEXT]
        if text.strip() and not excuse and len(text.strip()) * 5 >= len(shown.strip()):
            return text[:_LONGEST_TEXT]
        return shown if shown.strip() else text[:_LONGEST_TEXT]


def _parameter(part: Message, name: str) -> str:
    """A parameter of Content-Type, in whatever form it came."""
    try:
        found = part.get_param(name, "")
    except (ValueError, TypeError, IndexError, LookupError, AttributeError):
        return ""
    return str(found[2] if isinstance(found, tuple) else found or "").strip("\"' ")[:100]


def _file_name(part: Message) -> str:
    try:
        return header.plain(part.get_filename("") or "")
    except (ValueError, TypeError, IndexError, LookupError, AttributeError):
        return "?"
