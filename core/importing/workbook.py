"""Read a workbook in a process of its own, with little memory and time: what is made to hurt hurts that process."""

import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO

from core.importing.sheet import MEGABYTE, MOST_COLUMNS, MOST_ROWS, Line, Sheet, Unreadable

# What is unpacked of a workbook at most, and how many times as large as it was packed; texts shrink to a tenth.
_UNPACKED, _TIMES, _SMALL = 512 * MEGABYTE, 150, 20 * MEGABYTE
_MOST_FILES = 2_000
# What the process may write of a row: 200 cells as long as can be, of signs that take four bytes.
_LINE = 32 * MEGABYTE
_SECONDS = 120.0
_HOME = str(Path(__file__).resolve().parents[2])
# What the process says of itself before the rows, and what its end means.
_ENDS = {3: "broken", 4: "none", 5: "large"}


def check_zip(data: bytes) -> None:
    """Refuse an archive that unpacks to too much, before anything of it is unpacked. Raises Unreadable."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            held = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        raise Unreadable("broken") from None
    unpacked = sum(one.file_size for one in held)
    packed = sum(one.compress_size for one in held) or 1
    if len(held) > _MOST_FILES or unpacked > _UNPACKED or (unpacked > _SMALL and unpacked > _TIMES * packed):
        raise Unreadable("bomb")
    if not any(one.filename in {"xl/workbook.xml", "xl/workbook.bin", "content.xml"} for one in held):
        raise Unreadable("kind")


def read_workbook(data: bytes, sheet: str = "") -> Sheet:
    """Read a sheet of a workbook, by its name or else the one with the most in it. Raises Unreadable, also half-way.

    A merged cell that goes down over rows holds for each of them; formulas give what they gave when it was saved.
    """
    path = os.pathsep.join([_HOME, *filter(None, [os.environ.get("PYTHONPATH")])])
    reader = subprocess.Popen(  # noqa: S603  # our own reader
        [sys.executable, "-m", "core.importing.workbook_reader", sheet],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": path, "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
    )
    watch = threading.Timer(_SECONDS, reader.kill)
    watch.start()
    told = _talk(reader, watch, data)
    head: list[str] = json.loads(next(told))
    return Sheet(_lines(told), tuple(head), "xlsx")


def _talk(reader: "subprocess.Popen[bytes]", watch: threading.Timer, data: bytes) -> Iterator[bytes]:
    """Give what the process writes, line by line; it writes nothing before it has read everything.

    Of a row or of all no more than fits is held here, whatever the process writes.
    """
    if reader.stdin is None or reader.stdout is None:
        raise Unreadable("broken")
    try:
        try:
            reader.stdin.write(data)
            reader.stdin.close()
        except BrokenPipeError:
            pass  # it says below why it ended
        yield from _read(reader.stdout)
        end = reader.wait()
        if end != 0:
            raise Unreadable(_ENDS.get(end, "heavy"))
    finally:
        watch.cancel()
        reader.kill()
        reader.stdout.close()
        reader.wait()


def _read(written: IO[bytes]) -> Iterator[bytes]:
    """Give whole lines; one that breaks off ends it: the end of the process says why."""
    total = 0
    while (line := written.readline(_LINE + 1)).endswith(b"\n"):
        total += len(line)
        if total > _UNPACKED:
            raise Unreadable("heavy")
        yield line
    if len(line) > _LINE:
        raise Unreadable("heavy")


def _lines(told: Iterator[bytes]) -> Iterator[Line]:
    for number, line in enumerate(told, 1):
        if number > MOST_ROWS + 100:
            raise Unreadable("rows", str(MOST_ROWS))
        cells: list[str] = json.loads(line)
        if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
            raise Unreadable("columns", str(MOST_COLUMNS))
        yield number, cells[:MOST_COLUMNS]
