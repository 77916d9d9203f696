"""Imports as they are shown: how far each is, what waits, and the rows that were refused."""

import csv
import io
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.export.cells import guard_cell
from core.export.written import spread_cells, write_book
from core.importing.keeping import BACK, BUSY, UNDONE, Content, Hand, open_part, read_content
from core.importing.sheet import is_cut
from core.store.tables import ImportPart, ImportRow, ImportRun, Staff

_MOST = 30
# What is left of an import that is undone, or on its way to be; of the others nobody asks.
_LEFT = (
    select(func.count()).where(ImportRow.import_id == ImportRun.id).correlate(ImportRun).scalar_subquery().label("left")
)
_GONE = case((ImportRun.state.in_((BACK, UNDONE)), ImportRun.kept - _LEFT), else_=0)


@dataclass(frozen=True, slots=True)
class Import:
    """An import as it stands: of `rows` so many were `kept`, `refused` or put in before (`repeats`).

    `by`: the address of who put it in; empty for the command line, or somebody who is gone. `file`: rows of it
    can still be read. `gone`: kept ones that went away again, since it was undone.
    """

    id: int
    state: str
    rows: int
    kept: int
    refused: int
    repeats: int
    hidden: int
    undated: int
    by: str
    staff_id: uuid.UUID | None
    made_at: datetime
    begun_at: datetime | None
    done_at: datetime | None
    why: str
    file: bool
    gone: int = 0

    @property
    def done(self) -> int:
        """Count the rows that were dealt with."""
        return self.kept + self.refused + self.repeats

    @property
    def works(self) -> bool:
        """Tell whether it is under way."""
        return self.state in (BUSY, BACK)


def list_imports(session: Session, hand: Hand) -> tuple[Import, ...]:
    """List the last imports, the newest first; in one query."""
    hand.must()
    rows = session.execute(
        select(ImportRun, Staff.email, _GONE)
        .outerjoin(Staff, Staff.id == ImportRun.staff_id)
        .order_by(ImportRun.id.desc())
        .limit(_MOST)
    )
    return tuple(_show(run, email, gone) for run, email, gone in rows)


def read_import(session: Session, hand: Hand, import_id: int) -> Import:
    """Read how an import stands; NotFound."""
    hand.must()
    mine = select(ImportRun, Staff.email, _GONE).outerjoin(Staff, Staff.id == ImportRun.staff_id)
    found = session.execute(mine.where(ImportRun.id == import_id)).one_or_none()
    if found is None:
        raise NotFound("import")
    return _show(*found)


def read_file(session: Session, hand: Hand, import_id: int) -> tuple[ImportRun, Content]:
    """Read what is known of a file that waits; NotFound once it is gone."""
    hand.must()
    run = session.get(ImportRun, import_id)
    content = read_content(hand.context, run) if run else None
    if run is None or content is None:
        raise NotFound("import: file")
    return run, content


def list_refused(session: Session, hand: Hand, import_id: int) -> Iterator[tuple[int, str, list[str]]]:
    """Give the rows that were refused: the number in the file, why, and the cells of the columns that were used."""
    hand.must()
    run = session.get(ImportRun, import_id)
    if run is None:
        raise NotFound("import")
    parts = select(ImportPart.nr, ImportPart.body).where(
        ImportPart.import_id == import_id, ~ImportPart.waits, ImportPart.body.is_not(None)
    )
    for part in session.execute(parts.order_by(ImportPart.nr)):
        for number, why, cells in sorted(open_part(hand.context, run, part.nr, part.body)):
            yield int(number), str(why), [str(cell) for cell in cells]


def count_refused(session: Session, hand: Hand, import_id: int) -> Mapping[str, int]:
    """Count the refused rows that can still be read, by reason."""
    return Counter(why for _number, why, _cells in list_refused(session, hand, import_id))


def write_refused(session: Session, hand: Hand, import_id: int, style: str) -> bytes:
    """Write the refused rows with their reasons, to be mended and put in again; `style`: csv or xlsx.

    In a workbook a cell that is longer than one may be goes on in columns beside it.
    """
    _run, content = read_file(session, hand, import_id)
    used = [heading for heading, field in zip(content.chosen.headings, content.chosen.fields, strict=True) if field]
    say = hand.context.words.say
    head = [say("sheet.refused.line"), say("sheet.refused.why"), *used]
    rows: list[list[str]] = []
    for number, why, cells in list_refused(session, hand, import_id):
        said = "sheet.refused.begin" if any(map(is_cut, cells)) else f"sheet.why.{why}"
        rows.append([str(number), say(said), *cells])
    hand.note(session, "downloaded", import_id)
    if style == "xlsx":
        return write_book(say("sheet.refused"), spread_cells(head, rows))
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows([guard_cell(cell) for cell in row] for row in (head, *rows))
    return file.getvalue().encode("utf-8-sig")


def _show(run: ImportRun, email: str | None, gone: int) -> Import:
    return Import(
        run.id, run.state, run.rows, run.kept, run.refused, run.repeats, run.hidden, run.undated, email or "",
        run.staff_id, run.made_at, run.begun_at, run.done_at, run.why or "", run.content is not None, gone,
    )  # fmt: skip
