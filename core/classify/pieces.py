"""Pieces: texts as vectors of the pieces of words that they are made of, rare pieces counting most; no model needed."""

import math
from collections import Counter
from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from core.classify.ngrams import list_features

# Pieces share this many columns, each with a sign of its own, so that what falls together cancels out on average.
_WIDTH = 1024
_SIGN = 1 << 16


def spell(texts: Sequence[str]) -> NDArray[np.float32]:
    """Give a vector for each text, of length one (a text without words: zeros), shape (texts, 1024).

    How rare a piece is, is counted among these texts.
    """
    each = [list_features(text)[1] for text in texts]
    held = Counter(piece for pieces in each for piece in pieces)
    vectors = np.zeros((len(texts), _WIDTH), np.float32)
    marks = {piece: crc32(piece.encode()) for piece in held}
    rarity = {piece: math.log((1 + len(texts)) / count) for piece, count in held.items()}
    for row, pieces in enumerate(each):
        columns = [marks[piece] % _WIDTH for piece in pieces]
        weights = [
            (1 + math.log(count)) * (rarity[piece] if marks[piece] & _SIGN else -rarity[piece])
            for piece, count in pieces.items()
        ]
        if columns:
            vectors[row] = np.bincount(columns, weights, _WIDTH)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), np.float32)
