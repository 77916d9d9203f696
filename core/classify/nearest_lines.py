"""Nearest fiches for a page of a list: for each signal the one that likely tells of the same problem."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.classify.likeness import share_words
from core.classify.model import Model, weigh
from core.classify.nearest import NearFiche, read_vector
from core.store.tables import Fiche, FicheSignal, Proposal, Signal

# From this chance on a fiche is named in a list; the words of so many signals of a fiche are compared.
LIKELY = 0.5
_COMPARED = 3


def find_likely_fiches(session: Session, model: Model, signals: Sequence[UUID]) -> dict[UUID, NearFiche]:
    """Find for signals of the bound municipality the open fiche that each is most like, where that is likely.

    Always two queries. A signal that waits for its vector has none.
    """
    read = (Proposal.model == model.name, Proposal.vector.is_not(None))
    mine = session.execute(
        select(Signal.id, Signal.text, Proposal.vector)
        .join(Proposal, Proposal.signal_id == Signal.id)
        .where(Signal.id.in_(signals), *read)
    ).all()
    rows = session.execute(
        select(Fiche.number, Fiche.title, Fiche.status, FicheSignal.signal_id, Signal.text, Proposal.vector)
        .join(FicheSignal, FicheSignal.fiche_id == Fiche.id)
        .join(Signal, Signal.id == FicheSignal.signal_id)
        .join(Proposal, Proposal.signal_id == Signal.id)
        .where(FicheSignal.released_at.is_(None), Fiche.status != "afgerond", *read)
    ).all()
    fiches: dict[int, list[Any]] = {}
    for row in rows:
        fiches.setdefault(row.number, []).append(row)
    if not mine or not fiches:
        return {}
    groups = list(fiches.values())
    stand = np.stack([np.mean([read_vector(row.vector) for row in group], axis=0) for group in groups])
    cosines = np.stack([read_vector(row.vector) for row in mine]) @ stand.T
    found: dict[UUID, NearFiche] = {}
    for row, likenesses in zip(mine, cosines, strict=True):
        best = int(np.argmax(likenesses))
        near = _compare(model, row, groups[best], likenesses[best : best + 1])
        if near is not None:
            found[row.id] = near
    return found


def _compare(model: Model, signal: Any, group: Sequence[Any], cosine: Any) -> NearFiche | None:
    """Compare the words as well, unless the vectors are so unlike that words could not make up for it."""
    if any(row.signal_id == signal.id for row in group):
        return None
    weights = model.calibration.likeness
    if weigh(weights, cosine, np.ones(1, np.float32))[0] < LIKELY:
        return None
    words = np.mean([share_words(model.ngrams, signal.text, row.text) for row in group[:_COMPARED]])
    chance = float(weigh(weights, cosine, np.asarray([words], np.float32))[0])
    first = group[0]
    return NearFiche(first.number, first.title, first.status, chance) if chance >= LIKELY else None
