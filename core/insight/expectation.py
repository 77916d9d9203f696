"""Expectation: how many signals the weeks before lead to expect, and how surprising another number is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expectation:
    """A negative binomial distribution of a count: its mean, and its size (the smaller, the wider)."""

    mean: float
    size: float

    def at_least(self, seen: int) -> float:
        """Give the chance of so many or more, 0 to 1."""
        return max(0.0, 1.0 - math.fsum(self._chance(count) for count in range(seen)))

    def none(self) -> float:
        """Give the chance of none at all, 0 to 1."""
        return self._chance(0)

    def _chance(self, count: int) -> float:
        size, mean = self.size, self.mean
        ways = math.lgamma(size + count) - math.lgamma(size) - math.lgamma(count + 1)
        return math.exp(ways + size * math.log(size / (size + mean)) + count * math.log(mean / (size + mean)))


def expect(history: Sequence[int], weeks: int, factor: float = 1.0) -> Expectation:
    """Expect the sum of the coming weeks from the counts of the weeks before, one or more of them.

    The width has three causes: chance itself, weeks that differ more than chance explains, and that the mean of so few
    weeks is not known exactly (half a signal is added, so that no history expects exactly nothing). `factor`: by how
    much the season raises the mean.
    """
    known = len(history)
    mean = (sum(history) + 0.5) / known
    middle = sum(history) / known
    spread = sum((count - middle) ** 2 for count in history) / max(known - 1, 1)
    # By how much weeks vary beyond chance, as a share of the mean squared.
    excess = max(0.0, (spread - middle) / middle**2) if middle else 0.0
    raised = factor * mean
    beyond = weeks * excess * raised**2 + weeks**2 * (raised + excess * raised**2) / known
    total = weeks * raised
    return Expectation(total, total**2 / beyond)
