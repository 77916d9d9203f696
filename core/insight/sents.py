"""Sents: signals as figures and trends count them, many at once: a record of numbers each, and their texts."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.insight.facts_sent import Sent

# Later than any moment: what did not happen.
NEVER = 1 << 62
_MOST = (1 << 63) - 1
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_MOMENTS = ("at", "started_at", "first_at", "next_at", "decided_at", "told_at")
# Fields that number a text.
TEXTS = (
    "organisation", "sector", "channel", "theme", "group", "level", "themes", "groups", "proposed_themes",
    "proposed_groups", "fiches", "decided", "reason",
)  # fmt: skip
_MARKS = ("asked", "leaked", "wants", "guarded", "read", "silent", "counts", "trends", "carries")
RECORD = np.dtype([
    ("id", "V16"),
    *((name, "<i8") for name in ("reporter", *_MOMENTS)),
    *((name, "<i4") for name in ("fiche", *TEXTS)),
    ("points", "i1"),
    *((name, "?") for name in _MARKS),
])  # fmt: skip
Rows = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Sents:
    """Signals, the first first: `rows` as RECORD says, of which `words` are the texts.

    Moments are microseconds since 1970 (NEVER: did not happen); `reporter` is 0 for who stays unknown; `points` is -1
    when words are gone. `fiche` numbers the fiche that it is in (0: none); `fiches` holds all numbers, with commas,
    where it is in several.
    """

    rows: Rows
    words: tuple[str, ...]

    def __len__(self) -> int:
        """Count them."""
        return len(self.rows)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Give a field of each."""
        return self.rows[name]

    def where(self, chosen: NDArray[np.bool_] | slice) -> "Sents":
        """Take some of them."""
        return Sents(self.rows[chosen], self.words)

    def between(self, begin: datetime, end: datetime) -> "Sents":
        """Take those that were sent from one moment to another."""
        first, last = np.searchsorted(self.rows["at"], (micros(begin), micros(end)))
        return self.where(slice(int(first), int(last)))

    def holding(self, name: str, word: str) -> NDArray[np.bool_]:
        """Tell of each whether a field is this text."""
        return self.rows[name] == self.number(word)

    def number(self, word: str) -> int:
        """Give the number of a text; -1 when none has it."""
        return self.words.index(word) if word in self.words else -1

    def count(self, name: str) -> dict[str, int]:
        """Count the texts of a field."""
        numbers, counts = np.unique(self.rows[name], return_counts=True)
        return {self.words[number]: count for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)}


def micros(moment: datetime) -> int:
    """Give a moment (aware) as records have it."""
    return (moment - _EPOCH) // _MICROSECOND


def number_reporter(reporter: uuid.UUID | None) -> int:
    """Give a number to who reports, which tells her from others and leads nowhere; 0 when she stays unknown."""
    return 0 if reporter is None else int.from_bytes(reporter.bytes[-8:]) % _MOST + 1


def link(sents: Sents) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Give the place of each signal that is in a fiche, with the fiche's number; once for each of its fiches."""
    rows = sents.rows
    single = np.flatnonzero(rows["fiche"])
    several: list[int] = np.flatnonzero(~sents.holding("fiches", "")).tolist()
    pairs = [
        (place, int(number))
        for place in several
        for number in sents.words[int(rows["fiches"][place])].split(",")
        if int(number) != rows["fiche"][place]
    ]
    places = np.concatenate((single, np.array([place for place, _ in pairs], np.intp)))
    numbers = np.concatenate((rows["fiche"][single].astype(np.int64), np.array([n for _, n in pairs], np.int64)))
    return places, numbers


def pack(signals: Iterable[Sent]) -> Sents:
    """Pack signals, the first first."""
    numbers: dict[str, int] = {}

    def number(word: str) -> int:
        return numbers.setdefault(word, len(numbers))

    def record(one: Sent) -> tuple[Any, ...]:
        moments = (NEVER if moment is None else micros(moment) for moment in (getattr(one, name) for name in _MOMENTS))
        several = ",".join(map(str, one.fiches)) if len(one.fiches) > 1 else ""
        texts = (several if name == "fiches" else getattr(one, name) for name in TEXTS)
        marks = (getattr(one, name) for name in _MARKS)
        points = -1 if one.points is None else one.points
        return (
            one.id.bytes,
            number_reporter(one.reporter),
            *moments,
            min(one.fiches, default=0),
            *map(number, texts),
            points,
            *marks,
        )

    rows = np.array([record(one) for one in signals], RECORD)
    return Sents(rows[np.argsort(rows["at"], kind="stable")], tuple(numbers))


def join(parts: Sequence[Sents]) -> Sents:
    """Put parts together, the first first."""
    if not parts:
        return NOTHING
    numbers: dict[str, int] = {}
    new = np.array([numbers.setdefault(word, len(numbers)) for part in parts for word in part.words], np.int32)
    begins = np.cumsum([0, *(len(part.words) for part in parts[:-1])])
    shift = np.repeat(begins.astype(np.int32), [len(part) for part in parts])
    rows = np.concatenate([part.rows for part in parts])
    for name in TEXTS if len(rows) else ():
        rows[name] = new[rows[name] + shift]
    if np.any(rows["at"][1:] < rows["at"][:-1]):
        rows = rows[np.argsort(rows["at"], kind="stable")]
    return Sents(rows, tuple(numbers))


def shed(sents: Sents) -> Sents:
    """Leave out the texts that no record has any more."""
    used: list[int] = np.unique(np.concatenate([sents.rows[name] for name in TEXTS])).tolist()
    new = np.zeros(len(sents.words) + 1, np.int32)
    new[used] = range(len(used))
    rows = sents.rows.copy()
    for name in TEXTS:
        rows[name] = new[rows[name]]
    return Sents(rows, tuple(sents.words[number] for number in used))


def follow_reporters(rows: Rows) -> None:
    """Fill in when each reporter sent her first signal, and her next one after each; `rows` by moment."""
    known = np.flatnonzero(rows["reporter"])
    order = known[np.argsort(rows["reporter"][known], kind="stable")]
    who, at = rows["reporter"][order], rows["at"][order]
    again = np.flatnonzero(who[1:] == who[:-1])
    rows["next_at"][order[again]] = at[again + 1]
    begins = np.flatnonzero(np.concatenate(([True], who[1:] != who[:-1]))) if len(who) else np.empty(0, np.intp)
    rows["first_at"][order] = np.repeat(at[begins], np.diff(np.append(begins, len(who))))


NOTHING = Sents(np.empty(0, RECORD), ())
