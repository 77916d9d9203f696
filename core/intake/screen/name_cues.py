"""Words that announce a name: titles, family words, "heet", and what only people have behind their name."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from core.intake.screen.name_lists import (
    bare,
    clean,
    distinct,
    distinct_last_name,
    first_name,
    first_names,
    last_name,
    last_names,
    words_too,
)
from core.intake.screen.name_run import run_on
from core.intake.screen.words import Word, word_list

CLOSE: Final = re.compile(r"""[.:]?\ {0,2}["'“„(]?""")
COLON: Final = re.compile(r"\ ?[:=]\ {0,2}")
CLOSINGS: Final = frozenset({"groetjes", "groeten", "groet", "mvg", "gr", "grtjes", "grtz", "grts", "xxx"})
LINE: Final = re.compile(r",\s{0,3}|\ {0,2}\n\s{0,3}")
LONGEST_SHORT_TITLE: Final = 5
MAX_PARTICLES: Final = 4
CALLED: Final = frozenset({"heet", "heette", "heten", "noemt", "noemde", "genaamd", "genoemd"})
CALLERS: Final = frozenset({"ik", "hij", "zij", "ze", "die", "wie", "genaamd"})
OURS: Final = frozenset({"ons", "onze", "mijn", "mn", "uw", "jullie", "zijn", "haar"})
# What stands behind a person's name: an age, or something of his own.
AGE: Final = re.compile(
    r"(?:'s)? ?(?:\((?:°|\d{1,2}\b(?!/))|, ?\d{1,2} ?(?:jaar|j\b|jr|maand)|van \d{1,2} (?:jaar|maand)"
    r"|is (?:nu |al |pas |net |intussen )?\d{1,2}(?: jaar|\b(?! ?[%\w])))"
)
OWNER: Final = re.compile(r" (?:en )?(?:haar|zijn|z'n|d'r|hun) (?P<kin>[a-z]+)")
GENITIVE: Final = re.compile(r"'s (?P<kin>[a-z]+)")


def cued_words(text: str, words: list[Word]) -> Iterator[tuple[int, int]]:
    """Yield runs of words (first, one past the last) that something in front or behind calls a name."""
    for index, word in enumerate(words):
        if index and announced(words, index):
            head = head_of(words, index)
            yield index, run_on(words, head)
        elif word.capital and len(word.text) > 1 and not clean(word) and shown_behind(text, word):
            yield index, run_on(words, index)


@cache
def announcing() -> frozenset[str]:
    """Return every word that can say of the next one that it is a name."""
    return word_list("labels", "titles", "kin") | CLOSINGS | OURS | CALLED | {"is", "van", "ben"}


def announced(words: list[Word], index: int) -> bool:
    """Tell whether the word before says that this word is a name."""
    word, before = words[index], words[index - 1]
    if before.key not in announcing():
        return False
    if before.key in word_list("labels") and (
        COLON.fullmatch(word.gap) or (before.key in CLOSINGS and LINE.fullmatch(word.gap))
    ):
        return fits(words, index)
    # A dot belongs to a short title ("dhr."); behind a longer word it ends the sentence.
    if not CLOSE.fullmatch(word.gap) or (word.gap.startswith(".") and len(before.key) > LONGEST_SHORT_TITLE):
        return False
    if before.key in word_list("titles"):
        # "directeur Personeel": behind an office only a known name counts.
        office = before.key in word_list("offices") and word.capital and len(word.text) > 1
        return word.gap[:1] != ":" and fits(words, index) and not (office and not named(words, head_of(words, index)))
    return word.gap[:1] not in {".", ":"} and told(words, index)


def named(words: list[Word], index: int) -> bool:
    """Tell whether the word is a known name or followed by one."""
    return any(first_name(word) or last_name(word) for word in words[index : index + 2])


def told(words: list[Word], index: int) -> bool:
    """Tell whether a family word, "ons", "heet", "ik ben" or "de mama van" stands in front."""
    word, before, further = words[index], words[index - 1].key, words[index - 2].key if index > 1 else ""
    if before in word_list("kin"):
        return fits(words, index)
    if before in CLOSINGS:
        return word.key in first_names() and word.key not in word_list("first_names_weak", "kin")
    if before in OURS:
        return first_name(word) and (word.capital or bare(word) in distinct())
    if before in CALLED or (before == "is" and further in word_list("labels")):
        known_caller = before == "genaamd" or further in CALLERS | word_list("labels") | word_list("kin")
        return fits(words, index, known=not known_caller)
    if (before == "van" and further in word_list("kin_of")) or (before == "ben" and further == "ik"):
        return fits(words, index, known=not word.capital)
    return False


def fits(words: list[Word], index: int, *, known: bool = False) -> bool:
    """Tell whether the word can be a name after a cue; `known` asks for a first name from the lists."""
    word = words[index]
    if word.key in word_list("particles") and len(word.text) > 1:
        return particles_fit(words, index)
    if not word.capital:
        small = bare(word) in first_names() - words_too() and len(word.key) > 2  # noqa: PLR2004 - "an", "jo"
        return small or distinct_last_name(word)
    if len(word.text) == 1:
        return not known and (index + 1 == len(words) or words[index + 1].gap != "'")
    if known:
        return first_name(word) and not clean(word)
    return not clean(word) or (word.key in word_list("places") and word.key in word_list("last_names_own"))


def head_of(words: list[Word], index: int) -> int:
    """Return the place of the word behind the particles that start at `index`; `index` itself without particles."""
    place = index
    while (
        place + 1 < len(words)
        and place - index < MAX_PARTICLES
        and len(words[place].text) > 1
        and words[place].key in word_list("particles")
    ):
        place += 1
    return index if words[place].gap.strip(" '") and place > index else place


def particles_fit(words: list[Word], index: int) -> bool:
    """Tell whether "van den" or "El" after a cue leads to a surname."""
    place = head_of(words, index)
    if place == index:
        return False
    name = words[place]
    whole = " ".join(word.key for word in words[index : place + 1])
    if not name.capital:
        return (
            distinct_last_name(name)
            or whole in last_names()
            or (place - index > 1 and name.key in word_list("last_names_own"))
        )
    opening = words[index].capital
    # "de mama van Emma", "een collega van de Wegwijzer": there the particle only counts in a known surname.
    if not opening and words[index - 1].key not in word_list("honorifics"):
        return whole in last_names() or (place - index > 1 and name.key in word_list("last_names_own"))
    return (not clean(name)) or (opening and not name.upper and (last_name(name) or name.key in word_list("places")))


def shown_behind(text: str, word: Word) -> bool:
    """Tell whether an age or a relative behind the word shows that it names a person."""
    if AGE.match(text, word.end):
        return not word.opens or word.key in first_names()
    match = OWNER.match(text, word.end) or GENITIVE.match(text, word.end)
    return match is not None and match["kin"] in word_list("kin_of")
