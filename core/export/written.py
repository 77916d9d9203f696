"""What is written out for other programs: rows of one kind, as JSON lines, CSV or a workbook."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from xlsxwriter import Workbook

from core.context import Context
from core.export import actions, agenda, fiches, lines, partners
from core.export.cells import guard_cell
from core.municipalities import Place

STYLES = ("jsonl", "csv", "xlsx")
Row = dict[str, Any]
_LONGEST_CELL = 32_767  # characters that a cell of a workbook may hold


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing: its fields in their order, and how its rows are read, in blocks."""

    fields: tuple[str, ...]
    read: Callable[[Context, Place], Iterator[Row]]


KINDS: Mapping[str, Kind] = MappingProxyType({
    "signals": Kind(lines.FIELDS, lines.read_rows),
    "fiches": Kind(fiches.FIELDS, fiches.read_rows),
    "actions": Kind(actions.FIELDS, actions.read_rows),
    "agenda": Kind(agenda.FIELDS, agenda.read_rows),
    "partners": Kind(partners.FIELDS, partners.read_rows),
})  # fmt: skip


def export(context: Context, place: Place, what: str, style: str) -> Iterator[bytes]:
    """Write everything of one of KINDS that a municipality has, in one of STYLES; no cell is run by a spreadsheet.

    In a table a list is written with commas, and what is made of parts as JSON.
    """
    kind = KINDS[what]
    rows = kind.read(context, place)
    if style == "jsonl":
        for row in rows:
            yield (json.dumps({field: row[field] for field in kind.fields}, ensure_ascii=False) + "\n").encode()
        return
    cells = chain((list(kind.fields),), ([_cell(row[field]) for field in kind.fields] for row in rows))
    if style == "csv":
        for line in cells:
            file = io.StringIO()
            csv.writer(file).writerow([guard_cell(cell) for cell in line])
            yield file.getvalue().encode()
    else:
        yield write_book(what, cells)


def write_book(name: str, rows: Iterable[list[str]]) -> bytes:
    """Write a workbook of one sheet, a row at a time; texts are texts, whatever they begin with."""
    file = io.BytesIO()
    with TemporaryDirectory() as folder:
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
        with Workbook(file, options) as book:
            sheet: Any = book.add_worksheet(name)  # pyright: ignore[reportUnknownMemberType] # its types are partial
            for place, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write_string(place, column, cell[:_LONGEST_CELL])
    return file.getvalue()


def spread_cells(head: list[str], rows: Sequence[list[str]]) -> list[list[str]]:
    """Give a table of which each cell fits in a workbook: the rest of a longer one stands beside it, under (2), (3)."""
    cut = [[_pieces(cell) for cell in row] for row in (head, *rows)]
    wide = [max(len(row[place]) for row in cut if place < len(row)) for place in range(max(map(len, cut)))]
    spread = [
        [piece for pieces, width in zip(row, wide, strict=False) for piece in (*pieces, *[""] * (width - len(pieces)))]
        for row in cut
    ]
    spread[0] = [
        f"{name} ({nr})" if nr > 1 else name
        for name, width in zip(head, wide, strict=False)
        for nr in range(1, width + 1)
    ]
    return spread


def _pieces(cell: str) -> list[str]:
    """Cut a cell in what a workbook holds, which counts a sign beyond the usual ones as two."""
    longest = _LONGEST_CELL if cell.isascii() or max(cell) <= "\uffff" else _LONGEST_CELL // 2
    return [cell[begin : begin + longest] for begin in range(0, len(cell), longest)] or [""]


def _cell(value: Any) -> str:
    match value:
        case None | []:
            return ""
        case dict():
            return json.dumps(value, ensure_ascii=False) if value else ""
        case [dict(), *_]:
            return json.dumps(value, ensure_ascii=False)
        case list():
            return ", ".join(map(str, value))  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType] # names and numbers
        case bool():
            return "ja" if value else "nee"
        case _:
            return str(value)
