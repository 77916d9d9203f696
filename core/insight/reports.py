"""Reports: what trends are computed from, many at once: the week of each signal, its labels and where it came from."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from core.classify.sources import Source
from core.dialogue.load import labels
from core.insight.sents import Sents, micros, number_reporter

BRUSSELS = ZoneInfo("Europe/Brussels")
_WEEK = 7
Labels = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Report:
    """A signal as it counts: `week` as `week_of` gives it, keys of its themes and groups, and who told it.

    `reporter` is None for who stays unknown.
    """

    signal: uuid.UUID
    week: int
    themes: tuple[str, ...]
    groups: tuple[str, ...]
    source: Source
    reporter: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports as columns: `labelled` and `told_by` number `labels` (themes, groups) and `sources`; ids as bytes.

    `reporter` is 0 for who stays unknown.
    """

    signal: NDArray[Any]
    week: NDArray[np.int64]
    reporter: NDArray[np.int64]
    labelled: NDArray[Any]
    told_by: NDArray[Any]
    labels: tuple[Labels, ...]
    sources: tuple[Source, ...]

    def __len__(self) -> int:
        """Count them."""
        return len(self.week)

    def where(self, chosen: NDArray[Any]) -> "Reports":
        """Take some of them."""
        return replace(
            self, signal=self.signal[chosen], week=self.week[chosen], reporter=self.reporter[chosen],
            labelled=self.labelled[chosen], told_by=self.told_by[chosen],
        )  # fmt: skip

    def come_from(self) -> set[Source]:
        """Give the sources of them, each once."""
        return {self.sources[number] for number in np.unique(self.told_by).tolist()}

    def ids(self) -> tuple[uuid.UUID, ...]:
        """Give the ids of the signals, in their order."""
        return tuple(sorted(uuid.UUID(bytes=id_) for id_ in self.signal.tolist()))


def gather(reports: Iterable[Report]) -> Reports:
    """Put reports in columns."""
    every = list(reports)
    kinds: dict[Labels, int] = {}
    sources: dict[Source, int] = {}
    return Reports(
        np.array([one.signal.bytes for one in every], "V16"),
        np.array([one.week for one in every], np.int64),
        np.array([number_reporter(one.reporter) for one in every], np.int64),
        np.array([kinds.setdefault((one.themes, one.groups), len(kinds)) for one in every], np.int64),
        np.array([sources.setdefault(one.source, len(sources)) for one in every], np.int64),
        tuple(kinds),
        tuple(sources),
    )


def report(sents: Sents, now: datetime, *, proposals: bool) -> Reports:
    """Report signals that were sent before `now` (aware); without `proposals` only labels count that people chose."""
    themes, groups = ("proposed_themes", "proposed_groups") if proposals else ("themes", "groups")
    known = tuple(frozenset(labels(facet)) for facet in ("themes", "target_groups"))
    labelled, kinds = _pair(sents, themes, groups)
    told_by, sources = _pair(sents, "organisation", "sector")
    first = sents["at"][0] if len(sents) else micros(now)
    last = week_of(now.astimezone(BRUSSELS).date()) + 1
    weeks = list(range(week_of(datetime.fromtimestamp(first / 1e6, UTC).astimezone(BRUSSELS).date()), last + 1))
    begins = [micros(datetime.combine(first_day(week), time(), BRUSSELS)) for week in weeks]
    return Reports(
        sents["id"],
        np.searchsorted(begins, sents["at"], side="right") - 1 + weeks[0],
        sents["reporter"],
        labelled,
        told_by,
        tuple((_keys(one, known[0]), _keys(other, known[1])) for one, other in kinds),
        tuple(Source(*source) for source in sources),
    )


def week_of(day: date) -> int:
    """Number the week of a day, Monday to Sunday; the next week has the next number."""
    return (day.toordinal() - 1) // _WEEK


def first_day(week: int) -> date:
    """Give the Monday of a week."""
    return date.fromordinal(week * _WEEK + 1)


def count_reporters(reports: Reports) -> int:
    """Count who reported; all who stayed unknown count as one, because they may be."""
    return len(np.unique(reports.reporter))


def _pair(sents: Sents, one: str, other: str) -> tuple[NDArray[Any], list[tuple[str, str]]]:
    """Number the pairs of two texts."""
    many = len(sents.words) + 1
    pairs, numbers = np.unique(sents[one].astype(np.int64) * many + sents[other], return_inverse=True)
    return numbers, [(sents.words[pair // many], sents.words[pair % many]) for pair in pairs.tolist()]


def _keys(told: str, known: frozenset[str]) -> tuple[str, ...]:
    return tuple(key for key in told.split(",") if key in known)
