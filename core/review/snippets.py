"""Snippets: how a text reads around the words that were searched, with those marked as the search itself finds them."""

import re
import unicodedata
from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

# A stretch of a text, and whether it was searched for.
Piece = tuple[str, bool]
_WORD = re.compile(r"\w+")
_BEFORE, _LONGEST = 60, 220  # characters
# Words of a text that may be meant begin as a searched one does; only those are compared as the search does it.
_BEGINS, _MOST = 2, 400
_SAME = text(
    "select held from unnest(cast(:held as text[])) as held where exists ("
    "select from unnest(cast(:asked as text[])) as asked where to_tsvector('dutch', fold_dutch(held))"
    " @@ ask_dutch(asked))"
)


def mark_words(session: Session, searched: str, texts: Sequence[str]) -> list[tuple[Piece, ...]]:
    """Cut each text to what stands around the first searched word, with every searched word marked; one query."""
    asked = {_fold(word) for word in re.findall(r"(?<![-\w])\w+", searched) if word.casefold() != "or"}
    begins = {word[:_BEGINS] for word in asked}
    held = {word for told in texts for word in _WORD.findall(told) if _fold(word)[:_BEGINS] in begins}
    same: set[str] = set()
    if asked and held:
        given = {"held": sorted(held)[:_MOST], "asked": sorted(asked)}
        same = set(session.scalars(_SAME, given))
    return [_cut(told, same) for told in texts]


def _cut(told: str, same: set[str]) -> tuple[Piece, ...]:
    whole = " ".join(told.split())
    first = next((found.start() for found in _WORD.finditer(whole) if found[0] in same), 0)
    begin = whole.rfind(" ", 0, max(first - _BEFORE, 0)) + 1 if first > _BEFORE else 0
    end = len(whole) if len(whole) - begin <= _LONGEST else max(whole.rfind(" ", begin, begin + _LONGEST), begin + 1)
    pieces: list[Piece] = [("… ", False)] if begin else []
    done = begin
    for found in _WORD.finditer(whole, begin, end):
        if found[0] in same:
            pieces += [(whole[done : found.start()], False), (found[0], True)]
            done = found.end()
    pieces.append((whole[done:end] + (" …" if end < len(whole) else ""), False))
    return tuple(piece for piece in pieces if piece[0])


def _fold(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(sign))
