"""One part's bytes to text: transfer encodings as they were meant, format=flowed, files hidden in the text."""

import binascii
import re
from dataclasses import dataclass
from email.message import Message

from mail.understand.charset import clean, decode

_SOFT = re.compile(rb"=\r?\n")
_HEX = re.compile(rb"=[0-9A-F]{2}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\r\n \t]+")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_UU_BEGIN = re.compile(r"begin [0-7]{3,4} \S.{0,200}")
_FEWEST = 40


@dataclass(frozen=True, slots=True)
class Body:
    """A part's text. `hidden` counts the files that stood inside the text and were taken out."""

    text: str
    hidden: int
    defects: tuple[str, ...]


def part_bytes(part: Message) -> tuple[bytes, str]:
    """Give a leaf's decoded bytes, and the defect met: "", "transfer-encoding" or "transfer-encoding-missing"."""
    declared = str(part.get("Content-Transfer-Encoding", "") or "").strip().lower()
    word = declared.split(";")[0].split()[0] if declared.split(";")[0].split() else ""
    del part["Content-Transfer-Encoding"]
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if word == "base64":
        return _unbase64(data)
    if word in {"quoted-printable", "quotedprintable", "q"}:
        return binascii.a2b_qp(data), ""
    if word in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return _unuu(data)
    return _repair(data) if word in {"", "7bit", "8bit", "7-bit", "binary"} else (data, "transfer-encoding")


def _unbase64(data: bytes) -> tuple[bytes, str]:
    """Decode leniently; a tail that is no base64 (a list's footer) is left out, and text that never was stays."""
    if _HEX.search(data) is None and b" " in data.strip() and _BASE64.fullmatch(data) is None:
        return data, "transfer-encoding"
    kept = _NOT_BASE64.sub(b"", data.partition(b"=")[0] if b"=\n" in data or b"=\r" in data else data)
    kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
    try:
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4)), ""
    except binascii.Error:
        return data, "transfer-encoding"


def _unuu(data: bytes) -> tuple[bytes, str]:
    lines = data.replace(b"\r\n", b"\n").split(b"\n")
    begun = next((i for i, line in enumerate(lines) if line.startswith(b"begin ")), None)
    if begun is None:
        return data, "transfer-encoding"
    out: list[bytes] = []
    for line in lines[begun + 1 :]:
        if line.strip() == b"end":
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(out), ""


def _repair(data: bytes) -> tuple[bytes, str]:
    """Decode what is quoted-printable or base64 without saying so."""
    if len(_HEX.findall(data[:20_000])) > 2 and _SOFT.search(data):  # noqa: PLR2004  # "=20" once may be a sum
        return binascii.a2b_qp(data), "transfer-encoding-missing"
    body = data.strip()
    if len(body) > _FEWEST and b" " not in body and _BASE64.fullmatch(body) and len(body) % 4 <= 2:  # noqa: PLR2004
        lines = body.split()
        if len({len(line) for line in lines[:-1]}) <= 1 and not body.isalpha():
            decoded, defect = _unbase64(body)
            if not defect and _reads(decoded):
                return decoded, "transfer-encoding-missing"
    return data, ""


def _reads(data: bytes) -> bool:
    """Whether these bytes are text that somebody could read."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return " " in text and all(c.isprintable() or c in "\r\n\t" for c in text)


def text_of(part: Message, charset: str, *, flowed: bool, delsp: bool) -> Body:
    """Give the text of a text part."""
    data, defect = part_bytes(part)
    text, wrong = decode(data, charset)
    text = clean(text)
    if flowed:
        text = unflow(text, delsp=delsp)
    text, hidden = _without_files(text)
    return Body(text, hidden, tuple(d for d in (defect, wrong) if d))


def _without_files(text: str) -> tuple[str, int]:
    """Take out uuencoded and yEnc files; one that never ends is no file."""
    if "\nend" not in text and "\n=yend" not in text:
        return text, 0
    kept: list[str] = []
    files, began, last = 0, -1, ""
    for line in text.split("\n"):
        if began < 0 and (_UU_BEGIN.fullmatch(line) or line.startswith("=ybegin ")):
            began, last = len(kept), "=yend" if line.startswith("=") else "end"
        kept.append(line)
        if began >= 0 and line.split(" ")[0] == last:
            del kept[began:]
            files, began = files + 1, -1
    return "\n".join(kept), files


def unflow(text: str, *, delsp: bool) -> str:
    """Join the soft line ends of format=flowed (RFC 3676); quote depth is kept, a signature mark ends a paragraph."""
    out: list[str] = []
    pending, depth = "", -1
    for line in text.split("\n"):
        body = line.lstrip(">")
        level = len(line) - len(body)
        body = body.removeprefix(" ")
        if depth >= 0 and (level != depth or body in {"-- ", "--"}):
            out.append(_quoted(pending, depth))
            pending, depth = "", -1
        if body.endswith(" ") and body != "-- ":
            pending, depth = pending + (body[:-1] if delsp else body), level
        else:
            out.append(_quoted(pending + body, level))
            pending, depth = "", -1
    if depth >= 0:
        out.append(_quoted(pending, depth))
    return "\n".join(out)


def _quoted(body: str, depth: int) -> str:
    return f"{'>' * depth} {body}" if depth else body
