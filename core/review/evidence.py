"""Evidence: the signals that carry fiches, read for many fiches at once, and what they add up to."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.classify.sources import Source, count_organisations
from core.opening import open_text
from core.store.tables import FicheSignal, Signal

_OPENING = 240  # characters


@dataclass(frozen=True, slots=True)
class Origin:
    """From where and when a signal came."""

    number: int
    source: Source
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """What carries a fiche: signals, organisations that are certainly different, sectors, first and last date."""

    signals: int = 0
    organisations: int = 0
    sectors: int = 0
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """A signal in a fiche, with how it begins (empty when its words are gone); `sector` is a key."""

    id: uuid.UUID
    number: int
    opening: str
    sector: str
    organisation: str
    received_at: datetime
    since: datetime


def read_sources(session: Session, fiches: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Origin]]:
    """Read where the signals of fiches come from, in one query; every fiche has its list.

    A signal that its reporter took back carries nothing any more.
    """
    found: dict[uuid.UUID, list[Origin]] = {fiche: [] for fiche in fiches}
    rows = session.execute(
        select(FicheSignal.fiche_id, Signal.number, Signal.organisation, Signal.sector, Signal.received_at)
        .join(Signal, Signal.id == FicheSignal.signal_id)
        .where(FicheSignal.fiche_id.in_(found), *_carries())
        .order_by(Signal.number)
    )
    for row in rows:
        source = Source(row.organisation or "", row.sector or "")
        found[row.fiche_id].append(Origin(row.number, source, row.received_at))
    return found


def count_evidence(origins: Sequence[Origin]) -> Evidence:
    """Add up what carries a fiche."""
    moments = [origin.received_at for origin in origins]
    return Evidence(
        len(origins),
        count_organisations(origin.source for origin in origins),
        len({origin.source.sector for origin in origins} - {""}),
        min(moments, default=None),
        max(moments, default=None),
    )


def read_witnesses(session: Session, fiche_id: uuid.UUID) -> tuple[Witness, ...]:
    """Read the signals of a fiche, the newest first."""
    rows = session.execute(
        select(
            Signal.id,
            Signal.number,
            func.left(Signal.text, _OPENING + 1).label("text"),
            Signal.sector,
            Signal.organisation,
            Signal.received_at,
            FicheSignal.since,
        )
        .join(Signal, Signal.id == FicheSignal.signal_id)
        .where(FicheSignal.fiche_id == fiche_id, *_carries())
        .order_by(Signal.received_at.desc(), Signal.id)
    )
    return tuple(
        Witness(
            row.id,
            row.number,
            open_text(row.text, _OPENING),
            row.sector or "",
            row.organisation or "",
            row.received_at,
            row.since,
        )
        for row in rows
    )


def _carries() -> tuple[ColumnElement[bool], ...]:
    return (FicheSignal.released_at.is_(None), Signal.status != "ingetrokken")
