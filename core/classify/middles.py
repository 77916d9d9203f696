"""Middles: the mean vector of each theme, from the examples that ship; what its problems are told apart by."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from core.classify.examples import read_examples
from core.classify.model import Model

# Of each theme; with more of them the middle hardly moves, and reading them takes time every night.
_EXAMPLES = 40


def learn_middles(model: Model) -> dict[str, NDArray[np.float32]]:
    """Compute the middle of each theme's vectors, shape (width,); this takes seconds."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for example in read_examples(model.labels):
        if example.structural and example.theme and len(texts[example.theme]) < _EXAMPLES:
            texts[example.theme].append(example.text)
    vectors = model.encoder.read([text for theme in texts.values() for text in theme])[1]
    middles: dict[str, NDArray[np.float32]] = {}
    at = 0
    for theme, its in texts.items():
        middles[theme] = np.asarray(vectors[at : at + len(its)].mean(0), np.float32)
        at += len(its)
    return middles
