"""Expectations: chances add up, more is always more surprising, and restless weeks surprise less."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.insight.expectation import expect

HISTORIES = st.lists(st.integers(0, 20), min_size=1, max_size=52)


@given(HISTORIES, st.integers(1, 8), st.floats(1, 3))
def test_chances_are_a_distribution(history: list[int], weeks: int, factor: float) -> None:
    expected = expect(history, weeks, factor)
    chances = [expected.at_least(seen) for seen in range(40)]
    assert chances[0] == 1
    assert all(0 <= more <= fewer <= 1 for fewer, more in pairwise(chances))
    assert chances[1] == pytest.approx(1 - expected.none())
    assert expected.mean == pytest.approx(factor * weeks * (sum(history) + 0.5) / len(history))


@given(st.integers(1, 9), st.integers(1, 6))
def test_weeks_that_differ_surprise_less_than_even_ones(mean: int, weeks: int) -> None:
    even, restless = expect([mean] * 26, weeks), expect([0, 2 * mean] * 13, weeks)
    seen = weeks * mean * 3 + 3
    assert even.at_least(seen) < restless.at_least(seen)


def test_a_long_even_history_comes_near_to_chance_alone() -> None:
    """The tail of a Poisson distribution with mean 4, from its formula."""
    poisson = 1 - sum(math.exp(-4) * 4**count / math.factorial(count) for count in range(10))
    assert expect([1] * 5000, 4).at_least(10) == pytest.approx(poisson, rel=0.02)


def test_what_was_never_seen_is_expected_a_little() -> None:
    expected = expect([0] * 26, 4)
    assert 0 < expected.mean < 0.1
    assert expected.at_least(3) < 0.01
