"""Signals of several organisations at several moments, with vectors as a model would have stored them."""

import uuid
from collections.abc import Sequence

import numpy as np
from sqlalchemy import update

from core.context import Context
from core.municipalities import Place
from core.store.tables import Cluster, Proposal, Signal
from tests.admin.panel import tell

Vector = np.ndarray[tuple[int], np.dtype[np.float32]]
CARE = (
    "Ouders vinden geen opvang voor hun peuter: de wachtlijst van elke crèche is een jaar lang.",
    "Peuters staan op een wachtlijst van maanden voor opvang, ouders zeggen hun werk op.",
    "Drie gezinnen zoeken opvang voor een peuter en staan overal op een wachtlijst.",
)


def sow(
    context: Context, place: Place, text: str, organisation: str = "", sector: str = "onderwijs", **columns: object
) -> uuid.UUID:
    """Send in a signal and set more of it: its moment, its status, its labels."""
    signal = tell(context, place, text, organisation=organisation, sector=sector)
    with context.store.tenant(place.id) as session:
        if columns:
            session.execute(update(Signal).where(Signal.id == signal).values(columns))
    return signal


def read_by(
    context: Context, place: Place, signal: uuid.UUID, model: str, vector: Vector, theme: str = "gezin-opvang"
) -> None:
    """Store what a model made of a signal."""
    themes = [{"key": theme, "confidence": 0.9}]
    content = {"language": "nl", "best": themes, "themes": themes, "target_groups": []}
    with context.store.tenant(place.id) as session:
        session.execute(
            update(Proposal)
            .where(Proposal.signal_id == signal)
            .values(state="made", model=model, content=content, vector=vector.astype(np.float16).tobytes())
        )


def cluster(context: Context, place: Place, signals: Sequence[uuid.UUID], words: tuple[str, ...]) -> uuid.UUID:
    """Store a group as the night would; gives its id."""
    with context.store.tenant(place.id) as session:
        row = Cluster(municipality_id=place.id, theme="gezin-opvang", words=list(words), signals=list(signals))
        session.add(row)
        session.flush()
        return row.id
