"""Problems: where a text stands among concrete problems of every theme; the vector that likeness is measured by.

Each problem is a list of phrases that tell it (`terms/problems-*.txt`). A text is compared with all of them by words
and pieces of words; two workers who tell of one problem with other words stand close to the same problems.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.classify.ngrams import Ngrams

Floats = NDArray[np.float32]
# What a text hardly shares with a problem says nothing: what it shares much with counts more than by itself.
_POWER = 2
_DAMPED = 3.0


@dataclass(frozen=True, slots=True)
class Problems:
    """Problems by name (`theme/problem`), each spread over the features of an n-gram model.

    `rarity` gives each feature's weight, shape (features,); the problems that have feature `row` are
    `places[starts[row]:starts[row + 1]]`, with their `weights`.
    """

    names: tuple[str, ...]
    rarity: Floats
    starts: NDArray[np.int64]
    places: NDArray[np.int32]
    weights: Floats

    def locate(self, weighed: Sequence[tuple[NDArray[np.int64], Floats]]) -> Floats:
        """Give where texts stand, of length one (zeros where nothing is known), shape (texts, problems).

        `weighed`: rows and weights of each text's features (`Ngrams.weigh`).
        """
        found = [self._locate(rows, values) for rows, values in weighed]
        return np.stack(found) if found else np.zeros((0, len(self.names)), np.float32)

    def _locate(self, rows: NDArray[np.int64], values: Floats) -> Floats:
        weights = values * self.rarity[rows]
        weights /= np.linalg.norm(weights) or 1.0
        begins, counts = self.starts[rows], self.starts[rows + 1] - self.starts[rows]
        # The stretches of all rows one after the other.
        shifts: NDArray[np.int64] = np.repeat(begins - np.cumsum(counts) + counts, counts)
        entries = np.arange(len(shifts), dtype=np.int64) + shifts
        score = np.bincount(self.places[entries], self.weights[entries] * np.repeat(weights, counts), len(self.names))
        strong = score**_POWER
        return (strong / (np.linalg.norm(strong) or 1.0)).astype(np.float32)


def gather_problems(ngrams: Ngrams, phrases: Iterable[tuple[str, str]]) -> Problems:
    """Gather problems from pairs of a problem and a phrase that tells it.

    A feature that many problems share counts less; a feature that many phrases of one problem have counts a bit more.
    """
    held: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for name, phrase in phrases:
        rows, values = ngrams.weigh(phrase)
        for row, value in zip(rows.tolist(), values.tolist(), strict=True):
            held[name][row] += value
    names = tuple(held)
    shared = Counter(row for features in held.values() for row in features)
    rarity = np.zeros(len(ngrams.rarity), np.float32)
    for row, count in shared.items():
        rarity[row] = math.log((1 + len(names)) / (1 + count))
    by_feature: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for place, name in enumerate(names):
        weighed = {row: math.log1p(_DAMPED * value) * float(rarity[row]) for row, value in held[name].items()}
        length = math.sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
        for row, weight in weighed.items():
            if weight > 0:
                by_feature[row].append((place, weight / length))
    counts = np.zeros(len(rarity) + 1, np.int64)
    for row, entries in by_feature.items():
        counts[row + 1] = len(entries)
    entries = [entry for row in sorted(by_feature) for entry in by_feature[row]]
    return Problems(
        names,
        rarity,
        np.cumsum(counts),
        np.asarray([place for place, _weight in entries], np.int32),
        np.asarray([weight for _place, weight in entries], np.float32),
    )


def save_problems(problems: Problems, path: Path) -> None:
    """Write problems as one file, a byte a weight."""
    scale = float(problems.weights.max()) / 255 if len(problems.weights) else 1.0
    np.savez_compressed(
        path,
        names=np.frombuffer("\n".join(problems.names).encode(), np.uint8),
        rarity=problems.rarity.astype(np.float16),
        counts=np.diff(problems.starts).astype(np.uint16),
        places=problems.places.astype(np.uint16),
        weights=np.round(problems.weights / scale).astype(np.uint8),
        scale=np.float32(scale),
    )


def load_problems(path: Path) -> Problems:
    """Read problems that `save_problems` wrote."""
    with np.load(path, allow_pickle=False) as stored:
        return Problems(
            tuple(bytes(stored["names"]).decode().split("\n")),
            stored["rarity"].astype(np.float32),
            np.concatenate([[0], np.cumsum(stored["counts"].astype(np.int64))]),
            stored["places"].astype(np.int32),
            stored["weights"].astype(np.float32) * stored["scale"],
        )
