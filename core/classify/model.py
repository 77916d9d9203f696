"""The model: n-grams and encoder weighed together, calibrated; it proposes, and says so when it does not know."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.classify.encoder import Encoder, open_encoder
from core.classify.labels import FACETS, STRUCTURAL, Labels
from core.classify.ngrams import Ngrams, load_ngrams
from core.classify.problems import Problems, load_problems

NGRAMS, PROBLEMS, CALIBRATION, MANIFEST = "ngrams.npz", "problems.npz", "calibration.json", "manifest.json"
# Kinds, groups and levels are proposed from here on; themes have a threshold each.
_MOST = {"themes": 3, "target_groups": 3, "kinds": 2, "levels": 1}
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Choice:
    """A key with how sure the model is of it, 0 to 1: of so many out of a hundred such choices it is right."""

    key: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a text.

    `themes` holds all of them, best first; `shown` those that are sure enough; the other facets only what is sure
    enough. `structural` is the probability that the text tells of more than one case. `vector`: what likeness is
    measured by, of length one, or zeros where nothing in the text is known.
    """

    themes: tuple[Choice, ...]
    shown: tuple[Choice, ...]
    target_groups: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    structural: float
    vector: NDArray[np.float16]

    @property
    def abstained(self) -> bool:
        """Whether no theme is sure enough to be shown."""
        return not self.shown


@dataclass(frozen=True, slots=True)
class Calibration:
    """How scores become probabilities, and from where on a key is shown.

    `blend`, by facet: how n-grams and encoder weigh together, and what that score, its lead over the best rival and a
    shift give; `likeness` weighs two texts' meaning and the words that they share.
    """

    blend: Mapping[str, tuple[float, float, float, float, float]]
    thresholds: Mapping[str, Mapping[str, float]]
    likeness: tuple[float, float, float] = (8.0, 8.0, -7.0)


@dataclass(frozen=True)
class Model:
    """A model in memory; `name` is what stands beside its proposals. Safe to share between threads."""

    labels: Labels
    ngrams: Ngrams
    encoder: Encoder
    calibration: Calibration
    manifest: Mapping[str, Any]
    problems: Problems | None = None

    @cached_property
    def name(self) -> str:
        """The model's version."""
        return str(self.manifest["version"])

    def propose(self, texts: Sequence[str]) -> list[Proposal]:
        """Propose for each text, in order."""
        if not texts:
            return []
        read = [text[:_LONGEST] for text in texts]
        weighed = [self.ngrams.weigh(text) for text in read]
        logits, vectors = self.encoder.read(read)
        chances = blend(self.calibration, self.labels, self.ngrams.add_up(weighed), logits)
        vectors = self.problems.locate(weighed) if self.problems else vectors
        return [self._propose(row, vector) for row, vector in zip(chances, vectors, strict=True)]

    def locate(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give the vectors of texts, of length one: among problems, or what the encoder makes of them."""
        if self.problems is None:
            return self.encoder.read(texts)[1]
        return self.problems.locate([self.ngrams.weigh(text) for text in texts])

    def explain(self, text: str, theme: str) -> tuple[str, ...]:
        """List the words of a text that speak most for a theme."""
        return self.ngrams.explain(text, self.labels.facets["themes"].index(theme))

    def _propose(self, chances: NDArray[np.float32], vector: NDArray[np.float32]) -> Proposal:
        ranked = {facet: self._rank(facet, chances) for facet in FACETS}
        sure = {
            facet: tuple(
                choice
                for choice in ranked[facet][: _MOST[facet]]
                if choice.confidence >= self.calibration.thresholds[facet][choice.key]
            )
            for facet in FACETS
        }
        return Proposal(
            themes=ranked["themes"],
            shown=sure["themes"],
            target_groups=sure["target_groups"],
            kinds=sure["kinds"],
            levels=sure["levels"],
            structural=float(chances[self.labels.columns(STRUCTURAL)][0]),
            vector=vector.astype(np.float16),
        )

    def _rank(self, facet: str, chances: NDArray[np.float32]) -> tuple[Choice, ...]:
        scores = chances[self.labels.columns(facet)]
        keys = self.labels.facets[facet]
        order: list[int] = np.argsort(-scores, kind="stable").tolist()
        return tuple(Choice(keys[place], float(scores[place])) for place in order)


def blend(
    calibration: Calibration, labels: Labels, one: NDArray[np.float32], other: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Blend the logits of both models into probabilities, shape (texts, labels)."""
    chances = np.empty_like(one)
    for facet in (*FACETS, STRUCTURAL):
        columns = labels.columns(facet)
        chances[:, columns] = mix(calibration.blend[facet], one[:, columns], other[:, columns])
    return chances


def mix(
    weights: tuple[float, float, float, float, float], one: NDArray[np.float32], other: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Mix two scores of a facet's keys, each of shape (texts, keys), into probabilities.

    A key that leads its rivals by far is surer than one that is just before another.
    """
    first, second, own, rival, shift = weights
    score = first * one + second * other
    return _squash(own * score + rival * find_lead(score) + shift)


def find_lead(score: NDArray[Any]) -> NDArray[np.float32]:
    """Give by how much each key leads the best of the others, shape (texts, keys); nothing where it stands alone."""
    if score.shape[1] == 1:
        return np.zeros_like(score)
    best = np.partition(score, -2, axis=1)[:, -2:]
    rivals = np.where(score == best[:, 1:], best[:, :1], best[:, 1:])
    return (score - rivals).astype(np.float32)


def weigh(
    weights: tuple[float, float, float], one: NDArray[np.float32], other: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Weigh two scores into a probability."""
    first, second, shift = weights
    return _squash(first * one + second * other + shift)


def _squash(score: NDArray[Any]) -> NDArray[np.float32]:
    return (1 / (1 + np.exp(-score))).astype(np.float32)


def load_model(folder: Path) -> Model:
    """Load a model from its folder. Raises OSError or ValueError, with the folder, when it is not whole."""
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    stored = json.loads((folder / CALIBRATION).read_text("utf-8"))
    try:
        labels = Labels({facet: tuple(manifest["labels"][facet]) for facet in FACETS})
        calibration = Calibration(
            {facet: tuple(weights) for facet, weights in stored["blend"].items()},
            stored["thresholds"],
            tuple(stored["likeness"]),
        )
    except (KeyError, TypeError) as wrong:
        raise ValueError(f"{folder}: {wrong}") from wrong
    problems = load_problems(folder / PROBLEMS) if (folder / PROBLEMS).is_file() else None
    return Model(labels, load_ngrams(folder / NGRAMS), open_encoder(folder, manifest), calibration, manifest, problems)
