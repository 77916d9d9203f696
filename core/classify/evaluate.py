"""Evaluate: what a model is worth on the frozen examples, recomputed from its files alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.classify.examples import Example
from core.classify.figures import Figures, judge, judge_likeness
from core.classify.likeness import measure
from core.classify.model import Model, blend, weigh
from core.classify.tellings import Telling, list_pairs

# A score by itself, as nobody calibrated it.
_ALONE = (1.0, 0.0, 0.0)
# Lengths in words that figures are given for apart.
_SHORT, _LONG = 20, 50


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of the blend, of each part of it alone, of the blend by length of the text, and of likeness.

    `likeness`: area under the curve over pairs of tellings, and the share of threes in which the two tellings of one
    problem are the most alike; `by_words` the same for the words alone.
    """

    whole: Figures
    ngrams: Figures
    encoder: Figures
    by_length: dict[str, Figures]
    likeness: tuple[float, float]
    by_words: tuple[float, float]


def judge_blend(model: Model, examples: Sequence[Example]) -> Figures:
    """Judge what a model proposes, and no part of it alone; there must be examples with a theme."""
    texts = [example.text for example in examples]
    chances = blend(model.calibration, model.labels, model.ngrams.score(texts), model.encoder.read(texts)[0])
    return judge(chances, examples, model.labels, model.calibration)


def evaluate(model: Model, examples: Sequence[Example], tellings: Sequence[Telling] = ()) -> Evaluation:
    """Judge a model on examples and tellings; only those that are frozen were never seen by it."""
    texts = [example.text for example in examples]
    one, other = model.ngrams.score(texts), model.encoder.read(texts)[0]
    chances = blend(model.calibration, model.labels, one, other)

    def figures(scores: NDArray[np.float32], rows: Sequence[int]) -> Figures:
        return judge(scores[list(rows)], [examples[row] for row in rows], model.labels, model.calibration)

    lengths = [len(text.split()) for text in texts]
    parts = {
        f"< {_SHORT}": [row for row, length in enumerate(lengths) if length < _SHORT],
        f"{_SHORT}-{_LONG}": [row for row, length in enumerate(lengths) if _SHORT <= length <= _LONG],
        f"> {_LONG}": [row for row, length in enumerate(lengths) if length > _LONG],
    }
    every = range(len(texts))
    ones, others, same = list_pairs(tellings)
    meaning, words = measure(model.encoder, model.ngrams, ones, others) if ones else (None, None)
    unknown = (float("nan"), float("nan"))
    return Evaluation(
        whole=figures(chances, every),
        ngrams=figures(weigh(_ALONE, one, one), every),
        encoder=figures(weigh(_ALONE, other, other), every),
        by_length={name: figures(chances, rows) for name, rows in parts.items() if rows},
        likeness=unknown
        if meaning is None or words is None
        else judge_likeness(weigh(model.calibration.likeness, meaning, words), same),
        by_words=unknown if words is None else judge_likeness(words, same),
    )
