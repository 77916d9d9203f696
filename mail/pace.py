"""Pace: no more letters in any minute than a relay takes; each process keeps to it for itself."""

import time
from collections import deque
from collections.abc import Callable

_MINUTE = 60.0


class Pace:
    """Counts what left in the last minute; `most` None: no limit. `clock` gives seconds that never go back."""

    def __init__(self, most: int | None, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the limit."""
        self._most, self._clock = most, clock
        self._left: deque[float] = deque()

    def room(self, wanted: int) -> int:
        """Say how many letters may leave now, of so many that are wanted."""
        if self._most is None:
            return wanted
        now = self._clock()
        while self._left and self._left[0] <= now - _MINUTE:
            self._left.popleft()
        return min(wanted, self._most - len(self._left))

    def note(self) -> None:
        """Note that a letter leaves now."""
        if self._most is not None:
            self._left.append(self._clock())
