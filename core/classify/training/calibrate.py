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
from core.classify.tellings import Telling, list_pairs

Floats = NDArray[np.float32]
# Of ten proposals that are shown at most one may be wrong; groups, kinds and levels are harder to tell.
_WANTED = {"themes": 0.9, "target_groups": 0.75, "kinds": 0.6, "levels": 0.65}
_LOWEST, _HIGHEST = 0.3, 0.95
_MEANT = 0.5
# So many examples of a theme weigh as much as all themes together.
_ALONE = 40


def calibrate(one: Floats, other: Floats, targets: Floats, labels: Labels) -> Calibration:
    """Fit on logits of texts that neither model has seen, and targets, all of shape (texts, labels)."""
    weights: dict[str, tuple[float, float, float]] = {}
    for facet in (*FACETS, STRUCTURAL):
        columns = labels.columns(facet)
        known = ~np.isnan(targets[:, columns])
        given = np.stack([one[:, columns][known], other[:, columns][known]], axis=1)
        fitted = LogisticRegression(C=100.0).fit(given, targets[:, columns][known] >= _MEANT)
        weights[facet] = (float(fitted.coef_[0][0]), float(fitted.coef_[0][1]), float(fitted.intercept_[0]))
    begun = Calibration(weights, {})
    chances = mix(begun, labels, one, other)
    thresholds = {
        facet: _thresholds(chances[:, labels.columns(facet)], targets[:, labels.columns(facet)], keys, _WANTED[facet])
        for facet, keys in labels.facets.items()
    }
    return Calibration(weights, thresholds)


def calibrate_likeness(encoder: Encoder, ngrams: Ngrams, tellings: Sequence[Telling]) -> tuple[float, float, float]:
    """Fit the weights of meaning and of words: tellings of one problem against those of another of its theme."""
    ones, others, same = list_pairs(tellings)
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
