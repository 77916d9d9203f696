"""Searching: words in signals, fiches and what staff wrote in the log, on one page; a number whatever is filtered."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.people.sessions import Present
from core.review.fiche_reading import FicheFilters, list_fiches
from core.review.listing import list_signals
from core.review.narrowing import Filters
from core.review.numbers import read_numbered
from core.review.snippets import Piece, mark_words
from core.store.tables import Fiche, Journal, Signal, Staff

SIGNALS, FICHES, LOG = WHERE = ("signalen", "fiches", "logboek")
MOST = 10
# What of an entry's details the code wrote itself, and no person.
_CODED = frozenset({
    "to", "from", "via", "model", "channel", "facets", "proposed", "confirmed", "answers", "kind", "source", "fields",
    "undone", "outcome", "where", "told_by", "review_on", "question",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that holds the words: where it leads (`signal` id or fiche `number`), and how it reads around them.

    Of an entry: `what` happened, `by` whom (her e-mail, where known). `status` of a signal or fiche.
    """

    number: int
    pieces: tuple[Piece, ...]
    at: datetime | None
    status: str = ""
    signal: uuid.UUID | None = None
    title: str = ""
    what: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, the first MOST of each; `totals`: of signals and fiches, how many there are."""

    signals: tuple[Hit, ...] = ()
    fiches: tuple[Hit, ...] = ()
    log: tuple[Hit, ...] = ()
    totals: Mapping[str, int] | None = None

    @property
    def any(self) -> bool:
        """Tell whether anything was found."""
        return bool(self.signals or self.fiches or self.log)


def search_everything(session: Session, present: Present, filters: Filters, where: Sequence[str] = WHERE) -> Found:
    """Search words in the bound municipality; `filters` narrow signals only, and a number ignores them.

    As many queries however much is found.
    """
    present.must("signals.read")
    words = " ".join(filters.words.split())
    if not words:
        return Found(totals={})
    signals, total = _signals(session, filters) if SIGNALS in where else ((), 0)
    fiches, carried = _fiches(session, present, words) if FICHES in where and present.may("fiches.read") else ((), 0)
    log = _log(session, words) if LOG in where and read_numbered(words) is None else ()
    told = [text for _, text in (*signals, *fiches, *log)]
    marked = mark_words(session, words, told)
    hits = [replace(hit, pieces=pieces) for (hit, _), pieces in zip((*signals, *fiches, *log), marked, strict=True)]
    one, two = len(signals), len(signals) + len(fiches)
    totals = {SIGNALS: total, FICHES: carried}
    return Found(tuple(hits[:one]), tuple(hits[one:two]), tuple(hits[two:]), totals)


_Told = tuple[tuple[Hit, str], ...]


def _signals(session: Session, filters: Filters) -> tuple[_Told, int]:
    listed = list_signals(session, replace(filters, order="", after=""))
    ids = [line.id for line in listed.lines[:MOST]]
    columns = select(
        Signal.id, Signal.text, Signal.impact, Signal.suggestion, Signal.organisation, Signal.others, Signal.own
    )
    texts = {
        row.id: " · ".join(_words([*row[1:-1], list(row.own.values())]))
        for row in session.execute(columns.where(Signal.id.in_(ids)))
    }
    return tuple(
        (Hit(line.number, (), line.received_at, line.status, signal=line.id), texts[line.id])
        for line in listed.lines[:MOST]
    ), listed.total


def _fiches(session: Session, present: Present, words: str) -> tuple[_Told, int]:
    listed = list_fiches(session, present, FicheFilters(words=words))
    numbers = [line.number for line in listed.lines[:MOST]]
    rows = session.execute(select(Fiche.number, Fiche.description).where(Fiche.number.in_(numbers)))
    texts = {row.number: row.description for row in rows}
    return tuple(
        (Hit(line.number, (), line.changed_at, line.status, title=line.title), f"{line.title}. {texts[line.number]}")
        for line in listed.lines[:MOST]
    ), listed.total


def _log(session: Session, words: str) -> _Told:
    found = func.find_entries(words, MOST)
    ids = list(session.scalars(select(found.table_valued("entry_id").c.entry_id)))
    rows = session.execute(
        select(
            Journal.at, Journal.what, Journal.details, Staff.email, Signal.id.label("signal"),
            func.coalesce(Signal.number, Fiche.number).label("number"), Fiche.title,
        )
        .outerjoin(Staff, Staff.id == Journal.staff_id)
        .outerjoin(Signal, Signal.id == Journal.signal_id)
        .outerjoin(Fiche, Fiche.id == Journal.fiche_id)
        .where(Journal.id.in_(ids))
        .order_by(Journal.id.desc())
    ).all()  # fmt: skip
    return tuple(
        (
            Hit(
                row.number, (), row.at, signal=row.signal, title=row.title or "", what=row.what, by=row.email or "",
            ),
            " · ".join(_words(row.details)),
        )
        for row in rows
        if row.number is not None
    )  # fmt: skip


def _words(value: Any) -> list[str]:
    """List the words that somebody wrote in the details of an entry."""
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, list):
        return [word for item in cast("list[Any]", value) for word in _words(item)]
    if isinstance(value, dict):
        held = cast("dict[str, Any]", value)
        return [word for name, item in held.items() if name not in _CODED for word in _words(item)]
    return []
