"""What a single word tells about names: a first name, a surname, a place, an organisation."""

import re
from functools import cache
from typing import Final

from core.intake.screen.words import Word, word_list

# How Flemish and other surnames are built; only trusted beside another sign of a name, or when SURE.
SURNAME_SHAPE: Final = re.compile(
    r"(?:[a-z]{2,}(?:ssens|sens|aerts?|eerts|aets|inckx?|ickx|ockx|oeckx|eckx|uyts|uys|eyns|eyn|aeghe|aegen|aeren|aele|aere|aert|oghe|eghem|ghem"
    r"|aemers|yckx|ynck|ijnen|mans|makers?|oglu|owski|ewski|inski|owska|ewska|inska|owicz|ewicz|ovic|evic|enko|chuk|czuk|escu|eanu|adze|shvili"
    r"|yan|poulos|opoulou|idis|zadeh|zai|oui|aoui)|(?:vande[nr]?|van|vander|ver|de[bcdghlmprsvw])[a-z]{4,}|d'[a-z]{3,})"
)
SURE_SHAPE: Final = re.compile(
    r"[a-z]{2,}(?:ssens|aerts|inckx|ockx|oeckx|eckx|aeghe|oglu|owski|owska|ewski|ewska|inski|inska|owicz|ewicz|escu|shvili)"
    r"|vande[nr]?(?!r|n|a|l)[a-z]{4,}|van(?:hoo|hou|hec|den|der|nes|ney|ove|lan|lae|aer|ast|hul|hee|hae|cau|gee|ste|rom|roo|poe|pra|ove)[a-z]{3,}"
)
STREET_END: Final = re.compile(
    r"(?:straat|laan|plein|steenweg|dreef|lei|kaai|weg|park|markt|dijk|baan|school|college|huis|stichting|fonds|wijk)$"
)
BIBLICAL: Final = frozenset({"sint", "st", "sainte", "saint", "santa", "onze-lieve-vrouw", "olv"})
# "Julieke", "Lowietje".
SMALL: Final = re.compile(r"(?P<name>[a-z]{3,}?)(?:t?je|ke)")
# Languages and nationalities, of which no list is complete: "mijn Colombiaanse vriend".
FROM_A_COUNTRY: Final = re.compile(r"[a-z]{3,}(?:aans|aanse|isch|ische|ees|ese|eens|eense)")
# Shorter names look too much like other words when they are written in small letters.
LONG: Final = 4


@cache
def first_names() -> frozenset[str]:
    """Return every first name known, in keys."""
    known = word_list("first_names_faker", "first_names_own", "first_names_not_words")
    return known - (word_list("places", "clean_capitals") - word_list("first_names_not_words"))


@cache
def words_too() -> frozenset[str]:
    """Return the first names which are ordinary Dutch words as well, in keys."""
    return word_list("first_names_also_words", "first_names_weak") - word_list("first_names_not_words")


@cache
def last_names() -> frozenset[str]:
    """Return every surname known, in keys; of "van den Berg" also the last word."""
    known = word_list("last_names_faker", "last_names_own")
    return known | {name.split(" ")[-1] for name in known}


def first_name(word: Word) -> bool:
    """Tell whether the word, or each half of a double name, is a known first name."""
    key = bare(word)
    if key in first_names():
        return True
    halves = key.split("-")
    return len(halves) > 1 and all(half in first_names() for half in halves)


def bare(word: Word) -> str:
    """Return the key of a word without a genitive ending: "emma's" and "sofies" are known names."""
    key = word.key
    if key.endswith("'s"):
        return key[:-2]
    known = key in first_names() or key in word_list("clean_capitals", "org_words", "last_names_own")
    if not known and word.capital and len(key) > LONG and key.endswith("s") and key[:-1] in distinct():
        return key[:-1]
    if not known and word.capital and (small := SMALL.fullmatch(key)) and small["name"] in distinct():
        return small["name"]
    return key


@cache
def distinct() -> frozenset[str]:
    """Return the first names which nobody mistakes for another word, even in small letters."""
    long = frozenset(name for name in first_names() - words_too() if len(name) >= LONG)
    return long | word_list("first_names_not_words")


def plain_first_name(word: Word) -> bool:
    """Tell whether the word is a first name and nothing else."""
    key = bare(word)
    return first_name(word) and key not in words_too()


def last_name(word: Word) -> bool:
    """Tell whether the word is a known surname or built like one."""
    return word.key in last_names() or SURNAME_SHAPE.fullmatch(word.key) is not None


def distinct_last_name(word: Word) -> bool:
    """Tell whether the word is a surname and nothing else, whatever its capitals."""
    key = word.key
    if (
        key in word_list("last_names_also_words", "places", "clean_capitals", "org_words", "kin", "titles")
        or len(key) < LONG
    ):
        return False
    return key in word_list("last_names_own") or SURE_SHAPE.fullmatch(key) is not None


def clean(word: Word) -> bool:
    """Tell whether a capitalised word is surely no part of a name: a place, language, service or acronym."""
    key = word.key
    if key in word_list("clean_capitals", "places", "org_words", "titles", "kin"):
        return key not in word_list("first_names_not_words")
    if key not in first_names() and key not in last_names() and (word.upper or FROM_A_COUNTRY.fullmatch(key)):
        return True
    halves = key.split("-")
    return (STREET_END.search(key) is not None and len(key) > LONG and key not in last_names()) or (
        len(halves) > 1
        and (halves[0] in BIBLICAL or not all(half[:1].isupper() for half in word.text.split("-") if half))
    )
