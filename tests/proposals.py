"""Proposals for tests: a row as the worker stores it, without a model."""

import uuid
from typing import Any

from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.store.tables import Journal, Proposal, Signal
from core.store.tables.model import MADE

MODEL = "toets-1"


def sure(**confidences: float) -> list[dict[str, Any]]:
    """Write choices; an underscore in a name stands for a hyphen of a key."""
    return [{"key": key.replace("_", "-"), "confidence": value} for key, value in confidences.items()]


def propose(context: Context, place: Place, signal_id: uuid.UUID, state: str = MADE, **content: Any) -> None:
    """Fill the proposal of a signal; unless said otherwise, housing for sure and energy as second best."""
    given: dict[str, Any] = {
        "themes": sure(wonen=0.93),
        "best": sure(wonen=0.93, energie_water=0.31, inkomen_schulden=0.2, jeugd=0.1, werk=0.05),
        "target_groups": sure(gezinnen=0.81),
        "kinds": [],
        "levels": [],
        "structural": {"label": True, "confidence": 0.87, "words": ["gezinnen", "maanden"]},
        "words": {"wonen": ["huurwoning", "betaalbare"]},
        "language": "nl",
        **content,
    }
    best = given["best"]
    with context.store.tenant(place.id) as session:
        row = session.get_one(Proposal, signal_id)
        row.state = state
        if state == MADE:
            row.content, row.model, row.surest = given, MODEL, best[0]["confidence"] if best else None


def labels_of(context: Context, place: Place, signal_id: uuid.UUID) -> dict[str, list[str]]:
    """Read the labels that hold, where there are any."""
    with context.store.tenant(place.id) as session:
        signal = session.get_one(Signal, signal_id)
        held = {facet: list(getattr(signal, facet)) for facet in ("themes", "target_groups", "kinds", "levels")}
        return {facet: keys for facet, keys in held.items() if keys}


def labellings(context: Context, place: Place, signal_id: uuid.UUID) -> list[dict[str, Any]]:
    """Read the details of every labelling of a signal, oldest first."""
    with context.store.tenant(place.id) as session:
        kept = select(Journal.details).where(Journal.signal_id == signal_id, Journal.what == "labelled")
        return list(session.scalars(kept.order_by(Journal.id)))
