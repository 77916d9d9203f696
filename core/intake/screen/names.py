"""Names of people: known first names, words after a title or a family word, initials and surnames."""

import re
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
    last_names,
    plain_first_name,
    words_too,
)
from core.intake.screen.name_run import back_over, run_on
from core.intake.screen.spans import Span
from core.intake.screen.words import Word, word_list, words_of

# What a person does, after a first name that is a word as well: "Roos heeft", "Lente belde".
DOES: Final = frozenset(
    "heeft is was had belt belde woont woonde zegt zei vraagt vroeg vertelt vertelde krijgt kreeg wil wilde werkt werkte moet moest kan kon zit komt kwam"
    " gaat ging zoekt wacht leeft verblijft volgt slaapt voelt vindt durft weet kent en haar zijn".split()
)
QUOTED_OR_SPACED: Final = re.compile(r"""\ {0,2}["'“„(]{0,2}""")
# In "Huis van Emma" the capital makes it an organisation; "het huis van Emma" is somebody's home.
BETWEEN: Final = frozenset({"van", "de", "het", "den", "der", "voor", "ter", "ten"})
MAX_BACK: Final = 4


def find_names(text: str) -> Iterator[Span]:
    """Yield the names of people in a folded text, without their titles."""
    words = words_of(text)
    taken = 0
    for start, end in sorted(
        {*cued_words(text, words), *known_words(text, words)}, key=lambda pair: (pair[0], -pair[1])
    ):
        if end > taken:
            yield Span(words[max(start, taken)].start, span_end(text, words, end), "NAME")
            taken = end


def span_end(text: str, words: list[Word], end: int) -> int:
    """Return where the name ends in the text: a genitive falls off, the dot of an initial belongs to it."""
    last = words[end - 1]
    if last.text.endswith("'s"):
        return last.end - 2
    return last.end + (len(last.text) == 1 and text[last.end : last.end + 1] == ".")


def known_words(text: str, words: list[Word]) -> Iterator[tuple[int, int]]:
    """Yield runs of words (first, one past the last) that start from a known name."""
    done = 0
    for index, word in enumerate(words):
        if index < done or not (starts_name(text, words, index) or starts_surname(words, index)):
            continue
        end = run_on(words, index)
        start = back_over(words, index)
        if not of_organisation(words, start, end):
            yield start, end
        done = end


def starts_name(text: str, words: list[Word], index: int) -> bool:
    """Tell whether the word is a first name here, from its own form and its neighbours."""
    word = words[index]
    if not first_name(word) or (clean(word) and not plain_first_name(word)):
        return False
    after = words[index + 1] if index + 1 < len(words) else None
    joined = after is not None and after.gap.strip(" ") == ""
    if not word.capital:
        if bare(word) in distinct():
            return True
        # Two known names side by side, as in "jan peeters", are a name in small letters too.
        return (
            after is not None and joined and len(word.key) > 2 and distinct_last_name(after) and word.key not in weak()
        )  # noqa: PLR2004
    if len(word.text) == 1 or (word.upper and len(word.key) < 4 and word.key in words_too()):  # noqa: PLR2004
        return False
    if plain_first_name(word) or (word.key not in weak() and not (word.opens and word.key in words_too())):
        return True
    if after is not None and joined and after.capital and not clean(after) and (last_name(after) or not word.opens):
        return True
    if not word.opens:
        return word.key not in word_list("clean_capitals")
    return after is not None and joined and after.key in DOES and word.key not in weak()


def weak() -> frozenset[str]:
    """Return the first names which are used as ordinary words far more often."""
    return word_list("first_names_weak")


def starts_surname(words: list[Word], index: int) -> bool:
    """Tell whether a surname stands here by itself: "Van den Broeck", "Janssens", "J. Peeters"."""
    word = words[index]
    after = words[index + 1] if index + 1 < len(words) else None
    if not word.capital:
        return False
    if len(word.text) == 1 and after is not None and after.gap in {". ", "."} and after.capital and len(after.text) > 1:
        return not clean(after) and (last_name(after) or not word.opens) and not (after.opens and not last_name(after))
    if word.key in {"van", "vanden", "vander", "de", "el", "ait", "ben", "von"}:
        return particle_surname(words, index)
    return distinct_last_name(word)


def particle_surname(words: list[Word], index: int) -> bool:
    """Tell whether "Van", "De" or "El" with a capital opens a surname here."""
    word = words[index]
    place = index + 1
    while (
        place < len(words)
        and place - index < MAX_BACK
        and words[place].key in word_list("particles")
        and words[place].gap == " "
    ):
        place += 1
    if place >= len(words) or words[place].gap.strip(" '") or not words[place].capital:
        return False
    name = words[place]
    whole = "-".join(part.key for part in words[index : place + 1])
    spaced = whole.replace("-", " ")
    if whole in word_list("places") or spaced in {"de haan", "de panne", "de pinte", "de lijn", "de post"}:
        return False
    if spaced in last_names() or name.key in word_list("last_names_own"):
        return not clean(name) or not word.opens
    return word.key == "van" and not word.opens and not clean(name)


def of_organisation(words: list[Word], start: int, end: int) -> bool:
    """Tell whether the run belongs to the name of an organisation, street, law or saint."""
    if any(
        re.search(r"(?:straat|laan|plein|steenweg|dreef|lei|kaai|stichting|fonds|school|prijs)$", word.key)
        for word in words[start : end + 1]
        if word.start == words[start].start or word.gap.strip(" ") == ""
    ):
        return True
    if end < len(words) and words[end].gap == " " and words[end].key in {"vzw", "nv", "bv", "bvba", "cvba"}:
        return True
    here = start
    for _ in range(MAX_BACK):
        if here == 0 or not QUOTED_OR_SPACED.fullmatch(words[here].gap):
            return False
        before = words[here - 1]
        if before.key in word_list("org_words"):
            direct = here == start or all(word.capital for word in words[here:start])
            return direct or before.capital
        if not (before.capital or before.key in BETWEEN) or before.key in word_list("titles", "kin"):
            return False
        here -= 1
    return False
