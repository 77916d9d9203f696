"""Sharing: a municipality lets who supports municipalities see what it released; side by side, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import Refused
from core.insight.ranges import TOTAL
from core.insight.tables_shown import FACETS, labels_of
from core.municipalities import FIGURES_SHARED, read_municipality, set_setting
from core.people.audit import note
from core.people.sessions import Present

SHARE, READ = "figures.share", "shared.read"


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Released counts of a facet in a period, by municipality and key of the facet (`*`: all); what lacks is hidden.

    `periods`: all of which something is shared, the newest first; `keys`: those of which somebody has a number.
    """

    facet: str
    period: str
    periods: tuple[str, ...]
    keys: tuple[str, ...]
    places: tuple[tuple[str, Mapping[str, int]], ...]


def is_shared(session: Session, present: Present) -> bool:
    """Tell whether one's municipality shares its figures."""
    present.must(SHARE)
    return bool(read_municipality(session, present.place.id).setting(FIGURES_SHARED))


def share_figures(session: Session, present: Present, *, on: bool) -> bool:
    """Share the released figures of one's municipality, or stop; False when it was so already."""
    present.must(SHARE)
    if is_shared(session, present) == on:
        return False
    set_setting(session, present.place.id, FIGURES_SHARED, "ja" if on else "nee")
    note(session, present.place.id, present.staff_id, "figures.shared" if on else "figures.unshared")
    return True


def read_shared(session: Session, present: Present, facet: str, period: str) -> SideBySide:
    """Read what municipalities share of a facet, in a period (`2026`, `2026-k3`; else the newest).

    Raises Refused for what is no facet.
    """
    present.must(READ)
    if facet not in FACETS:
        raise Refused("facet")
    columns = func.shared_releases(present.token_hash, facet).table_valued("name", "period", "cells")
    rows = session.execute(select(columns)).all()
    periods = tuple(sorted({row.period for row in rows}, reverse=True))
    wanted = period if period in periods else (periods[0] if periods else "")
    places = tuple((str(row.name), dict(row.cells)) for row in rows if row.period == wanted)
    known = (*labels_of(facet), "", TOTAL)
    keys = tuple(key for key in known if any(cells.get(key) for _, cells in places))
    return SideBySide(facet, wanted, periods, keys, places)
