"""Token buckets: how much someone may send, per address, in memory and bounded."""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

_MOST_ADDRESSES = 20_000


class Buckets:
    """One bucket per address: `burst` at once, then `per_second`. The address that was idle longest is forgotten."""

    def __init__(self, burst: float, per_second: float, clock: Callable[[], float] = monotonic) -> None:
        """Take the size and the rate; `clock` gives seconds."""
        self._burst, self._per_second, self._clock = burst, per_second, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        """Count the addresses that are remembered."""
        return len(self._left)

    def take(self, address: str) -> bool:
        """Take one; False when the bucket of this address is empty."""
        now = self._clock()
        left, since = self._left.pop(address, (self._burst, now))
        left = min(self._burst, left + (now - since) * self._per_second)
        may = left >= 1
        self._left[address] = (left - 1 if may else left, now)
        if len(self._left) > _MOST_ADDRESSES:
            self._left.popitem(last=False)
        return may
