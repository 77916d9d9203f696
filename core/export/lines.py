"""Signals of a municipality to be written out: no reporter in any."""

import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import Context
from core.municipalities import Place
from core.store.tables import Fiche, FicheSignal, Signal

FIELDS = (
    "number", "municipality", "channel", "received_at", "text", "breadth", "trend", "sector", "organisation", "source",
    "themes", "target_groups", "kinds", "levels", "status", "fiches", "language",
    "own",
)  # fmt: skip
_BLOCK = 500


def read_rows(context: Context, place: Place) -> Iterator[dict[str, Any]]:
    """Read every signal of a municipality by number, in blocks."""
    last = 0
    while True:
        with context.store.tenant(place.id) as session:
            block = select(Signal).where(Signal.number > last).order_by(Signal.number).limit(_BLOCK)
            signals = session.scalars(block).all()
            carried = _fiches(session, [signal.id for signal in signals])
            rows = [_row(signal, place, carried.get(signal.id, [])) for signal in signals]
        if not rows:
            return
        yield from rows
        last = int(rows[-1]["number"])


def _fiches(session: Session, signals: list[uuid.UUID]) -> dict[uuid.UUID, list[int]]:
    """Read the numbers of the fiches that signals are in."""
    carries = select(FicheSignal.signal_id, Fiche.number).join(Fiche, Fiche.id == FicheSignal.fiche_id)
    found: dict[uuid.UUID, list[int]] = {}
    for row in session.execute(
        carries.where(FicheSignal.signal_id.in_(signals), FicheSignal.released_at.is_(None)).order_by(Fiche.number)
    ):
        found.setdefault(row.signal_id, []).append(row.number)
    return found


def _row(signal: Signal, place: Place, fiches: list[int]) -> dict[str, Any]:
    given = {"municipality": place.slug, "received_at": signal.received_at.isoformat(), "fiches": fiches}
    return {field: given[field] if field in given else getattr(signal, field) for field in FIELDS}
