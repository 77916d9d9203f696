"""Charts: bars by quarter as numbers to draw, of what may be shown; pure, without words or colours."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 320, 140
_TOP, _FLOOR, _BAR = 18, 112, 44


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from `x`, `y` with its height; `middle` is where its texts stand. What is not `known` has no height."""

    x: int
    y: int
    height: int
    middle: int
    name: str
    said: str
    known: bool


def draw_bars(values: Sequence[tuple[str, float | None, str]]) -> tuple[Bar, ...]:
    """Draw values by name, each with what is said of it, as bars from zero; the largest fills the height.

    None: what is hidden or not there; it has no bar. Nothing is drawn when no value is known.
    """
    known = [value for _, value, _ in values if value is not None]
    if not known:
        return ()
    top = max(*known, 0) or 1
    step = WIDTH // max(1, len(values))
    bars: list[Bar] = []
    for place, (name, value, said) in enumerate(values):
        height = round((_FLOOR - _TOP) * max(value or 0, 0) / top)
        middle = place * step + step // 2
        bars.append(Bar(middle - _BAR // 2, _FLOOR - height, height, middle, name, said, value is not None))
    return tuple(bars)
