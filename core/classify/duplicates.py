"""Duplicates: examples that are nearly one, found by the pieces that they share, so that no text teaches twice."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from zlib import crc32

from core.classify.ngrams import fold

_PIECE = 5
# Candidates are found by one piece in eight, chosen by the piece itself; pieces that so many texts have tell nothing.
_ONE_IN, _COMMON, _NEARLY = 8, 40, 0.8


def find_duplicates(texts: Sequence[str], least: float = 0.5) -> Iterator[tuple[int, int, float]]:
    """Find pairs of texts that share at least this part of their pieces of five characters (Jaccard)."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        pieces = _pieces(text)
        chosen = [piece for piece in pieces if crc32(piece.encode()) % _ONE_IN == 0] or list(pieces)
        met = Counter(other for piece in chosen for other in holders[piece][:_COMMON])
        for other, shared in met.items():
            if shared >= _NEARLY * least * len(chosen):
                theirs = _pieces(texts[other])
                both = len(pieces & theirs)
                likeness = both / (len(pieces) + len(theirs) - both)
                if likeness >= least:
                    yield other, place, likeness
        for piece in chosen:
            holders[piece].append(place)


def _pieces(text: str) -> frozenset[str]:
    letters = " ".join(fold(text).split())
    return frozenset(letters[at : at + _PIECE] for at in range(max(1, len(letters) - _PIECE + 1)))
