"""Packing: a file is read once, its head found and its columns looked at, and its rows packed in parts to be sealed."""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any

from core.importing.columns import Column, Guess, recognise, score_heading
from core.importing.days import DAY_FIRST, read_moment
from core.importing.mapping import Chosen
from core.importing.opening import open_sheet
from core.importing.sheet import MEGABYTE, MOST_ROWS, Line, Unreadable, tidy_cell

# Rows in a part: one commit; and characters, where rows are long. Rows at the top among which the head is looked for.
BLOCK, _FULL, _TOP = 200, 4 * MEGABYTE, 12
_LONGEST_HEADING = 300
# A head is about as wide as what stands under it, and no longer than a question.
_NEARLY, _TELLS = 0.6, 80


@dataclass(frozen=True, slots=True)
class Found:
    """What is shown of a column: how many cells are filled, a few of them, and why it is not used, where we say so.

    `telling`: its cells are words of people, which are lost where nobody uses it.
    """

    filled: int
    examples: tuple[str, ...]
    why: str = ""
    telling: bool = False


@dataclass(frozen=True, slots=True)
class Packed:
    """A file that was read: what its columns most likely are, what was found in them, its rows in packed parts.

    `above`: rows over the head, which are titles and no rows; `others`: sheets that were not read; `note`: how it was
    read.
    """

    chosen: Chosen
    columns: tuple[Found, ...]
    parts: tuple[bytes, ...]
    rows: int
    above: int
    others: tuple[str, ...]
    note: str


def pack_file(data: bytes, now: datetime, sheet: str = "") -> Packed:
    """Read a whole file. Raises Unreadable (core.importing.sheet)."""
    opened = open_sheet(data, sheet)
    lines = ((number, [tidy_cell(cell) for cell in cells]) for number, cells in opened.lines)
    filled = ((number, cells) for number, cells in lines if any(cells))
    headings, rows, above = _find_head(filled)
    columns = [Column(heading) for heading in headings]
    parts: list[bytes] = []
    count = 0
    for block in _blocks(rows):
        for _number, cells in block:
            while len(columns) < len(cells):
                columns.append(Column(""))
            for column, cell in zip(columns, cells, strict=False):
                column.add(cell, now)
        count += len(block)
        if count > MOST_ROWS:
            raise Unreadable("rows", str(MOST_ROWS))
        parts.append(pack(block))
    if not count:
        raise Unreadable("none")
    guesses = recognise(columns)
    fields = tuple(guess.field for guess in guesses)
    dated = next((column for column, name in zip(columns, fields, strict=True) if name == "date"), None)
    chosen = Chosen(
        tuple(column.heading for column in columns), fields, order=dated.order.find() if dated else DAY_FIRST
    )
    found = tuple(_show(column, guess) for column, guess in zip(columns, guesses, strict=True))
    return Packed(chosen, found, tuple(parts), count, above, opened.others, opened.note)


def pack(rows: Sequence[Any]) -> bytes:
    """Pack rows."""
    return zlib.compress(json.dumps(rows, ensure_ascii=False).encode("utf-8", "replace"), 6)


def unpack(packed: bytes) -> list[Any]:
    """Give the rows of a part."""
    return json.loads(zlib.decompress(packed))


def _blocks(rows: Iterator[Line]) -> Iterator[list[Line]]:
    """Give the rows in blocks, of which none takes much memory."""
    block: list[Line] = []
    held = 0
    for line in rows:
        block.append(line)
        held += sum(map(len, line[1]))
        if len(block) == BLOCK or held > _FULL:
            yield block
            block, held = [], 0
    if block:
        yield block


def _find_head(lines: Iterator[Line]) -> tuple[list[str], Iterator[Line], int]:
    """Find the row with the headings, the rows under it, and how many stand above: those are titles.

    Without a known heading the first row that is about as wide as any near it is the head, unless it tells something
    itself: then there is none, and it is a row.
    """
    top = list(islice(lines, _TOP))
    if not top:
        raise Unreadable("none")
    scores = [score_heading(cells) for _number, cells in top]
    if max(scores) > 0:
        head = scores.index(max(scores))
    else:
        widths = [sum(map(bool, cells)) for _number, cells in top]
        head = next(place for place, width in enumerate(widths) if width >= _NEARLY * max(widths))
        if any(len(cell) > _TELLS or read_moment(cell) for cell in top[head][1]):
            return [""] * len(top[head][1]), chain(top, lines), 0
    headings = [" ".join(cell.split())[:_LONGEST_HEADING] for cell in top[head][1]]
    return headings, chain(top[head + 1 :], lines), head


def _show(column: Column, guess: Guess) -> Found:
    return Found(column.filled, tuple(column.examples), guess.why, column.telling and not guess.why)
