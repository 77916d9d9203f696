"""Open a file that somebody sent in: known by its content, never by its name."""

from core.importing.delimited import read_delimited
from core.importing.sheet import MOST_BYTES, Sheet, Unreadable
from core.importing.workbook import check_zip, read_workbook

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# Files that are no table, which a text might be mistaken for.
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"<!DOCTYPE", b"<html", b"<?xml", b"{\\rtf", b"\x1f\x8b")


def open_sheet(data: bytes, sheet: str = "") -> Sheet:
    """Open a workbook or a table of texts; `sheet`: the name of the one to read. Raises Unreadable, also half-way."""
    if len(data) > MOST_BYTES:
        raise Unreadable("large")
    if not data.strip():
        raise Unreadable("none")
    if data.startswith(_ZIP):
        check_zip(data)
        return read_workbook(data, sheet)
    if data.startswith(_OLE):
        return read_workbook(data, sheet)
    if data.lstrip()[:9].startswith(_OTHERS):
        raise Unreadable("kind")
    return read_delimited(data)
