"""What became of proposals in a municipality: how many processors and reporters kept, and how many there were."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from core.classify.labels import read_labels
from core.dialogue.load import labels
from core.people.sessions import Present
from core.review.told import LABELLED
from core.review.use_counts import Cell, Kept, Tally, count_kept
from core.store.tables import Journal, Proposal, Signal
from core.store.tables.model import MADE, SKIPPED, WAITING
from core.store.tables.signal import ONLY_WEIGHT

# Days that can be asked for; 0: all there is.
PERIODS = (90, 365, 0)
_RECEIVED, _UNDO = "received", "undo"


@dataclass(frozen=True, slots=True)
class Use:
    """How the model is used: by processors (`kept`), and by reporters before they sent (`confirmed`: signals).

    `silent`: of the signals that the model read, those for which it was not sure enough of any theme (`kept` counts
    them). `waiting` and `skipped` are now, whatever the period.
    """

    kept: Kept
    confirmed: Tally
    silent: Tally
    waiting: int
    skipped: int


def read_use(session: Session, by: Present, days: int, now: datetime) -> Use:
    """Count what became of proposals in the bound municipality over the last days (0: ever). Raises NotAllowed.

    Never by reporter or processor: what is counted here judges the model, and nobody who works with it.
    """
    by.must("model.read")
    since = now - timedelta(days=days) if days else None
    cells = (Cell(*row) for row in session.execute(_kept(since)))
    sent, untouched = session.execute(_confirmed(since)).one()
    made, silent, waiting, skipped = session.execute(_states(since)).one()
    return Use(
        kept=count_kept(cells, read_labels().facets["themes"], tuple(labels("sectors"))),
        confirmed=Tally(sent, untouched),
        silent=Tally(made, silent),
        waiting=waiting,
        skipped=skipped,
    )


def _kept(since: datetime | None) -> Select[str, str, int, int, int, int]:
    """Select cells: by theme and sector how often it was proposed where a labelling stands, and how often kept.

    The newest labelling of a signal stands; one that was undone never was, and nobody undoes that.
    """
    via = Journal.details["via"].astext
    every = (
        select(
            Journal.id,
            Journal.signal_id,
            Journal.details,
            via.label("via"),
            func.lead(via).over(partition_by=Journal.signal_id, order_by=Journal.id).label("next"),
        )
        .where(Journal.what == LABELLED, Journal.at >= since if since else true())
        .subquery()
    )
    standing = (
        select(every.c.signal_id, every.c.details)
        .ext(distinct_on(every.c.signal_id))
        .where(every.c.via != _UNDO, func.coalesce(every.c.next, "") != _UNDO)
        .order_by(every.c.signal_id, every.c.id.desc())
        .subquery()
    )
    themes = standing.c.details["facets"]["themes"]
    listed = func.jsonb_array_elements_text(themes["proposed"])
    proposed = listed.table_valued("value", with_ordinality="place").render_derived().lateral()
    theme, sector = func.coalesce(proposed.c.value, ""), func.coalesce(Signal.sector, "")
    kept = themes["new"].has_key(theme)
    first = func.coalesce(proposed.c.place, literal(1)) == 1  # also of a signal without any
    counts = (func.count(), *(func.count().filter(which) for which in (kept, first, and_(first, kept))))
    return (
        select(theme, sector, *counts)
        .select_from(standing)
        .join(Signal, Signal.id == standing.c.signal_id)
        .outerjoin(proposed, true())
        .where(standing.c.details["model"].astext.is_not(None))
        .group_by(theme, sector)
    )


def _confirmed(since: datetime | None) -> Select[int, int]:
    """Select how many signals were sent with a proposal before the reporter, and how many of those untouched.

    From the signals, so that no more of the journal is read than theirs.
    """
    entry = (
        select(Journal.details)
        .where(Journal.signal_id == Signal.id, Journal.what == _RECEIVED)
        .order_by(Journal.id)
        .limit(1)
        .lateral()
    )
    offered, touched = entry.c.details["proposed"], entry.c.details["confirmed"]["touched"].astext
    any_offered = _length(offered["themes"]) + _length(offered["target_groups"]) > 0
    return (
        select(func.count(), func.count().filter(func.coalesce(touched, "false") != "true"))
        .select_from(Signal)
        .join(entry, true())
        .where(any_offered, Signal.received_at >= since if since else true())
    )


def _states(since: datetime | None) -> Select[int, int, int, int]:
    """Select how many proposals were made, how many of those of no theme, and how many wait and were skipped."""
    made = Proposal.state == MADE
    recent = Signal.received_at >= since if since else true()
    none = _length(Proposal.content["themes"]) == 0
    return select(
        func.count().filter(made, recent),
        func.count().filter(made, recent, none),
        func.count().filter(Proposal.state == WAITING),
        func.count().filter(Proposal.state == SKIPPED, func.array_position(Signal.flags, ONLY_WEIGHT).is_(None)),
    ).join_from(Proposal, Signal, Signal.id == Proposal.signal_id)


def _length(keys: Any) -> ColumnElement[int]:
    return func.coalesce(func.jsonb_array_length(keys), literal(0))
