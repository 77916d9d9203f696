"""Compare: what ships beside simpler ways, on the frozen examples and by cross-validation over the others."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.classify.examples import Example
from core.classify.figures import judge
from core.classify.labels import Labels
from core.classify.model import Calibration, Model, blend, weigh
from core.classify.ngrams import Floats
from core.classify.training.rivals import RIVALS, Course, Rival

_DRAWS = 2000
# What nobody gave a cut shows nothing and everything: its figures of what is shown are left out.
_NO_CUT = 0.5
_ALONE = (1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Row:
    """A way with its figures; `shows`: whether it says itself what is sure enough to be shown.

    `low` and `high` bound its top-1 in 95 of 100 draws; `ahead`: how far that is ahead of the SVM on the same texts,
    with the bounds of the difference.
    """

    name: str
    figures: dict[str, Any]
    low: float
    high: float
    shows: bool
    ahead: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """All there is to compare on: examples, terms, labels, and in how many folds."""

    examples: Sequence[Example]
    terms: Sequence[tuple[str, str]]
    labels: Labels
    folds: int = 5


def compare_frozen(matter: Matter, model: Model | None, step: Callable[[], object]) -> list[Row]:
    """Compare on the frozen examples; a model's encoder and blend too."""
    frozen = [example for example in matter.examples if example.frozen]
    rest = [example for example in matter.examples if not example.frozen]
    texts = [example.text for example in frozen]
    found: list[tuple[str, Floats, Calibration, bool]] = []
    for rival in RIVALS:
        chances = rival.answer(Course(rest, matter.terms, matter.labels), texts)
        found.append((rival.name, _widen(chances, matter.labels), _cut(rival, matter.labels), rival.cut is not None))
        step()
    if model is not None:
        one, other = model.ngrams.score(texts), model.encoder.read(texts)[0]
        plain = _cut(RIVALS[0], matter.labels)
        found += [
            ("the model's n-grams", weigh(_ALONE, one, one), plain, False),
            ("the model's encoder", weigh(_ALONE, other, other), plain, False),
            ("the model: both", blend(model.calibration, model.labels, one, other), model.calibration, True),
        ]
    return _rank(found, frozen, matter.labels)


def compare_folds(matter: Matter, step: Callable[[], object]) -> list[Row]:
    """Compare by cross-validation over the examples that are not frozen: each is judged once, by who never saw it."""
    rest = [example for example in matter.examples if not example.frozen]
    folds = [[e for e in rest if int(e.id[2:6], 16) % matter.folds == fold] for fold in range(matter.folds)]
    judged = [example for fold in folds for example in fold]
    found: list[tuple[str, Floats, Calibration, bool]] = []
    for rival in RIVALS:
        parts: list[Floats] = []
        for fold in folds:
            told = {example.id for example in fold}
            course = Course([e for e in rest if e.id not in told], matter.terms, matter.labels)
            parts.append(rival.answer(course, [example.text for example in fold]))
            step()
        chances = _widen(np.concatenate(parts), matter.labels)
        found.append((rival.name, chances, _cut(rival, matter.labels), rival.cut is not None))
    return _rank(found, judged, matter.labels)


def count_steps(folds: int) -> int:
    """Count how often `step` is called in both comparisons."""
    return len(RIVALS) * (folds + 1)


def draw(hits: NDArray[np.bool_]) -> tuple[float, float]:
    """Bound a share in 95 of 100 draws with replacement; the same draws every time."""
    return _bound(hits.astype(float))


def _rank(
    found: Sequence[tuple[str, Floats, Calibration, bool]], examples: Sequence[Example], labels: Labels
) -> list[Row]:
    hits = {name: _hits(chances, examples, labels) for name, chances, _calibration, _shows in found}
    svm = hits[RIVALS[2].name]
    rows: list[Row] = []
    for name, chances, calibration, shows in found:
        figures = asdict(judge(chances, examples, labels, calibration))
        row = Row(name, figures, *draw(hits[name]), shows)
        if name != RIVALS[2].name:
            further = hits[name].astype(float) - svm
            row = replace(row, ahead=(float(further.mean()), *_bound(further)))
        rows.append(row)
    return rows


def _hits(chances: Floats, examples: Sequence[Example], labels: Labels) -> NDArray[np.bool_]:
    keys = labels.facets["themes"]
    rows = [row for row, example in enumerate(examples) if example.theme and example.structural]
    best = chances[rows, labels.columns("themes")].argmax(1)
    return np.asarray([keys[place] == examples[row].theme for place, row in zip(best, rows, strict=True)], bool)


def _bound(values: NDArray[np.float64]) -> tuple[float, float]:
    chance = np.random.default_rng(0)
    means = [values[chance.integers(0, len(values), len(values))].mean() for _ in range(_DRAWS)]
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)


def _cut(rival: Rival, labels: Labels) -> Calibration:
    return Calibration({}, {"themes": dict.fromkeys(labels.facets["themes"], rival.cut or _NO_CUT)})


def _widen(chances: Floats, labels: Labels) -> Floats:
    """Set chances of themes among columns that nobody asked for."""
    whole = np.zeros((len(chances), labels.width), np.float32)
    whole[:, labels.columns("themes")] = chances
    return whole
