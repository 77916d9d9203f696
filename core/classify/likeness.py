"""Likeness: how much two texts tell of one problem, by where they stand among problems and by the words they share."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.classify.model import Model, weigh
from core.classify.ngrams import Ngrams

Floats = NDArray[np.float32]


def compare(model: Model, ones: Sequence[str], others: Sequence[str]) -> Floats:
    """Give the likeness of each pair, shape (pairs,): the chance, 0 to 1, that both tell of one problem."""
    if not ones:
        return np.zeros(0, np.float32)
    return weigh(model.calibration.likeness, *measure(model, ones, others))


def measure(model: Model, ones: Sequence[str], others: Sequence[str]) -> tuple[Floats, Floats]:
    """Measure pairs twice, each of shape (pairs,): the cosine of their vectors, and of their words."""
    texts = list(dict.fromkeys((*ones, *others)))
    place = {text: row for row, text in enumerate(texts)}
    vectors = model.locate(texts)
    words = [share_words(model.ngrams, one, other) for one, other in zip(ones, others, strict=True)]
    first, second = ([place[text] for text in side] for side in (ones, others))
    return (vectors[first] * vectors[second]).sum(1), np.asarray(words, np.float32)


def share_words(ngrams: Ngrams, one: str, other: str) -> float:
    """Give the cosine of two texts' words and pieces of words, rare ones counting most, 0 to 1."""
    weights = dict(zip(*(part.tolist() for part in ngrams.weigh(one)), strict=True))
    rows, values = ngrams.weigh(other)
    return sum(weights.get(row, 0.0) * value for row, value in zip(rows.tolist(), values.tolist(), strict=True)) / 2


def share_all(ngrams: Ngrams, texts: Sequence[str]) -> Floats:
    """Give what `share_words` gives for every pair of texts, shape (texts, texts)."""
    weighed = [ngrams.weigh(text) for text in texts]
    known = np.unique(np.concatenate([rows for rows, _values in weighed]))
    whole = np.zeros((len(texts), len(known)), np.float32)
    for place, (rows, values) in enumerate(weighed):
        whole[place, np.searchsorted(known, rows)] = values
    return np.asarray(whole @ whole.T / 2, np.float32)
