"""Bands: how many other colleagues see the same, told so roughly that nobody can be counted out."""

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.insight.suppression import LEAST, band
from core.intake.rooms import Notice
from core.store.tables import Fiche, FicheSignal, Journal, Signal

_DECIDED, _BUNDLED = "decided", "gebundeld"
# How the keys begin that say so.
OTHERS = "letters.others"


def count_others(session: Session, fiche_id: uuid.UUID, reporter_id: uuid.UUID) -> int:
    """Count the other reporters whose signals a fiche carries now."""
    carried = select(func.count(Signal.reporter_id.distinct())).join(FicheSignal, FicheSignal.signal_id == Signal.id)
    held = carried.where(FicheSignal.fiche_id == fiche_id, FicheSignal.released_at.is_(None))
    others = held.where(Signal.reporter_id != reporter_id, Signal.status != "ingetrokken")
    return session.scalar(others) or 0


def word_others_of(session: Session, entry: Journal, reporter_id: uuid.UUID) -> Notice | None:
    """Say how many other colleagues see what a signal was just bundled with; None for any other entry."""
    if entry.what != _DECIDED or entry.details.get("to") != _BUNDLED:
        return None
    fiche = session.scalar(select(Fiche.id).where(Fiche.number == entry.details.get("fiche")))
    return word_others(count_others(session, fiche, reporter_id)) if fiche else None


def word_others(count: int) -> Notice | None:
    """Say how many other colleagues see this too, as a band; without a number below five, and nothing of nobody."""
    if count < 1:
        return None
    written = write_band(count)
    return Notice(OTHERS, {"band": written}) if written else Notice(f"{OTHERS}-some")


def write_band(count: int) -> str:
    """Write a number of people as a band: 5-9, 10-24 or 25+; empty below five."""
    return band(count) if count >= LEAST else ""
