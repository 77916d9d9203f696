"""Examples: the written signals that the model learns from, read from the folder beside this file."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from core.classify.labels import FACETS, Labels

_FIELDS = 5
_NONE, _NOT_A_SIGNAL = "-", "!"
MOST_THEMES = 3
# Of a hundred, this many are kept apart for judging; no training ever sees them.
_FROZEN = 12
_UNCLEAR = "onbekend"


class Unreadable(Exception):
    """A line that is no example: the file, the line's number, and what is wrong."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text with what a careful reader says of it: keys by facet (themes best first), and whether it is a signal."""

    id: str
    text: str
    keys: dict[str, tuple[str, ...]]
    structural: bool

    @property
    def theme(self) -> str:
        """The theme that it is about first of all; empty where it has none."""
        return next(iter(self.keys["themes"]), "")

    @property
    def frozen(self) -> bool:
        """Whether it is kept apart for judging: by its text alone, so that no new example moves an old one."""
        return int(self.id, 16) % 100 < _FROZEN


def name_text(text: str) -> str:
    """Name a text by a short hash of its words."""
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()[:12]


def read_examples(labels: Labels, folder: Traversable | None = None) -> tuple[Example, ...]:
    """Read all examples, each text once, in the order of the files. Raises Unreadable with the place."""
    found: dict[str, Example] = {}
    for file in sorted((folder or files("core.classify") / "examples").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".tsv"):
            for example in _read(file, labels):
                found.setdefault(example.id, example)
    return tuple(found.values())


def _read(file: Traversable, labels: Labels) -> Iterator[Example]:
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield _parse(line.split("\t"), labels)
        except ValueError as wrong:
            raise Unreadable(f"{file.name}:{number}: {wrong}") from None


def _parse(fields: Sequence[str], labels: Labels) -> Example:
    if len(fields) != _FIELDS:
        raise ValueError(f"{len(fields)} fields, {_FIELDS} expected")
    themes, groups, kind, level, text = (field.strip() for field in fields)
    given = (themes, groups, kind.removeprefix(_NOT_A_SIGNAL), "" if level == _UNCLEAR else level)
    keys = {facet: _keys(value, labels.facets[facet]) for facet, value in zip(FACETS, given, strict=True)}
    if len(keys["themes"]) > MOST_THEMES:
        raise ValueError("more than three themes")
    text = text.replace("\\n", "\n").strip()
    if not text:
        raise ValueError("no text")
    return Example(name_text(text), text, keys, structural=not kind.startswith(_NOT_A_SIGNAL))


def _keys(value: str, known: Sequence[str]) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in value.split(",") if key.strip() not in {"", _NONE})
    if unknown := [key for key in keys if key not in known]:
        raise ValueError(f"unknown key {unknown[0]!r}")
    return tuple(dict.fromkeys(keys))
