"""The letter inside winmail.dat: Outlook's own wrapping, opened one level, for its text only."""

from typing import Any, cast

from tnefparse import TNEF  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]  # it has no types

from mail.understand.charset import clean, decode
from mail.understand.html import html_text

# Bytes: more is no letter.
_LARGEST = 4 * 1024 * 1024


def tnef_text(data: bytes) -> str:
    """Give the text of a winmail.dat, plain before HTML; empty when it holds none or is broken. Never raises."""
    if len(data) > _LARGEST:
        return ""
    try:
        opened = cast("Any", TNEF)(data, do_checksum=False)
        plain, html = cast("object", opened.body), cast("object", opened.htmlbody)
    except Exception:  # noqa: BLE001  # it indexes and asserts by what strangers wrote
        return ""
    text = _text(plain).strip()
    return text or html_text(_text(html)).strip()


def _text(found: object) -> str:
    if isinstance(found, bytes):
        return clean(decode(found.rstrip(b"\0"))[0])
    return clean(found.rstrip("\0")) if isinstance(found, str) else ""
