"""Likeness: whether a mail says what another of its sender said, with neither kept: programs repeat themselves.

However our own letters are wrapped up on the way, two of them are alike; so are two answers of one program. Kept is a
handful of keyed hashes of words, from which no word can be read.
"""

import hashlib
import re
import struct
from collections.abc import Iterable

from core.privacy.keys import Keys

# Letters only: the number of a signal or a date makes no other text.
_WORD = re.compile(r"[^\W\d_]{2,}")
_LOOK = 20_000
# Places in a likeness, bytes of each, and how many must be the same: about six words in ten are.
_PLACES, _WIDTH, _SAME = 32, 3, 20
_FEW = 8
# Each place has bytes of a hash of its own: places that follow from one another agree by chance far too often.
_BYTES = 4
_HALVES = (b"one", b"two")
_MARK = struct.Struct(f">{_PLACES}I")


def take_likeness(keys: Keys, text: str) -> bytes | None:
    """Take the likeness of a text; None of one with fewer than eight different words: people answer "ja" twice."""
    words = set(_WORD.findall(text[:_LOOK].casefold()))
    if len(words) < _FEW:
        return None
    secret = keys.lookup("likeness", "mail")
    marks = (
        b"".join(hashlib.blake2b(word.encode(), key=secret, person=half).digest() for half in _HALVES) for word in words
    )
    # Read as numbers, which have the order of their bytes: the least of each place is found many times as fast.
    least = map(min, zip(*map(_MARK.unpack, marks), strict=True))
    return b"".join(value.to_bytes(_BYTES, "big")[-_WIDTH:] for value in least)


def is_like(one: bytes, others: Iterable[bytes]) -> bool:
    """Tell whether a likeness is that of one of the others."""
    mine = _places(one)
    return any(sum(a == b for a, b in zip(mine, _places(other), strict=False)) >= _SAME for other in others)


def _places(likeness: bytes) -> list[bytes]:
    return [likeness[at : at + _WIDTH] for at in range(0, len(likeness), _WIDTH)]
