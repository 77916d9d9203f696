"""Likeness: how much two texts tell of one problem, by what the encoder makes of them and by the words they share."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.classify.model import Model, weigh

Floats = NDArray[np.float32]


def compare(model: Model, ones: Sequence[str], others: Sequence[str]) -> Floats:
    """Give the likeness of each pair, shape (pairs,): the chance, 0 to 1, that both tell of one problem."""
    if not ones:
        return np.zeros(0, np.float32)
    first, second = model.encoder.read(ones)[1], model.encoder.read(others)[1]
    meaning = (first * second).sum(1)
    words = np.asarray([shared(model, one, other) for one, other in zip(ones, others, strict=True)], np.float32)
    return weigh(model.calibration.likeness, meaning, words)


def shared(model: Model, one: str, other: str) -> float:
    """Give the cosine of two texts' words and pieces of words, rare ones counting most, 0 to 1."""
    weights = dict(zip(*(part.tolist() for part in model.ngrams.weigh(one)), strict=True))
    rows, values = model.ngrams.weigh(other)
    return sum(weights.get(row, 0.0) * value for row, value in zip(rows.tolist(), values.tolist(), strict=True)) / 2
