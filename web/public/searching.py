"""Searching and narrowing public fiches, in memory: plain words with accents folded, and keys of facets; pure."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from core.publish.model import PublicFiche

PAGE = 24
# What a field of an address is called, and what of a fiche it narrows.
FACETS = {"thema": "themes", "doelgroep": "target_groups", "niveau": "levels"}
STATUS, WORDS = "status", "zoek"
_LONGEST = 100
_STATES = ("in-actie", "bovenlokaal", "geprioriteerd", "getoetst", "ontwerp", "geparkeerd", "afgerond")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for: words, and a key by the name of its field; empty is everything."""

    words: str = ""
    keys: tuple[tuple[str, str], ...] = ()

    @property
    def nothing(self) -> bool:
        """Tell whether all fiches are asked for."""
        return not self.words and not self.keys

    def key(self, field: str) -> str:
        """Give what a field narrows to; empty: nothing."""
        return dict(self.keys).get(field, "")

    def without(self, field: str) -> dict[str, str]:
        """Give the fields of the same question without one of them."""
        every = {WORDS: self.words, **dict(self.keys)}
        return {name: value for name, value in every.items() if value and name != field}


def read_asked(query: Mapping[str, str]) -> Asked:
    """Read a question from an address."""
    named = [(name, query.get(name, "").strip()[:_LONGEST]) for name in (*FACETS, STATUS)]
    return Asked(" ".join(query.get(WORDS, "")[:_LONGEST].split()), tuple((name, key) for name, key in named if key))


def newest(fiches: Iterable[PublicFiche]) -> tuple[PublicFiche, ...]:
    """Put fiches in order: of which something changed last first, then the highest number."""
    return tuple(sorted(fiches, key=lambda one: (one.changed or one.since or date.min, one.number), reverse=True))


def find(fiches: Iterable[PublicFiche], asked: Asked) -> tuple[PublicFiche, ...]:
    """Find the fiches that have all that is asked: every word, or what begins with it, in title or text."""
    wanted = fold(asked.words).split()
    return newest(one for one in fiches if _has(one, asked) and _tells(one, wanted))


def choices(fiches: Iterable[PublicFiche]) -> dict[str, tuple[str, ...]]:
    """List what can be chosen in each field: the keys that some fiche has, the most frequent first."""
    fiches = tuple(fiches)
    listed: dict[str, tuple[str, ...]] = {}
    for name, facet in FACETS.items():
        counted: dict[str, int] = {}
        for one in fiches:
            for key in getattr(one, facet):
                counted[key] = counted.get(key, 0) + 1
        listed[name] = tuple(sorted(counted, key=lambda key: (-counted[key], key)))
    held = {one.status for one in fiches}
    listed[STATUS] = tuple(state for state in _STATES if state in held)
    return listed


def fold(text: str) -> str:
    """Fold a text for comparing: small letters, no accents, anything else than letters and digits a space."""
    taken = unicodedata.normalize("NFKD", text.casefold())
    kept = (sign if sign.isalnum() else " " for sign in taken if not unicodedata.combining(sign))
    return "".join(kept)


def _has(fiche: PublicFiche, asked: Asked) -> bool:
    return all(
        key == fiche.status if name == STATUS else key in getattr(fiche, FACETS[name]) for name, key in asked.keys
    )


def _tells(fiche: PublicFiche, wanted: list[str]) -> bool:
    """Tell whether a fiche has every word; a word of three letters or more also within another (huur: kamerhuur)."""
    if not wanted:
        return True
    text = fold(f"{fiche.title} {fiche.text}")
    words = text.split()
    least = 3
    return all(word in text if len(word) >= least else word in words for word in wanted) or (
        fold(str(fiche.number)) == wanted[0] and len(wanted) == 1
    )
