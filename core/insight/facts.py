"""Facts: what figures are computed from, one row a signal, a fiche, a labelling; no words in them."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from core.classify.sources import Source, count_organisations, fold
from core.insight.suppression import FEWEST_ORGANISATIONS, FEWEST_REPORTERS, is_diverse


class Sent(NamedTuple):
    """A signal, as a tuple, which is made soonest; `reporter` and `fiches` by keys.

    Labels are those that people chose: the most important one, since each signal counts once.

    `points`: how many of the six points of depth it has, None when its words are gone. `first_at`: when its reporter
    sent her first one; `next_at`: her next one after this; of a nameless reporter both are None. `decided_at` and
    `decided`: the first decision of a person, with its reason. `asked`: she was asked something about it. `told_at`:
    the first thing she heard about it that a person did. `leaked`: a processor still found personal data. `read`: a
    model read it; `silent`: it was sure of nothing.
    """

    at: datetime
    started_at: datetime
    reporter: Hashable | None
    source: Source
    channel: str
    themes: tuple[str, ...]
    groups: tuple[str, ...]
    levels: tuple[str, ...]
    fiches: tuple[Hashable, ...]
    first_at: datetime | None
    next_at: datetime | None
    decided_at: datetime | None
    decided: str
    reason: str
    asked: bool
    told_at: datetime | None
    leaked: bool
    wants: bool
    points: int | None
    guarded: bool
    read: bool
    silent: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """A fiche. `action_at`: when something was first done about it. `above_at`: when it first went to a higher level.

    `last_at`: when anybody last did anything about it. `returned`: a closed fiche about the same went before.
    `signals`, `organisations` and `sectors`: what carries it now.
    """

    id: Hashable
    opened_at: datetime
    status: str
    themes: tuple[str, ...]
    groups: tuple[str, ...]
    levels: tuple[str, ...]
    pulled: bool
    outcome: str
    action_at: datetime | None
    above_at: datetime | None
    last_at: datetime
    returned: bool = False
    signals: int = 0
    organisations: int = 0
    sectors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Begun:
    """Conversations that were begun on a channel in a quarter (its place), and how many of them became a signal."""

    channel: str
    quarter: int
    begun: int
    sent: int


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

    `followed` are all fiches and `held` all signal days there are; what figures ask of them says of when.
    """

    sent: Sequence[Sent] = ()
    followed: Sequence[Followed] = ()
    begun: Sequence[Begun] = ()
    judged: Sequence[Judged] = ()
    held: Sequence[Held] = ()
    by_id: dict[Hashable, Followed] = field(default_factory=dict[Hashable, Followed])


def count_sources(sent: Sequence[Sent]) -> tuple[int, int]:
    """Count who sent signals, all nameless ones as one, and of how many organisations that are certainly different."""
    return len({one.reporter for one in sent}), count_organisations({one.source for one in sent})


def is_told_by_many(sent: Sequence[Sent]) -> bool:
    """Tell whether enough different people of enough different organisations sent these; mostly few tell that soon."""
    reporters, houses = set[Hashable | None](), set[str]()
    for one in sent:
        reporters.add(one.reporter)
        houses.add(fold(one.source.organisation))
        if len(reporters) >= FEWEST_REPORTERS and len(houses - {""}) >= FEWEST_ORGANISATIONS:
            return True
    return is_diverse(len(reporters), {one.source for one in sent})
