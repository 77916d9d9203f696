"""Measures: shares, medians and means, each with how many it is of; what was not reached counts as never."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

SHARE, SPREAD, MEAN, COUNT = "share", "spread", "mean", "count"


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure of an indicator: `name` in the catalogue, `of`: how many it is computed from.

    A share: `yes` of them. A spread: the middle one and the one that nine in ten do not exceed (None: so many have not
    got there yet). A mean: `value`. A count is its `of`. `people`: it counts people or what they sent, and few of them
    are hidden.
    """

    name: str
    kind: str
    of: int
    yes: int = 0
    value: float | None = None
    late: float | None = None
    unit: str = ""
    people: bool = True


def share(name: str, all_: Iterable[bool] | NDArray[np.bool_], *, people: bool = True) -> Reading:
    """Tell which share of some hold."""
    held = _array(all_, bool)
    return Reading(name, SHARE, len(held), int(np.count_nonzero(held)), people=people)


def share_of(name: str, yes: int, of: int) -> Reading:
    """Tell which share it is, counted before."""
    return Reading(name, SHARE, of, yes)


def spread(name: str, values: Iterable[float | None] | NDArray[Any], unit: str, *, people: bool = True) -> Reading:
    """Give the median and the ninetieth percentile; None (in an array: infinite) was not reached, and comes last."""
    reached: Any = values
    if not isinstance(values, np.ndarray):
        reached = np.array([math.inf if value is None else value for value in values], float)
    ordered: NDArray[Any] = np.sort(reached)
    return Reading(
        name, SPREAD, len(ordered), value=_at(ordered, 0.5), late=_at(ordered, 0.9), unit=unit, people=people
    )


def mean(name: str, values: Iterable[float] | NDArray[Any], unit: str = "") -> Reading:
    """Give the mean."""
    every = _array(values, float)
    return Reading(
        name, MEAN, len(every), value=math.fsum(every.tolist()) / len(every) if len(every) else None, unit=unit
    )


def level(name: str, value: float | None, of: int) -> Reading:
    """Give one value that tells of so many; of none when there is no value."""
    return Reading(name, MEAN, 0 if value is None else of, value=value)


def count(name: str, number: int, *, people: bool = True) -> Reading:
    """Give a number of people or things."""
    return Reading(name, COUNT, number, people=people)


def evenness(counts: Mapping[str, int]) -> float | None:
    """Give how evenly something is spread: H / ln(S), 0 to 1; None for fewer than two kinds."""
    total = sum(counts.values())
    if len(counts) <= 1:
        return None
    entropy = -math.fsum(one / total * math.log(one / total) for one in counts.values())
    return entropy / math.log(len(counts))


def macro_f1(pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> float | None:
    """Give the mean over labels of F1, of what was proposed against what holds; a label nobody used does not count."""
    proposed, held, both = Counter[str](), Counter[str](), Counter[str]()
    for said, holds in pairs:
        proposed.update(said)
        held.update(holds)
        both.update(set(said) & set(holds))
    scores = [2 * both[key] / (proposed[key] + held[key]) for key in proposed.keys() | held.keys()]
    return math.fsum(scores) / len(scores) if scores else None


def _array(values: Any, kind: type[Any]) -> NDArray[Any]:
    given: Any = values if hasattr(values, "dtype") else list(values)
    return np.asarray(given, kind)


def _at(ordered: NDArray[Any], part: float) -> float | None:
    """Give the value that this part of all do not exceed; in the middle of two, their mean. None: never reached."""
    if not len(ordered):
        return None
    place = part * len(ordered)
    low = ordered[max(0, math.ceil(place) - 1)]
    high = ordered[min(len(ordered) - 1, int(place))] if place == int(place) else low
    middle = float(low + high) / 2
    return None if math.isinf(middle) else middle
