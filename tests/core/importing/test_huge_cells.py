"""Cells far longer than a list has: their row is refused, with why, and little memory is held."""

import io
import random
import tracemalloc
import zipfile
from datetime import UTC, datetime

import pytest

from core.importing.mapping import Chosen
from core.importing.packing import Packed, pack_file, unpack
from core.importing.rows import LONG, Row, Span, read_row
from core.importing.sheet import LONGEST_CELL, MEGABYTE, Unreadable, is_cut
from tests.core.importing.made_sheets import make_book, make_csv

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SPAN = Span(datetime(2020, 11, 23, tzinfo=UTC), NOW)
HEAD = ["Datum", "Omschrijving", "Organisatie"]
TOLD = "Cliënten wachten al maanden op een plaats in het centrum."


def read(data: bytes) -> Packed:
    return pack_file(data, NOW)


def rows_of(packed: Packed) -> list[list[str]]:
    return [cells for part in packed.parts for _number, cells in unpack(part)]


def _with_huge_cell(size: int) -> bytes:
    """Give a workbook of which the first cell under the head is so long, and which packs no more than texts do."""
    made, plain = io.BytesIO(), io.BytesIO(make_book([HEAD, ["5/3/2026", "@", "Huis A"], ["6/3/2026", TOLD, "Huis B"]]))
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for one in old.infolist():
            before, here, after = old.read(one).partition(b">@<")
            with new.open(one.filename, "w") as file:
                file.write(before + here[:1])
                for _ in range(size // 1_000_000 if here else 0):
                    file.write(b"wachten op plaats " * 55_556)
                file.write(here[2:] + after)
        new.writestr("xl/media/image1.png", random.Random(1).randbytes(size // 100), zipfile.ZIP_STORED)  # noqa: S311 # noise that packs badly
    return made.getvalue()


@pytest.mark.parametrize(("size", "whole"), [(60_000_000, True), (200_000_000, False)])
def test_a_huge_cell_costs_its_row_and_no_memory(size: int, *, whole: bool) -> None:
    data = _with_huge_cell(size)
    tracemalloc.start()
    try:
        packed = read(data)
    except Unreadable as refused:
        packed = None
        assert (refused.why, whole) == ("heavy", False)  # noqa: PT017 # with little memory the whole file may be
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 64 * MEGABYTE
    if packed:
        found = [read_row(packed.chosen, cells, SPAN) for cells in rows_of(packed)]
        assert found[0] == LONG
        assert isinstance(found[1], Row)


def test_a_long_cell_in_a_table_of_texts_refuses_its_row_or_names_it() -> None:
    long = read(make_csv([HEAD, ["5/3/2026", f"{TOLD} " * 600, "Huis A"], ["6/3/2026", TOLD, "H" * 40_000]]))
    assert [len(cell) for row in rows_of(long) for cell in row if is_cut(cell)] == [LONGEST_CELL + 1] * 2
    assert [read_row(long.chosen, cells, SPAN) for cells in rows_of(long)] == [LONG, LONG]
    unused = Chosen(tuple(HEAD), ("date", "text", ""))
    assert isinstance(read_row(unused, rows_of(long)[1], SPAN), Row)
    with pytest.raises(Unreadable) as refused:
        read(make_csv([HEAD, ["5/3/2026", "wachten op plaats " * 200_000, "Huis A"]]))
    assert (refused.value.why, refused.value.at) == ("quotes", "2")
