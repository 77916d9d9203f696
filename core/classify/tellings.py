"""Tellings: one problem told by two workers, and another problem of the same theme; what likeness is measured by."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from core.classify.examples import Unreadable, name_text

_FIELDS = 4
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


def list_pairs(tellings: Sequence[Telling]) -> tuple[list[str], list[str], list[bool]]:
    """List the pairs of tellings, and whether each is one problem: the two tellings; each of them and the other."""
    ones = [text for telling in tellings for text in (telling.one, telling.one, telling.same)]
    others = [text for telling in tellings for text in (telling.same, telling.other, telling.other)]
    return ones, others, [same for _ in tellings for same in (True, False, False)]


def list_neighbours(tellings: Sequence[Telling]) -> tuple[list[str], list[str], list[bool]]:
    """List pairs as a municipality has them: each problem told twice, and beside others of its theme."""
    ones: list[str] = []
    others: list[str] = []
    same: list[bool] = []
    for telling in tellings:
        strangers = [other.same for other in tellings if other.theme == telling.theme and other is not telling]
        for text, one_problem in ((telling.same, True), *((stranger, False) for stranger in strangers)):
            ones.append(telling.one)
            others.append(text)
            same.append(one_problem)
    return ones, others, same


def read_tellings(folder: Traversable | None = None) -> tuple[Telling, ...]:
    """Read all tellings. Raises Unreadable with the place."""
    found: list[Telling] = []
    for file in sorted((folder or files("core.classify") / "tellings").iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".tsv"):
            continue
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            parts = [part.strip() for part in line.split("\t")]
            if line.strip() and (len(parts) != _FIELDS or not all(parts)):
                raise Unreadable(f"{file.name}:{number}: {len(parts)} fields, {_FIELDS} expected")
            if line.strip():
                found.append(Telling(*parts))
    return tuple(found)
