"""Words that announce a name: titles, family words, "heet", and what only people have behind their name."""

import re
from collections.abc import Iterator
from typing import Final

from core.intake.screen.name_lists import bare, clean, distinct, distinct_last_name, first_name, first_names, last_name
from core.intake.screen.name_run import run_on
from core.intake.screen.words import Word, word_list

CLOSE: Final = re.compile(r"""[.:]?\ {0,2}["'“„(]?""")
COLON: Final = re.compile(r"\ ?[:=]\ {0,2}")
LABELS: Final = frozenset(
    "naam voornaam achternaam familienaam roepnaam contactpersoon contact client cliente melder aanvrager betrokkene kind moeder vader mama papa"
    " ondertekend groetjes groeten mvg groet handtekening".split()
)
CALLED: Final = frozenset({"heet", "heette", "heten", "noemt", "noemde", "genaamd", "genoemd"})
CALLERS: Final = frozenset({"ik", "hij", "zij", "ze", "die", "wie", "genaamd"})
OURS: Final = frozenset({"ons", "onze", "mijn", "mn", "uw", "jullie", "zijn", "haar"})
# What stands behind a person's name: an age, or something of his own.
AGE: Final = re.compile(
    r"(?:'s)? ?(?:\((?:°|\d{1,2}\b(?!/))|, ?\d{1,2} ?(?:jaar|j\b|jr|maand)|is (?:nu |al |pas |net |intussen )?\d{1,2}(?: jaar|\b(?! ?[%\w]))|van \d{1,2} (?:jaar|maand))"
)
OWNER: Final = re.compile(r" (?:en )?(?:haar|zijn|z'n|d'r|hun) (?P<kin>[a-z]+)")
GENITIVE: Final = re.compile(r"'s (?P<kin>[a-z]+)")
KIN_OF: Final = frozenset(
    "mama papa moeder vader ouders zoon zoontje dochter dochtertje broer broertje zus zusje oma opa man vrouw partner vriend vriendin ex kinderen kind baby"
    " begeleider begeleidster buurvrouw buurman tante nonkel grootouders schoonmoeder schoonvader".split()
)


def cued_words(text: str, words: list[Word]) -> Iterator[tuple[int, int]]:
    """Yield runs of words (first, one past the last) that something in front or behind calls a name."""
    for index, word in enumerate(words):
        if index and announced(words, index):
            yield index, run_on(words, index)
        elif word.capital and len(word.text) > 1 and not clean(word) and shown_behind(text, word):
            yield index, run_on(words, index)


def announced(words: list[Word], index: int) -> bool:
    """Tell whether the word before says that this word is a name."""
    word, before = words[index], words[index - 1]
    if COLON.fullmatch(word.gap) and before.key in LABELS:
        return fits(word, words, index, strict=False)
    if word.gap.startswith(("\n", ",\n")) and before.key in LABELS and before.key.startswith(("groet", "mvg")):
        return fits(word, words, index, strict=False)
    if not CLOSE.fullmatch(word.gap) or (word.gap.startswith(".") and len(before.key) > 5):  # noqa: PLR2004
        return False
    if before.key in word_list("titles"):
        return word.gap[:1] != ":" and fits(word, words, index, strict=False)
    if word.gap[:1] in {".", ":"}:
        return False
    if before.key in word_list("kin"):
        return fits(word, words, index, strict=False)
    if before.key in OURS:
        return (
            first_name(word)
            and (word.capital or bare(word) in distinct())
            and word.key not in word_list("clean_capitals")
        )
    if before.key in CALLED or (before.key == "is" and index > 1 and words[index - 2].key in LABELS):
        caller = index > 1 and (words[index - 2].key in CALLERS | word_list("kin") | LABELS)
        return fits(word, words, index, strict=not caller and before.key not in {"genaamd"})
    if before.key == "van" and index > 1 and words[index - 2].key in KIN_OF:
        return fits(word, words, index, strict=not word.capital)
    return before.key == "ben" and words[index - 2].key == "ik" and fits(word, words, index, strict=not word.capital)


def fits(word: Word, words: list[Word], index: int, *, strict: bool) -> bool:
    """Tell whether the word can be a name after a cue; `strict` asks for a known name."""
    if word.key in word_list("particles") and len(word.text) > 1:
        return particles_fit(words, index)
    if not word.capital:
        known = bare(word) in first_names() and word.key not in word_list("first_names_also_words", "first_names_weak")
        return (known and len(word.key) > 2) or distinct_last_name(word)  # noqa: PLR2004
    if len(word.text) == 1:
        return not strict and (index + 1 == len(words) or words[index + 1].gap != "'")
    if strict:
        return first_name(word) and not clean(word)
    return not clean(word) or (word.key in word_list("places") and word.key in word_list("last_names_own"))


def particles_fit(words: list[Word], index: int) -> bool:
    """Tell whether "van den" or "El" after a cue leads to a surname."""
    place = index
    while place < len(words) and place - index < 4 and words[place].key in word_list("particles"):  # noqa: PLR2004
        place += 1
    if place >= len(words) or words[place].gap.strip(" '"):
        return False
    name = words[place]
    if not name.capital:
        return distinct_last_name(name) or (place - index > 1 and name.key in word_list("last_names_own"))
    opening = words[index].capital
    return (not clean(name)) or (opening and not name.upper and (last_name(name) or name.key in word_list("places")))


def shown_behind(text: str, word: Word) -> bool:
    """Tell whether an age or a relative behind the word shows that it names a person."""
    if AGE.match(text, word.end):
        return not word.opens or word.key in first_names()
    match = OWNER.match(text, word.end) or GENITIVE.match(text, word.end)
    return match is not None and match["kin"] in KIN_OF
