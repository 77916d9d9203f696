"""The comparison: every way is judged on what it never saw, by the same definitions, and the draws repeat."""

from collections.abc import Sequence

import numpy as np
import pytest

from core.classify.labels import read_labels
from core.classify.ngrams import Floats
from core.classify.training import compare
from core.classify.training.compare import Matter, compare_folds, compare_frozen, count_steps, draw
from core.classify.training.rivals import RIVALS, Course, Rival
from tests.core.classify.training.little import make_lessons

LABELS = read_labels()


def test_all_ways_are_judged_on_the_frozen_examples_and_in_folds() -> None:
    lessons, steps = make_lessons(), []
    matter = Matter(lessons.examples, lessons.terms, LABELS, folds=2)
    frozen = compare_frozen(matter, None, lambda: steps.append(1))
    crossed = compare_folds(matter, lambda: steps.append(1))
    assert len(steps) == count_steps(2)
    for rows, examples in ((frozen, True), (crossed, False)):
        assert [row.name for row in rows] == [rival.name for rival in RIVALS]
        signals = [e for e in lessons.examples if e.frozen == examples and e.structural]
        assert {row.figures["texts"] for row in rows} == {len(signals)}
        assert rows[0].figures["first"] < 0.6
        assert all(row.figures["first"] > 0.95 for row in rows[1:])
        assert rows[0].ahead is not None
        assert rows[0].ahead[2] < 0
        assert rows[2].ahead is None
        assert [row.shows for row in rows] == [False, True, False, False, False, False]


def test_a_way_does_not_see_what_it_is_judged_on(monkeypatch: pytest.MonkeyPatch) -> None:
    lessons = make_lessons()
    judged: list[str] = []

    def answer(course: Course, texts: Sequence[str]) -> Floats:
        assert not {example.text for example in course.examples} & set(texts)
        assert not any(example.frozen for example in course.examples)
        judged.extend(texts)
        return np.zeros((len(texts), len(LABELS.facets["themes"])), np.float32)

    monkeypatch.setattr(compare, "RIVALS", [Rival(name, answer) for name in ("one", "other", "third")])
    matter = Matter(lessons.examples, lessons.terms, LABELS, folds=3)
    compare_folds(matter, lambda: None)
    assert sorted(judged) == sorted([example.text for example in lessons.examples if not example.frozen] * 3)
    judged.clear()
    compare_frozen(matter, None, lambda: None)
    assert sorted(judged) == sorted([example.text for example in lessons.examples if example.frozen] * 3)


def test_bounds_come_out_the_same_and_hold_the_share() -> None:
    hits = np.asarray([True] * 70 + [False] * 30)
    low, high = draw(hits)
    assert (low, high) == draw(hits)
    assert low < 0.7 < high
    assert high - low == pytest.approx(0.18, abs=0.03)
