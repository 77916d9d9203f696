"""The words of a text as the name rules see them, and the word lists they are compared with."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

# One word; an apostrophe or hyphen joins two halves: d'Hondt, Marie-Claire, O'Neill.
WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
# What starts a sentence, a line or a quotation, wherever it stands between two words.
OPENING: Final = re.compile(r"[\n!?:\"“•;]|- ")
# Letters that do not fall apart into a base letter and an accent.
PLAIN: Final = str.maketrans({"ı": "i", "ł": "l", "ə": "e", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss"})


@dataclass(slots=True)  # not frozen: that makes making one, which is done for every word, four times as dear
class Word:
    """A word with its place, its key in the lists, what stands before it and how it is written."""

    start: int
    end: int
    text: str
    key: str
    gap: str
    capital: bool
    upper: bool
    opens: bool


@cache
def word_list(*names: str) -> frozenset[str]:
    """Return the words of the named lists together; each list is read once."""
    folder = resources.files("core.intake.screen") / "lists"
    texts = ((folder / f"{name}.txt").read_text(encoding="utf-8") for name in names)
    return frozenset(word for text in texts for word in text.split("\n") if word)


def key_of(word: str) -> str:
    """Return the word in lower case and without accents, as the lists hold it."""
    small = word.casefold().replace("’", "'")
    if small.isascii():
        return small
    parts = unicodedata.normalize("NFD", small.translate(PLAIN))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def opened(gap: str, before: Word) -> bool:
    """Tell whether what stands between two words ends a sentence or a line, or opens a quotation."""
    return OPENING.search(gap) is not None or (
        "." in gap and len(before.text) > 1 and before.key not in word_list("titles")
    )


def words_of(text: str) -> list[Word]:
    """Return the words of the text in order.

    A word `opens` when it starts a sentence, a line or a quotation, where a capital says little.
    In a line that is written in capitals only, no word counts as capitalised.
    """
    shouting = {match.start(): match.group().isupper() for match in re.finditer(r"[^\n]+", text)}
    words: list[Word] = []
    done = 0
    loud = shouting.get(0, False)
    for match in WORD.finditer(text):
        gap = text[done : match.start()]
        if "\n" in gap:
            loud = shouting.get(done + gap.rindex("\n") + 1, False)
        word = match.group()
        opens = not words or (gap != " " and opened(gap, words[-1]))
        capital = word[0].isupper() and not (loud and len(match.group()) > 1)
        words.append(
            Word(match.start(), match.end(), word, key_of(word), gap, capital, word.isupper() and len(word) > 1, opens)
        )
        done = match.end()
    return words
