"""Linear: the n-gram model fitted, one logistic regression a label, in torch so that all labels go at once."""

import math
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from core.classify.ngrams import Floats, Ngrams, list_features, weigh

_FEWEST = 2
_MOST_WORDS, _MOST_PIECES = 40_000, 80_000
_STRENGTH = 10.0


def fit_ngrams(
    texts: Sequence[str], targets: NDArray[np.float32], tell: Callable[[str], None], strength: float = _STRENGTH
) -> Ngrams:
    """Fit on texts and targets of shape (texts, labels): 0, 1, or nan where a text says nothing about a label."""
    index, rarity = choose_features(texts)
    matrix = build_matrix(texts, index, rarity)
    weights = np.zeros((len(index), targets.shape[1]), np.float32)
    bias = np.zeros(targets.shape[1], np.float32)
    for label in range(targets.shape[1]):
        known = ~np.isnan(targets[:, label])
        wanted = targets[known, label]
        if wanted.min() == wanted.max():
            bias[label] = 6.0 if wanted[0] else -6.0
            continue
        fitted = LogisticRegression(C=strength, solver="liblinear", max_iter=200).fit(matrix[known], wanted)
        weights[:, label], bias[label] = fitted.coef_[0], fitted.intercept_[0]
    tell(f"n-grams: {len(index)} features, {len(texts)} texts")
    return Ngrams(index, rarity, weights, bias)


def choose_features(texts: Sequence[str]) -> tuple[dict[str, int], Floats]:
    """Choose the words and pieces that occur in at least two texts, the most frequent first; and how rare each is."""
    whole: Counter[str] = Counter()
    pieces: Counter[str] = Counter()
    for text in texts:
        words, parts = list_features(text)
        whole.update(words.keys())
        pieces.update(parts.keys())
    kept = [entry for entry in whole.most_common(_MOST_WORDS) if entry[1] >= _FEWEST]
    kept += [entry for entry in pieces.most_common(_MOST_PIECES) if entry[1] >= _FEWEST]
    rarity = [1.0 + math.log((1 + len(texts)) / (1 + count)) for _feature, count in kept]
    return {feature: row for row, (feature, _count) in enumerate(kept)}, np.asarray(rarity, np.float32)


def build_matrix(texts: Sequence[str], index: dict[str, int], rarity: Floats) -> sparse.csr_matrix:
    """Weigh the features of all texts, shape (texts, features)."""
    weighed = [weigh(text, index, rarity) for text in texts]
    starts = np.cumsum([0, *(len(rows) for rows, _values in weighed)])
    rows = np.concatenate([rows for rows, _values in weighed])
    values = np.concatenate([values for _rows, values in weighed])
    return sparse.csr_matrix((values, rows, starts), shape=(len(texts), len(index)))
