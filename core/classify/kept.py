"""Kept: where public texts stand, in memory, so that a text is placed once and not for every story."""

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float16]

# Texts in memory, of all municipalities together: about 4 kB each.
_MOST = 4000
# A public text of a fiche, in one version, as one model places it.
Key = tuple[UUID, int, str]


class Kept:
    """Vectors by text, version and model; those that were not asked for longest go first. Safe to share."""

    def __init__(self, most: int = _MOST) -> None:
        """Take how many are kept at most."""
        self._most = most
        self._lock = threading.Lock()
        self._vectors: OrderedDict[Key, Vector] = OrderedDict()

    def get(self, keys: list[Key]) -> "dict[Key, Vector]":
        """Give what is kept of these."""
        with self._lock:
            found = {key: vector for key in keys if (vector := self._vectors.get(key)) is not None}
            for key in found:
                self._vectors.move_to_end(key)
            return found

    def put(self, vectors: "dict[Key, Vector]") -> None:
        """Keep these."""
        with self._lock:
            self._vectors.update(vectors)
            while len(self._vectors) > self._most:
                self._vectors.popitem(last=False)
