"""Looking: the trends of a municipality, computed from its signals when somebody asks, with what drives them."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.dialogue.load import labels
from core.insight.facts_kept import read_every
from core.insight.groups import OPENING, Opening
from core.insight.reports import BRUSSELS, Reports, first_day, report, week_of
from core.insight.sents import micros
from core.insight.silence import find_silences
from core.insight.trends import FEWEST, LEAST_HISTORY, WINDOW, Rise, count_active, find_rises, known_weeks
from core.opening import open_text
from core.people.sessions import Present
from core.store.tables import Signal

WEEKS = 60
# So many openings are shown of a rise; the newest.
_MOST = 10
# What is rarer than one in so many is only said to be so.
MOST_RARE = 10_000


@dataclass(frozen=True, slots=True)
class Risen:
    """A rise in words: labels of its theme and group (empty: all), the figures of `Rise`, and what drives it.

    `one_in`: of so many such looks chance alone gives one as high.
    """

    theme: str
    group: str
    rise: Rise
    one_in: int
    signals: tuple[Opening, ...]

    @property
    def rest(self) -> int:
        """How many more signals there are than are shown."""
        return len(self.rise.signals) - len(self.signals)


@dataclass(frozen=True, slots=True)
class Silent:
    """A sector that fell silent: its label, the Monday of its last week, and its signals in the half year before."""

    sector: str
    last: date
    before: int
    expected: float


@dataclass(frozen=True, slots=True)
class Trends:
    """What rises and who fell silent; `enough` weeks are known to tell.

    `active` reporters in the last four weeks, and `active_before` on average in as many weeks before.
    """

    enough: bool
    active: int
    active_before: float
    risen: tuple[Risen, ...]
    silent: tuple[Silent, ...]


def look_at_trends(
    session: Session, present: Present, now: datetime, *, proposals: bool = True, fewest: int = FEWEST
) -> Trends:
    """Compute the trends of the bound municipality at `now` (aware); nothing is told of fewer signals than `fewest`.

    Without `proposals` only labels count that people chose.
    """
    present.must("signals.read")
    week = week_of(now.astimezone(BRUSSELS).date())
    reports = read_reports(session, now - timedelta(weeks=WEEKS), now, proposals=proposals)
    rises = find_rises(reports, week, fewest=fewest)
    newest = {rise.signals: _newest(reports, rise) for rise in rises}
    openings = _read_openings(session, {id_ for ids in newest.values() for id_ in ids})
    themes, groups, sectors = labels("themes"), labels("target_groups"), labels("sectors")
    risen = tuple(
        Risen(
            themes.get(rise.series.theme, ""),
            groups.get(rise.series.group, ""),
            rise,
            _round(rise.chance),
            tuple(openings[id_] for id_ in newest[rise.signals] if id_ in openings),
        )
        for rise in rises
    )
    silent = tuple(
        Silent(sectors.get(one.sector, one.sector), first_day(one.last), one.before, one.expected)
        for one in find_silences(reports, week, fewest=fewest)
    )
    enough = known_weeks(reports, week) >= LEAST_HISTORY + WINDOW
    return Trends(enough, *count_active(reports, week), risen, silent)


def read_reports(session: Session, since: datetime, now: datetime, *, proposals: bool) -> Reports:
    """Read the signals of the bound municipality since a moment as they count; without `proposals` only labels do."""
    every = read_every(session)
    return report(every.where(every["trends"] & (every["at"] >= micros(since))), now, proposals=proposals)


def _newest(reports: Reports, rise: Rise) -> list[uuid.UUID]:
    """Give the signals of a rise that are shown, the newest first; reports come in the order of time."""
    driving = {id_.bytes for id_ in rise.signals}
    newest = (id_ for id_ in reversed(reports.signal.tolist()) if id_ in driving)
    return [uuid.UUID(bytes=id_) for id_ in islice(newest, _MOST)]


def _read_openings(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Opening]:
    columns = select(Signal.id, Signal.number, Signal.text, Signal.received_at).where(Signal.id.in_(ids))
    return {
        row.id: Opening(row.id, row.number, open_text(row.text, OPENING), row.received_at)
        for row in session.execute(columns)
    }


def _round(chance: float) -> int:
    """Give how many looks go in one chance, in two figures, MOST_RARE at most."""
    times = int(min(1 / max(chance, 1e-9), MOST_RARE))
    step = 10 ** max(len(str(times)) - 2, 0)
    return times // step * step


def find_rising_signals(
    session: Session, present: Present, now: datetime, *, proposals: bool = True
) -> tuple[uuid.UUID, ...]:
    """Find the signals that drive what rises at `now` in a theme or a target group; a rise of all counts not."""
    present.must("signals.read")
    reports = read_reports(session, now - timedelta(weeks=WEEKS), now, proposals=proposals)
    rises = find_rises(reports, week_of(now.astimezone(BRUSSELS).date()))
    return tuple(sorted({id_ for rise in rises if rise.series.theme or rise.series.group for id_ in rise.signals}))
