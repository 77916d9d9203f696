"""The list of signals of a municipality: newest first, filtered, searched, fifty a page."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVarTuple

from sqlalchemy import ARRAY, Select, UnaryExpression, Uuid, any_, func, literal, select, tuple_
from sqlalchemy.orm import Session

from core.dialogue.load import labels
from core.store.tables import Signal

PAGE = 50
# Counting stops here: nobody reads further, and a million rows need not be counted to say so.
MOST_COUNTED = 1000
_OPENING, _LONGEST_SEARCH = 200, 200  # characters
_NUMBER = re.compile(r"(#?)\s*(\d{1,9})", re.ASCII)
Columns = TypeVarTuple("Columns")
Place = tuple[datetime, uuid.UUID]  # where a page begins: after this moment and id
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty: everything. `after`: the last page's `next`.

    `words`: words; a number: the signal that has it, and then those in whose text it stands; `#number`: only the first.
    """

    channel: str = ""
    status: str = ""
    words: str = ""
    after: str = ""

    @property
    def any(self) -> bool:
        """Tell whether anything is narrowed."""
        return bool(self.channel or self.status or self.words)


@dataclass(frozen=True, slots=True)
class Line:
    """One signal in the list; `opening` is how its text begins."""

    id: uuid.UUID
    number: int
    opening: str
    status: str
    sector: str
    organisation: str
    channel: str
    flags: tuple[str, ...]
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list. `total` is what matches, up to MOST_COUNTED (then `capped`); `next` is empty at the end."""

    lines: tuple[Line, ...]
    total: int
    capped: bool
    next: str


def list_signals(session: Session, filters: Filters) -> Listed:
    """List the signals of the bound municipality."""
    filters = replace(filters, words=" ".join(filters.words.replace("\x00", " ").split())[:_LONGEST_SEARCH])
    columns = select(
        Signal.id,
        Signal.number,
        func.left(Signal.text, _OPENING + 1).label("opening"),
        Signal.status,
        Signal.sector,
        Signal.organisation,
        Signal.channel,
        Signal.flags,
        Signal.received_at,
    )
    place = _read_place(filters.after)
    order: list[UnaryExpression[Any]] = [Signal.received_at.desc(), Signal.id.desc()]
    if filters.words:
        numbered = _find_number(session, filters)
        shown, total = _search(session, filters, place, numbered)
        newest = columns.where(Signal.id == any_(literal(shown, ARRAY(Uuid))))
        order.insert(0, (Signal.id == numbered).desc())
    else:
        newest = _narrow(columns, filters).limit(PAGE + 1)
        newest = newest.where(tuple_(Signal.received_at, Signal.id) < tuple_(*place)) if place else newest
        counted = _narrow(select(Signal.id), filters).limit(MOST_COUNTED + 1).subquery()
        total = session.scalar(select(func.count()).select_from(counted)) or 0
    rows = session.execute(newest.order_by(*order)).all()
    sectors = labels("sectors")
    lines = tuple(
        Line(
            row.id,
            row.number,
            _open(row.opening),
            row.status,
            sectors.get(row.sector, row.sector or ""),
            row.organisation or "",
            row.channel,
            tuple(row.flags),
            row.received_at,
        )
        for row in rows[:PAGE]
    )
    last = _write_place(lines[-1]) if len(rows) > PAGE else ""
    return Listed(lines, min(total, MOST_COUNTED), total > MOST_COUNTED, last)


def _find_number(session: Session, filters: Filters) -> uuid.UUID | None:
    """Find the signal that is asked for by its number."""
    number = _NUMBER.fullmatch(filters.words)
    if number is None:
        return None
    return session.scalar(_narrow(select(Signal.id), filters).where(Signal.number == int(number[2])))


def _search(
    session: Session, filters: Filters, place: Place | None, numbered: uuid.UUID | None
) -> tuple[Sequence[uuid.UUID], int]:
    """Search words: the signals of a page and the first of the next, and how many there are in all.

    The signal whose number was asked for stands before all others, on the first page.
    """

    def find(before: Place | None, most: int) -> list[uuid.UUID]:
        if filters.words.startswith("#") and _NUMBER.fullmatch(filters.words):
            return []
        at, id_ = before or (None, None)
        found = func.find_signals(filters.words, filters.channel, filters.status, at, id_, most)
        ids = session.scalars(select(found.table_valued("signal_id", "at").c.signal_id))
        return [id_ for id_ in ids if id_ != numbered]

    # One more than is asked: the one that was found by its number may be among them.
    every = find(None, MOST_COUNTED + 2)
    first = [] if numbered is None else [numbered]
    shown = [*first, *every] if place is None else find(place, PAGE + 2)
    return shown[: PAGE + 1], len(first) + len(every)


def _narrow(columns: "Select[*Columns]", filters: Filters) -> "Select[*Columns]":
    if filters.channel:
        columns = columns.where(Signal.channel == filters.channel)
    if filters.status:
        columns = columns.where(Signal.status == filters.status)
    return columns


def _open(text: str) -> str:
    """Take how a text begins, on one line, cut at a word."""
    whole = " ".join(text.split())
    if len(text) <= _OPENING:
        return whole
    return f"{whole[:_OPENING].rpartition(' ')[0] or whole[:_OPENING]} …"


def _write_place(line: Line) -> str:
    micros = (line.received_at - _EPOCH) // timedelta(microseconds=1)
    return f"{micros}-{line.id.hex}"


def _read_place(after: str) -> Place | None:
    """Read where a page begins; an address that was tampered with begins at the newest."""
    micros, _, hex_ = after.partition("-")
    if not (re.fullmatch(r"\d{1,17}", micros, re.ASCII) and re.fullmatch(r"[0-9a-f]{32}", hex_)):
        return None
    return _EPOCH + timedelta(microseconds=int(micros)), uuid.UUID(hex_)
