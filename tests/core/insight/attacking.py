"""An attacker of released tables: linear programs over what is shown, sharing nothing with the code that hides."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from core.insight.ranges import TOTAL, Place

# From PyPI, without types.
_linprog: Any = import_module("scipy.optimize").linprog


def bounds(places: list[Place], shown: Mapping[Place, int], wanted: Place) -> tuple[float, float]:
    """Give the least and the most that a hidden cell can be, when no cell is negative and all margins are sums."""
    index = {place: number for number, place in enumerate(places)}
    lines = [(side, key) for side in (0, 1) for key in sorted({place[side] for place in places})]
    equations = [[_sign(place, side, key) for place in places] for side, key in lines]
    limits = [(shown[place], shown[place]) if place in shown else (0, None) for place in places]
    ends: list[float] = []
    for direction in (1, -1):
        aim = [0.0] * len(places)
        aim[index[wanted]] = direction
        solved = _linprog(aim, A_eq=equations, b_eq=[0.0] * len(equations), bounds=limits, method="highs")
        assert solved.status in {0, 3}, solved.message
        ends.append(float("inf") if solved.status == 3 else abs(round(solved.fun, 6)))
    return ends[0], ends[1]


def _sign(place: Place, side: int, key: str) -> float:
    """Say how a cell counts in the sum of a row or column: its parts for, its margin against."""
    if place[side] != key:
        return 0.0
    return -1.0 if place[1 - side] == TOTAL else 1.0
