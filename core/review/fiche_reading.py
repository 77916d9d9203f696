"""Fiches as a processor reads them: the list, filtered and page after page, and one with its evidence and journal."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, any_, false, func, literal, select
from sqlalchemy.orm import Session

from core.classify.labels import FACETS
from core.errors import NotFound
from core.people.sessions import Present
from core.review.evidence import Evidence, Witness, count_evidence, read_sources, read_witnesses
from core.review.fiche_moves import MOVES, OPEN_STATES
from core.review.history import name_keys
from core.review.numbers import read_numbered
from core.review.scope import within_fiches
from core.store.tables import Fiche, Journal, Staff

PAGE = 30
_LONGEST_SEARCH = 200  # characters


@dataclass(frozen=True, slots=True)
class FicheFilters:
    """What the list is narrowed to; empty: everything. `words`: words, or a number, which passes over the others.

    `after`: the number of the last fiche of the page before. `open`: only those that are not closed.
    """

    status: str = ""
    theme: str = ""
    words: str = ""
    after: int = 0
    open: bool = False

    @property
    def any(self) -> bool:
        """Tell whether anything is narrowed."""
        return bool(self.status or self.theme or self.words)


@dataclass(frozen=True, slots=True)
class FicheLine:
    """A fiche in the list; `themes` in words. `recurring`: it came back; `merged`: another took its signals."""

    number: int
    title: str
    status: str
    themes: tuple[str, ...]
    changed_at: datetime
    evidence: Evidence
    recurring: bool
    merged: bool


@dataclass(frozen=True, slots=True)
class FicheList:
    """A page of fiches, the newest first, and how many there are in all; `next` is 0 at the end."""

    lines: tuple[FicheLine, ...]
    total: int
    next: int


@dataclass(frozen=True, slots=True)
class Happened:
    """What somebody did to a fiche; `by` is her e-mail, where known."""

    at: datetime
    what: str
    by: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FicheShown:
    """A fiche with what carries it, what can follow its state, and its journal, oldest first. Labels are in words."""

    id: uuid.UUID
    number: int
    title: str
    former_titles: tuple[str, ...]
    description: str
    labels: dict[str, tuple[str, ...]]
    status: str
    puller: str
    review_on: date | None
    outcome: str
    told: str
    version: int
    opened_at: datetime
    changed_at: datetime
    evidence: Evidence
    witnesses: tuple[Witness, ...]
    moves: tuple[str, ...]
    journal: tuple[Happened, ...]


def list_fiches(session: Session, present: Present, filters: FicheFilters) -> FicheList:
    """List the fiches of the bound municipality; so many queries however many fiches there are."""
    narrowed = [*within_fiches(present, "fiches.read"), *_narrowing(filters)]
    page = select(Fiche).where(*narrowed).order_by(Fiche.number.desc()).limit(PAGE + 1)
    fiches = session.scalars(page.where(Fiche.number < filters.after) if filters.after else page).all()
    total = session.scalar(select(func.count()).select_from(Fiche).where(*narrowed)) or 0
    shown = fiches[:PAGE]
    return FicheList(_lines(session, shown), total, shown[-1].number if len(fiches) > PAGE else 0)


def read_fiche(session: Session, present: Present, number: int) -> FicheShown:
    """Read a fiche of the bound municipality; NotFound when there is none."""
    readable = within_fiches(present, "fiches.read")
    fiche = session.scalar(select(Fiche).where(Fiche.number == number, *readable))
    if fiche is None:
        raise NotFound("fiche")
    return FicheShown(
        id=fiche.id,
        number=fiche.number,
        title=fiche.title,
        former_titles=tuple(fiche.former_titles),
        description=fiche.description,
        labels={facet: name_keys(facet, getattr(fiche, facet)) for facet in FACETS},
        status=fiche.status,
        puller=fiche.puller or "",
        review_on=fiche.review_on,
        outcome=fiche.outcome or "",
        told=fiche.told or "",
        version=fiche.version,
        opened_at=fiche.opened_at,
        changed_at=fiche.changed_at,
        evidence=count_evidence(read_sources(session, [fiche.id])[fiche.id]),
        witnesses=read_witnesses(session, fiche.id) if present.may("fiches.evidence") else (),
        moves=MOVES[fiche.status],
        journal=_journal(session, fiche),
    )


def name_fiches(session: Session, numbers: Sequence[int]) -> tuple[tuple[int, str], ...]:
    """Give number and title of fiches."""
    rows = session.execute(select(Fiche.number, Fiche.title).where(Fiche.number.in_(numbers)).order_by(Fiche.number))
    return tuple((row.number, row.title) for row in rows)


def _lines(session: Session, fiches: Sequence[Fiche]) -> tuple[FicheLine, ...]:
    origins = read_sources(session, [fiche.id for fiche in fiches])
    return tuple(
        FicheLine(
            fiche.number,
            fiche.title,
            fiche.status,
            name_keys("themes", fiche.themes),
            fiche.changed_at,
            count_evidence(origins[fiche.id]),
            recurring=fiche.predecessor_id is not None,
            merged=fiche.merged_into_id is not None,
        )
        for fiche in fiches
    )


def _narrowing(filters: FicheFilters) -> list[ColumnElement[bool]]:
    words = " ".join(filters.words.replace("\x00", " ").split())[:_LONGEST_SEARCH]
    numbered = read_numbered(words)
    apart = Fiche.merged_into_id.is_(None)
    opened: list[ColumnElement[bool]] = [Fiche.status.in_(OPEN_STATES), apart] if filters.open else []
    if numbered is not None:
        return [*opened, Fiche.number == numbered.number] if numbered.fiche else [false()]
    given = opened or [apart]
    if filters.status:
        given.append(Fiche.status == filters.status)
    if filters.theme:
        given.append(literal(filters.theme) == any_(Fiche.themes))
    if words:
        # Some hundreds of fiches at most in a municipality: an index would be bypassed by the rules anyway.
        # Asked once, not once a fiche.
        given.append(Fiche.search.op("@@")(select(func.ask_dutch(words)).scalar_subquery()))
    return given


def _journal(session: Session, fiche: Fiche) -> tuple[Happened, ...]:
    rows = session.execute(
        select(Journal.at, Journal.what, Staff.email, Journal.details)
        .outerjoin(Staff, Staff.id == Journal.staff_id)
        .where(Journal.fiche_id == fiche.id)
        .order_by(Journal.id)
    )
    return tuple(Happened(row.at, row.what, row.email or "", row.details) for row in rows)
