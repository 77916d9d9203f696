"""What a list of signals is narrowed to and in which order it stands; the list and the way through it share this."""

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Uuid, and_, any_, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from core.store.tables import Proposal, Signal

UNSURE = "unsure"
# Of a search that is narrowed by labels or ordered by them, so many signals are looked at, the newest first.
MOST_SEARCHED = 10_000
NUMBER = re.compile(r"(#?)\s*(\d{1,9})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Where a signal stands: the moment it came in, or how sure the model was (None: not known), and its id.
Place = tuple[Any, uuid.UUID]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty: everything. `after`: the last page's `next`.

    `words`: words; a number: the signal that has it, and then those in whose text it stands; `#number`: only the first.
    `theme`: a key, that holds or, where nothing holds, is proposed; proposals count only where `proposals` says so.
    `unlabelled`: no processor labelled it yet. `order`: empty for the newest first, or `unsure`: where the model was
    least sure of the theme first, without what has no words any more.
    """

    channel: str = ""
    status: str = ""
    words: str = ""
    after: str = ""
    theme: str = ""
    unlabelled: bool = False
    order: str = ""
    proposals: bool = True

    @property
    def any(self) -> bool:
        """Tell whether anything is narrowed."""
        return bool(self.channel or self.status or self.words or self.theme or self.unlabelled)

    @property
    def unsure(self) -> bool:
        """Tell whether the least sure come first."""
        return self.order == UNSURE and self.proposals

    @property
    def by_labels(self) -> bool:
        """Tell whether labels or proposals decide about what is listed, or in which order."""
        return bool(self.theme or self.unlabelled or self.unsure)


def narrowing(filters: Filters) -> list[ColumnElement[bool]]:
    """Say which signals a list is narrowed to, by all but words."""
    given: list[ColumnElement[bool]] = []
    if filters.channel:
        given.append(Signal.channel == filters.channel)
    if filters.status:
        given.append(Signal.status == filters.status)
    if filters.unlabelled:
        # Who labelled a signal without any theme left that to be decided.
        undecided = or_(Signal.labelled_at.is_(None), func.cardinality(Signal.themes) == 0)
        given += [undecided, Signal.text != ""]
    if filters.theme:
        given.append(_has_theme(filters))
    return given


def search(session: Session, filters: Filters, before: Place | None, most: int) -> list[uuid.UUID]:
    """Search words within channel and status: the newest signals before a place that hold them."""
    if filters.words.startswith("#") and NUMBER.fullmatch(filters.words):
        return []
    at, id_ = before or (None, None)
    found = func.find_signals(filters.words, filters.channel, filters.status, at, id_, most)
    return list(session.scalars(select(found.table_valued("signal_id", "at").c.signal_id)))


def find_number(session: Session, filters: Filters) -> uuid.UUID | None:
    """Find the signal that is asked for by its number."""
    number = NUMBER.fullmatch(filters.words)
    if number is None:
        return None
    return session.scalar(select(Signal.id).where(*narrowing(filters), Signal.number == int(number[2])))


def among(ids: list[uuid.UUID]) -> ColumnElement[bool]:
    """Say that a signal is one of these."""
    return Signal.id == any_(literal(ids, ARRAY(Uuid)))


def hits(session: Session, filters: Filters) -> list[uuid.UUID]:
    """Find the signals that are searched for, by words or number, to be narrowed further."""
    numbered = find_number(session, filters)
    found = search(session, filters, None, MOST_SEARCHED)
    return found if numbered is None else [numbered, *found]


def order_by(filters: Filters, *, back: bool = False) -> list[Any]:
    """Give the order of a list, or the opposite; for the least sure first, Proposal has to be joined."""
    if filters.unsure:
        order = [Proposal.surest.asc().nulls_last(), Proposal.signal_id.asc()]
        return [Proposal.surest.desc().nulls_first(), Proposal.signal_id.desc()] if back else order
    order = [Signal.received_at.desc(), Signal.id.desc()]
    return [Signal.received_at.asc(), Signal.id.asc()] if back else order


def beyond(filters: Filters, place: Place, *, back: bool = False) -> ColumnElement[bool]:
    """Say what stands after a place in the list, or before it (`back`)."""
    if filters.unsure:
        return _beyond_unsure(place, back=back)
    here = tuple_(Signal.received_at, Signal.id)
    return here > tuple_(*place) if back else here < tuple_(*place)


def place_of(filters: Filters, row: Any) -> Place:
    """Give the place of a signal in the list; `row` has received_at, id and surest."""
    return (row.surest if filters.unsure else row.received_at), row.id


def write_place(filters: Filters, row: Any) -> str:
    """Write the place of a signal in the list, as an address carries it."""
    value, id_ = place_of(filters, row)
    if filters.unsure:
        return f"{'x' if value is None else repr(value)}-{id_.hex}"
    return f"{(value - _EPOCH) // timedelta(microseconds=1)}-{id_.hex}"


def read_place(filters: Filters, after: str) -> Place | None:
    """Read where a page begins; an address that was tampered with begins at the top."""
    value, _, hex_ = after.rpartition("-")
    if not re.fullmatch(r"[0-9a-f]{32}", hex_):
        return None
    if filters.unsure:
        known = re.fullmatch(r"x|[01]\.\d{1,20}|\d(\.\d{1,20})?e-\d{2}", value, re.ASCII)
        return (None if value == "x" else float(value), uuid.UUID(hex_)) if known else None
    known = re.fullmatch(r"\d{1,17}", value, re.ASCII)
    return (_EPOCH + timedelta(microseconds=int(value)), uuid.UUID(hex_)) if known else None


def _beyond_unsure(place: Place, *, back: bool) -> ColumnElement[bool]:
    surest, id_ = place
    if surest is None:
        same = Proposal.surest.is_(None)
        return (
            or_(Proposal.surest.is_not(None), and_(same, Proposal.signal_id < id_))
            if back
            else and_(same, Proposal.signal_id > id_)
        )
    here = tuple_(Proposal.surest, Proposal.signal_id)
    return here < tuple_(surest, id_) if back else or_(here > tuple_(surest, id_), Proposal.surest.is_(None))


def _has_theme(filters: Filters) -> ColumnElement[bool]:
    holds = literal(filters.theme) == any_(Signal.themes)
    if not filters.proposals:
        return holds
    beside = aliased(Proposal)
    shown = beside.content["themes"].contains([{"key": filters.theme}])
    proposed = exists().where(beside.signal_id == Signal.id, shown)
    nothing = and_(Signal.labelled_at.is_(None), func.cardinality(Signal.themes) == 0)
    return or_(holds, and_(nothing, proposed))
