"""What a list of signals is narrowed to, and the search for words in it; the list and the way through it share this."""

import uuid
from dataclasses import dataclass

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Uuid,
    and_,
    any_,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from core.review.decision import UNDECIDED
from core.review.numbers import read_numbered
from core.review.ordering import OLDEST, RISING, UNSURE, Place
from core.store.tables import Proposal, Signal, TargetedCall

# A state of the list, not of a signal: everything that waits for a decision.
TO_DECIDE = "te-beslissen"
# Of a search that is narrowed by labels or ordered by them, so many signals are looked at, the newest first.
MOST_SEARCHED = 10_000
# Spelled out, because the index of what waits counts only for a query that says the same.
_WAITS = literal_column(f"signal.status in ({', '.join(repr(state) for state in UNDECIDED)})", Boolean)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty: everything. `after`: the last page's `next`.

    `status`: a state, or TO_DECIDE. `words`: words; a number: the signal that has it, whatever else is narrowed, and
    then those in whose text it stands; `#number`: only the first. `theme`: a key, that holds or, where nothing holds,
    is proposed; proposals count only where `proposals` says so. `unlabelled`: no processor labelled it yet. `order`:
    of core.review.ordering; `rising`: the signals that drive what rises, for that order. `call`: the code of the call
    that they answer.
    """

    channel: str = ""
    status: str = ""
    words: str = ""
    after: str = ""
    theme: str = ""
    unlabelled: bool = False
    order: str = ""
    proposals: bool = True
    rising: tuple[uuid.UUID, ...] = ()
    call: str = ""

    @property
    def any(self) -> bool:
        """Tell whether anything is narrowed, beside what waits for a decision."""
        state = "" if self.status == TO_DECIDE else self.status
        return bool(self.channel or state or self.words or self.theme or self.unlabelled or self.call)

    @property
    def unsure(self) -> bool:
        """Tell whether the least sure come first."""
        return self.order == UNSURE and self.proposals

    @property
    def promised(self) -> bool:
        """Tell whether who was promised an answer comes first: in what waits longest, unless one channel is asked."""
        return self.order == OLDEST and self.status == TO_DECIDE and not self.channel

    @property
    def by_labels(self) -> bool:
        """Tell whether more than channel and state decide about what is listed, or in which order."""
        ordered = self.unsure or self.order in (OLDEST, RISING)
        return bool(self.theme or self.unlabelled or self.call or ordered or self.status == TO_DECIDE)


def narrowing(filters: Filters) -> list[ColumnElement[bool]]:
    """Say which signals a list is narrowed to, by all but words."""
    given: list[ColumnElement[bool]] = []
    if filters.channel:
        given.append(Signal.channel == filters.channel)
    if filters.status == TO_DECIDE:
        given += [_WAITS, Signal.text != ""]
    elif filters.status:
        given.append(Signal.status == filters.status)
    if filters.call:
        called = select(TargetedCall.id).where(TargetedCall.code == filters.call).scalar_subquery()
        given.append(Signal.call_id == called)
    if filters.unlabelled:
        # Who labelled a signal without any theme left that to be decided.
        undecided = or_(Signal.labelled_at.is_(None), func.cardinality(Signal.themes) == 0)
        given += [undecided, Signal.text != ""]
    if filters.theme:
        given.append(_has_theme(filters))
    return given


def search(session: Session, filters: Filters, before: Place | None, most: int) -> list[uuid.UUID]:
    """Search words within channel and status: the newest signals before a place that hold them."""
    numbered = read_numbered(filters.words)
    if numbered is not None and numbered.only:
        return []
    at, id_ = before or (None, None)
    status = "" if filters.status == TO_DECIDE else filters.status
    found = func.find_signals(filters.words, filters.channel, status, at, id_, most)
    return list(session.scalars(select(found.table_valued("signal_id", "at").c.signal_id)))


def find_number(session: Session, filters: Filters) -> uuid.UUID | None:
    """Find the signal that is asked for by its number, whatever else the list is narrowed to."""
    numbered = read_numbered(filters.words)
    if numbered is None or not numbered.signal:
        return None
    return session.scalar(select(Signal.id).where(Signal.number == numbered.number))


def among(ids: list[uuid.UUID]) -> ColumnElement[bool]:
    """Say that a signal is one of these."""
    return Signal.id == any_(literal(ids, ARRAY(Uuid)))


def narrow(session: Session, filters: Filters) -> list[ColumnElement[bool]]:
    """Say which signals a list is narrowed to, by words and a number as well."""
    narrowed = narrowing(filters)
    if not filters.words:
        return narrowed
    held = and_(*narrowed, among(search(session, filters, None, MOST_SEARCHED)))
    numbered = find_number(session, filters)
    return [held] if numbered is None else [or_(Signal.id == numbered, held)]


def _has_theme(filters: Filters) -> ColumnElement[bool]:
    holds = literal(filters.theme) == any_(Signal.themes)
    if not filters.proposals:
        return holds
    beside = aliased(Proposal)
    shown = beside.content["themes"].contains([{"key": filters.theme}])
    proposed = exists().where(beside.signal_id == Signal.id, shown)
    nothing = and_(Signal.labelled_at.is_(None), func.cardinality(Signal.themes) == 0)
    return or_(holds, and_(nothing, proposed))
