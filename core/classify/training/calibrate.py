"""Calibrate: scores of both models become one probability, and each theme gets the threshold for a wanted error."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression

from core.classify.labels import FACETS, STRUCTURAL, Labels
from core.classify.likeness import measure
from core.classify.model import Calibration, Model, blend, find_lead
from core.classify.tellings import Family, pair_families

Floats = NDArray[np.float32]
Weights = tuple[float, float, float, float, float]
# Of ten proposals that are shown at most one may be wrong; groups, kinds and levels are harder to tell.
# A reader chooses another first theme for one text in five herself, and these texts are harder than most that come in:
# what is right in 87 of a hundred here was right in 90 and more on texts from elsewhere.
_WANTED = {"themes": 0.87, "target_groups": 0.85, "kinds": 0.65, "levels": 0.65}
# What is no likelier than not is never shown.
_LOWEST, _HIGHEST = 0.5, 0.95
_MEANT = 0.5
# So much of the second score to begin with, and how many of a text's best keys count.
_SECOND, _FEW = 0.5, 3
# So many examples of a theme weigh as much as all themes together.
_ALONE = 400


def calibrate(one: Floats, other: Floats, targets: Floats, labels: Labels) -> Calibration:
    """Fit on logits of texts that neither model has seen, and targets, all of shape (texts, labels)."""
    weights: dict[str, Weights] = {}
    for facet in (*FACETS, STRUCTURAL):
        columns = labels.columns(facet)
        weights[facet] = _weigh(one[:, columns], other[:, columns], targets[:, columns])
    begun = Calibration(weights, {})
    chances = blend(begun, labels, one, other)
    thresholds = {
        facet: _thresholds(chances[:, labels.columns(facet)], targets[:, labels.columns(facet)], keys, _WANTED[facet])
        for facet, keys in labels.facets.items()
    }
    return Calibration(weights, thresholds)


def _weigh(one: Floats, other: Floats, targets: Floats) -> Weights:
    """Weigh two scores of a facet's keys so that the best key is right as often as it says.

    First the two are mixed so that what a text is about first of all wins most clearly. Then only the best few keys of
    a text count: over all of them, the many that are plainly wrong would decide. The best of many is then still too
    sure of itself, so that it is corrected once more by itself.
    """
    told = (np.nan_to_num(targets) >= _MEANT).any(1) if targets.shape[1] > 1 else ~np.isnan(targets).any(1)
    one, other, targets = one[told], other[told], targets[told]
    right = targets >= _MEANT
    if targets.shape[1] == 1:
        fitted = LogisticRegression(C=100.0).fit(np.concatenate([one, other], axis=1), right[:, 0])
        return float(fitted.coef_[0][0]), float(fitted.coef_[0][1]), 1.0, 0.0, float(fitted.intercept_[0])
    first, second = _balance(one, other, targets.argmax(1))
    score = first * one + second * other
    lead = find_lead(score)
    best = np.argsort(-score, axis=1)[:, :_FEW]
    few = np.stack([np.take_along_axis(part, best, 1).ravel() for part in (score, lead)], axis=1)
    wanted = np.take_along_axis(right, best, 1).ravel()
    if wanted.min() == wanted.max():
        return first, second, 1.0, 0.0, 0.0  # nothing to learn from: as they come
    fitted = LogisticRegression(C=100.0).fit(few, wanted)
    (own, rival), shift = (float(weight) for weight in fitted.coef_[0]), float(fitted.intercept_[0])
    rows, top = np.arange(len(score)), score.argmax(1)
    if right[rows, top].min() == right[rows, top].max():
        return first, second, own, rival, shift
    sure = own * score[rows, top] + rival * lead[rows, top] + shift
    again = LogisticRegression(C=100.0).fit(sure[:, None], right[rows, top])
    scale, more = float(again.coef_[0][0]), float(again.intercept_[0])
    return first, second, scale * own, scale * rival, scale * shift + more


def _balance(one: Floats, other: Floats, meant: NDArray[np.int64]) -> tuple[float, float]:
    """Find how two scores weigh, so that the key that is meant first, by text, is likeliest among all keys."""
    rows = np.arange(len(meant))

    def miss(weights: NDArray[np.float64]) -> float:
        score = weights[0] * one + weights[1] * other
        return float((logsumexp(score, axis=1) - score[rows, meant]).mean())

    found = minimize(miss, np.asarray([1.0, _SECOND]), bounds=[(0.0, None)] * 2, method="L-BFGS-B")
    return float(found.x[0]), float(found.x[1])


def calibrate_likeness(model: Model, families: Sequence[Family]) -> tuple[float, float, float]:
    """Fit the weights of meaning and of words: tellings of one problem among all others of their theme.

    So the chance that comes out is that of two signals of one theme, as a municipality has them. Families are written
    in other words on purpose; elsewhere shared words never speak against one problem, so that no weight is below zero.
    """
    ones, others, same = pair_families(families)
    given = np.stack([*measure(model, ones, others), np.ones(len(ones), np.float32)], axis=1)
    sign = np.where(same, 1.0, -1.0)

    def miss(weights: NDArray[np.float64]) -> float:
        return float(np.logaddexp(0, -sign * (given @ weights)).mean())

    found = minimize(miss, np.asarray([8.0, 0.5, -3.0]), bounds=[(0.0, None), (0.0, None), (None, None)])
    return float(found.x[0]), float(found.x[1]), float(found.x[2])


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
