"""Repeats: the earlier signal that a reporter seems to have sent again; weight, and nothing to throw away."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.classify.likeness import share_words
from core.classify.model import Model
from core.classify.nearest import read_vector
from core.classify.quality import AGAIN_WITHIN, is_repeat
from core.store.tables import Proposal, Signal


@dataclass(frozen=True, slots=True)
class Repeated:
    """The signal that was told before."""

    signal_id: UUID
    number: int


def find_repeated(session: Session, model: Model, signal_id: UUID) -> Repeated | None:
    """Find the last earlier signal of the same reporter that says nearly the same; None when she is unknown.

    None too while one of both waits for its vector, or has one of another model.
    """
    columns = (Signal.id, Signal.number, Signal.text, Signal.received_at, Signal.reporter_id, Proposal.vector)
    read = (
        select(*columns)
        .join(Proposal, Proposal.signal_id == Signal.id)
        .where(Proposal.model == model.name, Proposal.vector.is_not(None), Signal.text != "")
    )
    mine = session.execute(read.where(Signal.id == signal_id)).one_or_none()
    if mine is None or mine.reporter_id is None:
        return None
    earlier = read.where(
        Signal.reporter_id == mine.reporter_id,
        Signal.number < mine.number,
        Signal.received_at >= mine.received_at - AGAIN_WITHIN,
    )
    vector: NDArray[np.float32] = read_vector(mine.vector)
    for row in session.execute(earlier.order_by(Signal.number.desc())):
        cosine = float(read_vector(row.vector) @ vector)
        words = share_words(model.ngrams, mine.text, row.text)
        if is_repeat(cosine, words, same_reporter=True, apart=mine.received_at - row.received_at):
            return Repeated(row.id, row.number)
    return None
