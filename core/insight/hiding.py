"""Hiding figures: which of an indicator's figures, by quarter and in all, may be shown by the rule of small cells."""

from collections.abc import Collection, Mapping

from core.insight.measures import SHARE, Reading
from core.insight.ranges import TOTAL, Place, with_margins
from core.insight.suppression import Cell, hide

_ALONE = "alone"
# A figure where it may be shown, and how many it is of where that may.
Shown = tuple[Reading | None, int | None]


def hide_reading(columns: Mapping[str, Reading], least: int, narrow: Collection[str]) -> dict[str, Shown]:
    """Choose which of a reading's figures are shown: by column, TOTAL for the whole.

    `narrow`: columns of which nothing may be shown. Where the whole is the sum of the columns, no part may be computed
    from it and the other parts. A share is two cells, those for which it holds and the others. How something is worked
    with is told, not who somebody is: zero is not small here. What is of no people is never hidden.
    """
    if not columns[TOTAL].people:
        return {name: (reading, reading.of) for name, reading in columns.items()}
    parts = {name: reading for name, reading in columns.items() if name != TOTAL}
    if parts and _adds_up(parts, columns[TOTAL]):
        return _judge(columns, _hide(parts, least, narrow))
    shown: dict[str, Shown] = {}
    for name, reading in columns.items():
        alone = {_ALONE: reading}
        shown[name] = _judge(alone, _hide(alone, least, (_ALONE,) if name in narrow else ()))[_ALONE]
    return shown


def _hide(parts: Mapping[str, Reading], least: int, narrow: Collection[str]) -> frozenset[Place]:
    shares = any(reading.kind == SHARE for reading in parts.values())
    inner: dict[Place, int] = {}
    for name, reading in parts.items():
        inner["yes", name] = reading.yes if shares else reading.of
        if shares:
            inner["no", name] = reading.of - reading.yes
    counts = with_margins(inner)
    cells = {place: Cell(number, least if number else 0, place[1] not in narrow) for place, number in counts.items()}
    # What nobody sees: sums of rows where there is one row, sums of columns where there is one column.
    unseen = (TOTAL if not shares else None, TOTAL if len(parts) == 1 else None)
    return hide(cells, aside=[place for place in counts if place[0] == unseen[0] or place[1] == unseen[1]])


def _judge(columns: Mapping[str, Reading], hidden: frozenset[Place]) -> dict[str, Shown]:
    shown: dict[str, Shown] = {}
    for name, reading in columns.items():
        rows, whole = (("yes", "no"), TOTAL) if reading.kind == SHARE else (("yes",), "yes")
        seen = reading.of > 0 and not any((row, name) in hidden for row in rows)
        shown[name] = (reading if seen else None, None if (whole, name) in hidden else reading.of)
    return shown


def _adds_up(parts: Mapping[str, Reading], whole: Reading) -> bool:
    """Tell whether the whole is the sum of its parts, as it is of signals, and is not of people who come back."""
    of, yes = (sum(getattr(part, name) for part in parts.values()) for name in ("of", "yes"))
    return (of, yes) == (whole.of, whole.yes)
