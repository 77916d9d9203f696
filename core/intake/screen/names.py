"""Names of people: known first names, words after a title or a family word, initials and surnames."""

from collections.abc import Iterator
from typing import Final

from core.intake.screen.name_cues import cued_words
from core.intake.screen.name_lists import (
    bare,
    clean,
    distinct,
    distinct_last_name,
    first_name,
    last_name,
    plain_first_name,
    words_too,
)
from core.intake.screen.name_run import back_over, run_on
from core.intake.screen.organisations import of_organisation
from core.intake.screen.spans import Span
from core.intake.screen.surnames import starts_surname
from core.intake.screen.words import Word, word_list, words_of

# Short words in capitals are acronyms rather than names.
ACRONYM: Final = 4


def find_names(text: str) -> Iterator[Span]:
    """Yield the names of people in a folded text, without their titles."""
    words = words_of(text)
    taken = 0
    for start, end in sorted({*cued_words(text, words), *known_words(words)}, key=lambda pair: (pair[0], -pair[1])):
        if end > taken:
            yield Span(words[max(start, taken)].start, span_end(text, words, end), "NAME")
            taken = end


def span_end(text: str, words: list[Word], end: int) -> int:
    """Return where the name ends in the text: a genitive falls off, the dot of an initial belongs to it."""
    last = words[end - 1]
    if last.text.endswith("'s"):
        return last.end - 2
    return last.end + (len(last.text) == 1 and text[last.end : last.end + 1] == ".")


def known_words(words: list[Word]) -> Iterator[tuple[int, int]]:
    """Yield runs of words (first, one past the last) that start from a known name."""
    done = 0
    for index in range(len(words)):
        if index < done or not (starts_name(words, index) or starts_surname(words, index)):
            continue
        end = run_on(words, index)
        start = back_over(words, index)
        if not of_organisation(words, start, end):
            yield start, end
        done = end


def starts_name(words: list[Word], index: int) -> bool:
    """Tell whether the word is a first name here, from its own form and its neighbours."""
    word = words[index]
    if len(word.text) == 1 or not first_name(word) or (clean(word) and not plain_first_name(word)):
        return False
    after = words[index + 1] if index + 1 < len(words) else None
    if after is not None and after.gap.strip(" "):
        after = None
    if not word.capital:
        # Two known names side by side, as in "jan peeters", are a name in small letters too.
        return bare(word) in distinct() or (after is not None and distinct_last_name(after) and word.key not in weak())
    if word.key not in words_too():
        return True
    if word.upper and len(word.key) < ACRONYM:
        return False
    if word.opens:
        return opens_as_name(word, after)
    # "Kalmthoutse Heide": behind another capital an ordinary word is part of something larger.
    before = words[index - 1]
    alone = word.gap != " " or not before.capital or (before.opens and not before.key.endswith("e"))
    return alone or first_name(before) or last_name(before)


def opens_as_name(word: Word, after: Word | None) -> bool:
    """Tell whether a word that opens a sentence and is an ordinary word too is a name, from the word behind it."""
    if after is None:
        return False
    if after.capital and not clean(after) and (last_name(after) or word.key not in word_list("clean_capitals")):
        return True
    return after.key in word_list("does_surely" if word.key in weak() else "does")


def weak() -> frozenset[str]:
    """Return the first names which are used as ordinary words far more often."""
    return word_list("first_names_weak")
