"""Values: what a cell says in a municipality's own words, as the keys that we have; what fits none stays unknown."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from core.dialogue.answers import find_option
from core.dialogue.cleaning import plain
from core.dialogue.form import Option, Question
from core.dialogue.load import labels, load_form
from core.dialogue.spoken import mistyped, spoken
from core.intake.on_behalf import SOURCES

SEVERAL: Mapping[str, int] = {"kinds": 2, "themes": 3, "target_groups": 3}
# By field, what own words (folded) become; empty: nothing.
Own = Mapping[str, Mapping[str, str]]
_PARTS = re.compile(r"[;\n|]+")
_FINER = re.compile(r"[,/+&]|\b(?:en|et|and)\b")
_LONGEST = 120
_QUANTITY = "breadth"
# Answers on a scale are read as in the dialogue; of the others, part of a label ("ouders") may name another group.
_SCALES = (_QUANTITY, "trend")
_BRACKETS, _LISTED = re.compile(r"\(.*?\)"), re.compile(r",|-? en ")


def choose(field: str, cell: str, own: Own) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the keys that a cell of one of CHOSEN names, and its words that name none."""
    if field not in SEVERAL:
        key = find_key(field, cell, own)
        return ((key,), ()) if key else ((), () if key == "" else (cell,))
    keys, unknown = dict[str, None](), list[str]()
    for part in filter(None, (part.strip() for part in _PARTS.split(cell))):
        whole = find_key(field, part, own)
        finer = [one.strip() for one in _FINER.split(part) if one.strip()]
        several = len(finer) > 1 and whole is None
        for one in finer if several else [part]:
            key = find_key(field, one, own) if several else whole
            if key is None:
                unknown.append(one)
            elif key:
                keys[key] = None
    listed = list(keys)
    # More than a signal may have: the first ones hold, and it is said of the others.
    return tuple(listed[: SEVERAL[field]]), (*unknown, *listed[SEVERAL[field] :])


def find_key(field: str, said: str, own: Own) -> str | None:
    """Find the key for words: as somebody mapped them, else as we know them; empty: none on purpose, None: unknown."""
    folded = plain(said)
    if not folded:
        return ""
    mapped = own.get(field, {}).get(folded)
    return mapped if mapped is not None else _find_known(field, folded, said)


def known_keys(field: str) -> dict[str, str]:
    """Map the keys of a field that is chosen to their labels."""
    if field == "source":
        return {key: key for key in SOURCES}
    if field == "sector":
        return labels("sectors")
    question = load_form("signaal").question(field)
    return {option.key: option.label for option in question.options} if question else {}


@lru_cache(maxsize=8192)
def _find_known(field: str, folded: str, said: str) -> str | None:
    if len(said) > _LONGEST or (folded.isdigit() and field != _QUANTITY):
        return None
    synonym = _synonyms().get(field, {}).get(folded)
    if synonym or field == "source":
        return synonym or (folded if folded in SOURCES else None)
    question = load_form("signaal").question(field)
    option = _find_option(question, folded, said) if question else None
    if option is None:
        return None
    return "" if option.alone else option.key


def _find_option(question: Question, folded: str, said: str) -> Option | None:
    """Find the one option that words name: its label, one of the things that it lists, or what stands for it."""
    if question.key in _SCALES:
        return find_option(question, said)
    same = [one for one in question.options if folded in {plain(one.key), *map(plain, _list(one.label))}]
    meant = same or spoken(question, folded) or mistyped(question, folded)
    return meant[0] if len(meant) == 1 else None


def _list(label: str) -> list[str]:
    """Give a label, and what it lists: wonen and dakloosheid, of "Wonen en dakloosheid"."""
    return [label, *_LISTED.split(_BRACKETS.sub(" ", label))]


@cache
def _synonyms() -> Mapping[str, Mapping[str, str]]:
    table: Mapping[str, Mapping[str, Sequence[str]]] = tomllib.loads(
        files("core.importing").joinpath("synonyms.toml").read_text("utf-8")
    )
    return {field: {word: key for key, words in keys.items() for word in words} for field, keys in table.items()}
