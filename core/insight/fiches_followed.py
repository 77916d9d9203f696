"""Fiches as figures count them, many at once: a column for each thing that is asked of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.classify.sources import Source, count_organisations, fold
from core.insight.sents import Sents, link

_KEYS = {"themes": "themes", "target_groups": "groups", "levels": "levels"}
_KINDS: tuple[type, ...] = (
    np.int64, np.int64, str, str, str, str, bool, str, np.int64, np.int64, np.int64, bool, np.int64, np.int64,
    np.int64,
)  # fmt: skip
Column = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Fiches:
    """Fiches, by number; moments in microseconds since 1970, NEVER for what did not happen.

    `themes`, `groups` and `levels`: the first key of each, empty when it has none. `action_at`: when something was
    first done about it; `above_at`: when it first went to a higher level; `last_at`: when anybody last did anything
    about it. `returned`: a closed fiche about the same went before. `closed_above_at`: when it was closed while
    that level was to answer. `signals` and `organisations`: what carries it now;
    `in_sector`: the numbers of those that are carried by each sector.
    """

    number: Column
    opened_at: Column
    status: Column
    themes: Column
    groups: Column
    levels: Column
    pulled: Column
    outcome: Column
    action_at: Column
    above_at: Column
    last_at: Column
    returned: Column
    closed_above_at: Column
    signals: Column
    organisations: Column
    in_sector: Mapping[str, Column] = field(default_factory=dict[str, Column])

    def __len__(self) -> int:
        """Count them."""
        return len(self.number)

    def concerning(self, facet: str, key: str) -> "Fiches":
        """Take those that are about a key of a facet."""
        if facet == "sectors":
            return self._where(np.isin(self.number, self.in_sector.get(key, ())))
        return self._where(getattr(self, _KEYS[facet]) == key)

    def find(self, numbers: Column) -> Column:
        """Give the place of each number; -1 where there is none."""
        if not len(self.number):
            return np.full(len(numbers), -1)
        order = np.argsort(self.number, kind="stable")
        near = np.minimum(np.searchsorted(self.number[order], numbers), len(order) - 1)
        places = order[near]
        return np.where(self.number[places] == numbers, places, -1)

    def _where(self, chosen: Column) -> "Fiches":
        taken = {one.name: getattr(self, one.name)[chosen] for one in fields(self) if one.name != "in_sector"}
        return replace(self, **taken)


def carry(fiches: Fiches, sents: Sents) -> Fiches:
    """Count what carries each fiche now: signals, organisations that are certainly different, sectors."""
    carrying = sents.where(sents["carries"])
    places, numbers = link(carrying)
    found = fiches.find(numbers)
    places, found = places[found >= 0], found[found >= 0]
    signals = np.bincount(found, minlength=len(fiches))
    names = [fold(word) for word in carrying.words]
    known = {name: number for number, name in enumerate(dict.fromkeys(["", *names]))}
    houses = np.array([known[name] for name in names] or [0])[carrying["organisation"][places]]
    sectors = carrying["sector"][places]
    organisations = np.bincount(
        np.unique(found[houses > 0] * len(known) + houses[houses > 0]) // len(known), minlength=len(fiches)
    )
    # Who gave no name may be the same as who did: these are looked at one by one.
    unnamed = np.unique(found[houses == 0])
    chosen = np.flatnonzero(np.isin(found, unnamed))
    listed: dict[int, set[Source]] = {place: set() for place in unnamed.tolist()}
    words = list(known)
    for row in chosen.tolist():
        listed[int(found[row])].add(Source(words[int(houses[row])], carrying.words[int(sectors[row])]))
    for place, sources in listed.items():
        organisations[place] = count_organisations(sources)
    used: list[int] = np.unique(sectors).tolist()
    in_sector = {
        carrying.words[sector]: np.unique(fiches.number[found[sectors == sector]])
        for sector in used
        if carrying.words[sector]
    }
    return replace(fiches, signals=signals, organisations=organisations, in_sector=in_sector)


def in_columns(columns: Sequence[Sequence[Any]]) -> Fiches:
    """Make fiches of a list for each column but `in_sector`, in their order."""
    names = (one.name for one in fields(Fiches))
    arrays: dict[str, Any] = {
        name: np.array(column, kind) for name, column, kind in zip(names, columns, _KINDS, strict=False)
    }
    return Fiches(**arrays)


NO_FICHES = in_columns([()] * len(_KINDS))
