"""The process that reads a workbook: bytes on standard input, a line of JSON for each row on standard output."""

import json
import resource
import sys
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from core.importing.sheet import MOST_COLUMNS, tidy_cell

# A cell far out makes a table that is wide and high: it may not take the machine's memory or hours.
_MEMORY, _CPU_SECONDS = 1536 * 1024 * 1024, 90
_MOST_CELLS = 20_000_000
_BROKEN, _NONE, _LARGE = 3, 4, 5
_WIDER = "+"


def main() -> int:
    """Read; the end says what went wrong (core.importing.workbook)."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
        shown = [
            one.name
            for one in book.sheets_metadata
            if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
        ]
        sheets = {name: book.get_sheet_by_name(name) for name in shown}
    except (CalamineError, OSError, ValueError, KeyError):
        return _BROKEN
    wanted = sys.argv[1].strip().casefold()
    filled = {name: sheet for name, sheet in sheets.items() if sheet.total_height}
    if sum(sheet.total_height * sheet.total_width for sheet in filled.values()) > _MOST_CELLS:
        return _LARGE
    named = [name for name in filled if name.casefold() == wanted]
    name = next(iter(named), None) if wanted else max(filled, key=lambda one: filled[one].total_height, default=None)
    if name is None:
        return _NONE
    sys.stdout.write(json.dumps([f"{other} ({filled[other].total_height})" for other in filled if other != name]))
    sys.stdout.write("\n")
    for row in _rows(filled[name]):
        cells = [_text(cell) for cell in row[:MOST_COLUMNS]]
        # Of what is too wide one cell more is told, which says so.
        cells += [_WIDER] if any(cell not in ("", None) for cell in row[MOST_COLUMNS:]) else []
        sys.stdout.write(json.dumps(cells, ensure_ascii=False))
        sys.stdout.write("\n")
    sys.stdout.flush()
    return 0


def _rows(sheet: CalamineSheet) -> Iterable[list[Any]]:
    """Give the rows; what was merged downwards stands in each of its rows."""
    below: dict[tuple[int, int], tuple[int, int]] = {}
    # Columns before the first that is filled are left out of rows; rows before it are not.
    first = (sheet.start or (0, 0))[1]
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or ():
        column = left - first
        below |= {(row, column): (top, column) for row in range(top + 1, min(bottom, sheet.total_height) + 1)}
    held: dict[tuple[int, int], Any] = {}
    tops = set(below.values())
    for place, row in enumerate(sheet.iter_rows()):
        for column, cell in enumerate(row):
            if (place, column) in tops:
                held[place, column] = cell
            elif (place, column) in below:
                row[column] = held.get(below[place, column], cell)
        yield row


def _text(cell: Any) -> str:
    match cell:
        case bool():
            return "ja" if cell else "nee"
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case datetime() | date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
        case _:
            return tidy_cell(str(cell))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # pyright: ignore[reportAttributeAccessIssue,reportUnknownMemberType] # a text stream
    sys.exit(main())
