"""Calibrate: scores of both models become one probability, and each theme gets the threshold for a wanted error."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from core.classify.encoder import Encoder
from core.classify.labels import FACETS, STRUCTURAL, Labels
from core.classify.likeness import measure
from core.classify.model import Calibration
from core.classify.model import blend as mix
from core.classify.ngrams import Ngrams
from core.classify.tellings import Telling, list_neighbours

Floats = NDArray[np.float32]
# Of ten proposals that are shown at most one may be wrong; groups, kinds and levels are harder to tell.
_WANTED = {"themes": 0.9, "target_groups": 0.75, "kinds": 0.6, "levels": 0.65}
_LOWEST, _HIGHEST = 0.3, 0.95
_MEANT = 0.5
# So much of the second score to find the best few keys by, and how many those are.
_SECOND, _FEW = 0.5, 3
# So many examples of a theme weigh as much as all themes together.
_ALONE = 40


def calibrate(one: Floats, other: Floats, targets: Floats, labels: Labels) -> Calibration:
    """Fit on logits of texts that neither model has seen, and targets, all of shape (texts, labels)."""
    weights: dict[str, tuple[float, float, float]] = {}
    for facet in (*FACETS, STRUCTURAL):
        columns = labels.columns(facet)
        weights[facet] = _weigh(one[:, columns], other[:, columns], targets[:, columns])
    begun = Calibration(weights, {})
    chances = mix(begun, labels, one, other)
    thresholds = {
        facet: _thresholds(chances[:, labels.columns(facet)], targets[:, labels.columns(facet)], keys, _WANTED[facet])
        for facet, keys in labels.facets.items()
    }
    return Calibration(weights, thresholds)


def _weigh(one: Floats, other: Floats, targets: Floats) -> tuple[float, float, float]:
    """Weigh two scores of a facet's keys so that the best key is right as often as it says.

    Only the best few keys of a text count: over all of them, the many that are plainly wrong would decide. The best of
    many is then still too sure of itself, so that it is corrected once more by itself.
    """
    told = (np.nan_to_num(targets) >= _MEANT).any(1) if targets.shape[1] > 1 else ~np.isnan(targets).any(1)
    one, other, right = one[told], other[told], targets[told] >= _MEANT
    best = np.argsort(-(one + _SECOND * other), axis=1)[:, :_FEW]
    few = np.stack([np.take_along_axis(part, best, 1).ravel() for part in (one, other)], axis=1)
    wanted = np.take_along_axis(right, best, 1).ravel()
    if wanted.min() == wanted.max():
        return 1.0, _SECOND, 0.0  # nothing to learn from: as they come
    fitted = LogisticRegression(C=100.0).fit(few, wanted)
    (first, second), shift = fitted.coef_[0], fitted.intercept_[0]
    if targets.shape[1] == 1:
        return float(first), float(second), float(shift)
    score = first * one + second * other + shift
    top, rows = score.argmax(1), np.arange(len(score))
    if right[rows, top].min() == right[rows, top].max():
        return float(first), float(second), float(shift)
    again = LogisticRegression(C=100.0).fit(score[rows, top][:, None], right[rows, top])
    scale, more = float(again.coef_[0][0]), float(again.intercept_[0])
    return scale * float(first), scale * float(second), scale * float(shift) + more


def calibrate_likeness(encoder: Encoder, ngrams: Ngrams, tellings: Sequence[Telling]) -> tuple[float, float, float]:
    """Fit the weights of meaning and of words: two tellings of one problem against those of two of one theme.

    The third text of a telling stands by for judging only: it was chosen to share words with the first.
    """
    ones, others, same = list_neighbours(tellings)
    given = np.stack(measure(encoder, ngrams, ones, others), axis=1)
    fitted = LogisticRegression(C=100.0, class_weight="balanced").fit(given, same)
    return float(fitted.coef_[0][0]), float(fitted.coef_[0][1]), float(fitted.intercept_[0])


def _thresholds(chances: Floats, targets: Floats, keys: Sequence[str], wanted: float) -> dict[str, float]:
    told = ~np.isnan(targets).all(1)
    chances, right = chances[told], np.nan_to_num(targets[told]) >= _MEANT
    # Only what could be shown counts: the best few of each text.
    best = np.argsort(-chances, axis=1)[:, :3]
    shown = np.zeros_like(right)
    np.put_along_axis(shown, best, values=True, axis=1)
    common = _lowest(chances[shown], right[shown], wanted)
    floors: dict[str, float] = {}
    for place, key in enumerate(keys):
        own = shown[:, place]
        weight = own.sum() / (own.sum() + _ALONE)
        alone = _lowest(chances[own, place], right[own, place], wanted) if own.any() else common
        floors[key] = round(float(np.clip(weight * alone + (1 - weight) * common, _LOWEST, _HIGHEST)), 3)
    return floors


def _lowest(chances: Floats, right: NDArray[np.bool_], wanted: float) -> float:
    """Find the lowest threshold above which the wanted share is right."""
    order = np.argsort(-chances, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(share >= wanted)
    return float(chances[order[enough[-1]]]) if len(enough) else _HIGHEST
