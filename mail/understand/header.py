"""Headers to plain strings: encoded words, 8-bit bytes, addresses, message ids and dates, whatever stands in them."""

import binascii
import re
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime

from mail.understand.charset import clean, decode

_LONGEST = 2_000
_MOST = 50
_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?\r\n]{0,2000})\?=")
_BETWEEN = re.compile(r"(\?=)\s{1,200}(?==\?[^?\s]{1,40}\?[bBqQ]\?)")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@\\]{1,128}@[^\s<>()\[\],;:\"@\\]{1,255}")
_ID = re.compile(r"<([^<>\s]{1,400})>")
_WORDS_MOST = 200


def plain(value: str) -> str:
    """Give a raw header value (surrogates for 8-bit bytes) as one decoded line of at most 2,000 characters."""
    value = value[: _LONGEST * 8]
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        value = decode(value.encode("utf-8", "surrogateescape" if _only_escapes(value) else "replace"))[0]
    if "=?" in value:
        value = _join_words(_BETWEEN.sub(r"\1", value))
    return " ".join((value if value.isprintable() else clean(value)).split())[:_LONGEST]


def _only_escapes(value: str) -> bool:
    return all(not 0xD800 <= ord(c) <= 0xDFFF or 0xDC80 <= ord(c) <= 0xDCFF for c in value)  # noqa: PLR2004  # surrogates


def _join_words(value: str) -> str:
    """Decode encoded words; neighbours in one charset are joined as bytes first, for letters cut in two."""
    out: list[str] = []
    end = 0
    waiting, charset = b"", ""
    for count, found in enumerate(_WORD.finditer(value)):
        if count >= _WORDS_MOST:
            break
        name = found.group(1).partition("*")[0].lower()
        if waiting and (found.start() != end or name != charset):
            out.append(decode(waiting, charset)[0])
            waiting = b""
        out.append(value[end : found.start()])
        waiting, charset, end = waiting + _word_bytes(found.group(2), found.group(3)), name, found.end()
    if waiting:
        out.append(decode(waiting, charset)[0])
    out.append(value[end:])
    return "".join(out)


def _word_bytes(how: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "replace")
    if how in "qQ":
        return binascii.a2b_qp(data, header=True)
    data = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    data = data[: len(data) - 1] if len(data) % 4 == 1 else data
    try:
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return b""


def addresses(values: list[str]) -> tuple[tuple[str, str], ...]:
    """Give (name, address in lower case) for at most 50 addresses in these raw values; a broken one is left out."""
    found: list[tuple[str, str]] = []
    for value in values[:_MOST]:
        cut = " ".join(value[: _LONGEST * 4].split())
        try:
            pairs = getaddresses([cut])[: _MOST * 2]
        except (RecursionError, ValueError, IndexError, TypeError, AttributeError):
            pairs = []
        good = [(plain(name), plain(address).lower()) for name, address in pairs if _ADDRESS.fullmatch(plain(address))]
        found += good or [(_name_before(cut, hit.start()), hit.group().lower()) for hit in _first(cut)]
        if len(found) >= _MOST:
            break
    return tuple(found[:_MOST])


def _first(value: str) -> list[re.Match[str]]:
    return [hit for _, hit in zip(range(_MOST), _ADDRESS.finditer(plain(value)), strict=False)]


def _name_before(value: str, at: int) -> str:
    return plain(value)[:at].strip(" <\"',;")[-100:]


def ids(value: str) -> tuple[str, ...]:
    """Give the message ids in a header, without brackets: the first and the last 25 when there are more than 50."""
    hits = [hit.group(1) for hit in _ID.finditer(plain(value[: _LONGEST * 4]))]
    return tuple(hits if len(hits) <= _MOST else hits[: _MOST // 2] + hits[-_MOST // 2 :])


def moment(value: str) -> datetime | None:
    """Give the time a Date header names, in UTC; None when it names none."""
    try:
        found = parsedate_to_datetime(plain(value)[:200])
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
