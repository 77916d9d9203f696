"""Figures: how good a model is on examples that it never saw, each by its definition."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.classify.examples import Example
from core.classify.labels import STRUCTURAL, Labels
from core.classify.model import Calibration

Floats = NDArray[np.float32]
_BINS = 10
# From here on a theme or a group is chosen, beside the best one, for precision and recall.
_CHOSEN = 0.5


@dataclass(frozen=True, slots=True)
class ThemeFigure:
    """A theme: how many examples have it, and precision, recall and F1 of choosing it.

    `shown`, `right`: how often it would be proposed to people, and in how many of those it is a theme of the example.
    """

    key: str
    count: int
    precision: float
    recall: float
    f1: float
    shown: int = 0
    right: int = 0


@dataclass(frozen=True, slots=True)
class SureFigure:
    """How often the best theme was right (0 to 1) where its confidence lay from `least` on, and on average there."""

    least: float
    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares between 0 and 1.

    `first`: the best theme is the example's first; `among`: it is one of its themes; `within_three`: its first theme
    is among the best three; `calibration_error`: expected calibration error of the best theme (ten bins);
    `shown`, `shown_wrong`: texts with a theme above its threshold, and the share of shown themes that are not theirs;
    `structural`: area under the curve. `texts` have a theme, `others` count for `structural` as well.
    `sureness`: of the best theme, in ten bins, without those that are empty.
    """

    texts: int
    others: int
    first: float
    among: float
    within_three: float
    micro_f1: float
    macro_f1: float
    calibration_error: float
    shown: float
    shown_wrong: float
    structural: float
    groups_micro_f1: float
    kinds_first: float
    themes: tuple[ThemeFigure, ...]
    sureness: tuple[SureFigure, ...] = ()


def judge(chances: Floats, examples: Sequence[Example], labels: Labels, calibration: Calibration) -> Figures:
    """Judge probabilities of shape (examples, labels) against what readers said."""
    keys = labels.facets["themes"]
    rows = [row for row, example in enumerate(examples) if example.theme and example.structural]
    themed = [examples[row] for row in rows]
    scores = chances[rows, labels.columns("themes")]
    wanted = mark(themed, "themes", keys)
    order = np.argsort(-scores, axis=1, kind="stable")
    primary = np.asarray([keys.index(example.theme) for example in themed])
    best, every = order[:, 0], np.arange(len(rows))
    hit = wanted[every, best]
    floors = np.asarray([calibration.thresholds["themes"][key] for key in keys], np.float32)
    chosen = scores >= _CHOSEN
    chosen[every, best] = True
    above = np.zeros_like(chosen)
    np.put_along_axis(above, order[:, :3], np.take_along_axis(scores >= floors, order[:, :3], 1), 1)
    columns = (wanted.T, chosen.T, above.T)
    themes = tuple(_theme(key, *(column[place] for column in columns)) for place, key in enumerate(keys))
    structural = chances[:, labels.columns(STRUCTURAL)][:, 0]
    return Figures(
        texts=len(rows),
        others=len(examples) - len(rows),
        first=float((best == primary).mean()),
        among=float(hit.mean()),
        within_three=float((order[:, :3] == primary[:, None]).any(1).mean()),
        micro_f1=f1(wanted, chosen),
        macro_f1=float(np.mean([theme.f1 for theme in themes if theme.count])),
        calibration_error=expected_error(scores[every, best], hit),
        shown=float(above.any(1).mean()),
        shown_wrong=float(1 - wanted[above].mean()) if above.any() else 0.0,
        structural=area(structural, np.asarray([example.structural for example in examples])),
        groups_micro_f1=_groups(chances, examples, labels),
        kinds_first=_kinds(chances, examples, labels),
        themes=themes,
        sureness=_sureness(scores[every, best], hit),
    )


def judge_area(scores: Floats, same: Sequence[bool]) -> float:
    """Judge the likeness of pairs: the chance that one problem's pair is more alike than a pair of two problems."""
    return area(scores, np.asarray(same))


def judge_threes(scores: Floats) -> float:
    """Judge the likeness of pairs in threes (`tellings.list_pairs`): how often one problem's pair is the most alike."""
    threes = scores.reshape(-1, 3)
    return float((threes[:, 0] > threes[:, 1:].max(1)).mean())


def mark(examples: Sequence[Example], facet: str, keys: Sequence[str]) -> NDArray[np.bool_]:
    """Mark which keys of a facet each example has, shape (examples, keys)."""
    marks = [[key in example.keys[facet] for key in keys] for example in examples]
    return np.asarray(marks, bool).reshape(len(examples), len(keys))


def f1(wanted: NDArray[np.bool_], chosen: NDArray[np.bool_]) -> float:
    """F1 over all cells."""
    both = int((wanted & chosen).sum())
    return 2 * both / max(1, int(wanted.sum()) + int(chosen.sum()))


def expected_error(confidence: Floats, right: NDArray[np.bool_]) -> float:
    """Expected calibration error: how far confidence and the share that is right lie apart, in ten bins."""
    places = _bins(confidence)
    parts = [places == place for place in range(_BINS)]
    gaps = [
        abs(float(confidence[part].mean() - right[part].mean())) * float(part.mean()) for part in parts if part.any()
    ]
    return float(sum(gaps))


def area(scores: Floats, positive: NDArray[np.bool_]) -> float:
    """Area under the ROC curve: the chance that a positive scores above a negative, ties for half."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores), float)
    values = scores[order]
    begins = np.r_[True, values[1:] != values[:-1]]
    group = np.cumsum(begins) - 1
    counts = np.bincount(group)
    ends = np.cumsum(counts)
    ranks[order] = (ends - (counts - 1) / 2)[group]
    ours, theirs = int(positive.sum()), int((~positive).sum())
    if not ours or not theirs:
        return float("nan")
    return float((ranks[positive].sum() - ours * (ours + 1) / 2) / (ours * theirs))


def _theme(key: str, wanted: NDArray[np.bool_], chosen: NDArray[np.bool_], above: NDArray[np.bool_]) -> ThemeFigure:
    both, count, taken = int((wanted & chosen).sum()), int(wanted.sum()), int(chosen.sum())
    precision, recall = both / max(1, taken), both / max(1, count)
    shown, right = int(above.sum()), int((wanted & above).sum())
    return ThemeFigure(key, count, precision, recall, 2 * both / max(1, count + taken), shown, right)


def _sureness(confidence: Floats, right: NDArray[np.bool_]) -> tuple[SureFigure, ...]:
    places = _bins(confidence)
    return tuple(
        SureFigure(place / _BINS, int(part.sum()), float(confidence[part].mean()), float(right[part].mean()))
        for place in range(_BINS)
        if (part := places == place).any()
    )


def _bins(confidence: Floats) -> NDArray[np.int_]:
    return np.minimum((confidence * _BINS).astype(int), _BINS - 1)


def _groups(chances: Floats, examples: Sequence[Example], labels: Labels) -> float:
    rows = [row for row, example in enumerate(examples) if example.keys["target_groups"]]
    wanted = mark([examples[row] for row in rows], "target_groups", labels.facets["target_groups"])
    scores = chances[rows, labels.columns("target_groups")]
    chosen = scores >= _CHOSEN
    chosen[np.arange(len(rows)), scores.argmax(1)] = True
    return f1(wanted, chosen)


def _kinds(chances: Floats, examples: Sequence[Example], labels: Labels) -> float:
    rows = [row for row, example in enumerate(examples) if example.keys["kinds"] and example.structural]
    wanted = mark([examples[row] for row in rows], "kinds", labels.facets["kinds"])
    if not rows:
        return float("nan")
    best = chances[rows, labels.columns("kinds")].argmax(1)
    return float(wanted[np.arange(len(rows)), best].mean())
