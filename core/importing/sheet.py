"""What is read of a spreadsheet: rows of texts, within limits; or why it cannot be read."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.errors import Refused

MEGABYTE = 1024 * 1024
# A file of 30 MB is taken; a larger one is better put in in parts.
MOST_BYTES = 32 * MEGABYTE
MOST_ROWS, MOST_COLUMNS = 100_000, 200
# As much as a cell of a workbook may hold; a row with a longer one, in a column that is used, is refused.
LONGEST_CELL = 32_767
_MORE = "…"

# A row as it stands in the file: its number there (the first is 1), and its cells.
Line = tuple[int, list[str]]


class Unreadable(Refused):
    """A file that cannot be read, or not whole; `why` is a word of the catalogue (sheet.unreadable.…), `at` a place."""

    def __init__(self, why: str, at: str = "") -> None:
        """Take why, and where."""
        self.why, self.at = why, at
        super().__init__(f"spreadsheet: {why}{f' ({at})' if at else ''}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that is being read: its lines, one at a time; `others`: sheets of the workbook that are not read.

    `note`: how it was read (xlsx, or the encoding and the delimiter).
    """

    lines: Iterator[Line]
    others: tuple[str, ...] = ()
    note: str = ""


def tidy_cell(cell: str) -> str:
    """Give a cell without white space around it; of one that is too long only the beginning, one sign over the limit.

    So a cell that was cut is known by its length (is_cut), and no more of it is ever held.
    """
    cell = cell.replace("\x00", "").strip()
    return cell if len(cell) <= LONGEST_CELL else cell[:LONGEST_CELL] + _MORE


def is_cut(cell: str) -> bool:
    """Tell whether only the beginning of a cell is here."""
    return len(cell) > LONGEST_CELL
