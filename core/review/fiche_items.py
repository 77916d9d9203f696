"""Examples and figures of a fiche: added and removed, each with who and when."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFound, Refused
from core.intake.guard import read_guard
from core.intake.normalise import normalise
from core.people.sessions import Present
from core.review.bundling import lock_fiche, note_fiche
from core.review.personal import UNSAID, Handling, handle, screen_line
from core.store.tables import Fiche, FicheItem, Staff
from core.store.tables.fiche_content import EXAMPLE, FIGURE

ADDED, REMOVED = "fiche.added", "fiche.removed"
LONGEST_ITEM, LONGEST_SOURCE = 1000, 300  # characters


@dataclass(frozen=True, slots=True)
class Item:
    """An example, or a figure with its source and the day it is of; `fiche`: the fiche it came with."""

    id: uuid.UUID
    kind: str
    text: str
    source: str
    dated: date | None
    by: str
    at: datetime
    fiche: int


@dataclass(frozen=True, slots=True)
class NewItem:
    """An example or a figure as it was typed."""

    kind: str
    text: str
    source: str = ""
    dated: date | None = None


class LacksWords(Refused):
    """Not taken: `names` says which of text, source and dated is missing or too long."""

    def __init__(self, *names: str) -> None:
        """Take the names of the fields."""
        super().__init__(", ".join(names))
        self.names = names


def add_item(session: Session, present: Present, number: int, new: NewItem, handling: Handling = UNSAID) -> bool:
    """Add an example or a figure; False when it is there already. Raises LacksWords, HasPersonal and NotFound."""
    present.must("fiches.edit")
    new = _check(new)
    fiche = lock_fiche(session, number)
    handled = handle(session, (new.text, new.source), (), handling)
    text, source = handled.texts
    row = FicheItem(
        municipality_id=fiche.municipality_id,
        fiche_id=fiche.id,
        kind=new.kind,
        text=text,
        source=source or None,
        dated=new.dated,
        staff_id=present.staff_id,
    )
    there = select(FicheItem.id).where(
        FicheItem.fiche_id == fiche.id, FicheItem.kind == new.kind, FicheItem.text == text
    )
    if session.scalar(there.limit(1)) is not None:
        return False
    session.add(row)
    note_fiche(session, present, fiche, ADDED, {"kind": new.kind, "item": str(row.id), "reason": handled.reason})
    return True


def remove_item(session: Session, present: Present, number: int, item_id: uuid.UUID) -> bool:
    """Remove an example or a figure; the journal keeps its screened words. False when it is not there (any more)."""
    present.must("fiches.edit")
    fiche = lock_fiche(session, number)
    row = session.scalar(select(FicheItem).where(FicheItem.id == item_id, FicheItem.fiche_id == fiche.id))
    if row is None:
        return False
    words = screen_line(read_guard(session), row.text, LONGEST_ITEM)
    note_fiche(session, present, fiche, REMOVED, {"kind": row.kind, "item": str(row.id), "note": words})
    session.delete(row)
    session.flush()
    return True


def read_items(session: Session, fiche_id: uuid.UUID) -> tuple[Item, ...]:
    """Read the examples and figures of a fiche and of those that were merged into it, oldest first."""
    rows = session.execute(
        select(FicheItem, Staff.email, Fiche.number)
        .join(Fiche, Fiche.id == FicheItem.fiche_id)
        .outerjoin(Staff, Staff.id == FicheItem.staff_id)
        .where((Fiche.id == fiche_id) | (Fiche.merged_into_id == fiche_id))
        .order_by(FicheItem.at, FicheItem.id)
    )
    return tuple(_item(row, email, number) for row, email, number in rows)


def of_kind(items: Sequence[Item], kind: str) -> tuple[Item, ...]:
    """Give the items of a kind."""
    return tuple(item for item in items if item.kind == kind)


def _item(row: FicheItem, email: str | None, number: int) -> Item:
    return Item(row.id, row.kind, row.text, row.source or "", row.dated, email or "", row.at, number)


def _check(new: NewItem) -> NewItem:
    if new.kind not in (EXAMPLE, FIGURE):
        raise NotFound("kind")
    text, source = normalise(new.text), " ".join(normalise(new.source).split())
    wrong = ["text"] if not 0 < len(text) <= LONGEST_ITEM else []
    if new.kind == EXAMPLE:
        source, dated = "", None
    else:
        dated = new.dated
        wrong += ["source"] if not 0 < len(source) <= LONGEST_SOURCE else []
        wrong += ["dated"] if dated is None else []
    if wrong:
        raise LacksWords(*wrong)
    return NewItem(new.kind, text, source, dated)
