"""The figures of a model: each by its definition, on cases worked out by hand."""

import numpy as np
import pytest

from core.classify.examples import Example, name_text
from core.classify.figures import area, expected_error, f1, judge
from core.classify.labels import Labels
from core.classify.model import Calibration
from core.classify.registry import weigh_candidate

LABELS = Labels({"themes": ("a", "b", "c", "d"), "target_groups": ("g", "h"), "kinds": ("k", "l"), "levels": ("m",)})
FLOORS = {facet: dict.fromkeys(keys, 0.6) for facet, keys in LABELS.facets.items()}
CALIBRATION = Calibration({}, FLOORS)


def example(text: str, *themes: str, structural: bool = True) -> Example:
    keys: dict[str, tuple[str, ...]] = {"themes": themes, "target_groups": ("g",), "kinds": ("k",), "levels": ()}
    return Example(name_text(text), text, keys, structural)


def row(a: float, b: float, c: float, d: float, structural: float = 0.9) -> list[float]:
    return [a, b, c, d, 0.8, 0.1, 0.7, 0.2, 0.5, structural]


def test_the_area_is_the_chance_that_a_positive_scores_higher() -> None:
    assert area(np.asarray([0.9, 0.8, 0.2], np.float32), np.asarray([True, True, False])) == 1.0
    assert area(np.asarray([0.1, 0.8, 0.2], np.float32), np.asarray([True, True, False])) == 0.5
    assert area(np.asarray([0.5, 0.5, 0.5], np.float32), np.asarray([True, True, False])) == 0.5
    assert np.isnan(area(np.asarray([0.5], np.float32), np.asarray([True])))


def test_the_calibration_error_is_nought_where_confidence_is_the_share_that_is_right() -> None:
    confidence = np.asarray([0.75] * 4, np.float32)
    assert expected_error(confidence, np.asarray([True, True, True, False])) == pytest.approx(0)
    assert expected_error(confidence, np.asarray([False] * 4)) == pytest.approx(0.75)


def test_f1_counts_cells() -> None:
    wanted = np.asarray([[True, True, False]])
    assert f1(wanted, np.asarray([[True, False, True]])) == pytest.approx(0.5)


def test_themes_are_judged_on_signals_only_and_structural_on_everything() -> None:
    examples = [
        example("een", "a"),
        example("twee", "b", "a"),
        example("drie", "c"),
        example("vier", "a", structural=False),
        example("vijf", structural=False),
    ]
    chances = np.asarray(
        [
            row(0.9, 0.1, 0, 0),
            row(0.7, 0.65, 0, 0),
            row(0.5, 0.4, 0.3, 0.1),
            row(1, 0, 0, 0, 0.2),
            row(0, 0, 0, 0, 0.1),
        ],
        np.float32,
    )
    figures = judge(chances, examples, LABELS, CALIBRATION)
    assert (figures.texts, figures.others) == (3, 2)
    assert figures.first == pytest.approx(1 / 3)
    assert figures.among == pytest.approx(2 / 3)
    assert figures.within_three == 1.0
    # Shown are a; a and b; nothing.
    assert figures.shown == pytest.approx(2 / 3)
    assert figures.shown_wrong == 0.0
    assert figures.structural == 1.0
    by_theme = {theme.key: theme for theme in figures.themes}
    assert (by_theme["a"].count, by_theme["a"].recall) == (2, 1.0)
    assert by_theme["a"].precision == pytest.approx(2 / 3)
    assert by_theme["c"].f1 == 0.0
    assert [(theme.shown, theme.right) for theme in figures.themes] == [(2, 2), (1, 1), (0, 0), (0, 0)]
    assert [(figure.count, figure.right) for figure in figures.sureness] == [(1, 0.0), (1, 1.0), (1, 1.0)]
    assert [figure.confidence for figure in figures.sureness] == pytest.approx([0.5, 0.7, 0.9])


def test_a_candidate_that_is_worse_is_held_back_with_the_reason() -> None:
    now = {"macro_f1": 0.7, "calibration_error": 0.03, "themes": [{"key": "a", "count": 20, "f1": 0.8}]}
    assert weigh_candidate(now, now) == ()
    assert weigh_candidate(now, {**now, "macro_f1": 0.696}) == ()
    assert "macro-F1" in weigh_candidate(now, {**now, "macro_f1": 0.69})[0]
    assert "calibration" in weigh_candidate(now, {**now, "calibration_error": 0.06})[0]
    worse = {**now, "themes": [{"key": "a", "count": 20, "f1": 0.7}]}
    assert weigh_candidate(now, worse)[0].startswith("a 0.700")
    rare = {**now, "themes": [{"key": "a", "count": 9, "f1": 0.8}]}
    assert weigh_candidate(rare, worse) == ()
