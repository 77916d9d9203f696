"""Nearest: the signals of a municipality that tell most alike, found by exact search over all its vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.classify.likeness import share_words
from core.classify.model import Model, weigh
from core.opening import open_text
from core.store.tables import Fiche, FicheSignal, Proposal, Signal

Floats = NDArray[np.float32]
# Only so many of the nearest by meaning are compared by words as well; so much of a text is shown.
_COMPARED, _OPENING = 40, 160
_MOST = 5
# Of so many fiches the words are compared as well, of so many signals in each.
_COMPARED_FICHES, _COMPARED_SIGNALS = 15, 10
# What is this unlike is not shown as like.
_LEAST = 0.3


@dataclass(frozen=True, slots=True)
class _Told:
    """A text with its vector; `signal_id` when it is a signal itself."""

    text: str
    vector: Floats
    signal_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """A signal that is like another; `likeness`: the chance, 0 to 1, that both tell of one problem."""

    signal_id: UUID
    number: int
    opening: str
    status: str
    received_at: datetime
    likeness: float


def find_nearest(
    session: Session, model: Model, signal_id: UUID, most: int = _MOST, least: float = _LEAST
) -> tuple[Near, ...]:
    """Find the signals of the bound municipality that are most like one of them, the most alike first.

    Nothing while the signal waits for its vector, or has one of another model.
    """
    mine = session.execute(
        select(Signal.text, Proposal.vector)
        .join(Proposal, Proposal.signal_id == Signal.id)
        .where(Signal.id == signal_id, Proposal.model == model.name, Proposal.vector.is_not(None))
    ).one_or_none()
    if mine is None:
        return ()
    return _search(session, model, _Told(mine.text, read_vector(mine.vector), signal_id), most, least)


def find_like(session: Session, model: Model, text: str, most: int = _MOST, least: float = 0.0) -> tuple[Near, ...]:
    """Find the signals of the bound municipality that are most like a text that is none of them."""
    [proposal] = model.propose([text])
    return _search(session, model, _Told(text, proposal.vector.astype(np.float32)), most, least)


@dataclass(frozen=True, slots=True)
class NearFiche:
    """An open fiche that is like a signal; `likeness`: the mean chance, 0 to 1, that it tells of the same problem."""

    number: int
    title: str
    status: str
    likeness: float


def find_nearest_fiches(
    session: Session, model: Model, signal_id: UUID, most: int = _MOST, least: float = 0.0
) -> tuple[NearFiche, ...]:
    """Find the open fiches of the bound municipality whose signals are most like one of them, the most alike first.

    A fiche stands where the mean of its signals' vectors stands; one that the signal is in is left out. Nothing while
    the signal waits for its vector, or has one of another model.
    """
    mine = session.execute(
        select(Signal.text, Proposal.vector)
        .join(Proposal, Proposal.signal_id == Signal.id)
        .where(Signal.id == signal_id, Proposal.model == model.name, Proposal.vector.is_not(None))
    ).one_or_none()
    if mine is None:
        return ()
    here = select(FicheSignal.fiche_id).where(FicheSignal.signal_id == signal_id, FicheSignal.released_at.is_(None))
    rows = session.execute(
        select(Fiche.id, Fiche.number, Fiche.title, Fiche.status, Signal.text, Proposal.vector)
        .join(FicheSignal, FicheSignal.fiche_id == Fiche.id)
        .join(Signal, Signal.id == FicheSignal.signal_id)
        .join(Proposal, Proposal.signal_id == Signal.id)
        .where(
            FicheSignal.released_at.is_(None),
            Fiche.status != "afgerond",
            Fiche.id.not_in(here),
            Proposal.model == model.name,
            Proposal.vector.is_not(None),
        )
    ).all()
    fiches: dict[UUID, list[Any]] = {}
    for row in rows:
        fiches.setdefault(row.id, []).append(row)
    if not fiches:
        return ()
    groups = list(fiches.values())
    cosines = _stand(groups) @ read_vector(mine.vector)
    closest: list[int] = np.argsort(-cosines, kind="stable")[:_COMPARED_FICHES].tolist()
    words = [_share_with(model, mine.text, groups[place]) for place in closest]
    chances = weigh(model.calibration.likeness, cosines[closest], np.asarray(words, np.float32))
    order: Sequence[int] = np.argsort(-chances, kind="stable")[:most].tolist()
    return tuple(
        NearFiche(first.number, first.title, first.status, float(chances[place]))
        for place in order
        for first in (groups[closest[place]][0],)
        if chances[place] >= least
    )


def _stand(groups: Sequence[Sequence[Any]]) -> Floats:
    """Give the mean vectors of groups of signals, shape (groups, width).

    Not made of length one again: its cosine with a vector is then the mean of those with each signal, and means what
    the likeness of two signals means.
    """
    return np.stack([np.mean([read_vector(row.vector) for row in group], axis=0) for group in groups])


def _share_with(model: Model, text: str, group: Sequence[Any]) -> float:
    return float(np.mean([share_words(model.ngrams, text, row.text) for row in group[:_COMPARED_SIGNALS]]))


def read_vector(stored: bytes) -> Floats:
    """Read a stored vector, shape (width,)."""
    return np.frombuffer(stored, np.float16).astype(np.float32)


def _search(session: Session, model: Model, told: _Told, most: int, least: float) -> tuple[Near, ...]:
    stored = session.execute(
        select(Proposal.signal_id, Proposal.vector).where(
            Proposal.model == model.name, Proposal.vector.is_not(None), Proposal.signal_id != told.signal_id
        )
    ).all()
    if not stored:
        return ()
    every = np.stack([read_vector(row.vector) for row in stored])
    closest: list[int] = np.argsort(-(every @ told.vector), kind="stable")[:_COMPARED].tolist()
    ids = [stored[row].signal_id for row in closest]
    rows = {
        row.id: row
        for row in session.execute(
            select(Signal.id, Signal.number, Signal.text, Signal.status, Signal.received_at).where(Signal.id.in_(ids))
        )
    }
    # Words may have gone while we looked: what they were like is nobody's business any more.
    closest = [row for row, id_ in zip(closest, ids, strict=True) if id_ in rows]
    ids = [id_ for id_ in ids if id_ in rows]
    words = [share_words(model.ngrams, told.text, rows[id_].text) for id_ in ids]
    chances = weigh(model.calibration.likeness, every[closest] @ told.vector, np.asarray(words, np.float32))
    order: Sequence[int] = np.argsort(-chances, kind="stable")[:most].tolist()
    return tuple(
        Near(row.id, row.number, open_text(row.text, _OPENING), row.status, row.received_at, float(chances[place]))
        for place in order
        if chances[place] >= least and (row := rows[ids[place]])
    )
