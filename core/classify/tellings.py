"""Tellings: one problem told by two workers, and another problem of the same theme; what likeness is measured by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import combinations

from core.classify.examples import Unreadable, name_text

_TRIPLES, _FAMILIES = "triples", "families"
_FROZEN = 40


@dataclass(frozen=True, slots=True)
class Telling:
    """A theme, a text, the same problem told by somebody else, and another problem of that theme."""

    theme: str
    one: str
    same: str
    other: str

    @property
    def frozen(self) -> bool:
        """Whether it is kept apart for judging."""
        return int(name_text(self.one), 16) % 100 < _FROZEN


@dataclass(frozen=True, slots=True)
class Family:
    """One problem of a theme, told by several workers."""

    theme: str
    problem: str
    texts: tuple[str, ...]

    @property
    def frozen(self) -> bool:
        """Whether it is kept apart for judging: by its problem, so that no telling of it is seen before."""
        return int(name_text(f"{self.theme} {self.problem}"), 16) % 100 < _FROZEN


def list_pairs(tellings: Sequence[Telling]) -> tuple[list[str], list[str], list[bool]]:
    """List the pairs of tellings, and whether each is one problem: the two tellings; each of them and the other."""
    ones = [text for telling in tellings for text in (telling.one, telling.one, telling.same)]
    others = [text for telling in tellings for text in (telling.same, telling.other, telling.other)]
    return ones, others, [same for _ in tellings for same in (True, False, False)]


def pair_families(families: Sequence[Family]) -> tuple[list[str], list[str], list[bool]]:
    """List every pair of texts of one theme, and whether both tell of one problem: as many as a municipality has."""
    ones: list[str] = []
    others: list[str] = []
    same: list[bool] = []
    for theme in dict.fromkeys(family.theme for family in families):
        told = [(text, family.problem) for family in families if family.theme == theme for text in family.texts]
        for (one, problem), (other, another) in combinations(told, 2):
            ones.append(one)
            others.append(other)
            same.append(problem == another)
    return ones, others, same


def read_families(folder: Traversable | None = None) -> tuple[Family, ...]:
    """Read all families. Raises Unreadable with the place."""
    found: dict[tuple[str, str], list[str]] = {}
    for theme, problem, text in _read(_FAMILIES, 3, folder):
        found.setdefault((theme, problem), []).append(text)
    return tuple(Family(theme, problem, tuple(texts)) for (theme, problem), texts in found.items())


def read_tellings(folder: Traversable | None = None) -> tuple[Telling, ...]:
    """Read all tellings. Raises Unreadable with the place."""
    return tuple(Telling(*parts) for parts in _read(_TRIPLES, 4, folder))


def _read(begin: str, width: int, folder: Traversable | None) -> Iterator[list[str]]:
    for file in sorted((folder or files("core.classify") / "tellings").iterdir(), key=lambda file: file.name):
        if not (file.name.startswith(begin) and file.name.endswith(".tsv")):
            continue
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            parts = [part.strip() for part in line.split("\t")]
            if line.strip() and (len(parts) != width or not all(parts)):
                raise Unreadable(f"{file.name}:{number}: {len(parts)} fields, {width} expected")
            if line.strip():
                yield parts
