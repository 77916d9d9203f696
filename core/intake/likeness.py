"""Likeness: whether a mail says what another of its sender said, with neither kept: programs repeat themselves.

However our own letters are wrapped up on the way, two of them are alike; so are two answers of one program. Kept is a
handful of keyed hashes of words, from which no word can be read.
"""

import hashlib
import re
from collections.abc import Iterable

from core.privacy.keys import Keys

# Letters only: the number of a signal or a date makes no other text.
_WORD = re.compile(r"[^\W\d_]{2,}")
_LOOK = 20_000
# Places in a likeness, bytes of each, and how many must be the same: about six words in ten are.
_PLACES, _WIDTH, _SAME = 32, 3, 20
_FEW = 8
_PRIME = (1 << 61) - 1
_STEPS = tuple((2 * place * 0x9E3779B97F4A7 + 1, place * 0xC2B2AE3D27D4F) for place in range(1, _PLACES + 1))


def take_likeness(keys: Keys, text: str) -> bytes | None:
    """Take the likeness of a text; None of one with fewer than eight different words: people answer "ja" twice."""
    words = set(_WORD.findall(text[:_LOOK].casefold()))
    if len(words) < _FEW:
        return None
    secret = keys.lookup("likeness", "mail")
    marks = [int.from_bytes(hashlib.blake2b(word.encode(), digest_size=7, key=secret).digest()) for word in words]
    least = (min((mark * step + start) % _PRIME for mark in marks) for step, start in _STEPS)
    return b"".join((value & 0xFFFFFF).to_bytes(_WIDTH) for value in least)


def is_like(one: bytes, others: Iterable[bytes]) -> bool:
    """Tell whether a likeness is that of one of the others."""
    mine = _places(one)
    return any(sum(a == b for a, b in zip(mine, _places(other), strict=False)) >= _SAME for other in others)


def _places(likeness: bytes) -> list[bytes]:
    return [likeness[at : at + _WIDTH] for at in range(0, len(likeness), _WIDTH)]
