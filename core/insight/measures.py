"""Measures: shares, medians and means, each with how many it is of; what was not reached counts as never."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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


def share(name: str, all_: Iterable[bool], *, people: bool = True) -> Reading:
    """Tell which share of some hold."""
    held = list(all_)
    return Reading(name, SHARE, len(held), sum(held), people=people)


def spread(name: str, values: Iterable[float | None], unit: str, *, people: bool = True) -> Reading:
    """Give the median and the ninetieth percentile; None is what was not reached yet, and comes last."""
    ordered = sorted(math.inf if value is None else value for value in values)
    return Reading(
        name, SPREAD, len(ordered), value=_at(ordered, 0.5), late=_at(ordered, 0.9), unit=unit, people=people
    )


def mean(name: str, values: Iterable[float], unit: str = "") -> Reading:
    """Give the mean."""
    every = list(values)
    return Reading(name, MEAN, len(every), value=math.fsum(every) / len(every) if every else None, unit=unit)


def count(name: str, number: int, *, people: bool = True) -> Reading:
    """Give a number of people or things."""
    return Reading(name, COUNT, number, people=people)


def evenness(keys: Iterable[str]) -> float | None:
    """Give how evenly something is spread: H / ln(S), 0 to 1; None for fewer than two kinds."""
    counts = Counter(keys)
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


def _at(ordered: Sequence[float], part: float) -> float | None:
    """Give the value that this part of all do not exceed; in the middle of two, their mean. None: never reached."""
    if not ordered:
        return None
    place = part * len(ordered)
    low = ordered[max(0, math.ceil(place) - 1)]
    high = ordered[min(len(ordered) - 1, int(place))] if place == int(place) else low
    middle = (low + high) / 2
    return None if math.isinf(middle) else middle
