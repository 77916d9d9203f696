"""Facts: what figures are computed from: signals, fiches, labellings, signal days; no words in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.classify.sources import Source, count_organisations, fold
from core.insight.fiches_followed import NO_FICHES, Fiches
from core.insight.sents import NOTHING, Sents
from core.insight.suppression import FEWEST_ORGANISATIONS, FEWEST_REPORTERS, is_diverse

# So many signals mostly tell that enough people of enough organisations sent them.
_A_FEW = 64


@dataclass(frozen=True, slots=True)
class Begun:
    """Conversations that were begun on a channel in a quarter (its place), and how many of them became a signal.

    `stage`: what was on the table when they were last touched, by key; empty where that is not known.
    """

    channel: str
    quarter: int
    begun: int
    sent: int
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Rated:
    """Digests that arrived in a quarter (its place), and how many of them their readers called useful, or not."""

    quarter: int
    arrived: int
    yes: int
    no: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelling that stands, of a signal that a model had read: themes proposed and held, the first first."""

    at: datetime
    sector: str
    proposed: tuple[str, ...]
    held: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A signal day that was: how many came, of how many organisations, what actions came out.

    `signallers`: how many of them gave signals; None when nobody asked.
    """

    at: datetime
    came: int
    organisations: int
    signallers: int | None
    actions: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that figures are computed from, of one stretch of time.

    `followed` are all fiches that are asked about, `every` all there are, and `held` all signal days; what figures ask
    of them says of when.
    """

    sent: Sents = NOTHING
    followed: Fiches = NO_FICHES
    begun: Sequence[Begun] = ()
    judged: Sequence[Judged] = ()
    held: Sequence[Held] = ()
    rated: Sequence[Rated] = ()
    every: Fiches = NO_FICHES


def count_sources(*parts: Sents) -> tuple[int, int]:
    """Count who sent signals, all nameless ones as one, and of how many organisations that are certainly different."""
    return len(_read_reporters(parts)), count_organisations(_read_sources(parts))


def is_told_by_many(*parts: Sents) -> bool:
    """Tell whether enough different people of enough different organisations sent these; mostly few tell that soon."""
    few = [part.where(slice(_A_FEW)) for part in parts]
    houses = {fold(source.organisation) for source in _read_sources(few)} - {""}
    if len(_read_reporters(few)) >= FEWEST_REPORTERS and len(houses) >= FEWEST_ORGANISATIONS:
        return True
    return is_diverse(len(_read_reporters(parts)), _read_sources(parts))


def _read_reporters(parts: Iterable[Sents]) -> set[int]:
    return {number for part in parts for number in part["reporter"].tolist()}


def _read_sources(parts: Iterable[Sents]) -> set[Source]:
    """Give from where signals come, each once."""
    found = set[Source]()
    for part in parts:
        houses: list[int] = part["organisation"].tolist()
        sectors: list[int] = part["sector"].tolist()
        found |= {
            Source(part.words[house], part.words[sector]) for house, sector in {*zip(houses, sectors, strict=True)}
        }
    return found
