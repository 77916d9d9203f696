"""N-grams: words, pairs of words and pieces of words weighed by a linear model; the floor, and what explains."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"\w\w+")
# Pieces of three to five letters, the edges of a word marked.
_SHORTEST, _LONGEST = 3, 5
Floats = NDArray[np.float32]


def fold(text: str) -> str:
    """Give a text without capitals and accents: people type without them."""
    apart = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def list_features(text: str) -> tuple[Counter[str], Counter[str]]:
    """List what a text is made of: words and pairs of words; pieces of words."""
    words: list[str] = _WORD.findall(fold(text))
    whole = Counter(words)
    whole.update(f"{one} {other}" for one, other in pairwise(words))
    pieces: Counter[str] = Counter()
    for word in words:
        marked = f"<{word}>"
        for size in range(_SHORTEST, _LONGEST + 1):
            pieces.update(f"#{marked[at : at + size]}" for at in range(len(marked) - size + 1))
    return whole, pieces


@dataclass(frozen=True, slots=True)
class Ngrams:
    """A linear model: `index` gives a feature's row, `rarity` its weight.

    `weights` has shape (features, labels), `bias` (labels,).
    """

    index: dict[str, int]
    rarity: Floats
    weights: Floats
    bias: Floats

    def score(self, texts: Sequence[str]) -> Floats:
        """Give the logits of all labels, shape (texts, labels)."""
        return self.add_up([self.weigh(text) for text in texts])

    def add_up(self, weighed: "Sequence[tuple[NDArray[np.int64], Floats]]") -> Floats:
        """Give the logits of texts whose features are weighed already, shape (texts, labels)."""
        scores = [self.weights[rows].T @ values + self.bias for rows, values in weighed]
        return np.stack(scores).astype(np.float32) if scores else np.zeros((0, len(self.bias)), np.float32)

    def weigh(self, text: str) -> tuple[NDArray[np.int64], Floats]:
        """Give the rows and weights of a text's features."""
        return weigh(text, self.index, self.rarity)

    def explain(self, text: str, label: int, most: int = 5, *, against: bool = False) -> tuple[str, ...]:
        """List the words of a text that speak most for a label, or against it, the strongest first."""
        rows, values = self.weigh(text)
        share = self.weights[rows, label] * values * (-1 if against else 1)
        names = {self.index[word]: word for word in list_features(text)[0] if word in self.index}
        strong = [
            (float(weight), names[int(row)]) for row, weight in zip(rows, share, strict=True) if int(row) in names
        ]
        return tuple(word for weight, word in sorted(strong, reverse=True)[:most] if weight > 0)


def weigh(text: str, index: dict[str, int], rarity: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Weigh a text's features: TF-IDF with a dampened count, words and pieces each of length one."""
    rows: list[int] = []
    values: list[float] = []
    for counts in list_features(text):
        known = [(row, count) for feature, count in counts.items() if (row := index.get(feature)) is not None]
        weights = [(1.0 + math.log(count)) * float(rarity[row]) for row, count in known]
        length = math.sqrt(sum(weight * weight for weight in weights)) or 1.0
        rows += [row for row, _count in known]
        values += [weight / length for weight in weights]
    return np.asarray(rows, np.int64), np.asarray(values, np.float32)


def save_ngrams(model: Ngrams, path: Path) -> None:
    """Write a model as one file: a byte a weight, scaled by label."""
    scale: Floats = np.abs(model.weights).max(0) / 127.0 + 1e-12
    small: Floats = np.round(model.weights / scale)
    names = "\n".join(sorted(model.index, key=model.index.__getitem__))
    np.savez_compressed(
        path,
        names=np.frombuffer(names.encode(), np.uint8),
        rarity=model.rarity.astype(np.float16),
        weights=small.astype(np.int8),
        scale=scale.astype(np.float32),
        bias=model.bias.astype(np.float32),
    )


def load_ngrams(path: Path) -> Ngrams:
    """Read a model that `save_ngrams` wrote."""
    with np.load(path, allow_pickle=False) as stored:
        names: Iterable[str] = bytes(stored["names"]).decode().split("\n")
        weights = stored["weights"].astype(np.float32) * stored["scale"]
        return Ngrams(
            {name: row for row, name in enumerate(names)}, stored["rarity"].astype(np.float32), weights, stored["bias"]
        )
