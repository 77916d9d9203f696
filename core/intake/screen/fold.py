"""Undo typographic disguise before looking, and remember where each character came from."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

SIGNS: Final = {
    look_alike: sign
    for sign, look_alikes in {"'": "‘’ʼʹ´`′＇", "/": "⁄∕／⧸", ".": "․·•∙⋅。．", "-": "−⁃－ー", " ": "\t"}.items()
    for look_alike in look_alikes
}
CATEGORIES: Final = {"Pd": "-", "Zs": " "}
# They choose between two drawings of the letter before them.
VARIATIONS: Final = frozenset(map(chr, range(0xFE00, 0xFE10)))
# Letters that carry no meaning on their own: soft hyphen, zero-width space, direction marks.
INVISIBLE: Final = "Cf"
MARKS: Final = frozenset({"Mn", "Me"})


@dataclass(frozen=True, slots=True)
class Folded:
    """A plainer text; character i came from characters `starts[i]` up to `ends[i]` of the input."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


@cache
def plain_character(character: str) -> str:
    """Return the plain form of one character: "" if invisible, sometimes several characters."""
    category = unicodedata.category(character)
    if category == INVISIBLE or character in VARIATIONS:
        return ""
    if sign := SIGNS.get(character) or CATEGORIES.get(category):
        return sign
    digit = unicodedata.decimal(character, None)
    wide = unicodedata.normalize("NFKC", character) if digit is None else str(digit)
    # A few characters unfold to long words; only those that stand for plain signs matter here.
    return wide if wide.isascii() else character


@cache
def is_plain(character: str) -> bool:
    """Tell whether a character stays as it is, wherever it stands."""
    return plain_character(character) == character and unicodedata.category(character) not in MARKS


def fold(text: str) -> Folded:
    """Return the text with plain digits, spaces, dashes and quotes, and without invisible characters.

    An accent written as a separate mark joins its letter, so that "e" and a mark become "é".
    """
    if all(is_plain(character) for character in set(text)):
        return Folded(text, range(len(text)), range(1, len(text) + 1))
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for position, character in enumerate(text):
        if letters and unicodedata.category(character) in MARKS:
            joined = unicodedata.normalize("NFC", letters[-1] + character)
            letters[-1] = joined if len(joined) == 1 else letters[-1]
            ends[-1] = position + 1
            continue
        for letter in plain_character(character):
            letters.append(letter)
            starts.append(position)
            ends.append(position + 1)
    return Folded("".join(letters), starts, ends)
