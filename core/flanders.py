"""The 285 municipalities of Flanders: found by name or NIS code, also by those from before the mergers of 2025."""

import csv
import difflib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_YES = "ja"
_CODE = re.compile(r"\d{5}", re.ASCII)
_PREFIXES = ("gemeente ", "stad ", "lokaal bestuur ")
_LIKE = 0.75  # from here on a name is so much like what was typed that it may be a slip


@dataclass(frozen=True, slots=True)
class Known:
    """A municipality as it is since 2025. `facilities`: French beside Dutch by law; `merged`: what it was made of.

    `merged` holds (NIS code, name) of each, itself among them where its name stayed; empty where nothing merged.
    """

    nis: str
    name: str
    province: str
    arrondissement: str
    facilities: bool
    merged: tuple[tuple[str, str], ...] = ()

    @property
    def slug(self) -> str:
        """The short name that its address may have."""
        return slug_of(self.name)


@dataclass(frozen=True, slots=True)
class Found:
    """A municipality that was found; `was`: the old name or code by which it was, empty when it still is that."""

    place: Known
    was: str = ""


@cache
def all_known() -> tuple[Known, ...]:
    """List them by NIS code."""
    lines = files("core").joinpath("flanders.csv").read_text("utf-8").splitlines()
    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter=";")
    return tuple(
        Known(
            row["nis"],
            row["name"],
            row["province"],
            row["arrondissement"],
            row["facilities"] == _YES,
            tuple(_split(old) for old in row["merged"].split("|") if old),
        )
        for row in rows
    )


def find_known(typed: str) -> Found | None:
    """Find one by exactly its name, short name or code, now or before 2025; None when it is none of them."""
    wanted = _fold(typed)
    for place in all_known():
        if typed.strip() == place.nis or wanted == _fold(place.name):
            return Found(place)
    for place in all_known():
        for nis, name in place.merged:
            if typed.strip() == nis or wanted == _fold(name):
                return Found(place, nis if _CODE.fullmatch(typed.strip()) else name)
    return None


def suggest(typed: str, most: int = 6) -> tuple[Found, ...]:
    """Give those that may be meant: named so, then beginning with it, then holding it, then nearly so written."""
    exact, wanted = find_known(typed), _fold(typed)
    if exact:
        return (exact,)
    if not wanted:
        return ()
    ranked: dict[str, tuple[float, Found]] = {}
    for found, name in _names():
        folded = _fold(name)
        ratio = difflib.SequenceMatcher(None, wanted, folded).ratio()
        rank = 3.0 if folded.startswith(wanted) else 2.0 if wanted in folded else ratio if ratio >= _LIKE else 0.0
        if rank > ranked.get(found.place.nis, (0.0, found))[0]:
            ranked[found.place.nis] = (rank, found)
    best = sorted(ranked.values(), key=lambda one: (-one[0], one[1].place.name))
    return tuple(found for _rank, found in best[:most])


def known_by_nis(nis: str | None) -> Known | None:
    """Give the municipality that has this code now; None when there is none."""
    return next((place for place in all_known() if place.nis == nis), None)


def slug_of(name: str) -> str:
    """Propose a short name: small letters, digits and single hyphens."""
    return _fold(name).replace(" ", "-")


def _names() -> Iterator[tuple[Found, str]]:
    for place in all_known():
        yield Found(place), place.name
        for _nis, name in place.merged:
            yield Found(place, "" if name == place.name else name), name


def _split(old: str) -> tuple[str, str]:
    nis, _, name = old.partition(" ")
    return nis, name


def _fold(typed: str) -> str:
    """Write a name as it is compared: small letters without accents, one space for whatever stands between words."""
    plain = unicodedata.normalize("NFKD", typed.strip().casefold())
    for prefix in _PREFIXES:
        plain = plain.removeprefix(prefix)
    return re.sub(r"[^a-z0-9]+", " ", plain.encode("ascii", "ignore").decode()).strip()
