"""Saved views: the filters of a list kept under a name, for oneself or for everyone of the municipality."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.errors import Refused
from core.intake.guard import read_guard
from core.intake.normalise import normalise
from core.people.sessions import Present
from core.store.tables import SavedView

# The filters that each page has, by the names in its address.
PAGES: Mapping[str, Sequence[str]] = MappingProxyType({
    "signals": ("zoek", "status", "kanaal", "thema", "bepaald", "orde"),
    "fiches": ("zoek", "status", "thema", "trekker", "orde"),
    "search": ("zoek", "in", "status", "kanaal", "thema"),
})  # fmt: skip
LONGEST_NAME = 60
_LONGEST_QUERY, _MOST = 500, 30


class NoName(Refused):
    """A view needs a name of at most LONGEST_NAME characters."""


@dataclass(frozen=True, slots=True)
class View:
    """A view of a page; `mine`: hers to remove."""

    id: uuid.UUID
    name: str
    query: str
    shared: bool
    mine: bool


def list_views(session: Session, present: Present, page: str) -> tuple[View, ...]:
    """List the views of a page that somebody sees: her own, and those that colleagues share."""
    hers = SavedView.staff_id == present.staff_id
    seen = select(SavedView).where(SavedView.page == page, or_(hers, SavedView.shared))
    rows = session.scalars(seen.order_by(SavedView.name, SavedView.made_at).limit(_MOST))
    return tuple(View(row.id, row.name, row.query, row.shared, row.staff_id == present.staff_id) for row in rows)


def save_view(session: Session, present: Present, page: str, name: str, query: str, *, shared: bool) -> None:
    """Keep a view; her own of that name is replaced. What is searched is screened, as all that stays. Raises NoName."""
    present.must("signals.read")
    guard = read_guard(session)
    tidy = guard.hide(" ".join(normalise(name).split()))
    if not tidy or len(tidy) > LONGEST_NAME or page not in PAGES:
        raise NoName("name")
    kept = [(key, guard.hide(value)) for key, value in parse_qsl(query[:_LONGEST_QUERY]) if key in PAGES[page]]
    values = {"query": urlencode(kept), "shared": shared}
    made = insert(SavedView).values(
        id=uuid.uuid4(), municipality_id=present.place.id, staff_id=present.staff_id, page=page, name=tidy, **values
    )
    key = ["municipality_id", "staff_id", "page", "name"]
    session.execute(made.on_conflict_do_update(index_elements=key, set_=values))


def drop_view(session: Session, present: Present, view_id: uuid.UUID) -> str | None:
    """Remove a view of hers; gives its page, None when it is not hers."""
    mine = (SavedView.id == view_id, SavedView.staff_id == present.staff_id)
    return session.scalar(delete(SavedView).where(*mine).returning(SavedView.page))
