"""What became of proposals in a municipality: how many processors and reporters kept, and how many there were."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, true, union_all
from sqlalchemy.orm import Session

from core.classify.labels import read_labels
from core.dialogue.load import labels
from core.people.sessions import Present
from core.review.told import LABELLED
from core.review.use_counts import Judged, Kept, Tally, count_kept
from core.store.tables import Journal, Proposal, Signal
from core.store.tables.model import MADE, SKIPPED, WAITING

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
    rows = session.execute(_acts(since)).all()
    judged = standing((row.signal_id, row.details, row.sector or "") for row in rows if row.what == LABELLED)
    confirmed = [row.details for row in rows if row.what == _RECEIVED]
    untouched = sum(not details.get("confirmed", {}).get("touched") for details in confirmed)
    made, silent, waiting, skipped = session.execute(_states(since)).one()
    return Use(
        kept=count_kept(judged, read_labels().facets["themes"], tuple(labels("sectors"))),
        confirmed=Tally(len(confirmed), untouched),
        silent=Tally(made, silent),
        waiting=waiting,
        skipped=skipped,
    )


def standing(labellings: Iterable[tuple[uuid.UUID, dict[str, Any], str]]) -> list[Judged]:
    """Give the labelling of each signal that stands, from all of them in order; one that was undone never was.

    Where no model had read the signal, nothing was proposed and nothing is judged.
    """
    stacks: dict[uuid.UUID, list[tuple[dict[str, Any], str]]] = {}
    for signal_id, details, sector in labellings:
        stack = stacks.setdefault(signal_id, [])
        if details.get("via") != _UNDO:
            stack.append((details, sector))
        elif stack:
            stack.pop()
    return [
        Judged(tuple(themes.get("proposed", ())), tuple(themes.get("new", ())), sector)
        for stack in stacks.values()
        for details, sector in stack[-1:]
        if details.get("model") and (themes := details.get("facets", {}).get("themes", {}))
    ]


def _acts(since: datetime | None) -> Select[Any, Any, Any, Any]:
    """Select labellings, oldest first, and signals that were sent with a proposal before the reporter."""
    columns = (Journal.id, Journal.signal_id, Journal.what, Journal.details, Signal.sector)
    acts = select(*columns).join(Signal, Signal.id == Journal.signal_id)
    labelled = acts.where(Journal.what == LABELLED, Journal.at >= since if since else true())
    offered = Journal.details["proposed"]
    received = acts.where(
        Journal.what == _RECEIVED,
        _length(offered["themes"]) + _length(offered["target_groups"]) > 0,
        Signal.received_at >= since if since else true(),
    )
    both = union_all(labelled, received).subquery()
    return select(both.c.signal_id, both.c.what, both.c.details, both.c.sector).order_by(both.c.id)


def _states(since: datetime | None) -> Select[int, int, int, int]:
    """Select how many proposals were made, how many of those of no theme, and how many wait and were skipped."""
    made = Proposal.state == MADE
    recent = Signal.received_at >= since if since else true()
    none = _length(Proposal.content["themes"]) == 0
    return select(
        func.count().filter(made, recent),
        func.count().filter(made, recent, none),
        func.count().filter(Proposal.state == WAITING),
        func.count().filter(Proposal.state == SKIPPED),
    ).join_from(Proposal, Signal, Signal.id == Proposal.signal_id)


def _length(keys: Any) -> ColumnElement[int]:
    return func.coalesce(func.jsonb_array_length(keys), literal(0))
