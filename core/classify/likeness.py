"""Likeness: how much two texts tell of one problem, by what the encoder makes of them and by the words they share."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.classify.encoder import Encoder
from core.classify.model import Model, weigh
from core.classify.ngrams import Ngrams

Floats = NDArray[np.float32]


def compare(model: Model, ones: Sequence[str], others: Sequence[str]) -> Floats:
    """Give the likeness of each pair, shape (pairs,): the chance, 0 to 1, that both tell of one problem."""
    if not ones:
        return np.zeros(0, np.float32)
    return weigh(model.calibration.likeness, *measure(model.encoder, model.ngrams, ones, others))


def measure(encoder: Encoder, ngrams: Ngrams, ones: Sequence[str], others: Sequence[str]) -> tuple[Floats, Floats]:
    """Measure pairs twice, each of shape (pairs,): the cosine of their vectors, and of their words."""
    first, second = encoder.read(ones)[1], encoder.read(others)[1]
    words = [share_words(ngrams, one, other) for one, other in zip(ones, others, strict=True)]
    return (first * second).sum(1), np.asarray(words, np.float32)


def share_words(ngrams: Ngrams, one: str, other: str) -> float:
    """Give the cosine of two texts' words and pieces of words, rare ones counting most, 0 to 1."""
    weights = dict(zip(*(part.tolist() for part in ngrams.weigh(one)), strict=True))
    rows, values = ngrams.weigh(other)
    return sum(weights.get(row, 0.0) * value for row, value in zip(rows.tolist(), values.tolist(), strict=True)) / 2
