"""Ranges: what can be computed about a hidden cell of a table from all that is shown of it; exact, whole numbers.

A table with its margins is a circulation: each cell an arc between the node of its row and that of its column, each
margin an arc back. What a hidden cell can be is then found by the largest flow around it (Cox 1995), without
any rounding.
"""

from collections import deque
from collections.abc import Collection, Mapping

# The key of a margin, in the place of a row, a column, or both.
TOTAL = "*"
# A row and a column.
Place = tuple[str, str]
_Node = tuple[str, str]
_Arcs = dict[tuple[_Node, _Node], int]
_ENDLESS = 1 << 40


def with_margins(inner: Mapping[Place, int]) -> dict[Place, int]:
    """Give a table with the margins that follow from its cells; a margin that is given must be their sum."""
    whole = dict.fromkeys(((TOTAL, TOTAL),), 0)
    for (row, column), count in inner.items():
        if TOTAL in (row, column):
            continue
        whole[row, column] = count
        for place in ((row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            whole[place] = whole.get(place, 0) + count
    return whole


def find_range(counts: Mapping[Place, int], shown: Collection[Place], place: Place, reach: int) -> tuple[int, int]:
    """Give the least and the most that a hidden cell can be, for who sees what is `shown` and knows that none is < 0.

    `counts`: the whole table with all margins (`with_margins`). It looks no further than `reach` from the truth.
    """
    arcs: _Arcs = {}
    for other, count in counts.items():
        if other not in shown and other != place:
            begin, end = _arc(other)
            arcs[begin, end], arcs[end, begin] = _ENDLESS, count
    begin, end = _arc(place)
    down = _flow(arcs, begin, end, min(reach, counts[place]))
    up = _flow(arcs, end, begin, reach)
    return counts[place] - down, counts[place] + up


def _arc(place: Place) -> tuple[_Node, _Node]:
    row, column = ("row", place[0]), ("column", place[1])
    return (row, column) if (place[0] == TOTAL) == (place[1] == TOTAL) else (column, row)


def _flow(arcs: _Arcs, begin: _Node, end: _Node, most: int) -> int:
    """Send as much as can be from a node to another, at most so much."""
    left = dict(arcs)
    beside: dict[_Node, list[_Node]] = {}
    for here, there in left:
        beside.setdefault(here, []).append(there)
    sent = 0
    while sent < most:
        way = _find_way(left, beside, begin, end)
        if not way:
            break
        more = min(most - sent, *(left[step] for step in way))
        for here, there in way:
            left[here, there] -= more
            left[there, here] += more
        sent += more
    return sent


def _find_way(left: _Arcs, beside: Mapping[_Node, list[_Node]], begin: _Node, end: _Node) -> list[tuple[_Node, _Node]]:
    came: dict[_Node, _Node] = {begin: begin}
    waiting = deque((begin,))
    while waiting and end not in came:
        here = waiting.popleft()
        for there in beside.get(here, ()):
            if there not in came and left[here, there]:
                came[there] = here
                waiting.append(there)
    way: list[tuple[_Node, _Node]] = []
    step = end if end in came else begin
    while step != begin:
        way.append((came[step], step))
        step = came[step]
    return way
