"""Evaluate: what a model is worth on the frozen examples, recomputed from its files alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.classify.examples import Example
from core.classify.figures import Figures, judge, judge_area, judge_threes
from core.classify.likeness import measure, share_all
from core.classify.model import Model, blend, weigh
from core.classify.tellings import Family, Telling, list_pairs, pair_families

# A score by itself, as nobody calibrated it.
_ALONE = (1.0, 0.0, 0.0)
# Lengths in words that figures are given for apart.
_SHORT, _LONG = 20, 50
_NAN = float("nan")
_UNJUDGED = (_NAN, _NAN, _NAN)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of the blend, of each part of it alone, of the blend by length of the text, and of likeness.

    `likeness`: area under the curve over pairs of texts of one theme, the share of threes in which the two tellings of
    one problem are the most alike (the third was written to share words), and the share of texts whose nearest of all
    tells of the same problem; `by_words` the same for the words alone.
    """

    whole: Figures
    ngrams: Figures
    encoder: Figures
    by_length: dict[str, Figures]
    likeness: tuple[float, float, float]
    by_words: tuple[float, float, float]


def judge_blend(model: Model, examples: Sequence[Example]) -> Figures:
    """Judge what a model proposes, and no part of it alone; there must be examples with a theme."""
    texts = [example.text for example in examples]
    chances = blend(model.calibration, model.labels, model.ngrams.score(texts), model.encoder.read(texts)[0])
    return judge(chances, examples, model.labels, model.calibration)


def evaluate(
    model: Model, examples: Sequence[Example], tellings: Sequence[Telling] = (), families: Sequence[Family] = ()
) -> Evaluation:
    """Judge a model on examples, tellings and families; only those that are frozen were never seen by it."""
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
    likeness, by_words = judge_alike(model, tellings, families)
    return Evaluation(
        whole=figures(chances, every),
        ngrams=figures(weigh(_ALONE, one, one), every),
        encoder=figures(weigh(_ALONE, other, other), every),
        by_length={name: figures(chances, rows) for name, rows in parts.items() if rows},
        likeness=likeness,
        by_words=by_words,
    )


def judge_alike(
    model: Model, tellings: Sequence[Telling], families: Sequence[Family]
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Judge likeness, and words alone, as `Evaluation` says; nan where there is nothing to judge by."""
    if not (tellings and families):
        return _UNJUDGED, _UNJUDGED
    ones, others, same = pair_families(families)
    meaning, words = measure(model, ones, others)
    ones, others, _same = list_pairs(tellings)
    threes = measure(model, ones, others)
    weights = model.calibration.likeness
    texts = [text for family in families for text in family.texts]
    told = [place for place, family in enumerate(families) for _text in family.texts]
    shared = share_all(model.ngrams, texts)
    vectors = model.locate(texts)
    both = weigh(weights, vectors @ vectors.T, shared)
    return (
        (judge_area(weigh(weights, meaning, words), same), judge_threes(weigh(weights, *threes)), _nearest(both, told)),
        (judge_area(words, same), judge_threes(threes[1]), _nearest(shared, told)),
    )


def _nearest(alike: NDArray[np.float32], told: Sequence[int]) -> float:
    np.fill_diagonal(alike, -1)
    problems = np.asarray(told)
    return float((problems[alike.argmax(1)] == problems).mean())
