"""In which order a list of signals stands, and where in it a page begins: by keys, so that no page counts rows."""

import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ARRAY, Boolean, ColumnElement, Uuid, and_, any_, case, literal, literal_column, or_, tuple_

from core.store.tables import Proposal, Signal

# Beside the newest first (empty): what waits longest, what the model was least sure of, what drives a rise (then what
# waits longest).
OLDEST, UNSURE, RISING = "oldest", "unsure", "rising"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
IMPORTED = "import"
# Spelled out, because the index of the inbox counts only for a query that says the same.
FROM_LIST = literal_column("(signal.channel = 'import')", Boolean)
# Where a signal stands: the moment it came in (with 0 before it, or 1 behind what rises, or behind what was promised an
# answer), or how sure the model was (None: not known); and its id.
Place = tuple[Any, uuid.UUID]


class Ordered(Protocol):
    """What a list says about its order."""

    @property
    def order(self) -> str:
        """One of this module's orders; empty: the newest first."""
        ...

    @property
    def unsure(self) -> bool:
        """Whether the least sure come first."""
        ...

    @property
    def promised(self) -> bool:
        """Whether who was promised an answer stands before rows of old lists, for which nobody waits."""
        ...

    @property
    def rising(self) -> Sequence[uuid.UUID]:
        """The signals that drive what rises."""
        ...


def order_by(filters: Ordered, *, back: bool = False) -> list[Any]:
    """Give the order of a list, or the opposite; for the least sure first, Proposal has to be joined."""
    if filters.unsure:
        order = [Proposal.surest.asc().nulls_last(), Proposal.signal_id.asc()]
        return [Proposal.surest.desc().nulls_first(), Proposal.signal_id.desc()] if back else order
    keys = _keys(filters)
    return [key.asc() if _ascends(filters) is not back else key.desc() for key in keys]


def beyond(filters: Ordered, place: Place, *, back: bool = False) -> ColumnElement[bool]:
    """Say what stands after a place in the list, or before it (`back`)."""
    if filters.unsure:
        return _beyond_unsure(place, back=back)
    value, id_ = place
    here = tuple_(*_keys(filters))
    there = tuple_(*value, id_) if _ranks(filters) else tuple_(value, id_)
    return here > there if _ascends(filters) is not back else here < there


def place_of(filters: Ordered, row: Any) -> Place:
    """Give the place of a signal in the list; `row` has received_at, id, channel and surest."""
    if filters.unsure:
        return row.surest, row.id
    if filters.order == RISING:
        return (0 if row.id in filters.rising else 1, row.received_at), row.id
    if filters.promised:
        return (row.channel == IMPORTED, row.received_at), row.id
    return row.received_at, row.id


def write_place(filters: Ordered, row: Any) -> str:
    """Write the place of a signal in the list, as an address carries it."""
    value, id_ = place_of(filters, row)
    if filters.unsure:
        return f"{'x' if value is None else repr(value)}-{id_.hex}"
    rank, at = (f"{int(value[0])}.", value[1]) if _ranks(filters) else ("", value)
    return f"{rank}{(at - _EPOCH) // timedelta(microseconds=1)}-{id_.hex}"


def read_place(filters: Ordered, after: str) -> Place | None:
    """Read where a page begins; an address that was tampered with begins at the top."""
    value, _, hex_ = after.rpartition("-")
    if not re.fullmatch(r"[0-9a-f]{32}", hex_):
        return None
    if filters.unsure:
        known = re.fullmatch(r"x|[01]\.\d{1,20}|\d(\.\d{1,20})?e-\d{2}", value, re.ASCII)
        return (None if value == "x" else float(value), uuid.UUID(hex_)) if known else None
    known = re.fullmatch(r"(?:([01])\.)?(\d{1,17})", value, re.ASCII)
    if known is None or (known[1] is not None) is not _ranks(filters):
        return None
    at = _EPOCH + timedelta(microseconds=int(known[2]))
    rank = bool(int(known[1] or 0)) if filters.promised else int(known[1] or 0)
    return ((rank, at) if _ranks(filters) else at), uuid.UUID(hex_)


def _ranks(filters: Ordered) -> bool:
    """Tell whether something stands before the moment in the order."""
    return filters.order == RISING or filters.promised


def _ascends(filters: Ordered) -> bool:
    return filters.order in (OLDEST, RISING)


def _keys(filters: Ordered) -> list[Any]:
    keys: list[Any] = [Signal.received_at, Signal.id]
    if filters.order == RISING:
        drives = Signal.id == any_(literal(list(filters.rising), ARRAY(Uuid)))
        return [case((drives, 0), else_=1), *keys]
    return [FROM_LIST, *keys] if filters.promised else keys


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
